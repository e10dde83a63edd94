public import Alarms
public import CitySafety

/// One message that must leave through a channel.
///
/// Its id comes from the journal entry that caused it, so that making it again, after a crash, makes the same
/// item and it is sent once.
public struct OutboxItem: Sendable, Hashable, Identifiable {
  /// Entry, channel and recipient, written out: `1042/log/lead`.
  public var id: String
  public var channel: String
  public var recipient: String
  public var text: Bilingual
  public var createdAt: Instant
  /// Decides whether it waits in quiet hours; without one it never does.
  public var grade: Grade?
  /// Empty where it is about no place.
  public var place: Bilingual

  public init(
    sequence: Int64, channel: String, recipient: String, text: Bilingual, createdAt: Instant,
    grade: Grade? = nil, place: Bilingual = Bilingual(same: "")
  ) {
    self.init(
      id: "\(sequence)/\(channel)/\(recipient)", channel: channel, recipient: recipient, text: text,
      createdAt: createdAt, grade: grade, place: place)
  }

  /// An item with an id of its own, such as `task17.1/log/gas-1`.
  public init(
    id: String, channel: String, recipient: String, text: Bilingual, createdAt: Instant,
    grade: Grade? = nil, place: Bilingual = Bilingual(same: "")
  ) {
    self.id = id
    self.channel = channel
    self.recipient = recipient
    self.text = text
    self.createdAt = createdAt
    self.grade = grade
    self.place = place
  }

  /// The number that every copy and every resend of it carries.
  public var order: String { String(id.prefix { $0 != "/" }) }

  /// The same message over another channel.
  func over(_ channel: String) -> OutboxItem {
    var item = self
    item.id = "\(order)/\(channel)/\(recipient)"
    item.channel = channel
    return item
  }
}

/// Where escalations go: a channel and its recipients, from the site.
public struct EscalationRoute: Sendable, Hashable {
  /// The channel that only writes a line; needs no recipient outside.
  public static let logChannel = "log"
  public static let recipientLimit = 64

  public var channel: String
  public var recipients: [String]

  public init(channel: String = EscalationRoute.logChannel, recipients: [String]) {
    self.channel = channel
    self.recipients = recipients
  }
}

/// Turns "reported upward" into messages.
public enum Escalation {
  /// One item for each recipient of each route, at most `EscalationRoute.recipientLimit` a route.
  ///
  /// `sequence` and `at` are those of the journal entry; `title` says what the alarm is about in the site's
  /// words.
  public static func outboxItems(
    sequence: Int64, at: Instant, alarm: Alarm, title: Bilingual, reason: Bilingual, by: Bilingual,
    routes: [EscalationRoute]
  ) -> [OutboxItem] {
    let grade = alarm.grade
    let text = Bilingual(
      zh: "【上报】\(grade.mark) \(alarm.place.zh) \(title.zh)；\(by.zh)：\(reason.zh)",
      en: "[Escalated] \(grade.rawValue) \(grade.word) \(alarm.place.en) \(title.en); \(by.en): \(reason.en)")
    return items(sequence: sequence, at: at, text: text, grade: grade, place: alarm.place, routes: routes)
  }

  /// One item with this text for each recipient of each route, at most `EscalationRoute.recipientLimit` a route.
  public static func items(
    sequence: Int64, at: Instant, text: Bilingual, grade: Grade? = nil,
    place: Bilingual = Bilingual(same: ""), routes: [EscalationRoute]
  ) -> [OutboxItem] {
    routes.flatMap { route in
      route.recipients.prefix(EscalationRoute.recipientLimit).map { recipient in
        OutboxItem(
          sequence: sequence, channel: route.channel, recipient: recipient, text: text, createdAt: at,
          grade: grade, place: place)
      }
    }
  }
}
