import Alarms
import CitySafety
import Testing

/// One alarm brought into each state the table knows, by the events that lead there.
///
/// The names are the letters of the table itself.
// swift-format-ignore: AlwaysUseLowerCamelCase
enum Start: String, CaseIterable {
  /// Normal; on-delay running; unacknowledged, its off-delay running; acknowledged likewise; returned,
  /// on-delay running again.
  case A, P, B, Bo, C, Co, D, Dp
  /// Latched, unacknowledged and acknowledged.
  case LU, LA
  /// Unacknowledged and acknowledged, now yellow after orange.
  case By, Cy

  static let zero = Instant(seconds: 1_000_000)
  static let actor = Actor(person: "wang", displayName: "王", role: .lead, seat: "1")

  var alarm: Alarm {
    var alarm = Alarm(
      id: AlarmID(1), key: .threshold(sensor: "s", rule: "r"), sector: .lifelines, source: "feed",
      grade: .blue,
      at: Start.zero)
    for step in path { step.act(on: &alarm, at: Start.zero) }
    return alarm
  }

  private var path: [Step] {
    switch self {
    case .A: []
    case .P: [.on60]
    case .B: [.on0]
    case .Bo: [.on0, .off60]
    case .C: [.on0, .ack]
    case .Co: [.on0, .ack, .off60]
    case .D: [.on0, .off0]
    case .Dp: [.on0, .off0, .on60]
    case .LU: [.latch, .off0]
    case .LA: [.latch, .off0, .ack]
    case .By: [.on0, .down]
    case .Cy: [.on0, .ack, .down]
    }
  }
}

/// The events of rows 1 to 15.
enum Step: String, CaseIterable {
  case on0, on60, up, down, off0, off60, timerOn, timerOff, ack, reset, latch

  func act(on alarm: inout Alarm, at: Instant) {
    switch self {
    case .on0: _ = alarm.take(AlarmSignal(grade: .orange, measured: at))
    case .on60: _ = alarm.take(AlarmSignal(grade: .orange, measured: at, onDelay: .seconds(60)))
    case .up: _ = alarm.take(AlarmSignal(grade: .red, measured: at))
    case .down: _ = alarm.take(AlarmSignal(grade: .yellow, measured: at))
    case .off0: _ = alarm.take(AlarmSignal(grade: nil, measured: at))
    case .off60: _ = alarm.take(AlarmSignal(grade: nil, measured: at, offDelay: .seconds(60)))
    case .timerOn: _ = alarm.runOutByClock(.on)
    case .timerOff: _ = alarm.runOutByClock(.off)
    case .ack: _ = alarm.perform(.acknowledge, LifeInput(at: at, policy: .silent, actor: Start.actor))
    case .reset: _ = alarm.perform(.reset, LifeInput(at: at, policy: .silent, actor: Start.actor))
    case .latch: _ = alarm.take(AlarmSignal(grade: .orange, measured: at, latching: true))
    }
  }
}

/// What a cell of the table says: label, condition region, and how far the occurrence and the version rise.
struct Cell: Sendable, CustomTestStringConvertible {
  var start: Start
  var step: Step
  var expected: String
  var testDescription: String { "\(start.rawValue) × \(step.rawValue)" }
}

/// Rows: state; columns: on0, on60, up, down, off0, off60, timerOn, timerOff, ack, reset.
///
/// A dot: nothing changes. Cells: label, condition (N, P, A, O), occurrence, version.
private let table = """
  A  BA11 AP00 BA11 BA11 . . . . . .
  P  AP00 AP00 AP00 AP00 AN00 AN00 BA11 . . .
  B  . . BA01 BA00 DN00 BO00 . . CA00 .
  Bo BA00 BA00 BA01 BA00 . . . DN00 CO00 .
  C  . . BA01 CA00 AN00 CO00 . . . .
  Co CA00 CA00 BA01 CA00 . . . AN00 . .
  D  BA11 DP00 BA11 BA11 . . . . AN00 .
  Dp DP00 DP00 DP00 DP00 DN00 DN00 BA11 . AP00 .
  LU BA11 UP00 BA11 BA11 . . . . LN00 .
  LA BA11 LP00 BA11 BA11 . . . . . AN00
  By BA01 BA01 BA01 . DN00 BO00 . . CA00 .
  Cy CA00 CA00 BA01 . AN00 CO00 . . . .
  """

private func cells() -> [Cell] {
  let steps: [Step] = [.on0, .on60, .up, .down, .off0, .off60, .timerOn, .timerOff, .ack, .reset]
  return table.split(separator: "\n").flatMap { line -> [Cell] in
    let words = line.split(separator: " ").map(String.init)
    guard let start = Start(rawValue: words[0]) else { return [] }
    return zip(steps, words.dropFirst()).map { Cell(start: start, step: $0, expected: $1) }
  }
}

/// The letters of the table above: one each.
private func letter(_ label: Label) -> String {
  switch label {
  case .latchedUnacknowledged: "U"
  case .latchedAcknowledged: "L"
  default: label.letter
  }
}

private func letter(_ condition: Condition) -> String {
  switch condition {
  case .normal: "N"
  case .pendingOn: "P"
  case .active: "A"
  case .pendingOff: "O"
  }
}

@Suite struct AlarmTableFacts {
  @Test func theTableHasACellForEveryStateAndEvent() {
    #expect(cells().count == Start.allCases.count * (Step.allCases.count - 1))
  }

  @Test(arguments: cells())
  func everyCellOfTheTableHolds(cell: Cell) {
    let before = cell.start.alarm
    var after = before
    cell.step.act(on: &after, at: Start.zero + .seconds(10))
    if cell.expected == "." {
      #expect(after == before)
    } else {
      let got =
        letter(after.label) + letter(after.condition) + "\(after.occurrence - before.occurrence)"
        + "\(after.version - before.version)"
      #expect(got == cell.expected)
    }
  }

  @Test(arguments: Start.allCases)
  func aLostSourceChangesTheDataAndNothingElseThatIsShown(start: Start) {
    let before = start.alarm
    var after = before
    let changed = after.setData(.lost, at: Start.zero + .seconds(5))
    #expect(changed)
    #expect(after.data == .lost)
    after.data = before.data
    #expect(after == before)
  }

  @Test(arguments: Start.allCases)
  func noDelayRunsOutWhileTheSourceIsLost(start: Start) {
    var alarm = start.alarm
    _ = alarm.setData(.lost, at: Start.zero)
    let frozen = alarm
    let ranOn = alarm.runOutByClock(.on)
    #expect(!ranOn)
    let ranOff = alarm.runOutByClock(.off)
    #expect(!ranOff)
    #expect(alarm == frozen)
    #expect(alarm.clock(.on) == nil && alarm.clock(.off) == nil)
  }

  @Test func aDelayBeginsAnewWhenTheSourceIsBack() {
    var alarm = Start.P.alarm
    _ = alarm.setData(.lost, at: Start.zero + .seconds(30))
    _ = alarm.setData(.good, at: Start.zero + .seconds(500))
    #expect(alarm.clock(.on) == Start.zero + .seconds(560))
  }

  @Test func aStaleSourceStopsNoDelay() {
    var alarm = Start.P.alarm
    _ = alarm.setData(.stale, at: Start.zero + .seconds(30))
    #expect(alarm.clock(.on) == Start.zero + .seconds(60))
  }
}

@Suite struct AlarmDelayFacts {
  private let zero = Start.zero

  private func fresh() -> Alarm { Start.A.alarm }

  @Test func aSampleAtTheEndOfTheDelayAnnunciatesAtThatEnd() {
    var alarm = Start.P.alarm
    _ = alarm.take(AlarmSignal(grade: .orange, measured: zero + .seconds(60), onDelay: .seconds(60)))
    #expect(alarm.label == .unacknowledged)
    #expect(alarm.raisedAt == zero + .seconds(60))
  }

  @Test func aSampleJustBeforeTheEndOfTheDelayDoesNot() {
    var alarm = Start.P.alarm
    _ = alarm.take(AlarmSignal(grade: .orange, measured: zero + .milliseconds(59_999), onDelay: .seconds(60)))
    #expect(alarm.label == .normal)
  }

  @Test func samplesThatComeInOneBatchGiveWhatTheyWouldHaveGivenOneByOne() {
    // Violated at 0, back at 70: with a delay of 60 s it was an alarm for ten seconds.
    var batch = Start.P.alarm
    _ = batch.take(AlarmSignal(grade: nil, measured: zero + .seconds(70)))
    var live = Start.P.alarm
    _ = live.runOutByClock(.on)
    _ = live.take(AlarmSignal(grade: nil, measured: zero + .seconds(70)))
    #expect(batch == live)
    #expect(batch.label == .returnedUnacknowledged)
  }

  @Test func aConditionThatGoesBeforeItsDelayIsCountedAsFleeting() {
    var alarm = Start.P.alarm
    _ = alarm.take(AlarmSignal(grade: nil, measured: zero + .seconds(10)))
    #expect(alarm.fleeting == 1)
    #expect(alarm.occurrence == 0)
  }

  @Test func theOffDelayEndsAtTheTimeItWasHeld() {
    var alarm = Start.Bo.alarm
    _ = alarm.runOutByClock(.off)
    #expect(alarm.returnedAt == zero + .seconds(60))
  }

  @Test func aViolationAfterTheOffDelayIsANewOccurrence() {
    var alarm = Start.Bo.alarm
    _ = alarm.take(AlarmSignal(grade: .orange, measured: zero + .seconds(61)))
    #expect(alarm.occurrence == 2)
    #expect(alarm.version == 2)
  }

  @Test func theThirdSampleWithinItsWindowAnnunciates() {
    var alarm = fresh()
    for second in [0, 50, 61] { count(&alarm, Int64(second)) }
    #expect(alarm.label == .normal)
    count(&alarm, 62)
    #expect(alarm.label == .unacknowledged)
    #expect(alarm.raisedAt == zero + .seconds(62))
  }

  @Test func aSampleExactlyAsOldAsTheWindowStillCounts() {
    var alarm = fresh()
    for second in [0, 30, 60] { count(&alarm, Int64(second)) }
    #expect(alarm.label == .unacknowledged)
  }

  @Test func samplesFartherApartThanTheWindowNeverAnnunciateByCount() {
    var alarm = fresh()
    for second in stride(from: Int64(0), to: 3000, by: 31) { count(&alarm, second) }
    #expect(alarm.occurrence == 0)
  }

  @Test func anOnDelayAnnunciatesEvenWhenTheCountDoesNot() {
    var alarm = fresh()
    let signal = AlarmSignal(
      grade: .red, measured: zero, onDelay: .seconds(30), count: 9, countWindow: .seconds(60))
    _ = alarm.take(signal)
    let changed = alarm.runOutByClock(.on)
    #expect(changed)
    #expect(alarm.label == .unacknowledged)
  }

  private func count(_ alarm: inout Alarm, _ second: Int64) {
    _ = alarm.take(
      AlarmSignal(grade: .yellow, measured: zero + .seconds(second), count: 3, countWindow: .seconds(60)))
  }

  @Test func aStepOfTheClockLeavesWhatWasLeftOfADelay() {
    var alarm = Start.P.alarm
    // At 20 s the clock jumps an hour ahead: 40 s are left still.
    let now = zero + .seconds(3620)
    let changed = alarm.stepClock(by: .hours(1), now: now)
    #expect(changed)
    #expect(alarm.clock(.on) == now + .seconds(40))
  }

  @Test func aStepOfTheClockNeverLeavesMoreThanTheWholeDelay() {
    var alarm = Start.P.alarm
    // The clock was an hour slow: it said an hour and 60 s were left.
    let now = zero + .seconds(5)
    let changed = alarm.stepClock(by: .hours(1), now: now)
    #expect(changed)
    #expect(alarm.clock(.on) == now + .seconds(60))
  }
}

@Suite struct AlarmGradeFacts {
  private let later = Start.zero + .seconds(10)

  @Test func theWorstGradeStaysUntilTheAlarmWasAcknowledgedAndClear() {
    var alarm = Start.B.alarm
    Step.down.act(on: &alarm, at: later)
    #expect(alarm.gradeNow == .yellow)
    #expect(alarm.gradeWorst == .orange)
    Step.off0.act(on: &alarm, at: later)
    Step.down.act(on: &alarm, at: later)
    #expect(alarm.gradeWorst == .orange)
  }

  @Test func theNextOccurrenceAfterNormalForgetsTheWorstGrade() {
    var alarm = Start.C.alarm
    Step.off0.act(on: &alarm, at: later)
    Step.down.act(on: &alarm, at: later)
    #expect(alarm.gradeWorst == .yellow)
  }

  @Test func anAcknowledgedAlarmThatGetsWorseKeepsItsOwner() {
    var alarm = Start.C.alarm
    alarm.handling = .owned(by: "李")
    Step.up.act(on: &alarm, at: later)
    #expect(alarm.label == .unacknowledged)
    #expect(alarm.handling == .owned(by: "李"))
    #expect(alarm.acknowledgedBy == nil)
  }

  @Test func anAlarmThatIsOverStaysOpenWhileSomebodyOwnsIt() {
    var alarm = Start.C.alarm
    alarm.handling = .owned(by: "李")
    Step.off0.act(on: &alarm, at: later)
    #expect(alarm.label == .normal && alarm.isTaskOpen && alarm.isOpen)
    Step.on0.act(on: &alarm, at: later)
    #expect(alarm.handling == .owned(by: "李"))
  }

  @Test func aNewOccurrenceAfterNormalBelongsToNobody() {
    var alarm = Start.C.alarm
    alarm.handling = .resolved(by: "李")
    Step.off0.act(on: &alarm, at: later)
    #expect(alarm.handling == .none && !alarm.isOpen)
  }

  @Test func aWarningEndsAtItsExpiryEvenWhenItsSourceIsLost() {
    var alarm = Start.A.alarm
    let expires = Start.zero + .hours(3)
    _ = alarm.take(AlarmSignal(grade: .red, measured: Start.zero, expires: expires))
    #expect(alarm.clock(.expiry) == expires)
    _ = alarm.setData(.lost, at: later)
    let changed = alarm.runOutByClock(.expiry)
    #expect(changed)
    #expect(alarm.label == .returnedUnacknowledged)
    #expect(alarm.returnedAt == expires)
    #expect(alarm.clock(.expiry) == nil)
  }
}
