import Alarms
import LifeModel
import Testing

/// One change of the table that the comparison with the model must notice.
private struct Mutant: Sendable, CustomTestStringConvertible {
  var name: String
  var event: LifeEvent
  var change: @Sendable (inout [LifeRow]) -> Void
  var testDescription: String { name }
}

private func index(_ number: String, _ rows: [LifeRow]) -> Int {
  rows.firstIndex { $0.number == number } ?? 0
}

/// Changes one row in place.
private func edit(
  _ number: String, _ name: String, _ event: LifeEvent, _ change: @escaping @Sendable (inout LifeRow) -> Void
) -> Mutant {
  Mutant(name: "\(number): \(name)", event: event) { rows in change(&rows[index(number, rows)]) }
}

private func without(_ guarding: LifeGuard, _ number: String, _ event: LifeEvent) -> Mutant {
  edit(number, "without \(guarding)", event) { row in row.guards.removeAll { $0 == guarding } }
}

private func without(effect: LifeEffect, _ number: String, _ event: LifeEvent) -> Mutant {
  edit(number, "without effect \(effect)", event) { row in row.effects.removeAll { $0 == effect } }
}

private func swapping(_ old: LifeEffect, _ new: LifeEffect, _ number: String, _ event: LifeEvent) -> Mutant {
  edit(number, "\(new) for \(old)", event) { row in row.effects = row.effects.map { $0 == old ? new : $0 } }
}

private let dropped: [Mutant] = LifeTable.shipped.rows.map { row in
  Mutant(name: "\(row.number): removed", event: row.event) { rows in rows.remove(at: index(row.number, rows))
  }
}

private let guards: [Mutant] = LifeTable.shipped.rows.flatMap { row in
  row.guards.map { without($0, row.number, row.event) }
}

private let effects: [Mutant] = LifeTable.shipped.rows.flatMap { row in
  row.effects.map { without(effect: $0, row.number, row.event) }
}

/// Every pattern wider by one region at a time, and narrower by one condition, one handling, or by being shelved.
private let patterns: [Mutant] = LifeTable.shipped.rows.flatMap { row -> [Mutant] in
  var mutants: [Mutant] = []
  let from = row.from
  func add(_ name: String, _ change: @escaping @Sendable (inout LifePattern) -> Void) {
    mutants.append(edit(row.number, name, row.event) { change(&$0.from) })
  }
  if from.conditions.count < 4 { add("any condition") { $0.conditions = Set(ConditionKind.allCases) } }
  if from.acknowledged != nil { add("acknowledged or not") { $0.acknowledged = nil } }
  if from.latched != nil { add("latched or not") { $0.latched = nil } }
  if from.open != nil { add("open or not") { $0.open = nil } }
  if from.suppression != nil { add("any suppression") { $0.suppression = nil } }
  if from.handling.count < 5 { add("any handling") { $0.handling = Set(HandlingKind.allCases) } }
  if from.conditions.count > 1 {
    // What is not open is not active anyway.
    for kind in from.conditions where from.open != false || kind == .normal || kind == .pendingOn {
      add("not \(kind)") { $0.conditions.remove(kind) }
    }
  }
  // What is not open has neither a handling nor anything else to be narrowed by.
  if from.open == false { return mutants }
  if from.handling.count > 1 { add("not \(HandlingKind.owned)") { $0.handling.remove(.owned) } }
  if from.suppression == nil { add("not when suppressed") { $0.suppression = .clear } }
  if from.acknowledged == nil { add("acknowledged only") { $0.acknowledged = true } }
  if let acknowledged = from.acknowledged {
    add("the other acknowledgement") { $0.acknowledged = !acknowledged }
  }
  return mutants
}

private let exchanged: [Mutant] = [
  swapping(.raise, .reannunciate, "1", .conditionOn), swapping(.raise, .worsen, "15", .conditionOn),
  swapping(.worsen, .note, "5", .gradeUp), swapping(.worsen, .note, "6", .gradeUp),
  swapping(.note, .worsen, "6a", .gradeUp), swapping(.note, .worsen, "7", .gradeDown),
  swapping(.beginPendingOff, .returnToNormal, "11a", .conditionOff),
  swapping(.returnToNormal, .giveUp, "11", .conditionOff),
  swapping(.giveUp, .returnToNormal, "4", .conditionOff),
  swapping(.resume, .raise, "11b", .conditionOn),
  swapping(.acknowledgeByHand, .unacknowledgeIfActive, "18", .unshelve),
  swapping(.unacknowledgeIfActive, .acknowledgeByHand, "19", .shelfExpire),
  swapping(.unacknowledgeIfActive, .reannunciate, "19", .shelfExpire),
  swapping(.unacknowledgeIfActive, .reannunciate, "21b", .designOff),
  swapping(.unacknowledgeIfActive, .reannunciate, "22b", .returnToService),
  swapping(.reannunciate, .acknowledge, "16", .actionTimeout),
  swapping(.takeOffShelf, .putBackInService, "20", .breakThrough), swapping(.offer, .own, "25a", .assign),
  swapping(.own, .free, "25b", .accept), swapping(.free, .own, "25c", .decline),
  swapping(.own, .offer, "25d", .claim), swapping(.respond, .own, "29", .respond),
  swapping(.resolve, .free, "30", .resolve), swapping(.close, .free, "31", .close),
  swapping(.reopen, .close, "32", .reopen), swapping(.stepUp, .markEscalated, "28", .escalationDue),
  swapping(.stale, .lost, "23a", .sourceStale), swapping(.lost, .stale, "23b", .sourceLost),
  swapping(.suppress, .release, "21a", .designOn), swapping(.reset, .close, "14", .reset),
  Mutant(name: "20 before nothing: red only when shelved at red", event: .breakThrough) { rows in
    rows[index("20", rows)].guards = [.secondForRed]
  },
  Mutant(name: "13 before 11a", event: .conditionOff) { rows in
    rows[index("13", rows)].guards = [.latching]
    rows.insert(rows.remove(at: index("13", rows)), at: 0)
  },
  Mutant(name: "the conditions' rows the other way round", event: .conditionOff) { $0.reverse() },
]

@Suite struct LifeMutantFacts {
  /// What no cell can tell from the shipped table: the row before it takes the other case already, and the guard or
  /// region only says so in words.
  private static let equivalent: Set<String> = [
    // After row 2.
    "1: without undelayed", "15: without undelayed",
    // After row 3a.
    "2a: without countNotReached",
    // After rows 5 and 6.
    "6: acknowledged or not", "6a: acknowledged or not", "6a: without notAboveWorst",
    // After rows 11a and 11.
    "13: without notOffDelayed", "11: without notOffDelayed", "12: without notOffDelayed",
    "12: acknowledged or not", "12t: acknowledged or not",
    // After row 8.
    "9: any condition",
  ]

  @Test func everyChangeOfTheTableIsNoticed() {
    let states = LifeCells.states()
    // Seven shares no factor with the counts of the regions: a seventh of the cells finds most.
    let sample = stride(from: 0, to: states.count, by: 7).map { states[$0] }
    let mutants = dropped + guards + effects + patterns + exchanged
    var survivors: [String] = []
    for mutant in mutants {
      var rows = LifeTable.shipped.rows
      mutant.change(&rows)
      let table = LifeTable(rows: rows)
      if LifeCells.compare(mutant.event, table, states: sample).difference != nil { continue }
      if LifeCells.compare(mutant.event, table, states: states).difference == nil {
        survivors.append(mutant.name)
      }
    }
    print("mutants: \(mutants.count - survivors.count) of \(mutants.count) noticed; left: \(survivors)")
    #expect(Set(survivors) == LifeMutantFacts.equivalent)
  }
}
