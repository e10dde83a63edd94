import Alarms
import CitySafety
import Operations
import Testing

/// Random life of a few alarms: conditions, delays, losses, commands by two people who may have looked away.
struct Walk {
  var state = OperationsState()
  var journal: [JournalEntry] = []
  var maker: Maker
  var second: Int64 = 0
  var seen: [Alarm] = []

  init(_ seed: UInt64) { maker = Maker(seed) }

  mutating func next() -> Event? {
    second += Int64(maker.number(0...40))
    let now = zero + .seconds(second)
    switch maker.number(0...9) {
    case 0...3:
      return Examples.condition(
        maker.flag() ? maker.grade() : nil, at: second - Int64(maker.number(0...5)),
        key: .threshold(sensor: "s\(maker.number(0...3))", rule: "r"),
        onDelay: .seconds(maker.flag() ? 30 : 0), offDelay: .seconds(maker.flag() ? 60 : 0),
        latching: maker.number() == 0)
    case 4...5:
      return state.dueTimers(at: now).first.map { .timer($0.0, $0.1) }
    case 6:
      let state = maker.any(SourceState.allCases)
      return .source(
        id: "feed", sector: .lifelines, name: Bilingual(same: "feed"), state: state, grade: .orange, at: now)
    case 7:
      return maker.number() == 0 ? .clockStepped(by: .seconds(Int64(maker.number(-600...600)))) : nil
    default: return command(now)
    }
  }

  private mutating func command(_ now: Instant) -> Event? {
    if seen.isEmpty || maker.flag() { seen = state.alarms.all }
    guard !seen.isEmpty else { return nil }
    let alarm = maker.any(seen)
    var command = state.command(
      maker.any(CommandName.allCases), by: maker.flag() ? Examples.lead : Examples.desk,
      text: maker.flag() ? "li" : "", on: alarm)
    command.acceptsLostData = maker.flag()
    let decision = state.decide(
      command, authority: Examples.authority, people: Examples.people, now: now)
    return try? decision.get()
  }

  mutating func apply(_ event: Event) {
    let entry = JournalEntry(
      sequence: state.lastSequence + 1, at: zero + .seconds(second), event: event)
    journal.append(entry)
    _ = state.apply(entry)
  }
}

@Suite struct WalkFacts {
  private static let seeds: [UInt64] = [1, 2, 3, 4, 5, 6, 7, 8]

  @Test(arguments: seeds)
  func nothingLeavesUnacknowledgedWithoutAnAcknowledgement(seed: UInt64) {
    var walk = Walk(seed)
    for _ in 0..<4000 {
      guard let event = walk.next() else { continue }
      let before = walk.state.alarms
      walk.apply(event)
      for old in before.all where !old.isAcknowledged {
        guard walk.state.alarms[old.id]?.isAcknowledged == true else { continue }
        guard case .command(let command) = event, command.name == .acknowledge, command.alarm == old.id else {
          Issue.record("seed \(seed): \(event) acknowledged \(old.id)")
          return
        }
      }
    }
  }

  @Test(arguments: seeds)
  func countersNeverGoBackAndVersionsRiseOnlyWithAnUnacknowledgedAlarm(seed: UInt64) {
    var walk = Walk(seed)
    for _ in 0..<4000 {
      guard let event = walk.next() else { continue }
      let before = walk.state.alarms
      walk.apply(event)
      for new in walk.state.alarms.all {
        guard let old = before[new.id], old != new else { continue }
        #expect(new.revision == old.revision + 1, "seed \(seed)")
        #expect(new.version >= old.version && new.occurrence >= old.occurrence, "seed \(seed)")
        #expect(new.version - old.version >= new.occurrence - old.occurrence, "seed \(seed)")
        if new.occurrence > old.occurrence {
          #expect(new.raisedAt <= new.changedAt + .hours(1), "seed \(seed)")
        }
      }
    }
  }

  @Test(arguments: seeds)
  func theLabelIsAFunctionOfTheRegionsAlone(seed: UInt64) {
    var walk = Walk(seed)
    var labels: [String: Label] = [:]
    for _ in 0..<16_000 {
      guard let event = walk.next() else { continue }
      walk.apply(event)
      for alarm in walk.state.alarms.all {
        let regions =
          "\(alarm.condition.isActive) \(alarm.isAcknowledged) \(alarm.isLatched) \(alarm.isSuppressed)"
        let known = labels[regions, default: alarm.label]
        labels[regions] = known
        #expect(alarm.label == known, "seed \(seed)")
        #expect(!(alarm.condition.isActive && alarm.isLatched), "seed \(seed)")
      }
    }
    #expect(
      Set(labels.values).isSuperset(of: Label.allCases.prefix(6)),
      "seed \(seed): the walk reached every label")
  }

  @Test(arguments: seeds)
  func replayingTheEncodedJournalGivesTheSameState(seed: UInt64) throws {
    var walk = Walk(seed)
    for _ in 0..<4000 { if let event = walk.next() { walk.apply(event) } }
    var replayed = OperationsState()
    for entry in walk.journal {
      var bytes: [UInt8] = []
      EventCoding.encode(entry.event, into: &bytes)
      let event = try bytes.withUnsafeBytes { try EventCoding.decode($0) }
      _ = replayed.apply(JournalEntry(sequence: entry.sequence, at: entry.at, event: event))
    }
    #expect(replayed == walk.state, "seed \(seed)")
    #expect(walk.journal.count > 2000, "seed \(seed): the walk did something")
  }

  @Test(arguments: seeds)
  func continuingFromACheckpointGivesTheSameState(seed: UInt64) throws {
    var walk = Walk(seed)
    var resumed = OperationsState()
    for step in 0..<4000 {
      guard let event = walk.next() else { continue }
      walk.apply(event)
      if step < 2000 {
        let alarms = try walk.state.alarms.all.map { alarm in
          var bytes: [UInt8] = []
          AlarmCoding.encode(alarm, into: &bytes)
          return try bytes.withUnsafeBytes { try AlarmCoding.decode($0) }
        }
        if step % 500 == 0 || resumed.lastSequence + 1 != walk.state.lastSequence {
          resumed = OperationsState(
            restoring: AlarmBook(restoring: alarms), lastSequence: walk.state.lastSequence,
            sources: walk.state.sources)
          continue
        }
      }
      if let entry = walk.journal.last { _ = resumed.apply(entry) }
    }
    #expect(resumed == walk.state, "seed \(seed)")
  }

  @Test(arguments: seeds)
  func anyEventAtAllLeavesTheStateStanding(seed: UInt64) {
    var maker = Maker(seed)
    var state = OperationsState()
    for sequence in 1...3000 {
      let (at, event) = (maker.instant(), maker.event())
      let changed = state.apply(JournalEntry(sequence: Int64(sequence), at: at, event: event))
      #expect(changed == Set(changed).sorted(), "seed \(seed): \(event)")
      for id in changed { #expect(state.alarms[id]?.id == id, "seed \(seed)") }
    }
    let restored = state.alarms.all
    #expect(AlarmBook(restoring: restored) == state.alarms, "seed \(seed)")
  }
}
