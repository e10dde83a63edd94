import Glibc
import Synchronization

@testable import Ingest

/// Passes connections on to a port of loopback and keeps what the client said.
final class Tap: Sendable {
  private struct State {
    var heard: [[UInt8]] = []
    var threads: [WorkerThread] = []
  }

  let port: Int
  private let listener: Int32
  private let stopping: WakeDescriptor
  private let state = Mutex(State())

  init(to target: Int) throws {
    guard let stopping = WakeDescriptor() else { throw TestFailure("no descriptors") }
    self.stopping = stopping
    (listener, port) = try LoopbackServer.listen()
    start { [listener, stopping, weak self] in
      while Tap.ready([listener], stopping) != nil {
        let client = accept(listener, nil, nil)
        self?.start { [weak self] in
          self?.pass(client, to: target)
          close(client)
        }
      }
    }
  }

  /// What the client said on each connection.
  var heard: [[UInt8]] { state.withLock { $0.heard } }

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

  private func start(_ body: @escaping @Sendable () -> Void) {
    guard let thread = WorkerThread(body: body) else { return }
    state.withLock { $0.threads.append(thread) }
  }

  private func pass(_ client: Int32, to target: Int) {
    let server = LoopbackServer.connect(target)
    guard server >= 0 else { return }
    defer { close(server) }
    let number = state.withLock { state in
      state.heard.append([])
      return state.heard.count - 1
    }
    var chunk = [UInt8](repeating: 0, count: 4096)
    while let readable = Tap.ready([client, server], stopping) {
      let count = recv(readable, &chunk, chunk.count, 0)
      guard count > 0 else { return }
      if readable == client { state.withLock { $0.heard[number] += chunk[..<count] } }
      let other = readable == client ? server : client
      guard send(other, chunk, count, Int32(MSG_NOSIGNAL)) == count else { return }
    }
  }

  /// The first descriptor with something to read; `nil` once the tap stops.
  private static func ready(_ descriptors: [Int32], _ stopping: WakeDescriptor) -> Int32? {
    var entries = (descriptors + [stopping.descriptor]).map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    while poll(&entries, nfds_t(entries.count), -1) < 0 {}
    guard entries.last?.revents == 0 else { return nil }
    return entries.first { $0.revents != 0 }?.fd
  }
}
