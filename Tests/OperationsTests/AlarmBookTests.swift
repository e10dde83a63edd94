import Alarms
import CitySafety
import Testing

@testable import Operations

@Suite struct AlarmBookFacts {
  private func alarm(_ number: Int64, _ key: AlarmKey) -> Alarm {
    Alarm(id: AlarmID(number), key: key, sector: .lifelines, source: nil, grade: .blue, at: .epoch)
  }

  @Test func anAlarmIsFoundByNumberAndByKey() {
    let book = AlarmBook(restoring: [alarm(7, .sourceLost(source: "a")), alarm(3, .warning(identifier: "w"))])
    #expect(book[AlarmID(7)]?.key == .sourceLost(source: "a"))
    #expect(book[.warning(identifier: "w")]?.id == AlarmID(3))
    #expect(book[.warning(identifier: "x")] == nil)
    #expect(book.all.map(\.id) == [AlarmID(3), AlarmID(7)])
  }

  @Test func theNextNumberIsAboveTheHighest() {
    let book = AlarmBook(restoring: [alarm(7, .sourceLost(source: "a")), alarm(3, .warning(identifier: "w"))])
    #expect(book.nextID == AlarmID(8))
  }

  @Test func atItsBoundClosedWarningsGoAndSensorsStay() {
    var open = alarm(2, .warning(identifier: "open"))
    open.isAcknowledged = false
    var book = AlarmBook(restoring: [
      alarm(1, .threshold(sensor: "s", rule: "r")), open, alarm(3, .warning(identifier: "closed")),
    ])
    let early = book.makeRoom(limit: 4)
    #expect(early.isEmpty)
    let dropped = book.makeRoom(limit: 3)
    #expect(dropped == [AlarmID(3)])
    #expect(book.all.map(\.id) == [AlarmID(1), AlarmID(2)])
    #expect(book[.warning(identifier: "closed")] == nil)
    #expect(book.nextID == AlarmID(4))
  }

  @Test func theNewestRecordsAreLooseAndTheOthersPackedAndAllAreWhatTheyWere() {
    let count = Int64(AlarmBook.looseLimit) + 500
    var book = AlarmBook()
    var expected: [Alarm] = []
    for number in 1...count {
      var made = alarm(number, .warning(identifier: "w\(number)"))
      made.text = Bilingual(zh: "第 \(number) 号", en: number.isMultiple(of: 2) ? "" : "第 \(number) 号")
      made.place = Bilingual(same: number.isMultiple(of: 3) ? "" : "锡尼镇")
      made.condition = .active
      made.countedAt = [.epoch]
      book.insert(made)
      expected.append(made)
    }
    #expect(book.records.count(where: \.isLoose) == AlarmBook.looseLimit)
    #expect(book.all == expected)
    #expect(book == AlarmBook(restoring: expected))
    // Touched again, an old one takes the place of the one that was loose for longest.
    expected[0].comments = 1
    book.insert(expected[0])
    book.insert(expected[0])
    #expect(book.records.count(where: \.isLoose) == AlarmBook.looseLimit)
    #expect(book[AlarmID(1)]?.comments == 1)
    #expect(book[.warning(identifier: "w1")]?.comments == 1)
    #expect(book != AlarmBook(restoring: expected.dropFirst()))
    expected[0].comments = 2
    #expect(book != AlarmBook(restoring: expected))
  }

  @Test func theAlarmsThatFollowASourceAreFoundByWhatTheySayOfItsData() {
    func made(_ number: Int64, _ key: AlarmKey, _ source: String?, _ data: DataState) -> Alarm {
      var alarm = Alarm(
        id: AlarmID(number), key: key, sector: .lifelines, source: source, grade: .red, at: .epoch)
      alarm.data = data
      return alarm
    }
    var book = AlarmBook(restoring: [
      made(1, .threshold(sensor: "a", rule: "r"), "s", .good),
      made(2, .threshold(sensor: "b", rule: "r"), "s", .lost),
      made(3, .sourceLost(source: "s"), "s", .good),
      made(4, .warning(identifier: "w"), "other", .good),
      made(5, .warning(identifier: "x"), nil, .good),
      made(6, .warning(identifier: "y"), "s", .good),
    ])
    #expect(book.ids(following: "s", unless: .lost) == [AlarmID(1), AlarmID(6)])
    #expect(book.ids(following: "s", unless: .good) == [AlarmID(2)])
    #expect(book.ids(following: "none", unless: .good).isEmpty)
    book.insert(made(1, .threshold(sensor: "a", rule: "r"), "other", .good))
    #expect(book.ids(following: "s", unless: .lost) == [AlarmID(6)])
    #expect(book.ids(following: "other", unless: .lost) == [AlarmID(1), AlarmID(4)])
    #expect(book.makeRoom(limit: 6) == [AlarmID(4), AlarmID(5), AlarmID(6)])
    #expect(book.ids(following: "s", unless: .lost).isEmpty)
  }

  @Test func aPackedAlarmHoldsEverythingAnAlarmHolds() {
    var maker = Maker(11)
    for _ in 0..<500 {
      let alarm = maker.alarm()
      var bytes: [UInt8] = []
      AlarmCoding.pack(alarm, into: &bytes)
      bytes.withUnsafeBytes { bytes in
        #expect(AlarmCoding.unpack(bytes) == alarm)
        #expect(AlarmCoding.unpackKey(bytes) == alarm.key)
      }
    }
  }
}
