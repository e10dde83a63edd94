/// The four warning grades of 突发事件应对法 (2024) §63, worst first.
///
/// This is the *warning colour* only. Event grades, response levels and device alarm levels are other scales
/// and are never mixed with it.
public enum Grade: UInt8, Sendable, Hashable, CaseIterable {
  case red = 1
  case orange = 2
  case yellow = 3
  case blue = 4

  /// 4 for red down to 1 for blue: larger is worse.
  public var severity: Int { 5 - Int(rawValue) }

  /// Whether this grade is more severe than `other`; any grade is worse than none.
  public func isWorse(than other: Grade?) -> Bool {
    guard let other else { return true }
    return rawValue < other.rawValue
  }

  /// The worse of two grades, either of which may be absent.
  public static func worst(_ left: Grade?, _ right: Grade?) -> Grade? {
    guard let left else { return right }
    return left.isWorse(than: right) ? left : right
  }

  /// Digit and word, the mark that is shown with and without colour: `1红`.
  public var mark: String {
    switch self {
    case .red: "1红"
    case .orange: "2橙"
    case .yellow: "3黄"
    case .blue: "4蓝"
    }
  }

  /// The word used in files and machine output: `red`.
  public var word: String {
    switch self {
    case .red: "red"
    case .orange: "orange"
    case .yellow: "yellow"
    case .blue: "blue"
    }
  }

  /// Reads the file word; `nil` when it is none of the four.
  public init?(word: String) {
    guard let grade = Grade.allCases.first(where: { $0.word == word }) else { return nil }
    self = grade
  }
}
