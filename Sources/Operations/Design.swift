public import Alarms
public import CitySafety

/// Where a sensor stands.
public struct DesignPlace: Sendable, Hashable {
  /// As the site numbers them.
  public var riskPoint: Int
  /// Empty: in no town.
  public var town: String

  public init(riskPoint: Int, town: String) {
    self.riskPoint = riskPoint
    self.town = town
  }
}

/// The relations that suppress, and where the sensors stand.
public struct DesignRules: Sendable {
  public var relations: [Relation]
  /// By the sensor's id; one that is not in it is near no other.
  public var places: [String: DesignPlace]

  /// Those of the relations that suppress.
  public init(relations: [Relation], places: [String: DesignPlace]) {
    self.relations = relations.filter(\.suppresses)
    self.places = places
  }

  public init(site: Site) {
    self.init(
      relations: site.relations,
      places: Dictionary(
        site.sensors.map { ($0.id, DesignPlace(riskPoint: $0.riskPoint, town: $0.place.town)) },
        uniquingKeysWith: { first, _ in first }))
  }

  /// Whether two sensors are in a relation's scope of each other.
  fileprivate func isNear(_ left: String, _ right: String, _ scope: Relation.Scope) -> Bool {
    guard let left = places[left], let right = places[right] else { return false }
    return switch scope {
    case .riskPoint: left.riskPoint == right.riskPoint
    case .town: !left.town.isEmpty && left.town == right.town
    case .site: true
    }
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
    var events: [Event] = []
    var seen: Set<Event> = []
    for id in changed {
      guard let alarm = alarms[id], case .threshold(let sensor, let rule) = alarm.key else { continue }
      // A relation that the site no longer has would suppress for ever.
      for gone in alarm.suppressedBy where !rules.relations.contains(where: { $0.id == gone }) {
        events.append(.design(id, relation: gone, isOn: false))
      }
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
      guard isOn != alarm.suppressedBy.contains(relation.id),
        !isOn || alarm.suppressedBy.count < Alarm.relationLimit
      else { return nil }
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
