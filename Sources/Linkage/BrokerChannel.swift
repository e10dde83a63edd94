import CMosquitto
public import CityDispatch
public import CitySafety

/// Publishes each message as JSON with quality of service 1, and waits for the broker's acknowledgement.
public final class BrokerChannel: OutboxChannel {
  private static let isStarted = cmosquitto_start()

  private let settings: Broker
  private let timeout: Span
  private var client: OpaquePointer?

  public init(_ settings: Broker, timeout: Span) {
    self.settings = settings
    self.timeout = timeout
  }

  deinit { disconnect() }

  public func send(_ message: OutgoingMessage, stop: SendingStop) throws(ChannelFailure) {
    let client = try connected()
    let body = JSONLine.body(of: message)
    var isSent = false
    let end = cmosquitto_publish(
      client, settings.host, Int32(settings.port), message.address, body, body.count,
      Int32(clamping: timeout.milliseconds), stop.descriptor, &isSent)
    if end == CMOSQUITTO_DONE { return }
    let failure = BrokerChannel.failure(
      end, client, at: "\(settings.host):\(settings.port)", mayHaveArrived: isSent)
    // The library would send what was not acknowledged once more, beside the outbox.
    disconnect()
    throw failure
  }

  /// The client, with its connection where that still stands.
  private func connected() throws(ChannelFailure) -> OpaquePointer {
    if let client {
      if cmosquitto_is_connected(client) { return client }
      disconnect()
    }
    let new = try BrokerChannel.client(settings, keepsSession: false)
    client = new
    return new
  }

  /// A client that is not connected yet; with a session the broker keeps what comes while nobody listens.
  static func client(_ settings: Broker, keepsSession: Bool) throws(ChannelFailure) -> OpaquePointer {
    let secret = try SecretText.read(settings.secret)
    guard isStarted,
      let new = cmosquitto_new(
        settings.clientID, !keepsSession, settings.user, secret, settings.authorityFile)
    else {
      throw ChannelFailure(
        Bilingual(zh: "无法准备连接", en: "The connection cannot be prepared"),
        at: "\(settings.host):\(settings.port)",
        remedy: Bilingual(zh: "检查 ca-file 和内存", en: "Check ca-file and memory"))
    }
    return new
  }

  private func disconnect() {
    if let client { cmosquitto_free(client) }
    client = nil
  }

  static func failure(
    _ end: cmosquitto_end, _ client: OpaquePointer, at place: String, mayHaveArrived: Bool = false
  ) -> ChannelFailure {
    let reason = HarmlessText.clean(String(cString: cmosquitto_reason(client)), limit: 120)
    let words = reason.isEmpty ? Bilingual(same: "") : Bilingual(zh: "（\(reason)）", en: " (\(reason))")
    let what: Bilingual
    switch end {
    case CMOSQUITTO_TURNED_DOWN: what = Bilingual(zh: "消息服务器拒绝登录", en: "The broker turned the sign-in down")
    case CMOSQUITTO_LOST:
      what = Bilingual(zh: "连接中断，未确认", en: "The connection broke off before the acknowledgement")
    case CMOSQUITTO_TIMEOUT: what = Bilingual(zh: "超时，未确认", en: "No acknowledgement in time")
    case CMOSQUITTO_STOPPED: what = Bilingual(zh: "程序停止，未确认", en: "Stopped before the acknowledgement")
    case CMOSQUITTO_UNREACHABLE: what = Bilingual(zh: "无法连接消息服务器", en: "The broker cannot be reached")
    default: what = Bilingual(zh: "发布失败", en: "Publishing failed")
    }
    return ChannelFailure(
      Bilingual(zh: what.zh + words.zh, en: what.en + words.en), at: place,
      remedy: Bilingual(zh: "检查消息服务器、用户和主题", en: "Check the broker, the user and the topic"),
      mayHaveArrived: mayHaveArrived)
  }
}
