public import Alarms
public import CitySafety

/// Suppression by design (row 21): while a cause is active, its consequences are counted and listed, not
/// annunciated.
extension OperationsState {
  /// The entries that bring the suppressions in line with the relations after some alarms changed; empty nearly
  /// always.
  ///
  /// `place` tells where a sensor stands: its risk point and its town, as the site numbers them. An alarm that
  /// came before its cause is the first out and is never suppressed, and neither is one that is worse.
  public func designEvents(changed: [AlarmID], relations: [DesignRelation], place: (String) -> DesignPlace?)
    -> [Event]
  {
    var events: [Event] = []
    for id in changed {
      guard let alarm = alarms[id], case .threshold(let sensor, let rule) = alarm.key else { continue }
      // A relation that the site no longer has would suppress for ever.
      for gone in alarm.suppressedBy where !relations.contains(where: { $0.id == gone }) {
        events.append(.design(id, relation: gone, isOn: false))
      }
      for relation in relations where relation.cause == rule || relation.consequences.contains(rule) {
        let near = members(of: relation, around: sensor, place: place)
        events += changes(of: relation, near)
      }
    }
    var seen: Set<Event> = []
    return events.filter { seen.insert($0).inserted }
  }

  /// The alarms of a relation's rules that stand in its scope around a sensor.
  private func members(
    of relation: DesignRelation, around sensor: String, place: (String) -> DesignPlace?
  ) -> [Alarm] {
    let here = place(sensor)
    let rules = Set(relation.consequences + [relation.cause])
    return alarms.withRules(rules).filter { alarm in
      guard case .threshold(let other, _) = alarm.key else { return false }
      return relation.scope.holds(here, place(other))
    }
  }

  private func changes(of relation: DesignRelation, _ members: [Alarm]) -> [Event] {
    let causes = members.filter { $0.isOf(relation.cause) && $0.condition.isActive }
    return members.compactMap { alarm in
      guard !alarm.isOf(relation.cause) else { return nil }
      let isOn = alarm.condition.isActive && causes.contains { $0.explains(alarm, within: relation.within) }
      guard isOn != alarm.suppressedBy.contains(relation.id),
        !isOn || alarm.suppressedBy.count < Alarm.relationLimit
      else { return nil }
      return .design(alarm.id, relation: relation.id, isOn: isOn)
    }
  }
}

/// A relation between rules of the site, as far as suppression needs it.
public struct DesignRelation: Sendable, Hashable {
  public var id: String
  /// Rule ids.
  public var cause: String
  public var consequences: [String]
  public var scope: Scope
  /// A consequence counts when it comes no later than this after its cause.
  public var within: Span

  public enum Scope: Sendable, Hashable {
    case riskPoint, town, site

    func holds(_ left: DesignPlace?, _ right: DesignPlace?) -> Bool {
      guard let left, let right else { return false }
      return switch self {
      case .riskPoint: left.riskPoint == right.riskPoint
      case .town: left.town == right.town
      case .site: true
      }
    }
  }

  public init(id: String, cause: String, consequences: [String], scope: Scope, within: Span) {
    self.id = id
    self.cause = cause
    self.consequences = consequences
    self.scope = scope
    self.within = within
  }
}

/// Where a sensor stands.
public struct DesignPlace: Sendable, Hashable {
  public var riskPoint: Int
  public var town: String

  public init(riskPoint: Int, town: String) {
    self.riskPoint = riskPoint
    self.town = town
  }
}

extension Alarm {
  fileprivate func isOf(_ rule: String) -> Bool {
    if case .threshold(_, rule) = key { return true }
    return false
  }

  /// Whether this cause came before, soon enough, and is no less severe.
  fileprivate func explains(_ consequence: Alarm, within: Span) -> Bool {
    let lag = consequence.raisedAt - raisedAt
    return lag > .zero && lag <= within && !consequence.gradeWorst.isWorse(than: gradeWorst)
  }
}
