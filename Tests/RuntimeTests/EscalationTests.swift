import Alarms
import CitySafety
import Glibc
import Operations
import Settings
import Store
import TestSites
import Testing

@testable import Runtime

/// Thousands of alarms that nobody acknowledges, and an owner that is killed while it works them off.
@Suite struct EscalationTests {
  private static let alarms = 2000
  private let scratch: TestFolder
  private var store: String { scratch.path + "/store.sqlite" }
  private let site: LoadedSite
  private let start = SystemClock().now()

  init() throws {
    scratch = try TestFolder()
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    site = try SiteFolder.load("/" + root + "/sites/hanggin").get()
  }

  /// An owner whose clock shows so many seconds after the start.
  private func owner(at second: Int64) throws -> OwnerLoop {
    try OwnerLoop(
      site: site, store: store, clock: SystemClock(startingAt: start + .seconds(second)), name: "test",
      version: "0", isDemo: true, log: { _ in })
  }

  private func raise(_ loop: OwnerLoop) {
    var policy = AlarmPolicy.silent
    policy.escalateAfter = .init([.seconds(60), .seconds(60), .zero, .zero])
    policy.leaderAfter = .seconds(180)
    let events = (0..<Self.alarms).map { index in
      Event.condition(
        ConditionEvent(
          key: .threshold(
            sensor: site.site.sensors[index % site.site.sensors.count].id, rule: "rule\(index)"),
          sector: .lifelines, source: nil, grade: index % 8 == 0 ? .red : .orange, measured: start))
    }
    loop.commit(events: [.policy(policy)] + events)
  }

  /// The numbers before which a text stands, as a summary writes them.
  private func number(after word: String, in text: String) -> Int? {
    guard let range = text.split(separator: word, maxSplits: 1).dropFirst().first else { return nil }
    return Int(range.prefix { $0.isNumber })
  }

  @Test func aFloodOfEscalationsIsAFewMessagesAndLosesNoneThroughAKill() throws {
    let first = try owner(at: 0)
    raise(first)
    first.store.close()
    let second = try owner(at: 90)
    while second.state.dueTimers(at: second.clock.now()).count > Self.alarms / 2 { second.runTimers() }
    second.store.close()
    let third = try owner(at: 100)
    while !third.state.dueTimers(at: third.clock.now()).isEmpty { third.runTimers() }
    print(
      third.store.times.held.count, third.store.times.held.within(0.99), third.store.times.held.within(0.5))
    third.store.close()
    // The summary is due; the step to the leader is not yet.
    let fourth = try owner(at: 230)
    fourth.runTimers()
    let records = try fourth.store.waitingLanes().lanes.flatMap { lane in
      try fourth.store.waiting(in: lane, after: 0, limit: 100)
    }
    let rows = records.sorted { $0.number < $1.number }.map(\.row)
    fourth.store.close()

    let limit = site.escalation.limits.messages
    #expect(rows.count == limit + 1)
    let summary = String(decoding: try #require(rows.last).body, as: UTF8.self)
    #expect(number(after: "超时未确认 ", in: summary) == Self.alarms - limit)
    let grades = [number(after: "1红 ", in: summary), number(after: "2橙 ", in: summary)].compactMap { $0 }
    #expect(grades.reduce(0, +) == Self.alarms - limit)

    let verdict = try StoreTools.verifyJournal(store)
    #expect(verdict.faults.isEmpty)
    let reader = try StoreReader(path: store, site: site.site)
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
