public import Alarms
public import Analysis
public import CityDispatch
public import CitySafety

/// What a role may on duty beside commands on alarms.
///
/// Each is a row of the site's authority table, which names roles and, only where `isGraded`, grades.
public enum DutyRight: UInt8, Sendable, Hashable, CaseIterable {
  case log = 1
  case handover
  case sign
  case secondSign
  // Of the dispatch.
  case draftOrder
  case issueOrder
  case receipt
  case incidentLog
  case command
  case changeRule
  case approveChange
  // Of authored warnings; what it may depends on the level as well.
  case draftWarning = 40
  case issueWarning
  case approveWarning
  // Of drills: each kind has a row of its own for who may begin it.
  case startExercise = 50
  case startTraining
  case conductExercise
  /// To correct and to go on reporting what is closed.
  case reportClosed
  /// To write down and to close improvement items of drills.
  case keepImprovements
  /// Of the outbox.
  case resendMessage = 80

  /// The word used in the authority table.
  public var word: String {
    switch self {
    case .log: "log"
    case .handover: "handover"
    case .sign: "sign-handover"
    case .secondSign: "second-sign"
    case .draftOrder: "draft-order"
    case .issueOrder: "issue-order"
    case .receipt: "receipt"
    case .incidentLog: "incident-log"
    case .command: "command-incident"
    case .changeRule: "change-rule"
    case .approveChange: "approve-change"
    case .draftWarning: "draft-warning"
    case .issueWarning: "issue-warning"
    case .approveWarning: "approve-warning"
    case .startExercise: "start-exercise"
    case .startTraining: "start-training"
    case .conductExercise: "conduct-exercise"
    case .reportClosed: "report-closed"
    case .keepImprovements: "keep-improvements"
    case .resendMessage: "resend-message"
    }
  }

  /// Whether the table names grades for each role, as it does for commands on alarms.
  public var isGraded: Bool { self == .issueWarning || self == .approveWarning }

  public var name: Bilingual {
    switch self {
    case .log: Bilingual(zh: "记日志", en: "Log")
    case .handover: Bilingual(zh: "交接班", en: "Handover")
    case .sign: Bilingual(zh: "接班签字", en: "Sign handover")
    case .secondSign: Bilingual(zh: "第二签字", en: "Second signature")
    case .draftOrder: Bilingual(zh: "拟令", en: "Draft an order")
    case .issueOrder: Bilingual(zh: "下令", en: "Issue an order")
    case .receipt: Bilingual(zh: "代签回执", en: "Enter a receipt")
    case .incidentLog: Bilingual(zh: "事件记录", en: "Incident log")
    case .command: Bilingual(zh: "事件指挥", en: "Command an incident")
    case .changeRule: Bilingual(zh: "规则变更", en: "Change a rule")
    case .approveChange: Bilingual(zh: "批准规则变更", en: "Approve a change of a rule")
    case .draftWarning: Bilingual(zh: "拟预警", en: "Draft a warning")
    case .issueWarning: Bilingual(zh: "发布预警", en: "Issue a warning")
    case .approveWarning: Bilingual(zh: "批准预警", en: "Approve a warning")
    case .startExercise: Bilingual(zh: "开始演练", en: "Start an exercise")
    case .startTraining: Bilingual(zh: "开始培训", en: "Start a training")
    case .conductExercise: Bilingual(zh: "导调演练", en: "Conduct an exercise")
    case .reportClosed: Bilingual(zh: "结案后更正和续报", en: "Report on a closed incident")
    case .keepImprovements: Bilingual(zh: "登记改进项", en: "Keep improvement items")
    case .resendMessage: Bilingual(zh: "重发消息", en: "Send a message again")
    }
  }
}

/// What a person may ask for that is not about one alarm.
public enum DutyAction: Sendable, Hashable {
  case log(LogEntry)
  /// A follow-up is done.
  case finish(entry: Int64)
  /// Begins the handover after number `after`.
  case prepare(after: Int64)
  /// Takes the incoming part; a guest proves who they are at somebody else's seat.
  case join(handover: Int64, isGuest: Bool)
  case tick(handover: Int64, HandoverKey, revision: Int64)
  case untick(handover: Int64, HandoverKey)
  /// Whether it is of higher risk is decided by the owner.
  case sign(handover: Int64, isHigherRisk: Bool)
  case secondSign(handover: Int64)
  case cancel(handover: Int64)
  case dispatch(DispatchAction)
  /// Changes attributes of an alarm rule, or approves what the site's file says.
  case changeRule(RuleChange)
  /// Of an authored warning.
  case warning(WarningAction)
  /// Of another room that keeps its own in this journal.
  case remark(Remark)
  /// A message of the outbox, by its key, is to leave once more.
  case resend(message: String)

  public var right: DutyRight {
    switch self {
    case .log, .finish: .log
    case .prepare, .join, .tick, .untick, .cancel: .handover
    case .sign: .sign
    case .secondSign: .secondSign
    case .dispatch(let action): action.right
    case .changeRule: .changeRule
    case .warning(let action): action.right
    case .remark(let remark): remark.right
    case .resend: .resendMessage
    }
  }

  /// Whether the person who proves who they are beside the seat's approves it, and does not act instead.
  public var hasApprover: Bool {
    switch self {
    case .changeRule, .warning: true
    default: false
    }
  }

  /// The handover that it is about.
  public var handover: Int64? {
    switch self {
    case .log, .finish, .prepare, .dispatch, .changeRule, .warning, .remark, .resend: nil
    case .join(let number, _), .tick(let number, _, _), .untick(let number, _), .sign(let number, _),
      .secondSign(let number), .cancel(let number):
      number
    }
  }
}

/// A request about the shift log, a handover or an alarm rule, with what the person saw.
public struct DutyCommand: Sendable, Hashable {
  public var action: DutyAction
  public var actor: Actor
  /// The revision of the handover or of the rule, the number of the last log entry, or how often a message was sent
  /// again, that stood on the screen.
  public var seen: Int64

  public init(_ action: DutyAction, actor: Actor, seen: Int64) {
    self.action = action
    self.actor = actor
    self.seen = seen
  }

  /// The id of this command: the same wish at the same sight by the same person gives the same id.
  public var id: CommandID {
    let target: String
    switch action {
    case .log(let entry): target = "log/\(LogDigest.text(of: entry))"
    case .finish(let number): target = "finish/\(number)"
    case .prepare(let after): target = "prepare/\(after)"
    case .join(let number, _): target = "join/\(number)"
    case .tick(let number, let key, let revision): target = "tick/\(number)/\(key.text)/\(revision)"
    case .untick(let number, let key): target = "untick/\(number)/\(key.text)"
    case .sign(let number, _): target = "sign/\(number)"
    case .secondSign(let number): target = "second-sign/\(number)"
    case .cancel(let number): target = "cancel/\(number)"
    case .dispatch(let action): target = "dispatch/\(LogDigest.text(of: action))"
    case .changeRule(let change): target = "rule/\(change.rule)/\(LogDigest.text(of: change))"
    case .warning(let action): target = "warning/\(LogDigest.text(of: action))"
    case .remark(let remark): target = "remark/\(remark.topic)/\(LogDigest.fold(remark.body))"
    case .resend(let key): target = "resend/\(LogDigest.fold(key))"
    }
    return CommandID(text: "\(actor.person)/duty/\(target)/\(seen)")
  }
}

extension HandoverKey {
  /// A word for ids.
  var text: String {
    switch self {
    case .alarm(let id): "a\(id.value)"
    case .source(let id): "s" + LogDigest.fold(id)
    case .followUp(let number): "f\(number)"
    case .suppressed: "d"
    case .incident(let id): "i\(id.value)"
    case .warning(let id): "w\(id.value)"
    }
  }
}

/// FNV-1a over what makes two texts different.
enum LogDigest {
  static func fold(_ text: String) -> String { fold(text.utf8) }

  static func fold(_ bytes: some Sequence<UInt8>) -> String {
    let value = bytes.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    return String(value, radix: 16)
  }

  /// Of the action as it will be journalled, its texts made harmless.
  static func text(of action: DispatchAction) -> String {
    let clean = action.mappingTexts { HarmlessText.clean($0, limit: .max) }
    var bytes: [UInt8] = []
    ByteWriter.append(to: &bytes) { DispatchCoding.write(clean, to: &$0) }
    return fold(bytes)
  }

  /// Who approves is no part of it: the seat does not know it yet.
  static func text(of action: WarningAction) -> String {
    var clean = action.mappingTexts { HarmlessText.clean($0, limit: .max) }
    if case .issue(let id, _) = clean { clean = .issue(id, approver: nil) }
    var bytes: [UInt8] = []
    ByteWriter.append(to: &bytes) { PublicWarningCoding.write(clean, to: &$0) }
    return fold(bytes)
  }

  static func text(of change: RuleChange) -> String {
    let edits = change.edits.map { "\($0.attribute.word)=\($0.new.toml)" }
    return fold(edits.joined(separator: "|") + "|" + HarmlessText.clean(change.reason, limit: .max))
  }

  static func text(of entry: LogEntry) -> String {
    let fields = LogField.allCases.map { HarmlessText.clean(entry.fields[$0] ?? "", limit: .max) }
    let due = entry.due?.milliseconds ?? 0
    return fold("\(entry.kind.rawValue)|\(due)|" + fields.joined(separator: "|"))
  }
}

/// Why a request of the shift log, the handover or the alarm rules was refused.
public enum DutyRefusal: Error, Sendable, Hashable {
  case notPermitted(DutyRight, role: Role)
  /// A handover is under way already.
  case underWay(by: String)
  /// It was signed or cancelled; by whom it was signed, when it was.
  case over(signedBy: String?)
  /// Somebody else takes over.
  case taken(by: String)
  case samePerson
  /// Only the incoming person ticks and signs.
  case notIncoming(String)
  /// The item is not what was on the screen.
  case itemChanged
  /// Somebody was faster, or it is so already.
  case nothingToDo
  case itemsOpen(count: Int)
  case absent(String)
  case wrongPhase(HandoverPhase)
  /// The second signature is another person's.
  case secondIsFirst(String)
  case tooMany(limit: Int)
  case needsField(LogField)
  case textTooLong(limit: Int)
  case unknownEntry(Int64)
  /// The connection broke before the answer came.
  case unanswered
  case dispatch(DispatchRefusal)
  /// A change of a rule needs a second person, who is not its author.
  case needsApprover
  case approverIsAuthor(String)
  case needsReason
  case unknownRule(String)
  /// The rule is not what was on the screen; empty where no person changed it.
  case ruleChanged(String, by: String)
  case badValue(RuleFault)
  case warning(WarningRefusal)
  /// The room whose remark it is will not have it, and says why.
  case remark(Bilingual)
  /// There is no such message.
  case unknownMessage(String)
  /// It waits for its channel anyway.
  case messageWaits(String)
}

extension WarningAction {
  /// The row of the authority table that permits it.
  public var right: DutyRight {
    switch self {
    case .draft, .discard: .draftWarning
    case .back, .issue, .cancel: .issueWarning
    }
  }
}

extension DispatchAction {
  /// The row of the authority table that permits it.
  public var right: DutyRight {
    switch self {
    case .open(_, _, let isOrdered), .add(_, _, let isOrdered), .extend(_, _, let isOrdered):
      isOrdered ? .issueOrder : .draftOrder
    case .issue, .reassign: .issueOrder
    case .step(_, let event, _, _):
      switch event {
      case .cancel, .fail, .sign: .issueOrder
      default: .receipt
      }
    case .note, .tick, .assess, .reported, .report: .incidentLog
    case .level, .appoint, .grade, .terminate, .close, .merge: .command
    case .late: .reportClosed
    }
  }
}
