import Alarms
import CitySafety
import Operations
import Settings
import Store
import TestSites
import Testing

@testable import Runtime

/// A store of many open alarms that meets other numbers of the life-cycle than its journal knows.
@Suite struct PolicyTests {
  private static let alarms = 1500
  private let rig: OwnerRig

  init() throws { rig = try OwnerRig() }

  private func raise(_ count: Int, _ loop: OwnerLoop) {
    let events = (0..<count).map { index in
      Event.condition(
        ConditionEvent(
          key: .warning(identifier: "w\(index)"), sector: .lifelines, source: nil,
          grade: index % 8 == 0 ? .red : .orange, measured: rig.start))
    }
    loop.commit(events: [.policy(.silent)] + events)
  }

  /// The alarms of each entry in which some followed a policy.
  private func entries() throws -> [[AlarmID]] {
    var found: [[AlarmID]] = []
    let reader = try StoreReader(path: rig.store, site: rig.site.site)
    for entry in try reader.snapshot(after: nil, now: rig.start).events.reversed() {
      if case .policyFor(_, let alarms) = entry.event { found.append(alarms) }
    }
    return found
  }

  @Test func manyAlarmsFollowAPolicyInSmallEntriesAndNoneIsForgottenThroughAKill() throws {
    let first = try rig.owner(at: 0)
    raise(Self.alarms, first)
    first.store.close()
    let second = try rig.owner(at: 10)
    second.beginPolicy()
    second.runPolicy()
    let left = second.unsettled.count
    #expect(left > 0 && left < Self.alarms, "one transaction takes some of them")
    #expect(second.state.duty.policy == rig.site.alarmPolicy)
    second.store.close()
    let third = try rig.owner(at: 20)
    third.beginPolicy()
    while !third.unsettled.isEmpty { third.runPolicy() }
    third.store.close()
    let deadlines = third.state.alarms.open.compactMap(\.escalationDeadline)
    #expect(deadlines.count == Self.alarms)
    let limit = rig.site.alarmPolicy.escalateAfter[.red]
    #expect(deadlines.allSatisfy { $0 >= rig.start + .seconds(10) + limit }, "counted from when it followed")
    let entries = try entries()
    #expect(entries.allSatisfy { $0.count <= OwnerLoop.settledPerEntry })
    #expect(entries.flatMap { $0 } == third.state.alarms.open.map(\.id), "each once, in order")
    #expect(try StoreTools.verifyJournal(rig.store).faults.isEmpty)
  }

  @Test func fewAlarmsFollowAPolicyInOneEntry() throws {
    let loop = try rig.owner(at: 0)
    raise(OwnerLoop.settledAtOnce, loop)
    loop.beginPolicy()
    loop.payOwed()
    #expect(loop.unsettled.isEmpty)
    #expect(loop.state.alarms.open.compactMap(\.escalationDeadline).count == OwnerLoop.settledAtOnce)
    loop.store.close()
    #expect(try entries().isEmpty)
  }

  @Test func aStoreWhoseAlarmsFollowThePolicyIsNotWritten() throws {
    let loop = try rig.owner(at: 0)
    raise(Self.alarms, loop)
    loop.beginPolicy()
    while !loop.unsettled.isEmpty { loop.runPolicy() }
    let before = loop.state.lastSequence
    loop.beginPolicy()
    while !loop.unsettled.isEmpty { loop.runPolicy() }
    #expect(loop.state.lastSequence == before)
    loop.store.close()
  }
}
