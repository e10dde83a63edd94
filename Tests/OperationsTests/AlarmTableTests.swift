import Alarms
import CitySafety
import Testing

@testable import Operations

/// Tables made from the one before equal those made at once, and their difference is what changed.
@Suite struct AlarmTableFacts {
  static let lookup = SiteLookup(site: Examples.site)

  static func alarm(_ id: Int64, _ random: inout Seeded) -> Alarm {
    let key: AlarmKey =
      id <= 2
      ? .threshold(sensor: "g\(id - 1)", rule: "lel") : .warning(identifier: "w\(id)")
    var alarm = Alarm(
      id: AlarmID(id), key: key, sector: Sector.allCases.randomElement(using: &random) ?? .lifelines,
      source: nil, grade: .blue, at: zero + .seconds(Int64.random(in: 0..<50, using: &random)))
    alarm.condition = Bool.random(using: &random) ? .active : .normal
    alarm.isAcknowledged = Bool.random(using: &random)
    alarm.gradeWorst = Grade.allCases.randomElement(using: &random) ?? .blue
    if Bool.random(using: &random) { alarm.handling = .owned(by: "赵工") }
    alarm.text = Bilingual(zh: "大风预警 \(id)", en: "Gale \(id)")
    alarm.revision = Int64.random(in: 0..<1000, using: &random)
    return alarm
  }

  static func expectEqual(_ left: AlarmTable, _ right: AlarmTable, _ note: Comment) {
    for order in RowOrder.allCases {
      #expect(left[order].map(\.alarm) == right[order].map(\.alarm), note)
      #expect(left[order].chunks.allSatisfy { 1...RowList.Chunk.limit ~= $0.rows.count }, note)
    }
    #expect(left.counts == right.counts, note)
    #expect(left.worstOfSensor == right.worstOfSensor, note)
    #expect(left.bySensor.map { $0.map(\.alarm) } == right.bySensor.map { $0.map(\.alarm) }, note)
  }

  @Test(arguments: 1...12)
  func changesOneAfterAnotherGiveTheTableMadeAtOnce(seed: UInt64) {
    var random = Seeded(seed)
    let count = [3, 300, 1500][Int(seed) % 3]
    var alarms: [Int64: Alarm] = [:]
    for id in 1...Int64(count) { alarms[id] = AlarmTableFacts.alarm(id, &random) }
    var table = AlarmTable(open: alarms.values.filter(\.isOpen), site: Examples.site)
    for step in 0..<20 {
      let changes = [1, 5, 400][step % 3]
      var changed: [AlarmRow] = []
      for _ in 0..<changes {
        let id = Int64.random(in: 1...Int64(count + 50), using: &random)
        let alarm = AlarmTableFacts.alarm(id, &random)
        alarms[id] = alarm
        changed.append(AlarmRow(alarm, in: AlarmTableFacts.lookup))
      }
      let next = AlarmTable(table, changed: changed)
      let whole = AlarmTable(open: alarms.values.filter(\.isOpen), site: Examples.site)
      AlarmTableFacts.expectEqual(next, whole, "seed \(seed), step \(step)")
      let (gone, come) = RowList.difference(from: table.rows, to: next.rows)
      let rebuilt = table.rows.edited(removing: gone, adding: come)
      #expect(rebuilt.map(\.alarm) == next.rows.map(\.alarm), "seed \(seed), step \(step)")
      #expect(
        Set(gone.map(\.id)).union(come.map(\.id)).isSubset(of: changed.map(\.id)),
        "seed \(seed), step \(step)")
      for (id, alarm) in alarms where id % 7 == 0 {
        #expect(next[AlarmID(id)] == (alarm.isOpen ? alarm : nil), "seed \(seed), step \(step)")
      }
      table = next
    }
  }

  @Test func aChangeSharesTheChunksThatItDoesNotTouch() {
    var random = Seeded(5)
    let rows = (1...2000).map { AlarmRow(AlarmTableFacts.alarm($0, &random), in: AlarmTableFacts.lookup) }
    let table = AlarmTable(open: rows, sensors: 2)
    let next = AlarmTable(
      table, changed: [AlarmRow(AlarmTableFacts.alarm(1000, &random), in: AlarmTableFacts.lookup)])
    let before = Set(table.rows.chunks.map(ObjectIdentifier.init))
    #expect(next.rows.chunks.filter { !before.contains(ObjectIdentifier($0)) }.count <= 3)
  }

  @Test(arguments: [1, 255, 256, 257, 700])
  func aScanInPartsFindsWhatAFilterFinds(part: Int) {
    var random = Seeded(9)
    let rows = (1...3000).map { AlarmRow(AlarmTableFacts.alarm($0, &random), in: AlarmTableFacts.lookup) }
    let list = RowList(rows, in: .newest)
    for matches in [{ _ in true }, { _ in false }, { $0.id.value % 3 == 0 }, { $0.id.value < 1500 }]
      as [(AlarmRow) -> Bool]
    {
      var scan = RowScan(list)
      while !scan.isDone {
        scan.go(on: part, where: matches)
        let found = scan.found.map(\.id)
        #expect(found == list.lazy.filter(matches).map(\.id).prefix(found.count).map(\.self))
      }
      #expect(scan.found.map(\.id) == list.filter(matches).map(\.id))
    }
  }

  @Test func aRowKeepsItsAlarmAndIsFoundByItsTextsInEitherCase() {
    var random = Seeded(3)
    var alarm = AlarmTableFacts.alarm(77, &random)
    alarm.text = Bilingual(zh: "大风预警，Ａ级", en: "ÉCLAIR Gale")
    alarm.place = Bilingual(same: "Xini")
    let row = AlarmRow(alarm, in: AlarmTableFacts.lookup)
    #expect(row.alarm == alarm)
    for word in ["风预", "ａ级", "éclair", "gale", "xini"] {
      #expect(row.contains(folded: SearchWord(folding: word)), "\(word)")
      #expect(passes(row, SearchWord(folding: word)), "\(word)")
    }
    #expect(row.contains(exactly: SearchWord(exactly: "Gale")))
    #expect(!row.contains(exactly: SearchWord(exactly: "GALE")))
    #expect(!row.contains(folded: SearchWord(folding: "预警大")))
    #expect(!passes(row, SearchWord(folding: "甲")))
    #expect(!passes(row, SearchWord(folding: "大风甲烷")))
  }

  /// Whether a search for a word looks at a row.
  private func passes(_ row: AlarmRow, _ word: SearchWord) -> Bool {
    var scan = RowScan(RowList([row], in: .grade))
    scan.go(on: 1, through: RowSieve(words: [word])) { _ in true }
    return !scan.found.isEmpty
  }
}
