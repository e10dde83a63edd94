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
  case accept = 7
  case decline = 8
  case respond = 9
  case resolve = 10
  case shelve = 11
  case unshelve = 12
  case outOfService = 13
  case returnToService = 14
  case close = 15
  case reopen = 16
  case prioritise = 17
  case undo = 18

  /// The word used in the authority table.
  public var word: String {
    switch self {
    case .acknowledge: "acknowledge"
    case .claim: "claim"
    case .assign: "assign"
    case .comment: "comment"
    case .escalate: "escalate"
    case .reset: "reset"
    case .accept: "accept"
    case .decline: "decline"
    case .respond: "respond"
    case .resolve: "resolve"
    case .shelve: "shelve"
    case .unshelve: "unshelve"
    case .outOfService: "out-of-service"
    case .returnToService: "return-to-service"
    case .close: "close"
    case .reopen: "reopen"
    case .prioritise: "prioritise"
    case .undo: "undo"
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
    case .accept: Bilingual(zh: "接受", en: "Accept")
    case .decline: Bilingual(zh: "退回", en: "Decline")
    case .respond: Bilingual(zh: "处置", en: "Respond")
    case .resolve: Bilingual(zh: "反馈", en: "Feedback")
    case .shelve: Bilingual(zh: "搁置", en: "Shelve")
    case .unshelve: Bilingual(zh: "取消搁置", en: "Unshelve")
    case .outOfService: Bilingual(zh: "停用", en: "Out of service")
    case .returnToService: Bilingual(zh: "恢复使用", en: "Return to service")
    case .close: Bilingual(zh: "结案", en: "Close")
    case .reopen: Bilingual(zh: "复开", en: "Reopen")
    case .prioritise: Bilingual(zh: "定级", en: "Set grade")
    case .undo: Bilingual(zh: "撤销", en: "Undo")
    }
  }

  /// The event of the state table; `nil` for undo, which restores what was.
  public var lifeEvent: LifeEvent? {
    switch self {
    case .acknowledge: .acknowledge
    case .claim: .claim
    case .assign: .assign
    case .comment: .comment
    case .escalate: .escalate
    case .reset: .reset
    case .accept: .accept
    case .decline: .decline
    case .respond: .respond
    case .resolve: .resolve
    case .shelve: .shelve
    case .unshelve: .unshelve
    case .outOfService: .outOfService
    case .returnToService: .returnToService
    case .close: .close
    case .reopen: .reopen
    case .prioritise: .prioritise
    case .undo: nil
    }
  }

  /// Whether what was seen is guarded by the version (acknowledgement), by the revision, or only by the
  /// occurrence: notes add to whatever the alarm has become.
  enum Sight { case version, revision, occurrence }

  var sight: Sight {
    switch self {
    case .acknowledge: .version
    case .comment, .escalate, .undo: .occurrence
    default: .revision
    }
  }

  /// Whether it can be undone: what went out of the house, and what only adds words, cannot.
  public var isUndoable: Bool {
    switch self {
    case .comment, .escalate, .undo: false
    default: true
    }
  }

  /// Whether several alarms may be its target at once.
  public var takesMany: Bool {
    switch self {
    case .acknowledge, .assign, .shelve, .claim, .comment, .undo: true
    default: false
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

/// One alarm as the person saw it when the key was pressed.
public struct CommandTarget: Sendable, Hashable {
  public var alarm: AlarmID
  public var occurrence: Int32
  /// `Alarm.version` on the screen; guards acknowledgement.
  public var version: Int32
  /// `Alarm.revision` on the screen; guards what changes who sees to it.
  public var revision: Int64

  public init(alarm: AlarmID, occurrence: Int32, version: Int32, revision: Int64) {
    self.alarm = alarm
    self.occurrence = occurrence
    self.version = version
    self.revision = revision
  }

  /// The alarm as it is now.
  public init(_ alarm: Alarm) {
    self.init(alarm: alarm.id, occurrence: alarm.occurrence, version: alarm.version, revision: alarm.revision)
  }
}

/// One command on one or more alarms as the person saw them.
///
/// Several targets are performed together or not at all.
public struct Command: Sendable, Hashable {
  public var name: CommandName
  /// At least one, at most `targetLimit`, each alarm once.
  public var targets: [CommandTarget]
  public static let targetLimit = 1000
  /// Comment, reason, feedback, work order, the assignee's sign-in name, or the id of the command to undo.
  public var text: String
  /// The person confirms that an alarm whose data is lost may be acknowledged.
  public var acceptsLostData: Bool
  /// What only some commands carry.
  public var until: Instant?
  public var grade: Grade?
  public var verdict: Verdict?
  /// The interim measure of an alarm out of service.
  public var measure: String
  public var actor: Actor

  public init(
    name: CommandName, targets: [CommandTarget], text: String = "", acceptsLostData: Bool = false,
    until: Instant? = nil, grade: Grade? = nil, verdict: Verdict? = nil, measure: String = "", actor: Actor
  ) {
    self.name = name
    self.targets = targets
    self.text = text
    self.acceptsLostData = acceptsLostData
    self.until = until
    self.grade = grade
    self.verdict = verdict
    self.measure = measure
    self.actor = actor
  }

  /// A command on one alarm.
  public init(
    name: CommandName, alarm: AlarmID, occurrence: Int32, seenVersion: Int32, seenRevision: Int64,
    text: String = "", acceptsLostData: Bool = false, actor: Actor
  ) {
    self.init(
      name: name,
      targets: [
        CommandTarget(alarm: alarm, occurrence: occurrence, version: seenVersion, revision: seenRevision)
      ], text: text, acceptsLostData: acceptsLostData, actor: actor)
  }

  /// The alarm of a command on one, or the first of several.
  public var alarm: AlarmID { targets.first?.alarm ?? AlarmID(0) }

  /// The id of this command: the same sight of the same alarms by the same person gives the same id.
  ///
  /// The texts count as they will be stored, made harmless.
  public var id: CommandID {
    var fold = Fold()
    fold.add(HarmlessText.clean(text, limit: .max))
    // Commands that carry no more than a text keep the id that earlier versions gave them.
    if until != nil || grade != nil || verdict != nil || !measure.isEmpty {
      let measure = HarmlessText.clean(measure, limit: .max)
      fold.add("|\(until?.milliseconds ?? 0)|\(grade?.rawValue ?? 0)|\(verdict?.rawValue ?? 0)|\(measure)")
    }
    for target in targets.dropFirst() {
      fold.add("|\(target.alarm.value)/\(target.occurrence)/\(sight(of: target))")
    }
    let first = targets.first ?? CommandTarget(alarm: AlarmID(0), occurrence: 0, version: 0, revision: 0)
    return CommandID(
      text:
        "\(actor.person)/\(name.word)/\(first.alarm.value)/\(first.occurrence)/\(sight(of: first))/\(fold.text)"
    )
  }

  private func sight(of target: CommandTarget) -> Int64 {
    name.sight == .version ? Int64(target.version) : target.revision
  }

  /// FNV-1a over what makes two commands different.
  private struct Fold {
    private var value: UInt64 = 0xcbf2_9ce4_8422_2325
    mutating func add(_ text: String) {
      for byte in text.utf8 { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    }
    var text: String { String(value, radix: 16) }
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
  /// The state has the transition, but something that it needs is missing.
  case hindered(CommandName, AlarmID, LifeGuard)
  /// Several alarms were asked for in one command that takes one, none, more than `limit`, or one twice.
  case badTargets(limit: Int)
  /// Too late, somebody else's, unknown, or the alarm changed since.
  case cannotUndo(UndoHindrance)
  /// Of the shift log or the handover.
  case duty(DutyRefusal)
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

/// Why a command cannot be undone.
public enum UndoHindrance: UInt8, Sendable, Hashable, CaseIterable {
  /// Unknown, undone already, longer ago than the limit, or from before the owner was restarted.
  case tooLate = 1
  /// Another seat's, and the person is no lead.
  case notYours
  /// Something happened to the alarm since.
  case changedSince
}

/// The answer to a command.
///
/// A repeat of an id returns the first result.
public enum CommandResult: Sendable, Hashable {
  /// Done and durable; the new revision of the (first) alarm.
  case done(revision: Int64)
  case refused(Refusal)
}

/// Authority: command × role × grade, from the site's `authority.toml`.
public struct Authority: Sendable, Hashable {
  /// Bit set by (command, role, grade).
  private var permitted: Set<UInt32>
  /// Who may what on duty, whatever the grade.
  private var duties: [DutyRight: Set<Role>] = [:]
  private var gradedDuties: [DutyRight: [Role: Set<Grade>]] = [:]

  public init() { permitted = [] }

  public mutating func permit(_ right: DutyRight, _ role: Role) { duties[right, default: []].insert(role) }

  public func permits(_ right: DutyRight, _ role: Role) -> Bool { duties[right]?.contains(role) ?? false }

  /// For the rights that depend on the grade as well.
  public mutating func permit(_ right: DutyRight, _ role: Role, _ grade: Grade) {
    permit(right, role)
    gradedDuties[right, default: [:]][role, default: []].insert(grade)
  }

  public func permits(_ right: DutyRight, _ role: Role, _ grade: Grade) -> Bool {
    gradedDuties[right]?[role]?.contains(grade) ?? false
  }

  /// Whether any role has the right for the grade.
  public func isAsked(_ right: DutyRight, _ grade: Grade) -> Bool {
    gradedDuties[right]?.values.contains { $0.contains(grade) } ?? false
  }

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
