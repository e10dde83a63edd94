import CitySafety
import Formats
import Glibc
import Testing

@testable import Ingest

/// An HTTPS server with a certificate made for the test, by the openssl program.
private final class SecureServer {
  let port: Int
  private let process: pid_t
  private let scratch: Scratch

  static let isAvailable = access("/usr/bin/openssl", X_OK) == 0

  init(_ scratch: Scratch) throws {
    self.scratch = scratch
    try scratch.write("ok.json", Answers.row)
    let making = try SecureServer.spawn(
      "req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost"
        + " -addext subjectAltName=IP:127.0.0.1", in: scratch.path)
    var status: Int32 = 0
    waitpid(making.process, &status, 0)
    close(making.output)
    try #require(status == 0)
    let (descriptor, free) = try LoopbackServer.listen()
    close(descriptor)
    port = free
    let serving = try SecureServer.spawn(
      "s_server -accept 127.0.0.1:\(free) -cert cert.pem -key key.pem -WWW", in: scratch.path)
    process = serving.process
    defer { close(serving.output) }
    try SecureServer.waitUntilReady(serving.output)
  }

  deinit {
    kill(process, SIGKILL)
    waitpid(process, nil, 0)
  }

  /// The program says ACCEPT once it listens.
  private static func waitUntilReady(_ output: Int32) throws {
    var text = ""
    var bytes = [UInt8](repeating: 0, count: 256)
    while !text.contains("ACCEPT") {
      var entry = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
      guard poll(&entry, 1, 10_000) > 0 else { throw TestFailure("openssl does not listen") }
      let count = read(output, &bytes, bytes.count)
      guard count > 0 else { throw TestFailure("openssl ended") }
      text += String(decoding: bytes[..<count], as: UTF8.self)
    }
  }

  private static func spawn(_ arguments: String, in folder: String) throws -> (process: pid_t, output: Int32)
  {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    let script = "cd '\(folder)' && exec openssl \(arguments) 2>/dev/null </dev/null"
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_addclose(&actions, ends[0])
    defer { posix_spawn_file_actions_destroy(&actions) }
    let arguments: [String] = ["/bin/sh", "-c", script]
    let words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    let result = posix_spawn(&process, "/bin/sh", &actions, nil, words, environ)
    close(ends[1])
    if result != 0 { throw TestFailure("cannot start openssl") }
    return (process, ends[0])
  }
}

@Suite(.serialized, .enabled(if: SecureServer.isAvailable, "the openssl program is not installed"))
struct Certificates {
  @Test func aCertificateOfAnUnknownAuthorityIsRefused() throws {
    let scratch = try Scratch()
    let server = try SecureServer(scratch)
    let rig = try PollRig([Feed.http("https://127.0.0.1:\(server.port)/ok.json")])
    #expect(try rig.next().kind == .certificate)
  }

  @Test func theDeclaredAuthorityIsTrusted() throws {
    let scratch = try Scratch()
    let server = try SecureServer(scratch)
    let source = Feed.http("https://127.0.0.1:\(server.port)/ok.json") { $0.authorityFile = "cert.pem" }
    let rig = try PollRig([source], folder: scratch.path)
    #expect(try rig.next().batch?.readings.count == 1)
  }

  @Test func aCertificateForAnotherNameIsRefused() throws {
    let scratch = try Scratch()
    let server = try SecureServer(scratch)
    let source = Feed.http("https://localhost:\(server.port)/ok.json") { $0.authorityFile = "cert.pem" }
    let rig = try PollRig([source], folder: scratch.path)
    #expect(try rig.next().kind == .certificate)
  }

  @Test func aMissingAuthorityFileIsSaid() throws {
    let scratch = try Scratch()
    let server = try SecureServer(scratch)
    let source = Feed.http("https://127.0.0.1:\(server.port)/ok.json") { $0.authorityFile = "absent.pem" }
    let rig = try PollRig([source], folder: scratch.path)
    #expect(try rig.next().kind == .authorityFile)
  }
}
