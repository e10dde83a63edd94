import CitySafety
import Drills
import Glibc
import TestSites
import Testing

@testable import Runtime

@Suite struct DrillFilesTests {
  private let scratch: TestFolder
  private var files: DrillFiles { DrillFiles(folder: scratch.path + "/drills/s") }

  init() throws { scratch = try TestFolder() }

  private static let run = DrillRun(
    number: 0, scenario: "gas-explosion", version: 3, kind: .exercise, seed: .max,
    startedAt: Instant(seconds: 1_795_000_000),
    length: .milliseconds(700_001),
    players: [
      DrillRun.Player(
        person: "li", displayName: "李\"明\"\\\n", role: .operator, points: Points(hundredths: 6466)),
      DrillRun.Player(person: "chen", displayName: "陈立", role: .lead),
    ], points: Points(hundredths: 6000), rating: .major,
    objectives: [
      DrillRun.Objective(id: "act", points: Points(hundredths: 5), rating: .unable),
      DrillRun.Objective(id: "notice", points: nil, rating: nil),
    ], plans: ["gas", "fire"], store: "/drills/gas explosion")

  @Test func aRunIsReadAsItWasWritten() throws {
    #expect(try files.runs().runs.isEmpty)
    #expect(try files.record(DrillFilesTests.run) == 1)
    var second = DrillFilesTests.run
    (second.kind, second.points, second.rating, second.seed) = (.training, nil, nil, 0)
    #expect(try files.record(second) == 2)
    let read = try files.runs().runs
    #expect(read.map(\.number) == [1, 2])
    for (found, written) in zip(read, [DrillFilesTests.run, second]) {
      var written = written
      written.number = found.number
      #expect(found == written)
    }
  }

  @Test func everyMarkIsReadAsItWasWritten() throws {
    var run = DrillFilesTests.run
    run.objectives = (0...1000).map {
      DrillRun.Objective(id: "o", points: Points(hundredths: $0 * 10 + $0 % 10), rating: nil)
    }.filter { $0.points?.hundredths ?? 0 <= 10_000 }
    try files.record(run)
    #expect(try files.runs().runs.first?.objectives == run.objectives)
  }

  @Test func itemsLiveOnBesideTheDrills() throws {
    #expect(try files.add("先问伤亡", owner: "陈立", due: "2026-12-31", run: nil, today: "2026-11-26") == 1)
    try files.record(DrillFilesTests.run)
    #expect(try files.add("再练 \"一次\"", owner: "李明", due: "2027-01-01", run: nil, today: "2026-11-26") == 2)
    try files.close(1, by: "张主任", note: "已改", today: "2026-12-01")
    let items = try files.improvements().items
    #expect(items.map(\.run) == [0, 1])
    #expect(items[0].closing == Improvement.Closing(on: "2026-12-01", by: "张主任", note: "已改"))
    #expect(items[1].text == "再练 \"一次\"" && items[1].closing == nil)
  }

  @Test func aRefusedRequestChangesNothing() throws {
    _ = try files.add("a", owner: "b", due: "2026-12-31", run: nil, today: "2026-11-26")
    let before = TextFile.read(files.improvementsFile)
    #expect(throws: DrillFiles.Failure(message: ImprovementFailure.unknownRun(4).text)) {
      try files.add("a", owner: "b", due: "2026-12-31", run: 4, today: "2026-11-26")
    }
    #expect(throws: DrillFiles.Failure(message: ImprovementFailure.unknownItem(9).text)) {
      try files.close(9, by: "a", note: "b", today: "2026-11-26")
    }
    #expect(TextFile.read(files.improvementsFile) == before)
  }

  @Test(arguments: [
    "x", "{}", "[]", #"{"number":0}"#, #"{"number":1,"scenario":"a"}"#, "{\"number\":1,",
    #"{"number":1} {"number":2}"#,
  ])
  func aLineThatCannotBeReadIsNamedAndNothingIsWrittenOverIt(line: String) throws {
    try files.record(DrillFilesTests.run)
    _ = try files.add("a", owner: "b", due: "2026-12-31", run: nil, today: "2026-11-26")
    for path in [files.runsFile, files.improvementsFile] {
      let broken = (TextFile.read(path) ?? "") + line + "\n"
      #expect(TextFile.replace(path, with: broken))
      func failure(_ body: () throws -> Void) -> Bilingual? {
        do { try body() } catch { return (error as? DrillFiles.Failure)?.message }
        return nil
      }
      let said = failure {
        if path == files.runsFile {
          try files.record(DrillFilesTests.run)
        } else {
          _ = try files.improvements()
        }
      }
      #expect(said?.en.hasPrefix("\(path):2: this line cannot be read") == true)
      #expect(said?.zh.contains("\(path):2") == true)
      #expect(TextFile.read(path) == broken)
    }
  }

  @Test func aFolderThatCannotBeWrittenIsSaid() {
    let files = DrillFiles(folder: "/proc/nowhere")
    #expect(throws: DrillFiles.Failure.self) { try files.record(DrillFilesTests.run) }
  }

  @Test func twoThatWriteAtOnceLoseNothing() async throws {
    let files = self.files
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask { for _ in 0..<5 { _ = try? files.record(DrillFilesTests.run) } }
      }
    }
    #expect(try files.runs().runs.map(\.number) == Array(1...40))
  }
}

@Suite struct JournalledImprovementTests {
  @Test func aJournalledRequestIsTakenOnceAndReadBackWithItsEntry() throws {
    let scratch = try TestFolder()
    let files = DrillFiles(folder: scratch.path + "/drills/s")
    let add = ImprovementRequest.add(text: "先问伤亡", owner: "陈立", due: "2026-12-31", run: 0)
    try files.check(add, today: "2026-11-26")
    #expect(try files.improvements().items.isEmpty)
    for _ in 0..<2 { try files.take(add, by: "李明", entry: 40, today: "2026-11-26") }
    try files.take(.close(1, note: "已改"), by: "陈立", entry: 50, today: "2026-12-01")
    let items = try files.improvements().items
    #expect(items.map(\.entry) == [40] && items[0].closing?.entry == 50 && items[0].closing?.by == "陈立")
    for wrong in [
      ImprovementRequest.close(1, note: "x"), .close(9, note: "x"),
      .add(text: "a", owner: "b", due: "soon", run: 0),
      .add(text: "a", owner: "b", due: "2026-12-31", run: 9),
    ] {
      #expect(throws: DrillFiles.Failure.self, "\(wrong)") { try files.check(wrong, today: "2026-12-02") }
    }
  }
}
