import Alarms
import CitySafety
import Operations
import Testing

@testable import Runtime

@Suite struct AwaitedAnswersTests {
  private static func command(_ alarm: Int64) -> Command {
    Command(
      name: .acknowledge, alarm: AlarmID(alarm), occurrence: 1, seenVersion: 1, seenRevision: 1,
      actor: Actor(person: "lead", displayName: "", role: .lead, seat: "s"))
  }

  /// A site with nothing in it.
  private static let site = Site(
    id: "test", name: Bilingual(same: ""), centre: Place(name: Bilingual(same: "")), offset: .utc,
    isMadeUp: true, departments: [], towns: [], sensorTypes: [], sensors: [], riskPoints: [], thresholds: [],
    sources: [],
    warnings: WarningPolicy(
      severityTable: [], areaPrefixes: [], defaultValidity: .zero, quakeRules: [], quakeMaximumAge: .zero),
    futureTolerance: .zero, readingRetention: .zero, storeLimit: 0, idleLock: .zero)

  /// Open alarms of these numbers and revisions.
  private static func table(_ rows: (Int64, Int64)...) -> AlarmTable {
    let lookup = SiteLookup(site: site)
    return AlarmTable(
      open: rows.map { id, revision in
        var alarm = Alarm(
          id: AlarmID(id), key: .sourceLost(source: "\(id)"), sector: .lifelines, source: nil, grade: .red,
          at: .epoch)
        alarm.revision = revision
        alarm.condition = .active
        return AlarmRow(alarm, in: lookup)
      }, sensors: 0)
  }

  @Test func aSnapshotAnswersOnceItShowsTheRevisionOfTheResult() {
    var awaited = AwaitedAnswers()
    let command = AwaitedAnswersTests.command(7)
    awaited.note(command)
    let before = awaited.isAnswered(by: AwaitedAnswersTests.table((7, 9)))
    #expect(!before)
    awaited.note(command.id, .done(revision: 5))
    let after = awaited.isAnswered(by: AwaitedAnswersTests.table((7, 4), (8, 9)))
    #expect(!after)
    let late = awaited.isAnswered(by: AwaitedAnswersTests.table((7, 5)))
    #expect(late)
    let again = awaited.isAnswered(by: AwaitedAnswersTests.table((7, 6)))
    #expect(!again)
  }

  @Test func anAlarmThatIsClosedAnswers() {
    var awaited = AwaitedAnswers()
    let command = AwaitedAnswersTests.command(7)
    awaited.note(command)
    awaited.note(command.id, .done(revision: 5))
    let before = awaited.isAnswered(by: AwaitedAnswersTests.table((8, 1)))
    #expect(before)
  }

  @Test func nothingIsAwaitedOfARefusalOrOfAnotherSeatsCommand() {
    var awaited = AwaitedAnswers()
    let command = AwaitedAnswersTests.command(7)
    awaited.note(command)
    awaited.note(command.id, .refused(.notSignedIn))
    awaited.note(AwaitedAnswersTests.command(8).id, .done(revision: 1))
    let before = awaited.isAnswered(by: AwaitedAnswersTests.table((7, 9), (8, 9)))
    #expect(!before)
  }

  @Test func atItsLimitTheOldestIsForgotten() {
    var awaited = AwaitedAnswers()
    for alarm in 0...Int64(AwaitedAnswers.limit) { awaited.note(AwaitedAnswersTests.command(alarm)) }
    awaited.note(AwaitedAnswersTests.command(0).id, .done(revision: 1))
    let before = awaited.isAnswered(by: AlarmTable(open: [], sensors: 0))
    #expect(!before)
    awaited.note(AwaitedAnswersTests.command(1).id, .done(revision: 1))
    let after = awaited.isAnswered(by: AlarmTable(open: [], sensors: 0))
    #expect(after)
  }
}
