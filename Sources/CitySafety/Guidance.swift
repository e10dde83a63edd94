/// Which alarms a text is about.
public enum AlarmSubject: Sendable, Hashable {
  /// The alarms of one threshold rule, by its id.
  case rule(String)
  /// A lost source, by its id; `nil` for every source that has no text of its own.
  case sourceLost(String?)
  /// A received warning, by its national code or its event as sent; `nil` for every other one.
  case warning(String?)
  case earthquake
}

/// What kind of harm an alarm guards against: the class of its rationalisation record.
public enum AlarmClass: String, Sendable, Hashable, CaseIterable {
  /// People may be hurt.
  case safety
  /// A service to many people may stop.
  case service
  /// Something is on its way to an upset and nobody is in danger yet.
  case process
  /// A device, a measurement or a connection is at fault.
  case equipment
  /// Nature, water or air may be harmed.
  case environment
}

/// What an alarm means and what to do about it: the rationalisation record of one alarm type (ISA-18.2), from the
/// site's `guidance.toml`.
public struct Guidance: Sendable, Hashable {
  /// At most this many actions a text.
  public static let actionLimit = 6
  /// The operator's and the process's time together may take up this much of the time available: the margin of the
  /// worked limit in ISA-18.2, time available = (operator + process) × 1.5.
  public static let margin = 1.5

  /// At least one; a specific subject goes before a general one.
  public var subjects: [AlarmSubject]
  public var alarmClass: AlarmClass
  public var meaning: Bilingual
  /// What happens when nobody acts.
  public var consequence: Bilingual
  /// In order, each a short imperative; 2 to `actionLimit`.
  public var actions: [Bilingual]
  /// From the alarm to the consequence when nobody acts.
  public var timeAvailable: Span
  /// Of it, what an operator takes to verify, decide and order, and what the ordered action takes to work.
  public var operatorTime: Span
  public var processTime: Span
  /// Standard and clause, or `domain.md` with its tag.
  public var origin: String
  /// [I] and [K]: shown as 本地默认值.
  public var isLocalDefault: Bool

  public init(
    subjects: [AlarmSubject], alarmClass: AlarmClass, meaning: Bilingual, consequence: Bilingual,
    actions: [Bilingual], timeAvailable: Span, operatorTime: Span, processTime: Span, origin: String,
    isLocalDefault: Bool
  ) {
    self.subjects = subjects
    self.alarmClass = alarmClass
    self.meaning = meaning
    self.consequence = consequence
    self.actions = actions
    self.timeAvailable = timeAvailable
    self.operatorTime = operatorTime
    self.processTime = processTime
    self.origin = origin
    self.isLocalDefault = isLocalDefault
  }
}

/// Something that happened before, here or elsewhere, and what was learnt from it; from the site's `cases.toml`.
public struct PastCase: Sendable, Hashable {
  public var id: String
  public var name: Bilingual
  /// Alarms beside which it is shown; at least one.
  public var subjects: [AlarmSubject]
  /// As precise as it is known, such as `2021-12-15` or `2021`.
  public var date: String
  public var place: Bilingual
  public var happened: Bilingual
  public var done: Bilingual
  public var learnt: Bilingual
  /// Where it can be read.
  public var source: String
  /// Invented for the demonstration: shown as 模拟.
  public var isMadeUp: Bool

  public init(
    id: String, name: Bilingual, subjects: [AlarmSubject], date: String, place: Bilingual,
    happened: Bilingual,
    done: Bilingual, learnt: Bilingual, source: String, isMadeUp: Bool
  ) {
    self.id = id
    self.name = name
    self.subjects = subjects
    self.date = date
    self.place = place
    self.happened = happened
    self.done = done
    self.learnt = learnt
    self.source = source
    self.isMadeUp = isMadeUp
  }
}
