import CitySafety
import Formats
import Glibc

/// The header lines that a source declares, with its token read anew: they go to the source's own origin
/// only.
enum RequestHeaders {
  static func lines(of request: HTTPRequest, plan: PollPlan) -> Result<[String], TransportFailure> {
    let place = WebAddress.shown(request.url)
    var lines: [String] = []
    for header in request.headers { lines.append(header.name + ": " + header.value) }
    if request.body != nil, !request.headers.contains(where: { isContentType($0.name) }) {
      lines.append("Content-Type: " + contentType(of: request.body ?? ""))
    }
    if let token = request.token {
      guard let secret = read(token, plan: plan), isOneLine(secret), !secret.isEmpty else {
        return .failure(TransportFailure(.token, at: place))
      }
      let isBearer = request.tokenHeader.lowercased() == "authorization"
      lines.append(request.tokenHeader + ": " + (isBearer ? "Bearer " + secret : secret))
    }
    guard lines.allSatisfy(isOneLine) else { return .failure(TransportFailure(.badRequest, at: place)) }
    return .success(lines)
  }

  private static func isContentType(_ name: String) -> Bool {
    name.lowercased() == "content-type"
  }

  private static func contentType(of body: String) -> String {
    let first = body.utf8.first { $0 > 0x20 }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
      ? "application/json" : "application/x-www-form-urlencoded"
  }

  private static func isOneLine(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
  }

  private static func read(_ token: HTTPRequest.Token, plan: PollPlan) -> String? {
    switch token {
    case .environment(let name):
      return getenv(name).map { trimmed(UnsafeRawBufferPointer(start: $0, count: strlen($0))) }
    case .file(let path):
      let reader = FileReader()
      guard case .success = reader.open(plan.path(path), followsLinks: true),
        case .success(let bytes) = reader.read(limit: IngestLimits.tokenBytes), reader.isWhole
      else { return nil }
      return trimmed(bytes)
    }
  }

  private static func trimmed(_ bytes: UnsafeRawBufferPointer) -> String {
    let isSpace: (UInt8) -> Bool = { $0 <= 0x20 }
    let start = bytes.firstIndex { !isSpace($0) } ?? bytes.endIndex
    let end = bytes.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? start
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }
}
