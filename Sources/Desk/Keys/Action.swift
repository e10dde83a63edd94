public import CitySafety

/// Everything a key or the palette can do.
///
/// The raw value is the id in key settings.
public enum Action: String, Sendable, Hashable, CaseIterable {
  case down, up, left, right, top, bottom
  case pageDown = "page-down"
  case pageUp = "page-up"
  case nextPane = "next-pane"
  case previousPane = "previous-pane"
  case sector1 = "sector-1"
  case sector2 = "sector-2"
  case sector3 = "sector-3"
  case sector4 = "sector-4"
  case queue, detail, sources, events, open, back, close
  case filter, search
  case nextUnacknowledged = "next-unacknowledged"
  case previousUnacknowledged = "previous-unacknowledged"
  case palette, help, zoom, freeze, silence
  case previousTab = "previous-tab"
  case nextTab = "next-tab"
  case sort, overview, poll, quit, redraw, copy, mark
  case markRange = "mark-range"
  case chartWindow = "chart-window"
  case acknowledge, claim, assign, comment, escalate, reset
  case signIn = "sign-in"
  case signOut = "sign-out"
  case language, theme, suspend
  case group
  case acknowledgeShown = "acknowledge-shown"
  case decline, reopen, respond, resolve, prioritise
  case outOfService = "out-of-service"
  case returnToService = "return-to-service"
  case soundTest = "sound-test"
  case dispatchBoard = "dispatch-board"
  case dispatch, closeVerdict = "close-verdict"
  case plan, undo, shelve, handover, drill
  case kpi
  case shiftLog = "shift-log"
  case dutyBoard = "duty-board"
  case logNote = "log-note"
  case logCall = "log-call"
  case logVisit = "log-visit"
  case logInstruction = "log-instruction"
  case logEquipment = "log-equipment"
  case logFollowUp = "log-follow-up"
  case changes
  case changeRule = "change-rule"
  case knowledge, resources
  case warningBoard = "warning-board"
  case live
  case drillStep = "drill-step"
  case drillPause = "drill-pause"
  case drillSlower = "drill-slower"
  case drillFaster = "drill-faster"
  case drillObserve = "drill-observe"
  // The incidents of the dispatch board
  case incidentNote = "incident-note"
  case incidentIssue = "incident-issue"
  case incidentMeasure = "incident-measure"
  case incidentLevel = "incident-level"
  case incidentGrade = "incident-grade"
  case incidentCommander = "incident-commander"
  case incidentMerge = "incident-merge"
  case incidentTerminate = "incident-terminate"
  case incidentClose = "incident-close"
  case incidentWarn = "incident-warn"
  case incidentReport = "incident-report"
  case incidentHarm = "incident-harm"
  case incidentCorrect = "incident-correct"
  case incidentClosed = "incident-closed"
  case incidentExtend = "incident-extend"
  // Its tasks
  case taskReceive = "task-receive"
  case taskDepart = "task-depart"
  case taskArrive = "task-arrive"
  case taskControl = "task-control"
  case taskFeedback = "task-feedback"
  case taskSign = "task-sign"
  case taskCheckIn = "task-check-in"
  case taskDecline = "task-decline"
  case taskCancel = "task-cancel"
  case taskFail = "task-fail"
  case taskReassign = "task-reassign"
  // Authored warnings
  case warningNew = "warning-new"
  case warningEdit = "warning-edit"
  case warningIssue = "warning-issue"
  case warningBack = "warning-back"
  case warningLift = "warning-lift"
  case warningDiscard = "warning-discard"
  // The handover
  case handoverStep = "handover-step"
  case handoverCancel = "handover-cancel"
  // The form from alarms to orders
  case orderTeam = "order-team"
  case orderIssue = "order-issue"
  // The registers
  case resourceTeams = "resource-teams"
  case resourceMaterials = "resource-materials"
  case resourceShelters = "resource-shelters"
  case resourceVehicles = "resource-vehicles"
  case resourceExperts = "resource-experts"
  case resourceHospitals = "resource-hospitals"
  case resourceContacts = "resource-contacts"
  // The director's list of a drill
  case injectNow = "inject-now"
  case injectJump = "inject-jump"
  case injectSkip = "inject-skip"
  case drillCall = "drill-call"
  case drillEnd = "drill-end"
  // The improvement items of drills
  case improvementAdd = "improvement-add"
  case improvementClose = "improvement-close"
  // Dialogs
  case confirm
  case refuse
}

/// Where a key means what it means.
public enum KeyContext: String, Sendable, Hashable, CaseIterable {
  /// Anywhere outside text fields and dialogs, as far as the place `holds` it.
  case everywhere
  /// The alert queue and the detail of an alert.
  case alert
  /// A sector's pane and the chart.
  case sector
  /// Only in a drill, together with all the others.
  case drill
  /// The dispatch board: its incidents, and the tasks of one.
  case incident, task
  /// The board of authored warnings.
  case warning
  case handover
  /// The shift log, who is on duty, the alarm rules: boards without keys of their own.
  case board
  /// The form from alarms to orders.
  case order
  case resource
  /// The messages, injects and results of a drill.
  case inject
  /// The improvement items beside the choice of a drill.
  case improvement
  /// Help, the quality figures, a page of the knowledge base, the choice of a drill: no keys of their own.
  case page
  /// The row of buttons of a dialog.
  case dialog
}

/// What is known of an action: names, aliases and keys as shipped.
public struct ActionRecord: Sendable, Hashable {
  public var action: Action
  public var context: KeyContext
  /// As shipped, first one shown.
  public var keys: [String]
  /// At most four Chinese characters or twelve letters: fits the footer.
  public var short: Bilingual
  public var long: Bilingual
  /// Palette words beside the names, such as pinyin initials.
  public var aliases: [String]
  /// The least role in a site as shipped; `nil` when nobody need sign in.
  public var role: Role?

  /// Whether it may open a dialog, or does something that others see.
  var opens: Bool {
    role != nil || long.en.hasSuffix("...") || [.open, .close, .quit, .mark].contains(action)
  }

  init(
    _ action: Action, _ context: KeyContext, _ keys: String, _ zh: String, _ en: String,
    long: Bilingual? = nil,
    _ aliases: String = "", role: Role? = nil
  ) {
    self.action = action
    self.context = context
    self.keys = keys.isEmpty ? [] : keys.split(separator: " ").map(String.init)
    self.short = Bilingual(zh: zh, en: en)
    self.long = long ?? short
    self.aliases = aliases.split(separator: " ").map(String.init)
    self.role = role
  }
}
