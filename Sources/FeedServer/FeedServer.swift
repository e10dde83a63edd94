public import CitySafety
internal import FlyingFox
internal import FlyingSocks
internal import Foundation
public import Simulator

/// Serves the simulator's feeds over loopback HTTP, as upstream systems would.
public final class FeedServer: Sendable {
  /// Why the feeds cannot be served.
  public struct Failure: Error, Sendable {
    public var message: Bilingual
  }

  private let server: HTTPServer
  private let feeds: FeedCatalogue
  private let clock: @Sendable () -> Instant

  /// - Parameters:
  ///   - port: 0 lets the system choose one.
  ///   - clock: the time at which each answer is made.
  public init(feeds: FeedCatalogue, port: UInt16, clock: @escaping @Sendable () -> Instant) throws(Failure) {
    self.feeds = feeds
    self.clock = clock
    do {
      let address = try sockaddr_in.inet(ip4: "127.0.0.1", port: port)
      server = HTTPServer(address: address, logger: .disabled)
    } catch {
      throw Failure(message: Bilingual(same: String(describing: error)))
    }
  }

  /// Serves until the task is cancelled.
  ///
  /// `ready` is told the port once it listens.
  public func run(ready: @escaping @Sendable (UInt16) -> Void) async throws(Failure) {
    await server.appendRoute("*") { [self] request in answer(request) }
    let announcement = Task {
      try await server.waitUntilListening()
      if case .ip4(_, let port)? = await server.listeningAddress { ready(port) }
    }
    defer { announcement.cancel() }
    do {
      try await server.run()
    } catch is CancellationError {
      return
    } catch {
      throw Failure(
        message: Bilingual(
          zh: "无法提供模拟数据：\(error)。该端口可能已被占用，请换一个 --port。",
          en: "Cannot serve the simulated feeds: \(error). The port may be taken; choose another --port."))
    }
  }

  private func answer(_ request: HTTPRequest) -> HTTPResponse {
    var query: [String: String] = [:]
    for item in request.query { query[item.name] = item.value }
    guard let document = feeds.document(path: request.path, query: query, at: clock()) else {
      return HTTPResponse(statusCode: .notFound)
    }
    return HTTPResponse(
      statusCode: .ok, headers: [.contentType: document.contentType], body: Data(document.bytes))
  }
}
