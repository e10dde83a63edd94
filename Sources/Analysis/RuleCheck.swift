public import CitySafety

/// What is wrong with the values of a rule.
public enum RuleFault: Error, Sendable, Hashable {
  case noLimit
  /// A worse grade must lie further on the bad side.
  case outOfOrder(worse: RuleAttribute, milder: RuleAttribute)
  case outOfBounds(RuleAttribute, low: Double, high: Double)
  case needsOther(RuleAttribute, RuleAttribute)
  case notWhole(RuleAttribute)
  /// The sensors cannot reach it: it would never alarm.
  case outOfReach(RuleAttribute, low: Double, high: Double)
  /// A relation that suppresses allows no red consequence, and none worse than its cause.
  case suppressed(relation: String)
}

extension RuleValues {
  /// The first thing for which `watchfloor check` would refuse them; `nil` when there is none.
  public var fault: RuleFault? {
    for attribute in RuleAttribute.changeable {
      guard let bounds = attribute.bounds else { continue }
      guard let number = self[attribute].number else {
        if attribute.isOptional { continue }
        return .outOfBounds(attribute, low: bounds.lowerBound, high: bounds.upperBound)
      }
      guard bounds.contains(number) else {
        return .outOfBounds(attribute, low: bounds.lowerBound, high: bounds.upperBound)
      }
    }
    if let count = self[.count].number, count != count.rounded() { return .notWhole(.count) }
    for (one, other) in [(RuleAttribute.count, RuleAttribute.countWindow), (.countWindow, .count)]
    where self[one] != .none && self[other] == .none {
      return .needsOther(one, other)
    }
    return limitFault
  }

  private var limitFault: RuleFault? {
    let limits = Grade.allCases.map { RuleAttribute(limitOf: $0) }.filter { self[$0] != .none }
    if limits.isEmpty { return .noLimit }
    for (worse, milder) in zip(limits, limits.dropFirst()) {
      guard let left = self[worse].number, let right = self[milder].number else { continue }
      let isOrdered = self[.direction] == .word("above") ? left > right : left < right
      if !isOrdered { return .outOfOrder(worse: worse, milder: milder) }
    }
    return nil
  }

  /// The first limit beyond what the rule's sensors can reach; `check` warns of it in a file.
  public func reachFault(of type: SensorType) -> RuleFault? {
    guard let reach = type.reach(ofChange: self[.measure] == .word("change")) else { return nil }
    let beyond = Grade.allCases.map { RuleAttribute(limitOf: $0) }.first { attribute in
      self[attribute].number.map { !reach.contains($0) } ?? false
    }
    return beyond.map { .outOfReach($0, low: reach.lowerBound, high: reach.upperBound) }
  }
}

extension SensorType {
  /// What a limit on the value, or on its change, can lie in; `nil` where the type has no range.
  public func reach(ofChange isChange: Bool) -> ClosedRange<Double>? {
    guard rangeLow.isFinite, rangeHigh.isFinite, rangeLow <= rangeHigh else { return nil }
    let width = rangeHigh - rangeLow
    return isChange ? -width...width : rangeLow...rangeHigh
  }
}
