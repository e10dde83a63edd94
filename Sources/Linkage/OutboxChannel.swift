public import CityDispatch
public import CitySafety

/// A way for messages to leave: a log, a webhook, mail.
public protocol OutboxChannel: AnyObject {
  /// The name that `OutboxItem.channel` uses.
  var name: String { get }

  /// Sends one item.
  ///
  /// Sending an item that was sent before does nothing and succeeds.
  func send(_ item: OutboxItem) throws(ChannelFailure)
}

/// Why an item did not leave.
public struct ChannelFailure: Error, Sendable, Hashable {
  /// What, where and what to do; harmless text.
  public var message: Bilingual

  public init(message: Bilingual) {
    self.message = message
  }
}
