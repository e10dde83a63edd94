import Analysis
import CitySafety
import Settings
import Testing

/// The console takes of a rule what `check` takes of its file, and nothing else.
@Suite struct RuleBoundFacts {
  @Test(arguments: [
    ("red = 50", "red = 20"), ("red = 50", "red = 21"), ("red = 50\nyellow = 20\n", ""),
    ("hysteresis = 2", "hysteresis = -0.1"), ("hysteresis = 2", "hysteresis = 0"),
    ("hysteresis = 2", "on-delay-s = 86400"), ("hysteresis = 2", "on-delay-s = 86401"),
    ("hysteresis = 2", "off-delay-s = -1"), ("count = 2", "count = 1"), ("count = 2", "count = 64"),
    ("count = 2", "count = 65"), ("count = 2\n", ""), ("count-window-s = 60", "count-window-s = 0.5"),
  ])
  func theSameValuesAreRefused(old: String, new: String) throws {
    var site = TinySite()
    let before = RuleValues(try site.load().get().site.thresholds[0])
    site.change("thresholds.toml", old, new)
    var values = before
    for line in old.split(separator: "\n") { values.set(line, isThere: false) }
    for line in new.split(separator: "\n") { values.set(line, isThere: true) }
    if values[.hysteresis] == .none { values[.hysteresis] = .number(0) }
    let isRefused = if case .failure = try site.load() { true } else { false }
    #expect((values.fault != nil) == isRefused, "\(new): \(String(describing: values.fault))")
  }
}

extension RuleValues {
  /// Takes a line such as `red = 50`, or takes it away.
  fileprivate mutating func set(_ line: Substring, isThere: Bool) {
    let parts = line.split(separator: "=").map { $0.filter { $0 != " " } }
    guard parts.count == 2, let attribute = RuleAttribute.allCases.first(where: { $0.word == parts[0] })
    else {
      return
    }
    self[attribute] = isThere ? RuleValue(typed: parts[1]) ?? .none : .none
  }
}
