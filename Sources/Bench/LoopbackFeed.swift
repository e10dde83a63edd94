import Glibc
import Synchronization

/// An HTTP/1.1 server on loopback with one answer, which says when its last byte was written.
///
/// Sendable: what both threads use is behind the mutex; the descriptor never changes.
final class LoopbackFeed: Sendable {
  struct Shared: Sendable {
    var body: [UInt8] = []
    /// Milliseconds that an answer is held back: the poll's own wait, which is not measured.
    var hold: Int32 = 0
    var answers = 0
    var answeredAt = 0.0
    var isStopping = false
  }

  let port: UInt16
  let shared = Mutex(Shared())
  private let listener: Int32

  init() throws(BenchFailure) {
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = self.listener
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 8) == 0 && getsockname(listener, $0, &length) == 0
      }
    }
    guard isBound else { throw BenchFailure("cannot listen on loopback") }
    port = UInt16(bigEndian: address.sin_port)
    start()
  }

  private func start() {
    var thread = pthread_t()
    let context = Unmanaged.passRetained(self).toOpaque()
    pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<LoopbackFeed>.fromOpaque(context).takeRetainedValue().serve()
        return nil
      }, context)
    pthread_detach(thread)
  }

  func stop() { shared.withLock { $0.isStopping = true } }

  private func serve() {
    var connections: [Int32] = []
    var requests: [Int32: [UInt8]] = [:]
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while !shared.withLock({ $0.isStopping }) {
      var entries = ([listener] + connections).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      guard poll(&entries, nfds_t(entries.count), 200) > 0 else { continue }
      if entries[0].revents != 0 {
        let connection = accept(listener, nil, nil)
        if connection >= 0 { connections.append(connection) }
      }
      for entry in entries.dropFirst() where entry.revents != 0 {
        let count = read(entry.fd, &chunk, chunk.count)
        if count > 0 {
          requests[entry.fd, default: []] += chunk[..<count]
          while LoopbackFeed.takeRequest(&requests[entry.fd, default: []]) { answer(entry.fd) }
        } else {
          close(entry.fd)
          connections.removeAll { $0 == entry.fd }
          requests[entry.fd] = nil
        }
      }
    }
    for connection in connections + [listener] { close(connection) }
  }

  /// Takes a whole request from the front of the bytes; whether there was one.
  private static func takeRequest(_ bytes: inout [UInt8]) -> Bool {
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return false }
    let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).lowercased()
    let length = head.split(separator: "\r\n").first { $0.hasPrefix("content-length:") }.flatMap {
      Int($0.dropFirst("content-length:".count).drop { $0 == " " })
    }
    let size = end.upperBound + (length ?? 0)
    guard bytes.count >= size else { return false }
    bytes.removeFirst(size)
    return true
  }

  private func answer(_ connection: Int32) {
    let (body, hold) = shared.withLock { ($0.body, $0.hold) }
    if hold > 0 { _ = poll(nil, 0, hold) }
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: \(body.count)\r\n\r\n"
    let bytes = Array(head.utf8) + body
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        write(connection, $0.baseAddress?.advanced(by: sent), bytes.count - sent)
      }
      guard count > 0 else { return }
      sent += count
    }
    let now = Clock.milliseconds()
    shared.withLock { shared in
      shared.answers += 1
      shared.answeredAt = now
    }
  }
}
