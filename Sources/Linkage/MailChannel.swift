import CCurl
public import CityDispatch
public import CitySafety

/// Sends each message as a mail over SMTP.
public final class MailChannel: OutboxChannel {
  private let settings: MailServer
  private let timeout: Span
  private let exchange: CurlExchange

  /// Nil when the system has no memory left for it.
  public init?(_ settings: MailServer, timeout: Span) {
    guard let exchange = CurlExchange() else { return nil }
    self.settings = settings
    self.timeout = timeout
    self.exchange = exchange
  }

  public func send(_ message: OutgoingMessage, stop: SendingStop) throws(ChannelFailure) {
    let secret = try SecretText.read(settings.secret)
    let scheme = settings.encryption == .implicit ? "smtps" : "smtp"
    let url = "\(scheme)://\(settings.host):\(settings.port)"
    let mail = MailChannel.text(of: message, from: settings.from)
    let answer = try exchange.perform(url, timeout: timeout, authority: settings.authorityFile, stop: stop) {
      ccurl_set_mail(
        $0, "<\(settings.from)>", "<\(message.address)>", mail, mail.count,
        settings.encryption == .startTLS, settings.user, secret)
    }
    guard answer.status < 400 else {
      // 5yz is for good (RFC 5321, 4.2.1), but for a sign-in that somebody can mend (RFC 4954, 6).
      let isFinal = answer.status >= 500 && ![530, 534, 535, 538].contains(answer.status)
      throw ChannelFailure(
        Bilingual(zh: "邮件服务器应答 \(answer.status)", en: "The mail server answered \(answer.status)"),
        at: "\(url) \(message.address)",
        remedy: Bilingual(zh: "检查收件地址和登录", en: "Check the address and the sign-in"), isFinal: isFinal)
    }
  }

  /// The mail: RFC 5322 with headers of RFC 2047, its text in base64 so that no line is too long or ends it.
  static func text(of message: OutgoingMessage, from: String) -> [UInt8] {
    let domain = from.split(separator: "@").last ?? "localhost"
    let head = [
      "From: <\(from)>",
      "To: <\(message.address)>",
      "Subject: " + encodedWords(message.subject),
      "Date: " + date(message.item.createdAt, at: message.offset),
      // The same in every resend, so that a reader shows it once.
      "Message-ID: <\(messageID(message.item.id))@\(domain)>",
      "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: base64",
      "Auto-Submitted: auto-generated",
      "", "",
    ]
    let encoded = base64(Array((message.text + "\r\n").utf8))
    var lines: [String] = []
    var rest = Substring(encoded)
    while !rest.isEmpty {
      lines.append(String(rest.prefix(76)))
      rest = rest.dropFirst(76)
    }
    return Array((head.joined(separator: "\r\n") + lines.joined(separator: "\r\n") + "\r\n").utf8)
  }

  /// Words in lines of at most 76 characters with the header's name (RFC 2047, 2), folded; none cuts a character.
  static func encodedWords(_ text: String) -> String {
    if text.utf8.count <= 60, text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }), !text.hasPrefix("=?") {
      return text
    }
    var words: [String] = []
    var part: [UInt8] = []
    func close() {
      if !part.isEmpty { words.append("=?UTF-8?B?\(base64(part))?=") }
      part = []
    }
    for scalar in text.unicodeScalars {
      let bytes = Array(String(scalar).utf8)
      if part.count + bytes.count > 39 { close() }
      part += bytes
    }
    close()
    return words.joined(separator: "\r\n ")
  }

  private static func messageID(_ id: String) -> String {
    let escaped = CurlExchange.escaped(id)
    return String(escaped.map { $0 == "%" ? "=" : $0 })
  }

  private static func date(_ instant: Instant, at offset: UTCOffset) -> String {
    let civil = CivilTime(instant, at: offset)
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let zone = String(offset.text.filter { $0 != ":" })
    return "\(civil.day) \(months[civil.month - 1]) \(civil.year) \(civil.time) \(zone)"
  }

  static func base64(_ bytes: [UInt8]) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let part = bytes[start..<min(start + 3, bytes.count)]
      let bits = part.reduce(0) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - part.count))
      for place in 0..<4 {
        let digit = digits[Int(bits >> UInt32(18 - 6 * place) & 63)]
        text.append(place <= part.count ? digit : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
