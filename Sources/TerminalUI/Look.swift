internal import Cells

/// How one role looks on a terminal with few or many colours: attributes and two palette numbers.
struct Look: Sendable, Hashable {
  var attributes: Style.Attributes
  /// Palette numbers; −1 is the terminal's default.
  var foreground: Int
  var background: Int

  /// The colours that are used: what was asked for, as far as the terminal has it.
  static func depth(_ wanted: ColourDepth, noColour: Bool, colours: Int) -> ColourDepth {
    switch wanted {
    case .never: return .never
    case .auto where noColour: return .never
    case .auto, .c256: return colours >= 256 ? .c256 : colours >= 8 ? .c16 : .never
    case .c16: return colours >= 8 ? .c16 : .never
    }
  }

  /// The look of a role in a theme after reduction to a depth that `depth` gave.
  static func reduce(_ role: StyleRole, theme: Theme, depth: ColourDepth, colours: Int) -> Look {
    let style = theme[role]
    switch depth {
    case .c256, .auto:
      return Look(
        attributes: style.attributes, foreground: number(style.foreground?.of256),
        background: number(style.background?.of256))
    case .c16:
      var look = Look(
        attributes: style.attributes, foreground: number(style.foreground?.of16),
        background: number(style.background?.of16))
      if let mark = gradeAttributes(role) { look.attributes.formUnion(mark) }
      if colours < 16 { look.useEight(isGrade: gradeAttributes(role) != nil) }
      return look
    case .never:
      return Look(attributes: monochrome(role, theme: theme), foreground: -1, background: -1)
    }
  }

  private static func number(_ palette: Int16?) -> Int { palette.map(Int.init) ?? -1 }

  /// Bright colours become the eight there are; a bright foreground is bold, except where bold is a grade's
  /// mark.
  private mutating func useEight(isGrade: Bool) {
    if foreground >= 8 {
      foreground &= 7
      if !isGrade { attributes.insert(.bold) }
    }
    if background >= 8 { background &= 7 }
  }

  /// Without colour a ground of its own is reverse video; the grades have their own marks.
  private static func monochrome(_ role: StyleRole, theme: Theme) -> Style.Attributes {
    if let mark = gradeAttributes(role) { return mark }
    let style = theme[role]
    var attributes = style.attributes
    if let ground = style.background, ground != theme[.text].background, isBar(role) {
      attributes.insert(.reverse)
    }
    return attributes
  }

  /// Roles that are told apart by their ground; a dialog's or pane's ground is decoration.
  private static func isBar(_ role: StyleRole) -> Bool {
    switch role {
    case .rowSelected, .modeLive, .modeStalled, .modeFrozen, .modeDrill, .error, .valueStale, .valueLost,
      .key:
      true
    default: false
    }
  }

  /// Red underline and bold, orange bold, yellow underline, blue plain; unacknowledged adds reverse.
  private static func gradeAttributes(_ role: StyleRole) -> Style.Attributes? {
    switch role {
    case .alarmRed, .gradeRed: [.underline, .bold]
    case .alarmOrange, .gradeOrange: [.bold]
    case .alarmYellow, .gradeYellow: [.underline]
    case .alarmBlue, .gradeBlue: []
    case .alarmRedNew: [.underline, .bold, .reverse]
    case .alarmOrangeNew: [.bold, .reverse]
    case .alarmYellowNew: [.underline, .reverse]
    case .alarmBlueNew: [.reverse]
    default: nil
    }
  }
}
