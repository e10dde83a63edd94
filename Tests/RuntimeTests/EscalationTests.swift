import Alarms
import CitySafety
import Operations
import Settings
import Store
import TestSites
import Testing

@testable import Runtime

/// Thousands of alarms that nobody acknowledges, and an owner that is killed while it works them off.
@Suite struct EscalationTests {
  private static let alarms = 2000
  private let rig: OwnerRig

  init() throws { rig = try OwnerRig() }

  private func raise(_ loop: OwnerLoop) {
    var policy = AlarmPolicy.silent
    policy.escalateAfter = .init([.seconds(60), .seconds(60), .zero, .zero])
    policy.leaderAfter = .seconds(180)
    let events = (0..<Self.alarms).map { index in
      Event.condition(
        ConditionEvent(
          key: .threshold(
            sensor: rig.site.site.sensors[index % rig.site.site.sensors.count].id, rule: "rule\(index)"),
          sector: .lifelines, source: nil, grade: index % 8 == 0 ? .red : .orange, measured: rig.start))
    }
    loop.commit(events: [.policy(policy)] + events)
  }

  /// The numbers before which a text stands, as a summary writes them.
  private func number(after word: String, in text: String) -> Int? {
    guard let range = text.split(separator: word, maxSplits: 1).dropFirst().first else { return nil }
    return Int(range.prefix { $0.isNumber })
  }

  @Test func aFloodOfEscalationsIsAFewMessagesAndLosesNoneThroughAKill() throws {
    let first = try rig.owner(at: 0)
    raise(first)
    first.store.close()
    let second = try rig.owner(at: 90)
    while second.state.dueTimers(at: second.clock.now()).count > Self.alarms / 2 { second.runTimers() }
    second.store.close()
    let third = try rig.owner(at: 100)
    while !third.state.dueTimers(at: third.clock.now()).isEmpty { third.runTimers() }
    third.store.close()
    // The summary is due; the step to the leader is not yet.
    let fourth = try rig.owner(at: 230)
    fourth.runTimers()
    let records = try fourth.store.waitingLanes().lanes.flatMap { lane in
      try fourth.store.waiting(in: lane, after: 0, limit: 100)
    }
    let rows = records.sorted { $0.number < $1.number }.map(\.row)
    fourth.store.close()

    let limit = rig.site.escalation.limits.messages
    #expect(rows.count == limit + 1)
    let summary = String(decoding: try #require(rows.last).body, as: UTF8.self)
    #expect(number(after: "超时未确认 ", in: summary) == Self.alarms - limit)
    let grades = [number(after: "1红 ", in: summary), number(after: "2橙 ", in: summary)].compactMap { $0 }
    #expect(grades.reduce(0, +) == Self.alarms - limit)

    let verdict = try StoreTools.verifyJournal(rig.store)
    #expect(verdict.faults.isEmpty)
    let reader = try StoreReader(path: rig.store, site: rig.site.site)
    var told: [Int64: Int] = [:]
    for id in fourth.state.alarms.all.map(\.id) {
      for entry in try reader.timeline(id, limit: 10) {
        if case .escalated(let notice) = entry.event { told[notice.message, default: 0] += 1 }
      }
    }
    // Every alarm's own entry names the message that told it, and each of those messages is in the outbox.
    let sizes = told.values.sorted()
    #expect(sizes == Array(repeating: 1, count: limit) + [Self.alarms - limit])
    #expect(Set(rows.map(\.key)) == Set(told.keys.map { "\($0)/log/lead" }))
  }
}
