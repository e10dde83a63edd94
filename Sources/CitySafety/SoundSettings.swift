/// A program that plays a sound, with its arguments as they are passed: no shell reads them.
public struct SoundCommand: Sendable, Hashable {
  /// The program first.
  ///
  /// The others may hold placeholders.
  public var arguments: [String]
  /// Where the program is started, so that relative paths count from the file that names them.
  public var folder: String

  public init(arguments: [String], folder: String) {
    self.arguments = arguments
    self.folder = folder
  }

  /// What stands in braces in an argument and is replaced.
  public enum Placeholder: String, Sendable, Hashable, CaseIterable {
    case grade, count
    case textChinese = "text-zh"
    case textEnglish = "text-en"
  }

  public var program: String { arguments.first ?? "" }

  /// The arguments with values in place of `{grade}`, `{count}`, `{text-zh}` and `{text-en}`.
  ///
  /// Each stays one argument, whatever the text holds; what a text holds is not filled again.
  public func filled(grade: Grade, count: Int, text: Bilingual) -> [String] {
    arguments.map { argument in
      var result = ""
      var rest = argument[...]
      while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
        result += rest[..<open]
        switch Placeholder(rawValue: String(rest[rest.index(after: open)..<close])) {
        case .grade: result += grade.word
        case .count: result += String(count)
        case .textChinese: result += text.zh
        case .textEnglish: result += text.en
        case nil: result += rest[open...close]
        }
        rest = rest[rest.index(after: close)...]
      }
      return result + rest
    }
  }
}

/// How alarms of one grade sound.
public enum SoundTone: Sendable, Hashable {
  case none
  /// The terminal's bell.
  case bell
  case command(SoundCommand)

  public var isSilent: Bool { self == .none }
}

/// What a seat sounds like, and how often it may.
public struct SoundSettings: Sendable, Hashable {
  /// Worst grade first.
  private var tones: [SoundTone]
  /// A player that runs longer is ended.
  public var timeout: Span
  /// Most sounds within any minute; at least 1.
  public var perMinute: Int
  /// After a sound one of the same or a milder grade waits this long.
  public var rest: Span
  /// The worst unacknowledged grade sounds again after this; `nil` for never.
  public var nag: Span?
  /// How long a self-test counts: a shift.
  public var testLife: Span

  public init(
    tones: [Grade: SoundTone], timeout: Span, perMinute: Int, rest: Span, nag: Span?, testLife: Span
  ) {
    self.tones = Grade.allCases.map { tones[$0] ?? .none }
    self.timeout = timeout
    self.perMinute = max(1, perMinute)
    self.rest = rest
    self.nag = nag
    self.testLife = testLife
  }

  /// A site that says nothing: the bell for red and orange, at most 12 sounds a minute, again after 15 minutes.
  public static let standard = SoundSettings(
    tones: [.red: .bell, .orange: .bell], timeout: .seconds(5), perMinute: 12, rest: .seconds(10),
    nag: .minutes(15), testLife: .hours(12))

  public subscript(grade: Grade) -> SoundTone {
    get { tones[Int(grade.rawValue) - 1] }
    set { tones[Int(grade.rawValue) - 1] = newValue }
  }

  /// The grades that make a sound, worst first.
  public var audibleGrades: [Grade] { Grade.allCases.filter { !self[$0].isSilent } }
}
