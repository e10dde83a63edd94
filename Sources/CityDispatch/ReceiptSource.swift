public import CitySafety

/// A way for receipts of units to come in, from the site's `channels.toml`.
public struct ReceiptSource: Sendable, Hashable, Identifiable {
  public enum Kind: Sendable, Hashable {
    /// Asked over HTTP; every answer holds all that is new, or more.
    case poll(url: String)
    /// A folder into which a web server, or any program, puts one file a receipt.
    case spool(folder: String)
    case mqtt(Broker, topic: String)
  }

  public var id: String
  public var kind: Kind
  /// How often it is asked or looked at.
  public var interval: Span = .seconds(5)
  public var timeout: Span = .seconds(10)
  /// Every receipt has to be signed with it (HMAC-SHA256, RFC 2104); unsigned ones are refused.
  public var secret: Secret?
  public var authorityFile: String?
  /// Failing for longer than this is an alarm of this grade and sector.
  public var alarmAfter: Span = .minutes(5)
  public var alarmGrade: Grade = .orange
  public var alarmSector: Sector = .publicSafety

  public init(id: String, kind: Kind) {
    self.id = id
    self.kind = kind
  }

  /// The most sources of a site: each has a thread.
  public static let countLimit = 8

  /// The name that its alarm has among the sources; no id of a source holds a colon.
  public var sourceID: String { ReceiptSource.sourcePrefix + id }
  public static let sourcePrefix = "receipts:"
}

extension TaskEvent {
  /// The word by which a unit says it over a wire; `nil` for what no unit says.
  public var word: String? {
    switch self {
    case .receive: "receive"
    case .depart: "depart"
    case .arrive: "arrive"
    case .control: "control"
    case .checkIn: "check-in"
    case .report: "report"
    case .decline: "decline"
    case .issue, .deliver, .sign, .cancel, .fail, .archive, .receiptOut, .arrivalOut, .feedbackOut,
      .silenceOut:
      nil
    }
  }

  public init?(word: String) {
    guard let event = TaskEvent.allCases.first(where: { $0.word == word }) else { return nil }
    self = event
  }
}

/// A receipt that was understood: what a unit says of a task.
public struct UnitReceipt: Sendable, Hashable {
  /// Unique at its source.
  public var id: String
  public var task: TaskID
  public var event: TaskEvent
  /// The unit's own words, with its name and its own time where it gave them.
  public var words: String

  public init(id: String, task: TaskID, event: TaskEvent, words: String) {
    self.id = id
    self.task = task
    self.event = event
    self.words = words
  }
}
