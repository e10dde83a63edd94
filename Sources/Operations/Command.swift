public import Alarms
public import CitySafety

/// What a person may ask for.
///
/// Each is a row of the site's authority table.
public enum CommandName: UInt8, Sendable, Hashable, CaseIterable {
  case acknowledge = 1
  case claim = 2
  case assign = 3
  case comment = 4
  case escalate = 5
  case reset = 6

  /// The word used in the authority table.
  public var word: String {
    switch self {
    case .acknowledge: "acknowledge"
    case .claim: "claim"
    case .assign: "assign"
    case .comment: "comment"
    case .escalate: "escalate"
    case .reset: "reset"
    }
  }

  public var name: Bilingual {
    switch self {
    case .acknowledge: Bilingual(zh: "确认", en: "Acknowledge")
    case .claim: Bilingual(zh: "认领", en: "Claim")
    case .assign: Bilingual(zh: "交办", en: "Assign")
    case .comment: Bilingual(zh: "备注", en: "Comment")
    case .escalate: Bilingual(zh: "上报", en: "Escalate")
    case .reset: Bilingual(zh: "复位", en: "Reset")
    }
  }
}

/// The identity of a command, derived from what was seen, so that a key pressed again around a crash acts
/// once.
public struct CommandID: Sendable, Hashable {
  /// Actor, action, alarm, occurrence, version or revision, and draft, written out; at most 256 bytes.
  public var text: String
  public init(text: String) { self.text = text }
}

/// One command on one alarm as the person saw it.
public struct Command: Sendable, Hashable {
  public var name: CommandName
  public var alarm: AlarmID
  public var occurrence: Int32
  /// `Alarm.version` on the screen when the key was pressed; guards acknowledgement.
  public var seenVersion: Int32
  /// `Alarm.revision` on the screen when the key was pressed; guards claim, assign and reset.
  public var seenRevision: Int64
  /// Comment, escalation reason, or the assignee's sign-in name.
  public var text: String
  /// The person confirms that an alarm whose data is lost may be acknowledged.
  public var acceptsLostData: Bool
  public var actor: Actor

  public init(
    name: CommandName, alarm: AlarmID, occurrence: Int32, seenVersion: Int32, seenRevision: Int64,
    text: String = "", acceptsLostData: Bool = false, actor: Actor
  ) {
    self.name = name
    self.alarm = alarm
    self.occurrence = occurrence
    self.seenVersion = seenVersion
    self.seenRevision = seenRevision
    self.text = text
    self.acceptsLostData = acceptsLostData
    self.actor = actor
  }

  /// The id of this command: the same sight of the same alarm by the same person gives the same id.
  ///
  /// The text counts as it will be stored, made harmless.
  public var id: CommandID {
    let sight: Int64
    switch name {
    case .acknowledge: sight = Int64(seenVersion)
    case .claim, .assign, .comment, .escalate, .reset: sight = seenRevision
    }
    var fold: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in HarmlessText.clean(text, limit: .max).utf8 {
      fold = (fold ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }
    return CommandID(
      text: "\(actor.person)/\(name.word)/\(alarm.value)/\(occurrence)/\(sight)/\(String(fold, radix: 16))")
  }
}

/// Why a command was not performed: shown to the person, in both languages, with what to do.
public enum Refusal: Sendable, Hashable {
  case notSignedIn
  case seatLocked
  /// The role may not; `needs` is the least role that may.
  case notPermitted(CommandName, role: Role, needs: Role)
  case wrongCode
  case unknownAlarm(AlarmID)
  /// The alarm got worse or re-occurred after it was painted.
  case outdated(AlarmID, grade: Grade)
  /// Somebody else was faster.
  case raced(AlarmID, by: String, at: Instant)
  /// The state has no such transition, such as acknowledging what is acknowledged.
  case notApplicable(CommandName, AlarmID, label: Label)
  /// The data behind it is lost; it may be acknowledged explicitly.
  case dataLost(AlarmID)
  case needsText(CommandName)
  case textTooLong(limit: Int)
  case unknownPerson(String)
  /// The owner is gone or does not answer: nothing was done.
  case noOwner
  case storeFailed(Bilingual)
  /// The connection broke before the answer came: it may have been done. The key pressed again acts once.
  case unanswered(AlarmID)
}

/// The answer to a command.
///
/// A repeat of an id returns the first result.
public enum CommandResult: Sendable, Hashable {
  /// Done and durable; the alarm's new revision.
  case done(revision: Int64)
  case refused(Refusal)
}

/// Authority: command × role × grade, from the site's `authority.toml`.
public struct Authority: Sendable, Hashable {
  /// Bit set by (command, role, grade).
  private var permitted: Set<UInt32>

  public init() { permitted = [] }

  private static func bit(_ command: CommandName, _ role: Role, _ grade: Grade) -> UInt32 {
    UInt32(command.rawValue) << 16 | UInt32(role.rawValue) << 8 | UInt32(grade.rawValue)
  }

  public mutating func permit(_ command: CommandName, _ role: Role, _ grade: Grade) {
    permitted.insert(Authority.bit(command, role, grade))
  }

  public func permits(_ command: CommandName, _ role: Role, _ grade: Grade) -> Bool {
    permitted.contains(Authority.bit(command, role, grade))
  }

  /// The least role that may, in the order of `Role`; lead when the table names none.
  public func leastRole(for command: CommandName, _ grade: Grade) -> Role {
    Role.allCases.first { permits(command, $0, grade) } ?? .lead
  }
}
