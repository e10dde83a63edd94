/// What a cell means; a theme says how it looks.
///
/// The list is closed and documented by generation.
///
/// The letter is the cell's mark in the style plane of a golden screen.
public enum StyleRole: UInt8, Sendable, Hashable, CaseIterable {
  case text = 0
  case muted
  case header
  case border
  case paneTitle
  case paneTitleFocused
  case columnHead
  case rowSelected
  case rowMarked
  case rowGhost
  case value
  case valueStale
  case valueLost
  case chart
  case chartThreshold
  case key
  case keyLabel
  case keyDisabled
  case message
  case error
  case input
  case dialog
  case dialogBorder
  case modeLive
  case modeStalled
  case modeFrozen
  case modeDrill
  case simulated
  case alarmRed
  case alarmOrange
  case alarmYellow
  case alarmBlue
  case alarmRedNew
  case alarmOrangeNew
  case alarmYellowNew
  case alarmBlueNew
  case gradeRed
  case gradeOrange
  case gradeYellow
  case gradeBlue

  /// Name in theme files.
  public var name: String {
    switch self {
    case .text: "text"
    case .muted: "text.muted"
    case .header: "header"
    case .border: "border"
    case .paneTitle: "pane.title"
    case .paneTitleFocused: "pane.focused"
    case .columnHead: "table.head"
    case .rowSelected: "row.selected"
    case .rowMarked: "row.marked"
    case .rowGhost: "row.ghost"
    case .value: "value"
    case .valueStale: "freshness.stale"
    case .valueLost: "freshness.lost"
    case .chart: "chart"
    case .chartThreshold: "chart.threshold"
    case .key: "key"
    case .keyLabel: "key.label"
    case .keyDisabled: "key.disabled"
    case .message: "message"
    case .error: "message.error"
    case .input: "input"
    case .dialog: "dialog"
    case .dialogBorder: "dialog.border"
    case .modeLive: "mode.live"
    case .modeStalled: "mode.stalled"
    case .modeFrozen: "mode.frozen"
    case .modeDrill: "mode.drill"
    case .simulated: "mark.simulated"
    case .alarmRed: "alarm.red"
    case .alarmOrange: "alarm.orange"
    case .alarmYellow: "alarm.yellow"
    case .alarmBlue: "alarm.blue"
    case .alarmRedNew: "alarm.red.unacked"
    case .alarmOrangeNew: "alarm.orange.unacked"
    case .alarmYellowNew: "alarm.yellow.unacked"
    case .alarmBlueNew: "alarm.blue.unacked"
    case .gradeRed: "alarm.count.red"
    case .gradeOrange: "alarm.count.orange"
    case .gradeYellow: "alarm.count.yellow"
    case .gradeBlue: "alarm.count.blue"
    }
  }

  /// One printable ASCII character, unique.
  public var letter: Character { StyleRole.letters[Int(rawValue)] }

  private static let letters = Array(".,hbptcsmgvwxqTkKdMEiDBLSFXuROYZ!^#o1234")
}
