import CitySafety
import Glibc
import Settings

@testable import Runtime

/// A folder of its own for one test, left for the system to take away; empty where none can be made.
func temporaryFolder(_ name: String) -> String {
  var template = Array("/tmp/watchfloor-\(name)-XXXXXX".utf8CString)
  return mkdtemp(&template).map { String(cString: $0) } ?? ""
}

/// The shipped site and a store for owners' loops without their threads, one after the other as a test kills them.
struct OwnerRig {
  let store: String
  let site: LoadedSite
  let start = SystemClock().now()

  init(_ name: String) throws {
    store = temporaryFolder(name) + "/store.sqlite"
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    site = try SiteFolder.load("/" + root + "/sites/hanggin").get()
  }

  /// An owner whose clock shows so many seconds after the start.
  func owner(at second: Int64 = 0) throws -> OwnerLoop {
    try OwnerLoop(
      site: site, store: store, clock: SystemClock(startingAt: start + .seconds(second)), name: "test",
      version: "0", isDemo: true, log: { _ in })
  }
}
