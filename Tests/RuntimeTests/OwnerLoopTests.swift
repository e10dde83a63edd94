import Alarms
import Analysis
import CityDispatch
import CitySafety
import Formats
import Ingest
import Operations
import Settings
import Store
import Synchronization
import TestSites
import Testing

@testable import Runtime

/// The owner's steps without its threads: what it does when is seen from the journal's order.
@Suite struct OwnerLoopTests {
  private let rig: OwnerRig
  private let loop: OwnerLoop
  private var site: Site { loop.site.site }

  init() throws {
    rig = try OwnerRig()
    loop = try rig.owner()
  }

  private func answer(_ readings: ContiguousArray<Reading>) -> PollWork {
    var batch = DecodedBatch()
    batch.readings = readings
    let now = loop.clock.now()
    return PollWork(
      outcome: PollOutcome(
        source: SourceIndex(0), attemptedAt: now, finishedAt: now, duration: .zero, result: .unchanged,
        nextAttempt: now),
      batch: batch)
  }

  /// Answers' readings of which the first and the last raise an alarm, and none between.
  private func readings(_ count: Int) throws -> (readings: ContiguousArray<Reading>, keys: [AlarmKey]) {
    let rule = try #require(
      site.thresholds.first { $0.measure == .value && $0.direction == .above && $0.count == 0 })
    let sensors = site.sensors.indices.filter {
      site.sensorTypes[site.sensors[$0].type].id == rule.sensorType
    }
    let pair = [try #require(sensors.first), try #require(sensors.dropFirst().first)]
    let start = loop.clock.now() - .minutes(10)
    let value = rule.limits.map(\.value).reduce(0, max) + 1
    let readings = ContiguousArray(
      (0..<count).map { index in
        let at = start + .milliseconds(Int64(index))
        let isLoud = index == 0 || index == count - 1
        return Reading(
          sensor: SensorIndex(index == 0 ? pair[0] : pair[1]), source: SourceIndex(0), measured: at,
          arrived: at, value: value, quality: isLoud ? .good : .marked)
      })
    return (readings, pair.map { .threshold(sensor: site.sensors[$0].id, rule: rule.id) })
  }

  private func sequences(of key: AlarmKey) throws -> [Int64] {
    let alarm = try #require(loop.state.alarms.all.first { $0.key == key })
    let reader = try StoreReader(path: loop.storePath, site: site)
    return try reader.timeline(alarm.id, limit: 10).map(\.sequence).sorted()
  }

  @Test func aCommandThatWaitsIsDoneBetweenTwoSlicesOfReadings() throws {
    let warning = AlarmKey.warning(identifier: "w")
    loop.commit(events: [
      .condition(
        ConditionEvent(key: warning, sector: .lifelines, source: nil, grade: .red, measured: loop.clock.now())
      )
    ])
    let alarm = try #require(loop.state.alarms.all.first)
    let command = Command(
      name: .acknowledge, alarm: alarm.id, occurrence: alarm.occurrence, seenVersion: alarm.version,
      seenRevision: alarm.revision, actor: Actor(person: "lead", displayName: "", role: .lead, seat: "s"))
    let (readings, keys) = try readings(StorePolicy().mostReadings * 3)
    loop.current = answer(readings)
    loop.inbox.withLock {
      $0.submissions = [SeatServer.Submission(connection: 0, request: .command(command))]
    }
    while loop.current != nil { #expect(!loop.workReadings()) }
    let first = try #require(try sequences(of: keys[0]).last)
    let acknowledged = try #require(try sequences(of: warning).last)
    let last = try #require(try sequences(of: keys[1]).last)
    #expect(first < acknowledged && acknowledged < last)
    #expect(loop.state.alarms[alarm.id]?.isAcknowledged == true)
  }

  @Test func aSourceThatTheSiteNoLongerHasIsLostNoMoreAndOneOfReceiptsStaysLost() throws {
    let receipts = try #require(loop.site.channels.receipts.first?.sourceID)
    loop.commit(
      events: ["gone", receipts].map {
        .source(
          id: $0, sector: .lifelines, name: Bilingual(same: $0), state: .lost, grade: .blue,
          at: loop.clock.now())
      })
    loop.endForgottenAlarms()
    let alarms = loop.state.alarms.all
    #expect(alarms.first { $0.key == .sourceLost(source: "gone") }?.condition == .normal)
    #expect(alarms.first { $0.key == .sourceLost(source: receipts) }?.condition == .active)
    #expect(!loop.state.handoverReport(soon: nil).items.contains { $0.key == .source("gone") })
  }

  @Test func anAnswerOfManySlicesIsStoredOnceAndWholly() throws {
    let count = StorePolicy().mostReadings * 2 + 7
    let (readings, keys) = try readings(count)
    loop.current = answer(readings)
    while loop.current != nil { #expect(!loop.workReadings()) }
    let status = try StoreTools.status(loop.storePath)
    #expect(status.readings == Int64(count) && status.revisions == 0)
    #expect(try sequences(of: keys[0]).count == 1)
    #expect(try sequences(of: keys[1]).count == 1)
    #expect(loop.state.lastSequence == 2)
  }
}
