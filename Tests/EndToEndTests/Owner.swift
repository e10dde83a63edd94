import Glibc

/// `watchfloor ingest` on a small site, running.
final class Owner {
  let child: Child
  private let site: SmallSite

  init(_ site: SmallSite, _ more: [String] = [], environment: [String: String] = [:]) throws {
    self.site = site
    child = try Child(
      ["ingest", site.path, "--store", site.store, "--demo", "--lang", "en"] + more,
      environment: site.environment.merging(environment) { $1 })
    let end = Deadline(seconds: 20)
    while !end.isOver {
      child.drain()
      if String(decoding: child.errorBytes, as: UTF8.self).contains("Ingest runs") { return }
      end.pause()
    }
    throw Child.Failure(reason: "ingest did not start: " + String(decoding: child.errorBytes, as: UTF8.self))
  }

  /// Ends it in order and returns its exit code.
  func stop() throws -> Int32 {
    child.send(SIGTERM)
    return child.finish(deadline: 20).code
  }

  /// Ends it without a chance to clean up.
  func murder() {
    child.send(SIGKILL)
    _ = child.finish(deadline: 20)
  }
}

/// Generated documents and goldens are written only on request, and writing them fails the run.
enum Recording {
  static let isOn = getenv("RECORD") != nil

  static func read(_ path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&chunk, 1, chunk.count, file)
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes += chunk[..<count]
    }
  }

  static func write(_ path: String, _ text: String) throws {
    guard let file = fopen(path, "w") else { throw Child.Failure(reason: "cannot write \(path)") }
    fputs(text, file)
    fclose(file)
  }
}
