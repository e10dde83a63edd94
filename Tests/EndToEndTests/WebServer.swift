import Glibc
import Synchronization

@testable import Runtime

/// An HTTP server on loopback for the built program: one request a connection, answered as the test says.
final class WebServer: Sendable {
  struct Request: Sendable {
    var method = ""
    /// Path and query.
    var target = ""
    /// Names in lower case.
    var headers: [String: String] = [:]
    var body = ""

    var path: String { String(target.prefix { $0 != "?" }) }
  }

  enum Reply: Sendable {
    case answer(status: Int = 200, headers: [String] = [], body: [UInt8] = [])
    /// Bytes as they are, whatever they mean.
    case raw([UInt8])
    /// A good beginning, then a byte every 50 ms for ever.
    case drip
    /// Breaks the connection with RST.
    case reset

    static func text(_ text: String) -> Reply { .answer(body: Array(text.utf8)) }
  }

  private struct State {
    var requests: [Request] = []
    var open: Set<Int32> = []
    var isStopping = false
  }

  let port: Int
  private let listener: Int32
  private let state = Mutex(State())
  private let answer: @Sendable (Request) -> Reply

  init(_ answer: @escaping @Sendable (Request) -> Reply) throws {
    self.answer = answer
    (listener, port) = try WebServer.listen()
    let thread = WorkerThread(name: "web") { [listener, weak self] in
      while true {
        let connection = accept(listener, nil, nil)
        if connection < 0 { return }
        guard let self, self.enter(connection) else {
          close(connection)
          return
        }
        WorkerThread(name: "web-answer") { [weak self] in
          self?.serve(connection)
          self?.leave(connection)
        }?.detach()
      }
    }
    thread?.detach()
  }

  deinit {
    // Ends the waits of every thread; each closes its own descriptor.
    let open = state.withLock { state in
      state.isStopping = true
      return state.open
    }
    for connection in open { shutdown(connection, Int32(SHUT_RDWR)) }
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  var requests: [Request] { state.withLock { $0.requests } }

  func count(of path: String) -> Int { requests.count { $0.path == path } }

  var url: String { "http://127.0.0.1:\(port)" }

  private static func listen() throws -> (Int32, Int) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
        bind(descriptor, plain, length) == 0 && Glibc.listen(descriptor, 256) == 0
          && getsockname(descriptor, plain, &length) == 0
      }
    }
    guard isBound else { throw Child.Failure(reason: "cannot listen on loopback") }
    return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
  }

  /// A port of loopback that was free a moment ago.
  static func freePort() throws -> Int {
    let (descriptor, port) = try listen()
    close(descriptor)
    return port
  }

  private func enter(_ connection: Int32) -> Bool {
    state.withLock { state in
      if !state.isStopping { state.open.insert(connection) }
      return !state.isStopping
    }
  }

  private func leave(_ connection: Int32) {
    _ = state.withLock { $0.open.remove(connection) }
    close(connection)
  }

  // MARK: One connection

  private func serve(_ connection: Int32) {
    guard let request = WebServer.read(connection) else { return }
    state.withLock { $0.requests.append(request) }
    switch answer(request) {
    case .answer(let status, let headers, let body):
      let lines = ["HTTP/1.1 \(status) Said", "Content-Length: \(body.count)", "Connection: close"] + headers
      _ = WebServer.send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body, connection)
    case .raw(let bytes): _ = WebServer.send(bytes, connection)
    case .drip: drip(connection)
    case .reset:
      var now = linger(l_onoff: 1, l_linger: 0)
      setsockopt(connection, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
    }
  }

  private func drip(_ connection: Int32) {
    let head = Array("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".utf8)
    guard WebServer.send(head, connection) else { return }
    while WebServer.send([0x78], connection) {
      // Readable means that the other side, or the test, has hung up.
      var entry = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
      if poll(&entry, 1, 50) > 0 { return }
    }
  }

  private static func read(_ connection: Int32) -> Request? {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      if let request = parse(bytes) { return request }
      let count = recv(connection, &chunk, chunk.count, 0)
      if count <= 0 { return nil }
      bytes += chunk[..<count]
    }
  }

  private static func parse(_ bytes: [UInt8]) -> Request? {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
    var request = Request()
    let lines = text[..<end.lowerBound].split(separator: "\r\n")
    let words = (lines.first ?? "").split(separator: " ")
    guard words.count == 3 else { return nil }
    request.method = String(words[0])
    request.target = String(words[1])
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      request.headers[line[..<colon].lowercased()] = String(
        line[line.index(after: colon)...].drop { $0 == " " })
    }
    request.body = String(text[end.upperBound...])
    return request.body.utf8.count >= (Int(request.headers["content-length"] ?? "0") ?? 0) ? request : nil
  }

  private static func send(_ bytes: [UInt8], _ connection: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes {
        Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { return false }
      done += count
    }
    return true
  }
}

extension WebServer {
  /// Serves a folder as plain web servers do: with the time of change, and "not modified" for who knows it already.
  static func serving(_ folder: String) throws -> WebServer {
    try WebServer { request in
      guard !request.path.contains(".."), let body = bytes(of: folder + request.path) else {
        return .answer(status: 404, body: Array("no such file".utf8))
      }
      let changed = "Thu, 01 Jan 2026 00:00:00 GMT"
      if request.headers["if-modified-since"] == changed { return .answer(status: 304) }
      return .answer(headers: ["Last-Modified: " + changed], body: body)
    }
  }

  private static func bytes(of path: String) -> [UInt8]? {
    guard let file = fopen(path, "rb") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&chunk, 1, chunk.count, file)
      if count == 0 { return ferror(file) == 0 ? bytes : nil }
      bytes += chunk[..<count]
    }
  }
}
