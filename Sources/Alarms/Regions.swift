public import CitySafety

/// Region H: who sees to the alarm, from the first offer to the feedback.
public enum Handling: Sendable, Hashable {
  case none
  /// Assigned to a person (sign-in name) who has until `until` to accept.
  case offered(to: String, by: String, until: Instant)
  /// Taken by, or accepted by, a person.
  case owned(by: String)
  /// A first order was given or a first action taken.
  case responding(by: String)
  /// Feedback came: what was to be done is done.
  case resolved(by: String)

  public var kind: HandlingKind {
    switch self {
    case .none: .none
    case .offered: .offered
    case .owned: .owned
    case .responding: .responding
    case .resolved: .resolved
    }
  }

  /// Whom the queue names as the one who sees to it; `nil` when nobody does.
  public var person: String? {
    switch self {
    case .none: nil
    case .offered(let person, _, _), .owned(let person), .responding(let person), .resolved(let person):
      person
    }
  }
}

/// Region H without the names.
public enum HandlingKind: UInt8, Sendable, Hashable, CaseIterable {
  case none = 0
  case offered, owned, responding, resolved
}

/// Why and for how long an alarm is shelved (ISA-18.2 state E).
public struct Shelf: Sendable, Hashable {
  /// UTC by the owner's clock; a matter of the calendar, so that a step of the clock does not move it.
  public var until: Instant
  public var since: Instant
  public var reason: String
  /// Display name of the person, and sign-in name of the second one who agreed; a red alarm needs both.
  public var by: String
  public var second: String?
  /// The worst grade when it was shelved: a shelf does not hide a red that came later.
  public var grade: Grade

  public init(until: Instant, since: Instant, reason: String, by: String, second: String?, grade: Grade) {
    self.until = until
    self.since = since
    self.reason = reason
    self.by = by
    self.second = second
    self.grade = grade
  }
}

/// Under which order an alarm is out of service (ISA-18.2 state G), and what is done meanwhile.
public struct ServiceOrder: Sendable, Hashable {
  /// The work order's number.
  public var number: String
  /// The interim measure.
  public var measure: String
  public var by: String
  /// Sign-in name of the second person who agreed.
  public var second: String
  public var since: Instant

  public init(number: String, measure: String, by: String, second: String, since: Instant) {
    self.number = number
    self.measure = measure
    self.by = by
    self.second = second
    self.since = since
  }
}

/// What an alarm turned out to be when it was closed (突发事件应对法 2024 §60: 核实).
public enum Verdict: UInt8, Sendable, Hashable, CaseIterable {
  case real = 1
  case falseAlarm = 2
  case test = 3
  case duplicate = 4

  /// The word used in files and commands.
  public var word: String {
    switch self {
    case .real: "real"
    case .falseAlarm: "false"
    case .test: "test"
    case .duplicate: "duplicate"
    }
  }

  public var name: Bilingual {
    switch self {
    case .real: Bilingual(zh: "属实", en: "Real")
    case .falseAlarm: Bilingual(zh: "误报", en: "False")
    case .test: Bilingual(zh: "测试", en: "Test")
    case .duplicate: Bilingual(zh: "重复", en: "Duplicate")
    }
  }
}

/// A value that few alarms have: kept beside the alarm, so that one without it pays a word only.
public enum Rare<Value: Sendable & Hashable>: Sendable, Hashable {
  case absent
  indirect case present(Value)

  public init(_ value: Value?) {
    self = value.map { .present($0) } ?? .absent
  }

  public var value: Value? {
    if case .present(let value) = self { return value }
    return nil
  }
}

extension Alarm {
  /// Whether it was assigned to this person, who has not answered yet.
  public func isOffered(to actor: Actor?) -> Bool {
    guard case .offered(let person, _, _) = handling else { return false }
    return person == actor?.person
  }
}
