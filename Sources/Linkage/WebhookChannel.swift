import CCurl
import CSodium
public import CityDispatch
public import CitySafety
import Glibc

/// Posts each message as JSON, with its id as `Idempotency-Key` and signed with the site's secret.
public final class WebhookChannel: OutboxChannel {
  private let settings: Webhook
  private let timeout: Span
  private let exchange: CurlExchange

  /// Nil when the system has no memory left for it.
  public init?(_ settings: Webhook, timeout: Span) {
    guard let exchange = CurlExchange() else { return nil }
    self.settings = settings
    self.timeout = timeout
    self.exchange = exchange
  }

  public func send(_ message: OutgoingMessage, stop: SendingStop) throws(ChannelFailure) {
    let secret = try SecretText.read(settings.secret)
    let url = message.address.isEmpty ? settings.url : message.address
    let body = JSONLine.body(of: message)
    let key = CurlExchange.escaped(message.item.id)
    var headers = ["Content-Type: application/json; charset=utf-8", "Expect:", "Idempotency-Key: \(key)"]
    if let secret {
      let time = String(Glibc.time(nil))
      let signature = WebhookChannel.signature(of: body, time: time, secret: secret)
      headers += ["X-Watchfloor-Timestamp: \(time)", "X-Watchfloor-Signature: v1=\(signature)"]
    }
    let answer = try exchange.perform(url, timeout: timeout, authority: settings.authorityFile, stop: stop) {
      transfer in
      ccurl_set_post(transfer, body, body.count)
      return headers.allSatisfy { ccurl_add_header(transfer, $0) }
    }
    try HTTPVerdict.demandSuccess(answer, at: url)
    if let answered = answer.key, answered != key {
      // A late answer to an earlier message says nothing of this one.
      throw ChannelFailure(
        Bilingual(zh: "收到的是另一条消息的应答", en: "This is the answer to another message"),
        at: CurlExchange.shown(url), remedy: Bilingual(zh: "检查对方服务", en: "Check the receiver"),
        mayHaveArrived: true)
    }
  }

  /// HMAC-SHA256 over time, a full stop and the body, in hexadecimal digits.
  static func signature(of body: [UInt8], time: String, secret: String) -> String {
    let signed = Array(time.utf8) + [UInt8(ascii: ".")] + body
    var digest = [UInt8](repeating: 0, count: Int(CSODIUM_SHA256_BYTES))
    csodium_hmac(Array(secret.utf8), secret.utf8.count, signed, signed.count, &digest)
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}

/// What the status of an HTTP answer says about a message.
enum HTTPVerdict {
  /// Statuses that refuse the message itself: RFC 9110, 15.5.
  private static let final: Set<Int> = [400, 410, 413, 415, 422]

  static func demandSuccess(_ answer: CurlExchange.Answer, at url: String) throws(ChannelFailure) {
    if (200..<300).contains(answer.status) { return }
    let isFinal = final.contains(answer.status)
    throw ChannelFailure(
      Bilingual(zh: "对方应答 \(answer.status)", en: "The receiver answered \(answer.status)"),
      at: CurlExchange.shown(url),
      remedy: isFinal
        ? Bilingual(
          zh: "对方不收此消息，改正后用 watchfloor outbox resend 重发",
          en: "It refuses this message: mend it, then watchfloor outbox resend")
        : Bilingual(zh: "检查对方服务和密钥", en: "Check the receiver and the secret"),
      // Whoever fails inside may have acted before.
      mayHaveArrived: answer.status >= 500, isFinal: isFinal)
  }
}
