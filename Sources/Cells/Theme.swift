/// A colour as a theme names it, with what to use where fewer colours exist.
public struct Colour: Sendable, Hashable {
  public var red: UInt8
  public var green: UInt8
  public var blue: UInt8
  /// Palette positions for 256 and 16 colours; −1 is the terminal's default.
  public var of256: Int16
  public var of16: Int16

  public init(red: UInt8, green: UInt8, blue: UInt8, of256: Int16, of16: Int16) {
    self.red = red
    self.green = green
    self.blue = blue
    self.of256 = of256
    self.of16 = of16
  }
}

/// How one role looks.
public struct Style: Sendable, Hashable {
  /// `nil` is the terminal's default.
  public var foreground: Colour?
  public var background: Colour?
  public var attributes: Attributes

  public struct Attributes: OptionSet, Sendable, Hashable {
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public static let bold = Attributes(rawValue: 1)
    public static let reverse = Attributes(rawValue: 2)
    public static let underline = Attributes(rawValue: 4)
    public static let dim = Attributes(rawValue: 8)
  }

  public init(foreground: Colour? = nil, background: Colour? = nil, attributes: Attributes = []) {
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
  }
}

/// Characters of borders.
public enum LineSet: String, Sendable, Hashable, CaseIterable {
  case single
  case double
  case ascii
}

/// Characters of charts.
public enum ChartAlphabet: String, Sendable, Hashable, CaseIterable {
  case braille
  case block
  case ascii
}

/// A complete theme: one style a role.
public struct Theme: Sendable, Hashable {
  public var name: String
  public var title: Bilabel
  public var isDark: Bool
  /// By `StyleRole.rawValue`; every role is present.
  public var styles: [Style]
  public var lines: LineSet
  public var chart: ChartAlphabet

  /// A name in both languages.
  ///
  /// `Cells` knows nothing of the city, so it has its own pair.
  public struct Bilabel: Sendable, Hashable {
    public var zh: String
    public var en: String
    public init(zh: String, en: String) {
      self.zh = zh
      self.en = en
    }
  }

  public init(
    name: String, title: Bilabel, isDark: Bool, styles: [Style], lines: LineSet, chart: ChartAlphabet
  ) {
    self.name = name
    self.title = title
    self.isDark = isDark
    self.styles = styles
    self.lines = lines
    self.chart = chart
  }

  public subscript(role: StyleRole) -> Style { styles[Int(role.rawValue)] }

  /// Attributes only, for the monochrome path and as a base.
  public static let plain = Theme(
    name: "plain", title: Bilabel(zh: "朴素", en: "Plain"), isDark: true,
    styles: Array(repeating: Style(), count: StyleRole.allCases.count), lines: .single, chart: .braille)
}

/// How many colours are used.
public enum ColourDepth: String, Sendable, Hashable, CaseIterable {
  case auto
  case c256 = "256"
  case c16 = "16"
  case never
}
