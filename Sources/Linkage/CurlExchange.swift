import CCurl
import CitySafety

/// One connection to a server over libcurl: a request after the other, each within its time.
///
/// Lives on one thread.
final class CurlExchange {
  /// Bytes of an answer that are read; a receiver has nothing longer to say.
  static let answerLimit = 65_536

  /// Started once for the process, as libcurl wants it.
  private static let isStarted = ccurl_start()

  private let engine: OpaquePointer
  private let transfer: OpaquePointer

  init?() {
    guard CurlExchange.isStarted, let engine = ccurl_engine_new(0, 4) else { return nil }
    guard let transfer = ccurl_transfer_new(engine, 0) else {
      ccurl_engine_free(engine)
      return nil
    }
    self.engine = engine
    self.transfer = transfer
  }

  deinit {
    ccurl_transfer_free(transfer)
    ccurl_engine_free(engine)
  }

  /// What a server said.
  struct Answer {
    var status: Int
    var body: String
    /// The key that the server says it answers to, if it says so.
    var key: String?
  }

  /// Performs what `prepare` sets up on the transfer; false from it is a lack of memory.
  func perform(
    _ url: String, timeout: Span, authority: String?, stop: SendingStop, prepare: (OpaquePointer) -> Bool
  ) throws(ChannelFailure) -> Answer {
    ccurl_transfer_clear(transfer)
    // Whatever was asked is over when this returns: nothing of it is left to the next request.
    defer { ccurl_transfer_clear(transfer) }
    ccurl_set_url(transfer, url)
    ccurl_set_agent(transfer, "watchfloor")
    let milliseconds = Int(max(1, timeout.milliseconds))
    ccurl_set_limits(transfer, milliseconds, milliseconds, CurlExchange.answerLimit)
    if let authority { ccurl_set_authority(transfer, authority) }
    guard prepare(transfer), ccurl_begin(transfer) else { throw failure(CCURL_OTHER, url) }
    let deadline = Monotonic.now() + timeout.milliseconds + 100
    var end = CCURL_DONE
    var code: Int32 = 0
    while ccurl_engine_ended(engine, &end, &code) == nil {
      let left = deadline - Monotonic.now()
      guard left > 0 else { throw failure(CCURL_TIMEOUT, url) }
      guard !stop.isRaised else { throw stopped(url) }
      guard ccurl_engine_run(engine, stop.descriptor, Int32(clamping: left)) else {
        throw failure(CCURL_OTHER, url)
      }
    }
    let answer = self.answer()
    // A server that refuses may end in any way after its answer.
    guard end == CCURL_DONE || answer.status >= 400 else { throw failure(end, url) }
    return answer
  }

  private func answer() -> Answer {
    var length = 0
    let bytes = ccurl_body(transfer, &length)
    let body = String(
      decoding: UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : length), as: UTF8.self)
    let key = ccurl_header(transfer, "Idempotency-Key").map { String(cString: $0) }
    return Answer(status: Int(ccurl_status(transfer)), body: body, key: key)
  }

  /// An address without what it may hold of secrets.
  static func shown(_ url: String) -> String {
    guard let text = ccurl_url_shown(url) else { return "" }
    defer { ccurl_free_text(text) }
    return String(cString: text)
  }

  /// Text as it stands in an address or a form.
  static func escaped(_ text: String) -> String {
    guard let escaped = ccurl_escape(text) else { return "" }
    defer { ccurl_free_text(escaped) }
    return String(cString: escaped)
  }

  private func stopped(_ url: String) -> ChannelFailure {
    ChannelFailure(
      Bilingual(zh: "程序停止，未等到应答", en: "Stopped before the answer came"), at: CurlExchange.shown(url),
      remedy: Bilingual(zh: "下次启动后重发", en: "It is sent again at the next start"),
      mayHaveArrived: ccurl_may_have_sent(transfer))
  }

  private func failure(_ end: ccurl_end, _ url: String) -> ChannelFailure {
    let (what, remedy) = CurlExchange.words(end)
    return ChannelFailure(
      what, at: CurlExchange.shown(url), remedy: remedy, mayHaveArrived: ccurl_may_have_sent(transfer))
  }

  private static func words(_ end: ccurl_end) -> (what: Bilingual, remedy: Bilingual) {
    let network = Bilingual(zh: "检查网络和对方服务", en: "Check the network and the receiver")
    switch end {
    case CCURL_BAD_ADDRESS, CCURL_FORBIDDEN_SCHEME:
      return (
        Bilingual(zh: "地址无效", en: "Not a usable address"),
        Bilingual(zh: "改正 channels.toml", en: "Mend channels.toml")
      )
    case CCURL_RESOLVE:
      return (
        Bilingual(zh: "域名解析失败", en: "The name cannot be resolved"),
        Bilingual(zh: "检查主机名和域名服务", en: "Check the host name and the name server")
      )
    case CCURL_REFUSED: return (Bilingual(zh: "连接被拒绝", en: "The connection was refused"), network)
    case CCURL_UNREACHABLE: return (Bilingual(zh: "无法连接", en: "The receiver cannot be reached"), network)
    case CCURL_TIMEOUT: return (Bilingual(zh: "超时", en: "The time is over"), network)
    case CCURL_TOO_LARGE, CCURL_CROWDED: return (Bilingual(zh: "应答过长", en: "The answer is too long"), network)
    case CCURL_CERTIFICATE:
      return (
        Bilingual(zh: "对方的证书未通过验证", en: "The receiver's certificate does not verify"),
        Bilingual(zh: "检查证书、主机名和 ca-file", en: "Check the certificate, the host name and ca-file")
      )
    case CCURL_NO_UPGRADE:
      return (
        Bilingual(zh: "对方不提供 STARTTLS，什么也没有发", en: "The server offers no STARTTLS; nothing was sent"),
        Bilingual(zh: "请对方开启加密，或检查地址和端口", en: "Have it switched on there, or check address and port")
      )
    case CCURL_AUTHORITY_FILE, CCURL_TLS:
      return (
        Bilingual(zh: "加密连接失败", en: "The encrypted connection failed"),
        Bilingual(zh: "检查证书和 ca-file", en: "Check the certificate and ca-file")
      )
    case CCURL_RESET, CCURL_TRUNCATED:
      return (Bilingual(zh: "连接中断", en: "The connection broke off"), network)
    default: return (Bilingual(zh: "发送失败", en: "Sending failed"), network)
    }
  }
}
