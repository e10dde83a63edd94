public import CityDispatch
public import CitySafety

/// A way for messages to leave: a log, a webhook, mail.
///
/// Lives on one thread, and each send ends within the channel's own time.
public protocol OutboxChannel: AnyObject {
  /// Sends one message; a message that was sent before has the same id.
  ///
  /// Ends early when `stop` is raised.
  func send(_ message: OutgoingMessage, stop: SendingStop) throws(ChannelFailure)
}

/// Why a message did not leave, or is not known to have.
public struct ChannelFailure: Error, Sendable, Hashable {
  /// What, where and what to do; harmless text.
  public var message: Bilingual
  /// Whether the receiver may have it all the same.
  public var mayHaveArrived: Bool
  /// The receiver refuses this message: trying again changes nothing.
  public var isFinal: Bool

  public init(message: Bilingual, mayHaveArrived: Bool = false, isFinal: Bool = false) {
    self.message = message
    self.mayHaveArrived = mayHaveArrived
    self.isFinal = isFinal
  }

  /// A failure at a place in the channel's own words.
  init(
    _ what: Bilingual, at place: String, remedy: Bilingual, mayHaveArrived: Bool = false,
    isFinal: Bool = false
  ) {
    let place = HarmlessText.clean(place, limit: 200)
    self.init(
      message: Bilingual(
        zh: "\(what.zh)：\(place)。\(remedy.zh)。", en: "\(what.en): \(place). \(remedy.en)."),
      mayHaveArrived: mayHaveArrived, isFinal: isFinal)
  }
}
