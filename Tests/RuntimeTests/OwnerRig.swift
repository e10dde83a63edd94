import CitySafety
import Settings
import TestSites

@testable import Runtime

/// The shipped site and a store for owners' loops without their threads, one after the other as a test kills them.
struct OwnerRig {
  private let folder: TestFolder
  let site: LoadedSite
  let start = SystemClock().now()
  var store: String { folder.path + "/store.sqlite" }

  init() throws {
    folder = try TestFolder()
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
