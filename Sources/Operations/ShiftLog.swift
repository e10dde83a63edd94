public import Alarms
public import CitySafety

/// What an entry of the shift log is about.
public enum LogKind: UInt8, Sendable, Hashable, CaseIterable {
  case call = 1
  case visit
  case instruction
  case equipment
  case followUp
  case note
  /// What was heard of the sound self-test; the program writes it, no form does.
  case soundTest

  public var name: Bilingual {
    switch self {
    case .call: Bilingual(zh: "来电", en: "Call")
    case .visit: Bilingual(zh: "来访", en: "Visit")
    case .instruction: Bilingual(zh: "领导批示", en: "Instruction")
    case .equipment: Bilingual(zh: "设备", en: "Equipment")
    case .followUp: Bilingual(zh: "待续报", en: "Follow-up")
    case .note: Bilingual(zh: "记事", en: "Note")
    case .soundTest: Bilingual(zh: "声音自检", en: "Sound test")
    }
  }

  /// The fields that a form of this kind shows, in its order.
  ///
  /// A call has all that a duty phone log must have (domain.md 2.4); who wrote it down and when comes with
  /// the journal entry.
  public var fields: [LogField] {
    switch self {
    case .call:
      [.place, .cause, .course, .measures, .result, .told, .unit, .name, .post, .phone]
    case .visit: [.unit, .name, .cause, .result]
    case .instruction: [.name, .post, .course, .told]
    case .equipment: [.place, .course, .measures]
    case .followUp, .note: [.course]
    case .soundTest: [.heard, .unheard, .player, .shift]
    }
  }

  /// The fields that must not be empty.
  public var required: [LogField] {
    switch self {
    case .call: [.place, .course, .unit, .name, .phone]
    case .visit: [.unit, .name, .cause]
    case .instruction: [.name, .course]
    case .equipment: [.place, .course]
    case .followUp, .note: [.course]
    case .soundTest: [.player]
    }
  }
}

/// A field of the log.
public enum LogField: UInt8, Sendable, Hashable, CaseIterable {
  case place = 1
  case cause
  /// What happened, or the text of an entry that has one text only.
  case course
  case measures
  case result
  /// Leaders and units already told, and when.
  case told
  /// Who reported: unit, name, post, phone.
  case unit
  case name
  case post
  case phone
  /// Marks of the grades that were heard, and of those that were not.
  case heard
  case unheard
  /// The programs that played, or `bell`.
  case player
  /// The hours of the shift.
  case shift

  public var title: Bilingual {
    switch self {
    case .place: Bilingual(zh: "地点", en: "Place")
    case .cause: Bilingual(zh: "起因", en: "Cause")
    case .course: Bilingual(zh: "内容/经过", en: "What happened")
    case .measures: Bilingual(zh: "措施", en: "Measures")
    case .result: Bilingual(zh: "结果", en: "Result")
    case .told: Bilingual(zh: "已报告的领导、单位和时间", en: "Already told, when")
    case .unit: Bilingual(zh: "报告单位", en: "Reporter's unit")
    case .name: Bilingual(zh: "姓名", en: "Name")
    case .post: Bilingual(zh: "职务", en: "Post")
    case .phone: Bilingual(zh: "电话", en: "Phone")
    case .heard: Bilingual(zh: "听到", en: "Heard")
    case .unheard: Bilingual(zh: "没听到", en: "Not heard")
    case .player: Bilingual(zh: "播放器", en: "Player")
    case .shift: Bilingual(zh: "班次", en: "Shift")
    }
  }
}

/// One entry of the shift log, as a person wrote it.
public struct LogEntry: Sendable, Hashable {
  public var kind: LogKind
  /// When it happened or the call came.
  public var occurredAt: Instant
  /// Harmless texts; an absent one is empty.
  public var fields: [LogField: String]
  /// When somebody has to come back to it; with it the entry is handed over until it is done.
  public var due: Instant?

  public init(kind: LogKind, occurredAt: Instant, fields: [LogField: String], due: Instant? = nil) {
    self.kind = kind
    self.occurredAt = occurredAt
    self.fields = fields
    self.due = due
  }

  /// The text that a list shows.
  public var summary: String {
    for field in [LogField.course, .cause, .result] {
      if let text = fields[field], !text.isEmpty { return text }
    }
    return ""
  }

  /// The required field that is empty, if one is.
  public var missing: LogField? { kind.required.first { fields[$0]?.isEmpty ?? true } }
}

/// An entry with its number, its writer and what became of it.
public struct RecordedEntry: Sendable, Hashable {
  /// From 1, without gaps.
  public var number: Int64
  public var entry: LogEntry
  public var recorder: Actor
  public var recordedAt: Instant
  /// Who marked a follow-up done, and when.
  public var done: Signature?

  public init(
    number: Int64, entry: LogEntry, recorder: Actor, recordedAt: Instant, done: Signature? = nil
  ) {
    self.number = number
    self.entry = entry
    self.recorder = recorder
    self.recordedAt = recordedAt
    self.done = done
  }

  /// Whether somebody still has to come back to it.
  public var isPending: Bool { entry.due != nil && done == nil }
}

/// Who put a name to something, and when.
public struct Signature: Sendable, Hashable {
  public var actor: Actor
  public var at: Instant

  public init(actor: Actor, at: Instant) {
    self.actor = actor
    self.at = at
  }
}
