import Glibc
import Synchronization

@testable import Ingest

/// An HTTP server on loopback that misbehaves as told: each request gets a list of actions.
final class LoopbackServer: Sendable {
  struct Request: Sendable {
    var method = ""
    var target = ""
    /// Names in lower case.
    var headers: [String: String] = [:]
    var body = ""
  }

  enum Action: Sendable {
    case send([UInt8])
    /// One byte at a time, with this many milliseconds between.
    case drip([UInt8], every: Int64)
    /// Says nothing more until the client or the test gives up.
    case hang
    /// Breaks the connection with RST.
    case reset
    case close
  }

  private struct State {
    var requests: [Request] = []
    var connections = 0
    var threads: [WorkerThread] = []
  }

  let port: Int
  private let listener: Int32
  private let stopping: WakeDescriptor
  private let state = Mutex(State())
  private let answer: @Sendable (Request) -> [Action]

  init(_ answer: @escaping @Sendable (Request) -> [Action]) throws {
    self.answer = answer
    guard let stopping = WakeDescriptor() else { throw TestFailure("no descriptors") }
    self.stopping = stopping
    (listener, port) = try LoopbackServer.listen()
    start { [listener, stopping, weak self] in
      while LoopbackServer.waitReadable(listener, stopping) {
        let connection = accept(listener, nil, nil)
        if connection < 0 { continue }
        guard let self else {
          close(connection)
          return
        }
        self.state.withLock { $0.connections += 1 }
        self.start { [weak self] in
          self?.serve(connection)
          close(connection)
        }
      }
    }
  }

  /// Ends every connection and waits for the threads.
  func stop() {
    stopping.raise()
    let threads = state.withLock { state in
      defer { state.threads = [] }
      return state.threads
    }
    for thread in threads { _ = thread.join(milliseconds: 5000) }
    close(listener)
  }

  var requests: [Request] { state.withLock { $0.requests } }
  var connections: Int { state.withLock { $0.connections } }

  func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

  /// A bound socket on a free port of loopback.
  static func listen() throws -> (Int32, Int) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let port: Int? = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
        guard bind(descriptor, plain, length) == 0, Glibc.listen(descriptor, 256) == 0,
          getsockname(descriptor, plain, &length) == 0
        else { return nil }
        return pointer.pointee.sin_port.bigEndian.asInt
      }
    }
    guard let port else { throw TestFailure("cannot listen on loopback") }
    return (descriptor, port)
  }

  /// A connection to a port of loopback; below 0 when nobody listens there.
  static func connect(_ port: Int) -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = UInt16(port).bigEndian
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result != 0 else { return descriptor }
    close(descriptor)
    return -1
  }

  private func start(_ body: @escaping @Sendable () -> Void) {
    guard let thread = WorkerThread(body: body) else { return }
    state.withLock { $0.threads.append(thread) }
  }

  /// False once the server stops.
  private static func waitReadable(_ descriptor: Int32, _ stopping: WakeDescriptor) -> Bool {
    var entries = [
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: stopping.descriptor, events: Int16(POLLIN), revents: 0),
    ]
    while poll(&entries, 2, -1) < 0 {}
    return entries[1].revents == 0
  }

  private func serve(_ connection: Int32) {
    while let request = read(connection) {
      state.withLock { $0.requests.append(request) }
      for action in answer(request) where !perform(action, connection) { return }
    }
  }

  private func read(_ connection: Int32) -> Request? {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      if let request = LoopbackServer.parse(bytes) { return request }
      guard LoopbackServer.waitReadable(connection, stopping) else { return nil }
      let count = recv(connection, &chunk, chunk.count, 0)
      if count <= 0 { return nil }
      bytes += chunk[..<count]
    }
  }

  private static func parse(_ bytes: [UInt8]) -> Request? {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let end = text.range(of: "\r\n\r\n") else { return nil }
    var request = Request()
    let lines = text[..<end].split(separator: "\r\n")
    let words = (lines.first ?? "").split(separator: " ")
    guard words.count == 3 else { return nil }
    request.method = String(words[0])
    request.target = String(words[1])
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      request.headers[line[..<colon].lowercased()] = String(value)
    }
    request.body = String(text[text.utf8.index(end, offsetBy: 4)...])
    let wanted = Int(request.headers["content-length"] ?? "0") ?? 0
    return request.body.utf8.count >= wanted ? request : nil
  }

  private func perform(_ action: Action, _ connection: Int32) -> Bool {
    switch action {
    case .send(let bytes): return sendAll(bytes, connection)
    case .drip(let bytes, let pause):
      for byte in bytes {
        if stopping.wait(milliseconds: pause) || !sendAll([byte], connection) { return false }
      }
      return true
    case .hang:
      _ = LoopbackServer.waitReadable(connection, stopping)
      return false
    case .reset:
      var linger = linger(l_onoff: 1, l_linger: 0)
      setsockopt(connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
      return false
    case .close: return false
    }
  }

  private func sendAll(_ bytes: [UInt8], _ connection: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes {
        send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { return false }
      done += count
    }
    return true
  }
}

struct TestFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}

extension UInt16 {
  fileprivate var asInt: Int { Int(self) }
}

extension String {
  /// The first place of `needle`, without Foundation.
  fileprivate func range(of needle: String) -> String.Index? {
    var index = startIndex
    while index < endIndex {
      if self[index...].utf8.starts(with: needle.utf8) { return index }
      index = utf8.index(after: index)
    }
    return nil
  }
}
