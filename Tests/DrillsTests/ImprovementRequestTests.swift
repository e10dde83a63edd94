import Alarms
import CitySafety
import Drills
import Operations
import Testing

/// Requests of improvement items: their form in the journal, and that each acts once.
@Suite struct ImprovementRequestFacts {
  private static let requests: [ImprovementRequest] = [
    .add(text: "先问\"伤亡\"\n", owner: "陈立", due: "2026-12-31", run: 4), .close(7, note: "已改"),
  ]

  @Test(arguments: requests)
  func aRequestComesBackFromItsRemark(request: ImprovementRequest) {
    let remark = request.remark
    #expect(ImprovementRequest(remark) == request)
    for count in 0..<remark.body.count {
      var cut = remark
      cut.body = Array(remark.body.prefix(count))
      #expect(ImprovementRequest(cut) == nil)
    }
    var other = remark
    other.right = .log
    #expect(ImprovementRequest(other) == nil)
    other = remark
    other.topic = DrillCoding.topic
    #expect(ImprovementRequest(other) == nil)
    other = remark
    other.body += [0]
    #expect(ImprovementRequest(other) == nil)
  }

  @Test func anEntryOfTheJournalActsOnceHoweverOftenItIsTaken() throws {
    var list = ImprovementList()
    let add = ImprovementRequest.add(text: "a", owner: "b", due: "2026-12-31", run: 0)
    for _ in 0..<2 { #expect(try list.take(add, by: "李明", entry: 40, today: "2026-11-26") == 1) }
    // The same words in another entry are another item.
    #expect(try list.take(add, by: "李明", entry: 41, today: "2026-11-26") == 2)
    let close = ImprovementRequest.close(1, note: "c")
    for _ in 0..<2 { #expect(try list.take(close, by: "陈立", entry: 50, today: "2026-12-01") == 1) }
    #expect(list.items.map(\.entry) == [40, 41])
    #expect(
      list.items[0].closing == Improvement.Closing(on: "2026-12-01", by: "陈立", note: "c", entry: 50))
    let closing = try #require(list.items[0].closing)
    #expect(throws: ImprovementFailure.closedAlready(1, closing)) {
      try list.take(close, by: "陈立", entry: 51, today: "2026-12-02")
    }
  }

  @Test func scoresAreThoseOfTheExercisesThatBeganInTheWindow() {
    func run(_ second: Int64, _ points: Int?, _ kind: Scenario.Kind = .exercise, players: Int = 1) -> DrillRun
    {
      DrillRun(
        number: 1, scenario: "x", version: 1, kind: kind, seed: 1, startedAt: Instant(seconds: second),
        length: .zero,
        players: (0..<players).map { DrillRun.Player(person: "\($0)", displayName: "", role: .lead) },
        points: points.map(Points.init(hundredths:)), rating: nil, objectives: [], plans: [], store: "")
    }
    let runs = DrillRuns([
      run(99, 1000), run(100, 8050), run(150, nil), run(160, 9000, .training), run(170, 7000, players: 0),
      run(200, 9000), run(201, 1000),
    ])
    #expect(runs.scores(from: Instant(seconds: 100), until: Instant(seconds: 200)) == [80.5, 90])
  }
}

/// What was refused in a drill is an observation.
@Suite struct RefusedRequestFacts {
  private let what = Bilingual(zh: "确认 #1", en: "Acknowledge #1")
  private let why = Bilingual(zh: "无权", en: "not permitted")

  private func played(refusals: Int) -> Play {
    var play = Play([Play.expect([ActionPattern(verb: .acknowledge)])])
    play.raise(Play.sensor("a"), at: 5)
    for second in 0..<refusals {
      play.happen(.refused(Play.lead, what: what, why: why), at: 10 + Double(second))
    }
    play.perform(.acknowledge, Play.sensor("a"), at: 600)
    play.end(at: 700)
    return play
  }

  @Test func aRefusedRequestIsKeptWithPersonAndReasonAndCostsNoMarks() throws {
    let (plain, refused) = (played(refusals: 0).sheet, played(refusals: 2).sheet)
    #expect(plain.refused.isEmpty)
    #expect(refused.refused.map(\.by.person) == [Play.lead.person, Play.lead.person])
    #expect(refused.refused.first?.what == what && refused.refused.first?.why == why)
    #expect(
      refused.points == plain.points
        && refused.lines
          == plain.lines.map { line in
            var line = line
            line.action = refused.lines[0].action
            return line
          }
    )
  }

  @Test func moreThanAreKeptAreNotAndTheFormComesBack() throws {
    #expect(
      played(refusals: DrillState.observationLimit + 5).sheet.refused.count == DrillState.observationLimit)
    let event = DrillEvent.refused(Play.lead, what: what, why: why)
    let again = try DrillCoding.event(DrillCoding.encode(event))
    #expect(again == event)
  }
}
