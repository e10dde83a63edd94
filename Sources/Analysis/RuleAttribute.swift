public import CitySafety

/// One attribute of an alarm rule: a key of `thresholds.toml` that decides what alarms and when.
public enum RuleAttribute: UInt8, Sendable, Hashable, CaseIterable {
  case red = 1
  case orange
  case yellow
  case blue
  case hysteresis
  case onDelay
  case offDelay
  case count
  case countWindow
  case latching
  case breakThrough
  /// Whether the rule is there at all.
  case rule
  case sensorType
  case measure
  case window
  case direction

  /// What can be changed at a console; the rest makes it another rule and stands in the site's file alone.
  public static let changeable = allCases.filter { $0.rawValue < RuleAttribute.rule.rawValue }
  /// What makes it another rule.
  static let structure: [RuleAttribute] = [.sensorType, .measure, .window, .direction]

  /// The key in `thresholds.toml`; of the rule itself the name of its table.
  public var word: String {
    switch self {
    case .red: Grade.red.word
    case .orange: Grade.orange.word
    case .yellow: Grade.yellow.word
    case .blue: Grade.blue.word
    case .hysteresis: "hysteresis"
    case .onDelay: "on-delay-s"
    case .offDelay: "off-delay-s"
    case .count: "count"
    case .countWindow: "count-window-s"
    case .latching: "latching"
    case .breakThrough: "break-through"
    case .rule: "threshold"
    case .sensorType: "sensor-type"
    case .measure: "measure"
    case .window: "window-s"
    case .direction: "direction"
    }
  }

  public var name: Bilingual {
    switch self {
    case .red: Bilingual(zh: "红色限值", en: "Red limit")
    case .orange: Bilingual(zh: "橙色限值", en: "Orange limit")
    case .yellow: Bilingual(zh: "黄色限值", en: "Yellow limit")
    case .blue: Bilingual(zh: "蓝色限值", en: "Blue limit")
    case .hysteresis: Bilingual(zh: "回差", en: "Hysteresis")
    case .onDelay: Bilingual(zh: "告警延时 s", en: "On-delay s")
    case .offDelay: Bilingual(zh: "恢复延时 s", en: "Off-delay s")
    case .count: Bilingual(zh: "次数", en: "Count")
    case .countWindow: Bilingual(zh: "计次窗口 s", en: "Count window s")
    case .latching: Bilingual(zh: "锁存", en: "Latching")
    case .breakThrough: Bilingual(zh: "红色突破搁置", en: "Break-through")
    case .rule: Bilingual(zh: "规则", en: "Rule")
    case .sensorType: Bilingual(zh: "传感器类型", en: "Sensor type")
    case .measure: Bilingual(zh: "比较量", en: "Measure")
    case .window: Bilingual(zh: "变化窗口 s", en: "Window s")
    case .direction: Bilingual(zh: "方向", en: "Direction")
    }
  }

  /// The grade that a limit is of.
  public var grade: Grade? { Grade(rawValue: rawValue) }
  public init(limitOf grade: Grade) { self = RuleAttribute(rawValue: grade.rawValue) ?? .red }

  /// Whether it is true or false.
  public var isFlag: Bool { self == .latching || self == .breakThrough }
  /// Whether a rule may be without it.
  public var isOptional: Bool { grade != nil || self == .count || self == .countWindow }

  /// Where its number must lie; `nil` where it has none.
  public var bounds: ClosedRange<Double>? {
    switch self {
    case .red, .orange, .yellow, .blue: RuleBounds.limit
    case .hysteresis: 0...RuleBounds.limit.upperBound
    case .onDelay, .offDelay: RuleBounds.delaySeconds
    case .count: Double(RuleBounds.count.lowerBound)...Double(RuleBounds.count.upperBound)
    case .countWindow, .window: RuleBounds.windowSeconds
    case .latching, .breakThrough, .rule, .sensorType, .measure, .direction: nil
    }
  }
}

/// The bounds of what a rule may say, in the site's file and at the console.
public enum RuleBounds {
  public static let limit = -1e15...1e15
  public static let delaySeconds = 0.0...86_400
  public static let windowSeconds = 1.0...31_622_400
  public static let count = 2...64
}

/// The value of an attribute.
public enum RuleValue: Sendable, Hashable {
  /// The rule has no such attribute.
  case none
  case number(Double)
  case flag(Bool)
  case word(String)

  /// As it stands in `thresholds.toml`, words without quotes; `--` for none.
  public var text: String {
    switch self {
    case .none: return "--"
    case .number(let number):
      let text = number.description
      return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    case .flag(let flag): return flag ? "true" : "false"
    case .word(let word): return word
    }
  }

  /// As it stands in `thresholds.toml`.
  public var toml: String {
    if case .word(let word) = self { "\"" + word + "\"" } else { text }
  }

  public var number: Double? { if case .number(let number) = self { number } else { nil } }

  /// What a person typed for a number: nothing or `--` for none; `nil` when it is no number.
  public init?(typed text: String) {
    if text.isEmpty || text.allSatisfy({ $0 == "-" }) {
      self = .none
    } else if let number = Double(text), number.isFinite {
      self = .number(number)
    } else {
      return nil
    }
  }
}

/// Every attribute of one rule.
public struct RuleValues: Sendable, Hashable {
  private var values: [RuleAttribute: RuleValue] = [:]

  /// Of a rule that is not there.
  public init() {}

  public init(_ rule: Threshold) {
    for limit in rule.limits { self[RuleAttribute(limitOf: limit.grade)] = .number(limit.value) }
    self[.hysteresis] = .number(rule.hysteresis)
    self[.onDelay] = .number(rule.onDelay.exactSeconds)
    self[.offDelay] = .number(rule.offDelay.exactSeconds)
    if rule.count > 0 {
      self[.count] = .number(Double(rule.count))
      self[.countWindow] = .number(rule.countWindow.exactSeconds)
    }
    self[.latching] = .flag(rule.latching)
    self[.breakThrough] = .flag(rule.breaksThrough)
    self[.rule] = .flag(true)
    self[.sensorType] = .word(rule.sensorType)
    if case .change(let window) = rule.measure {
      self[.measure] = .word("change")
      self[.window] = .number(window.exactSeconds)
    } else {
      self[.measure] = .word("value")
    }
    self[.direction] = .word(rule.direction == .above ? "above" : "below")
  }

  public subscript(attribute: RuleAttribute) -> RuleValue {
    get { values[attribute] ?? .none }
    set { values[attribute] = newValue == .none ? nil : newValue }
  }

  /// Whether there is such a rule.
  public var isThere: Bool { !values.isEmpty }

  /// What is there, in the order of the attributes.
  public var all: [(attribute: RuleAttribute, value: RuleValue)] {
    RuleAttribute.allCases.compactMap { attribute in values[attribute].map { (attribute, $0) } }
  }

  /// Whether both are the same rule with other numbers at most.
  public func hasStructure(of other: RuleValues) -> Bool {
    RuleAttribute.structure.allSatisfy { self[$0] == other[$0] }
  }

  /// A rule with these values of what can be changed at a console.
  public func applied(to rule: Threshold) -> Threshold {
    var rule = rule
    rule.limits = Grade.allCases.compactMap { grade in
      self[RuleAttribute(limitOf: grade)].number.map { Limit(grade: grade, value: $0) }
    }
    rule.hysteresis = self[.hysteresis].number ?? 0
    rule.onDelay = .exact(seconds: self[.onDelay].number ?? 0)
    rule.offDelay = .exact(seconds: self[.offDelay].number ?? 0)
    rule.count = self[.count].number.map { Int($0) } ?? 0
    rule.countWindow = .exact(seconds: self[.countWindow].number ?? 0)
    rule.latching = self[.latching] == .flag(true)
    rule.breaksThrough = self[.breakThrough] == .flag(true)
    return rule
  }
}

extension Span {
  fileprivate var exactSeconds: Double { Double(milliseconds) / 1000 }

  fileprivate static func exact(seconds: Double) -> Span {
    .milliseconds(Int64((seconds * 1000).rounded()))
  }
}
