public import Alarms
public import CitySafety

/// The relations of a site that suppress, with its sensors by id.
public struct DesignRules: Sendable {
  fileprivate let relations: [Relation]
  private let site: Site
  private let sensors: [String: Int]

  public init(site: Site) {
    self.site = site
    relations = site.relations.filter(\.suppresses)
    sensors = Dictionary(
      site.sensors.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Whether two sensors are in a relation's scope of each other; a sensor that the site does not have is in none.
  fileprivate func isNear(_ left: String, _ right: String, _ scope: Relation.Scope) -> Bool {
    guard let left = sensors[left], let right = sensors[right] else { return false }
    return site.isNear(site.sensors[left], site.sensors[right], for: scope)
  }
}

/// Suppression by design (row 21): while a cause is active, its consequences are counted and listed, not
/// annunciated.
extension OperationsState {
  /// The entries that bring the suppressions in line with the relations after some alarms changed; empty nearly
  /// always.
  ///
  /// An alarm that came before its cause is the first out and is never suppressed, and neither is one that is
  /// worse.
  public func designEvents(changed: [AlarmID], rules: DesignRules) -> [Event] {
    guard !rules.relations.isEmpty else { return [] }
    var events: [Event] = []
    var seen: Set<Event> = []
    for id in changed {
      guard let alarm = alarms[id], case .threshold(let sensor, let rule) = alarm.key else { continue }
      for relation in rules.relations where relation.cause == rule || relation.consequences.contains(rule) {
        for event in changes(of: relation, around: sensor, rules) where seen.insert(event).inserted {
          events.append(event)
        }
      }
    }
    return events
  }

  private func changes(of relation: Relation, around sensor: String, _ rules: DesignRules) -> [Event] {
    let members = alarms.withRules(Set(relation.consequences + [relation.cause])).filter { alarm in
      guard case .threshold(let other, _) = alarm.key else { return false }
      return rules.isNear(sensor, other, relation.scope)
    }
    let causes = members.filter { $0.isOf(relation.cause) && $0.condition.isActive }
    return members.compactMap { alarm in
      guard !alarm.isOf(relation.cause) else { return nil }
      let isOn = alarm.condition.isActive && causes.contains { $0.explains(alarm, by: relation) }
      guard isOn != alarm.suppressedBy.contains(relation.id) else { return nil }
      return .design(alarm.id, relation: relation.id, isOn: isOn)
    }
  }
}

extension Alarm {
  fileprivate func isOf(_ rule: String) -> Bool {
    if case .threshold(_, rule) = key { return true }
    return false
  }

  /// Whether this cause came before, soon enough, and is no less severe.
  fileprivate func explains(_ consequence: Alarm, by relation: Relation) -> Bool {
    raisedAt < consequence.raisedAt && relation.reaches(from: raisedAt, to: consequence.raisedAt)
      && !consequence.gradeWorst.isWorse(than: gradeWorst)
  }
}
