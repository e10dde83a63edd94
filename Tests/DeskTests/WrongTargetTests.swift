import Alarms
import Cells
import CitySafety
import Operations
import Testing

@testable import Desk

#if canImport(Glibc)
  import Glibc
#endif

/// A queue that changes under the fingers: whatever comes between looking and pressing, a command is about the
/// alarm that stood under the cursor, as it was shown, or about exactly what a preview listed.
private struct Fingers {
  var random: SeededRandom
  var desk: Desk
  var now = Fixture.now
  var alarms: [AlarmID: Alarm] = [:]
  var number: UInt64 = 2
  var nextID: Int64 = 1
  var commands = 0
  let lookup = SiteLookup(site: FixtureSite.site)

  init(seed: UInt64) {
    random = SeededRandom(seed: seed)
    desk = Desk(configuration: Fixture.configuration(), now: now)
    for _ in 0..<40 { raise() }
    _ = desk.update(.resized(Size(columns: 80, rows: 24)), now: now)
    _ = desk.update(.link(.attached(isHere: true, owner: "一席")), now: now)
    _ = desk.update(.snapshot(snapshot()), now: now)
    _ = desk.update(.signedIn(Fixture.lead), now: now)
  }

  private mutating func below(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }

  private mutating func raise() {
    let grade = Grade.allCases[below(4)]
    var alarm = Fixture.alarm(
      nextID, sensor: below(12), rule: "gas-lel", grade, value: Double(nextID),
      ago: .seconds(Int64(below(900))))
    alarm.version = 1
    alarm.revision = 1
    alarms[alarm.id] = alarm
    nextID += 1
  }

  /// What other seats and the data do between two keys.
  private mutating func change() {
    for _ in 0..<(1 + below(3)) {
      guard let id = alarms.keys.sorted().dropFirst(below(max(1, alarms.count))).first else { return raise() }
      alarms[id]?.revision += 1
      switch below(6) {
      case 0: raise()
      case 1: if alarms.count > 12 { alarms[id] = nil }
      case 2:
        alarms[id]?.isAcknowledged.toggle()
        alarms[id]?.version += 1
      case 3:
        let grade = Grade.allCases[below(4)]
        alarms[id]?.gradeWorst = grade
        alarms[id]?.version += 1
      case 4:
        let shelf = Shelf(
          until: now + .minutes(20), since: now, reason: "r", by: "b", second: nil, grade: .orange)
        let isShelved = alarms[id]?.shelf != nil
        alarms[id]?.shelf = isShelved ? nil : shelf
      default:
        let raised = now - .seconds(Int64(below(900)))
        alarms[id]?.raisedAt = raised
      }
    }
  }

  private mutating func snapshot() -> Snapshot {
    number += 1
    return Fixture.snapshot([], number: number, at: now) { snapshot in
      snapshot.alarms = AlarmTable(
        open: alarms.values.map { AlarmRow($0, in: lookup) }, sensors: FixtureSite.sensors.count)
      snapshot.duty = Fixture.duty
    }
  }

  private static let keys: [String] = [
    "j", "j", "j", "k", "k", "g", "G", "<pgdn>", "<pgup>", "n", "N", "s", "b", "<enter>", "<esc>", "<esc>",
    "<space>", "v", "f", "z", "a", "a", "a", "o", "A", "y", "y", "/", "5", "0", "0", "<f2>",
  ]

  /// One step; what went wrong, `nil` when nothing did.
  mutating func step(_ step: Int) -> String? {
    now = now + .milliseconds(Int64(below(700)))
    switch below(10) {
    case 0, 1:
      change()
      return watch(.snapshot(snapshot()))
    case 2: return watch(.tick)
    case 3: return watch(.input(.key(.character(Array("甲穿 3")[below(4)]))))
    default:
      guard let key = KeyName.key(Fingers.keys[below(Fingers.keys.count)]) else { return "no such key" }
      return watch(.input(.key(key)))
    }
  }

  /// Sends a message and holds what it commands against what was shown before it.
  private mutating func watch(_ message: Message) -> String? {
    desk.queue.finishScan()
    let cursor = desk.queue.current
    var previewed: [CommandTarget]?
    if case .dialog(let dialog) = desk.overlay { previewed = dialog.proposal?.sights.map(\.target) }
    let effects = desk.update(message, now: now)
    for case .perform(let command, _, _) in effects {
      commands += 1
      if let previewed {
        guard command.targets == previewed else { return "\(command.targets) was sent, \(previewed) shown" }
      } else {
        guard let cursor, !cursor.isGhost, command.targets == [CommandTarget(cursor.alarm)] else {
          return
            "\(command.name) went to \(command.targets), the cursor stood on \(String(describing: cursor?.row.id))"
        }
      }
      // The owner answers at once, so that no row stays locked.
      _ = desk.update(.result(command.id, .refused(.noOwner)), now: now)
    }
    return nil
  }

  /// Whether the frame shows the cursor on the alarm that a command would go to.
  mutating func frameTrouble() -> String? {
    guard desk.overlay == nil, desk.focus == .queue, let current = desk.queue.current, !current.isGhost else {
      return nil
    }
    let grid = desk.view(size: Size(columns: 80, rows: 24)).grid
    let lines = (0..<grid.size.rows).map { grid.line($0) }
    guard let line = lines.first(where: { $0.hasPrefix("│>") }) else { return nil }
    let civil = CivilTime(current.alarm.raisedAt, at: FixtureSite.site.offset)
    guard line.contains(current.alarm.grade.mark), line.contains(civil.hourMinute) else {
      return "the frame's cursor is on \(line), a command would go to \(current.alarm.id)"
    }
    return nil
  }
}

@Suite struct WrongTargetTests {
  /// WATCHFLOOR_INTERLEAVINGS: steps in all.
  private static let steps = getenv("WATCHFLOOR_INTERLEAVINGS").flatMap { Int(String(cString: $0)) } ?? 24_000

  @Test(arguments: [UInt64(1), 2, 3, 4])
  func noCommandEverReachesAnotherAlarmThanTheOneThatWasShown(seed: UInt64) {
    var fingers = Fingers(seed: seed)
    for step in 0..<(WrongTargetTests.steps / 4) {
      if let trouble = fingers.step(step) ?? (step % 1000 == 0 ? fingers.frameTrouble() : nil) {
        Issue.record("seed \(seed), step \(step): \(trouble)")
        return
      }
    }
    #expect(fingers.commands > WrongTargetTests.steps / 400, "the fingers commanded something")
    print("seed \(seed): \(WrongTargetTests.steps / 4) interleavings, \(fingers.commands) commands")
  }
}
