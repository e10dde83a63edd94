import CCurl
public import CityDispatch
public import CitySafety

/// Asks a gateway for text messages over HTTP, in the words that the site's templates write.
public final class GatewayChannel: OutboxChannel {
  private let settings: Gateway
  private let timeout: Span
  private let exchange: CurlExchange

  /// Nil when the system has no memory left for it.
  public init?(_ settings: Gateway, timeout: Span) {
    guard let exchange = CurlExchange() else { return nil }
    self.settings = settings
    self.timeout = timeout
    self.exchange = exchange
  }

  public func send(_ message: OutgoingMessage, stop: SendingStop) throws(ChannelFailure) {
    let secret = try SecretText.read(settings.secret)
    func value(_ name: String) -> String? {
      switch name {
      case "address": message.address
      case "secret": secret
      // The channel's template has been filled; that is what goes out.
      case MessageTemplate.Placeholder.text.rawValue: message.text
      default: message.value(of: name)
      }
    }
    let url = MessageTemplate.filled(settings.url) { value($0).map(CurlExchange.escaped) }
    let body = settings.body.map { body in
      MessageTemplate.filled(body) { name in
        value(name).map {
          switch settings.bodyKind {
          case .form: CurlExchange.escaped($0)
          case .json:
            String(
              decoding: JSONLine.escaped(HarmlessText.clean($0, limit: OutgoingMessage.textLimit)),
              as: UTF8.self)
          }
        }
      }
    }
    let type = settings.bodyKind == .json ? "application/json" : "application/x-www-form-urlencoded"
    let headers =
      ["Expect:", "Idempotency-Key: \(CurlExchange.escaped(message.item.id))"]
      + (body == nil ? [] : ["Content-Type: \(type); charset=utf-8"])
    let answer = try exchange.perform(url, timeout: timeout, authority: settings.authorityFile, stop: stop) {
      transfer in
      if let body { ccurl_set_post(transfer, body, body.utf8.count) }
      return headers.allSatisfy { ccurl_add_header(transfer, $0) }
    }
    try HTTPVerdict.demandSuccess(answer, at: url)
    if let expected = settings.expects, !GatewayChannel.holds(answer.body, expected) {
      throw ChannelFailure(
        Bilingual(
          zh: "网关未受理（\(HarmlessText.clean(answer.body, limit: 80))）",
          en: "The gateway did not take it (\(HarmlessText.clean(answer.body, limit: 80)))"),
        at: CurlExchange.shown(url),
        remedy: Bilingual(zh: "按网关的应答检查号码、余额和密钥", en: "Check number, balance and secret by its answer"))
    }
  }

  private static func holds(_ text: String, _ part: String) -> Bool {
    let (text, part) = (Array(text.utf8), Array(part.utf8))
    guard part.count <= text.count else { return false }
    return (0...(text.count - part.count)).contains { text[$0..<($0 + part.count)].elementsEqual(part) }
  }
}
