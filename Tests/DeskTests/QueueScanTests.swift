import Alarms
import Cells
import CitySafety
import Operations
import Testing

@testable import Desk

/// Filters that narrow, go on in parts and follow changes show what a look at every row shows.
@Suite struct QueueScanTests {
  private static let index = SiteIndex(site: FixtureSite.site)
  private static let lookup = SiteLookup(site: FixtureSite.site)
  /// More rows than one part of a scan, so that the rest waits.
  private static let large = AlarmTable(
    open: (1...Int64(QueueList.scanLimit + 5000)).map { row($0, "第 \($0) 号预警") },
    sensors: FixtureSite.sensors.count)

  private static func row(_ id: Int64, _ text: String, age: Int64? = nil) -> AlarmRow {
    var alarm = Alarm(
      id: AlarmID(id), key: .warning(identifier: "w\(id)"), sector: Sector.allCases[Int(id % 4)], source: nil,
      grade: Grade.allCases[Int(id % 3)], at: Fixture.now - .seconds(age ?? id))
    alarm.condition = .active
    alarm.isAcknowledged = id % 5 == 0
    alarm.text = Bilingual(same: text)
    return AlarmRow(alarm, in: lookup)
  }

  private static func all(_ table: AlarmTable, _ text: String, _ order: RowOrder = .grade) -> [AlarmID] {
    let matcher = FilterMatcher(Filter(text), index: index, now: Fixture.now)
    return table[order].filter { text.isEmpty || matcher.matches($0) }.map(\.id)
  }

  private static func filtered(_ queue: QueueList, _ text: String) -> QueueList {
    var queue = queue
    queue.setFilter(Filter(text), index: index, now: Fixture.now)
    return queue
  }

  @Test(arguments: [
    ("预", "预警", true), ("12", "123", true), ("12", "12 s:生命", true), ("!1", "!12", false),
    ("!1", "!1 预", true),
    ("2", "#2", false), ("#1", "#12", true), ("#1", "2#1", false), ("ab", "aB", true), ("aB", "ab", false),
    ("预警", "预", false), ("l:1", "l:1 预", true), ("age:>1m", "age:>1m 预", false), ("", "预", false),
    ("l:1", "l:2", false),
  ])
  func aFilterNarrowsOnlyWhereItCan(old: String, new: String, narrows: Bool) {
    #expect(Filter(new).narrows(Filter(old)) == narrows)
  }

  /// Filters typed letter by letter show what each shows alone.
  @Test(arguments: 1...30)
  func typedFiltersShowWhatEachShowsAlone(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let pieces = ["1", "2", "预", "警", " ", "!", "#", "s:1", "l:1", "甲", "烷", "g", "G", "st:y"]
    let table = AlarmTable(
      open: (1...200).map { QueueScanTests.row($0, "第 \($0) 号 Gale 预警") }
        + Fixture.alarms.map { AlarmRow($0, in: QueueScanTests.lookup) }, sensors: FixtureSite.sensors.count)
    var queue = QueueList(table)
    var text = ""
    for _ in 0..<40 {
      if random.next() % 4 == 0 {
        text = String(text.dropLast())
      } else {
        text += pieces[Int(random.next() % 14)]
      }
      queue = QueueScanTests.filtered(queue, text)
      let wanted = Filter(text).isEmpty ? "" : text
      #expect(queue.rows.map(\.id) == QueueScanTests.all(table, wanted), "seed \(seed), filter '\(text)'")
    }
  }

  /// A queue that takes tables one after another shows what one that starts with the last shows.
  @Test(arguments: 1...30)
  func tablesOneAfterAnotherShowWhatTheLastShows(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var table = AlarmTable(open: (1...600).map { QueueScanTests.row($0, "第 \($0) 号") }, sensors: 12)
    let text = ["", "1", "!7 2", "age:>200s", "s:1"][Int(seed % 5)]
    var queue = QueueScanTests.filtered(QueueList(table), text)
    for step in 0..<25 {
      for _ in 0..<(1 + random.next() % 3) {
        let changed = (0..<(random.next() % 40)).map { _ in
          QueueScanTests.row(
            1 + Int64(random.next() % 700), "第 \(random.next() % 700) 号", age: Int64(random.next() % 900))
        }
        table = AlarmTable(table, changed: changed)
      }
      if step % 6 == 5 { queue.setSort(QueueSort.allCases[Int(random.next() % 4)]) }
      queue.install(table, now: Fixture.now)
      let wanted = QueueScanTests.all(table, text, queue.sort.order)
      #expect(queue.rows.map(\.id) == wanted, "seed \(seed), step \(step)")
      if let current = queue.current, !current.isGhost {
        #expect(current.row.id == queue.cursor, "seed \(seed), step \(step)")
      }
    }
  }

  @Test func aFilterOfManyRowsGoesOnInPartsAndEndsWithAllOfThem() {
    var queue = QueueScanTests.filtered(QueueList(QueueScanTests.large), "号预")
    #expect(queue.isScanning && queue.matchCount < QueueScanTests.large.rows.count)
    while queue.isScanning { queue.goOn(QueueList.scanLimit) }
    #expect(queue.rows.map(\.id) == QueueScanTests.large.rows.map(\.id))
  }

  @Test func theCursorOfAFilterInPartsEndsWhereItWouldAtOnce() {
    let start = QueueList(QueueScanTests.large)
    for place in [0, 10, QueueList.scanLimit + 1000, QueueScanTests.large.rows.count - 1] {
      var queue = start
      queue.move(to: place)
      var parts = QueueScanTests.filtered(queue, "号")
      while parts.isScanning { parts.goOn(700) }
      #expect(parts.cursor == queue.cursor && parts.cursorIndex == place)
      var none = QueueScanTests.filtered(queue, "没有")
      none.finishScan()
      #expect(none.cursor == nil && none.count == 0)
    }
  }

  @Test func aTableThatComesBetweenTwoPartsIsLookedAtFromTheStart() {
    var queue = QueueScanTests.filtered(QueueList(QueueScanTests.large), "号")
    let next = AlarmTable(
      QueueScanTests.large, changed: [QueueScanTests.row(3, "别的"), QueueScanTests.row(99_999, "新号")])
    queue.install(next, now: Fixture.now)
    queue.finishScan()
    #expect(queue.rows.map(\.id) == QueueScanTests.all(next, "号"))
  }

  @Test func aKeyThatIsNoLetterMeetsAllRowsOfTheFilter() {
    var script = Script(snapshot: Fixture.snapshot { $0.alarms = QueueScanTests.large })
    script.press("/")
    script.type("号")
    #expect(script.desk.isSearching)
    #expect(script.text().contains("+/\(QueueScanTests.large.rows.count)"))
    script.press("<enter>")
    #expect(script.desk.isSearching)
    script.press("G")
    #expect(!script.desk.isSearching)
    #expect(script.desk.queue.cursor == QueueScanTests.large.rows.last?.id)
  }

  @Test func aFilterByAgeShowsItsRowsWhileItLooksAgain() {
    var queue = QueueScanTests.filtered(QueueList(QueueScanTests.large), "age:>1s")
    queue.finishScan()
    let before = queue.matchCount
    queue.passTime(now: Fixture.now + .seconds(1))
    #expect(queue.isScanning && queue.matchCount == before)
    queue.finishScan()
    #expect(queue.matchCount == before + 1)
  }
}
