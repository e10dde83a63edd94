internal import Alarms
internal import Analysis
internal import CitySafety
internal import Operations
internal import Widgets

/// What lies over the panes and takes the keys.
enum Overlay: Sendable {
  case dialog(Dialog)
  case palette(Palette)
  case help(HelpView)
  case quality(QualityView)
  case order(OrderForm)
  /// Typing on the message line.
  case prompt(Prompt)
  case knowledge(KnowledgeView)
  case resources(ResourceView)
  /// The control of a drill, or what came to its players.
  case drill(DrillView)
  /// Which drill to begin or to join.
  case drillChoice(DrillChoice)
}

/// The help of a place.
struct HelpView: Sendable {
  var place: KeyContext
  var top = 0
  /// What comes back when it closes, if something lay over the panes.
  var under: [Overlay]
}

/// An alarm as it was painted when a key was pressed: what a command is bound to.
struct Sight: Sendable, Hashable {
  var alarm: AlarmID
  var occurrence: Int32
  var version: Int32
  var revision: Int64
  var grade: Grade
  /// The worst of the occurrence, which may be worse than the grade it is ranked by.
  var worst: Grade
  /// The line that the person saw, for dialogs and messages.
  var title: Bilingual
}

/// A question with fields and a row of buttons.
struct Dialog: Sendable {
  enum Purpose: Sendable, Hashable {
    case signIn
    /// A lead's name and code for one command that the seat's own role may not give.
    case authorise(Proposal)
    /// A command with what it needs beside the alarms.
    case command(Proposal, durations: [Span])
    /// Another person than the seat's proves who they are for one step of the handover.
    case dutyProof(DutyAction)
    case logEntry(LogKind)
    case cancelHandover
    case dispatch(DispatchQuestion)
    case warning(WarningQuestion)
    /// A change of an alarm rule with the person who approves it.
    case ruleChange(RuleForm)
    /// Which alarm that is over is to be reopened: a list to choose from and a reason.
    case reopen([Sight])
    case theme(names: [String], current: String)
    /// A grade is played and waits for whether it was heard.
    case soundTest(SoundTrial)
    case quit
    case drill(DrillQuestion)
  }

  struct Field: Sendable {
    var label: Phrase
    var input: TextField
    var isSecret = false
    /// What a command's dialog makes of it.
    var meaning: ProposalField?
    /// What can be chosen instead of typing, and which is chosen.
    var options: [Bilingual] = []
    var choice = 0
    var isOptional = false
    /// A label that is not a phrase of the screen.
    var name: Bilingual?
    /// The value of a rule before: shown beside the field once it is another.
    var before: RuleValue?
    var title: Bilingual { name ?? label.text }
  }

  var purpose: Purpose
  var fields: [Field]
  /// A field's position; `fields.count` is the row of buttons, or the list of the theme dialog.
  var focus: Int
  /// The chosen row of a list.
  var choice = 0
  /// First row shown of a preview.
  var top = 0
  var openedAt: Instant
  /// What went wrong with the last try.
  var problem: Bilingual?
  /// The answer is on its way.
  var isWaiting = false

  /// Keys this soon after opening are repeats of the opening key.
  static let guardTime = Span.milliseconds(250)

  init(_ purpose: Purpose, fields: [Field] = [], at now: Instant) {
    self.purpose = purpose
    self.fields = fields
    self.focus = 0
    self.openedAt = now
  }

  var isOnButtons: Bool { focus >= fields.count }
}

/// The command palette: a word and the actions it finds.
struct Palette: Sendable {
  struct Row: Sendable, Hashable {
    var action: Action
    /// Why it cannot be done now.
    var reason: Bilingual?
  }

  var input = TextField(limit: Desk.textLimit)
  var rows: [Row] = []
  var choice = 0
  /// What the line means as an entry of the command log; `nil` when it is none.
  var quick: QuickEntry?
  var problem: Bilingual?
  /// The answer to the entry is on its way.
  var isWaiting = false
}

/// A line that is typed below the panes.
struct Prompt: Sendable {
  enum Purpose: Sendable, Hashable { case filter, search }
  var purpose: Purpose
  var input: TextField
  /// The filter before typing began, to which Esc goes back.
  var before: String
}
