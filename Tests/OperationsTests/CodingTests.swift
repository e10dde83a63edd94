import Alarms
import Analysis
import CityDispatch
import CitySafety
import Operations
import Testing

@Suite struct CodingFacts {
  @Test func everyEventComesBackAsItWas() throws {
    var maker = Maker(0xE4E1)
    for _ in 0..<3000 {
      let event = maker.event()
      var bytes: [UInt8] = []
      EventCoding.encode(event, into: &bytes)
      #expect(try bytes.withUnsafeBytes { try EventCoding.decode($0) } == event, "seed 0xE4E1")
    }
  }

  @Test func everyAlarmComesBackAsItWas() throws {
    var maker = Maker(0xA1A2)
    for _ in 0..<3000 {
      let alarm = maker.alarm()
      var bytes: [UInt8] = []
      AlarmCoding.encode(alarm, into: &bytes)
      #expect(try bytes.withUnsafeBytes { try AlarmCoding.decode($0) } == alarm, "seed 0xA1A2")
    }
  }

  @Test func everyResultCommandWarningAndEarthquakeComesBackAsItWas() throws {
    var maker = Maker(0x4E51)
    for _ in 0..<1000 {
      let (result, command, warning, quake) = (
        maker.result(), maker.command(), maker.warning(), maker.quake()
      )
      var bytes: [[UInt8]] = [[], [], [], []]
      ResultCoding.encode(result, into: &bytes[0])
      CommandCoding.encode(command, into: &bytes[1])
      WarningCoding.encode(warning, into: &bytes[2])
      EarthquakeCoding.encode(quake, into: &bytes[3])
      #expect(try bytes[0].withUnsafeBytes { try ResultCoding.decode($0) } == result, "seed 0x4E51")
      #expect(try bytes[1].withUnsafeBytes { try CommandCoding.decode($0) } == command, "seed 0x4E51")
      #expect(try bytes[2].withUnsafeBytes { try WarningCoding.decode($0) } == warning, "seed 0x4E51")
      #expect(try bytes[3].withUnsafeBytes { try EarthquakeCoding.decode($0) } == quake, "seed 0x4E51")
    }
  }

  @Test func everyCheckpointComesBackAsItWas() throws {
    var maker = Maker(0xC4EC)
    for _ in 0..<300 {
      let state = maker.state()
      var bytes: [UInt8] = []
      CheckpointCoding.encode(state, into: &bytes)
      #expect(try bytes.withUnsafeBytes { try CheckpointCoding.decode($0) } == state, "seed 0xC4EC")
    }
  }

  @Test func everyDutyStateComesBackAsItWas() throws {
    var maker = Maker(0xD0D1)
    var seated = 0
    for _ in 0..<300 {
      let duty = maker.state().duty
      seated += duty.seats.count
      var bytes: [UInt8] = []
      DutyCoding.encode(duty, into: &bytes)
      #expect(try bytes.withUnsafeBytes { try DutyCoding.decode($0) } == duty, "seed 0xD0D1")
    }
    #expect(seated > 100)
  }

  @Test func aCheckpointCarriesThePolicyTheSeatsTheFloodAndTheLastShelf() throws {
    var maker = Maker(0xC4ED)
    var state = OperationsState()
    let policy = maker.policy()
    state.run(
      .policy(policy), .signedIn(Examples.lead), .flood(isOn: true, count: 12), .timer(AlarmID(1), .shelf))
    var bytes: [UInt8] = []
    CheckpointCoding.encode(state, into: &bytes)
    let again = try bytes.withUnsafeBytes { try CheckpointCoding.decode($0) }
    #expect(again.duty.policy == policy)
    #expect(again.duty.seats == ["A1": Examples.lead])
    #expect(again.duty.flood.isOn && again.duty.flood.peak == 12)
    #expect(again.duty.lastShelfRelease == zero)
  }

  @Test func entriesOfTheFirstVersionAreStillRead() throws {
    func decoded(_ bytes: [UInt8]) throws -> Event {
      try bytes.withUnsafeBytes { try EventCoding.decode($0) }
    }
    var bytes: [UInt8] = []
    let condition = Examples.condition(.red, at: 3)
    EventCoding.encode(condition, into: &bytes)
    // It ended before `breaksThrough`.
    #expect(try decoded([1] + bytes.dropFirst().dropLast()) == condition)
    let command = Command(
      name: .acknowledge, alarm: AlarmID(7), occurrence: 2, seenVersion: 3, seenRevision: 9, text: "x",
      acceptsLostData: true, actor: Examples.lead)
    var actor: [UInt8] = []
    EventCoding.encode(.signedIn(Examples.lead), into: &actor)
    let target: [UInt8] = [7, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0]
    // One target, a text, one flag, the actor.
    #expect(try decoded([1, 5, 1] + target + [1, 0, 120, 1] + actor.dropFirst(2)) == .command(command))
  }

  @Test func anyCheckpointBytesAreEitherRefusedOrGiveAState() {
    var maker = Maker(0xF0C4)
    var refused = 0
    for _ in 0..<2000 {
      var bytes = Coding.checkpoint.encoded(&maker)
      let place = maker.number(0...bytes.count - 1)
      bytes[place] = UInt8(maker.number(0...255))
      if (try? Coding.checkpoint.again(bytes)) == nil { refused += 1 }
    }
    #expect(refused > 100)
  }

  @Test(arguments: Coding.allCases.filter { $0 != .checkpoint })
  func anyBytesAreEitherRefusedOrGiveTheSameBytesAgain(coding: Coding) {
    var maker = Maker(0xF022)
    for _ in 0..<4000 {
      var bytes = coding.encoded(&maker)
      for _ in 0..<maker.number(1...4) where !bytes.isEmpty {
        let place = maker.number(0...bytes.count - 1)
        switch maker.number(0...2) {
        case 0: bytes[place] = UInt8(maker.number(0...255))
        case 1: bytes.remove(at: place)
        default: bytes.insert(UInt8(maker.number(0...255)), at: place)
        }
      }
      // An older form that can still be read is written in the newest.
      if let again = try? coding.again(bytes), again.first == bytes.first {
        #expect(again == bytes, "seed 0xF022, \(coding)")
      }
    }
  }

  @Test(arguments: Coding.allCases)
  func everyShorteningIsRefused(coding: Coding) {
    var maker = Maker(0x5401)
    for _ in 0..<10 {
      let bytes = coding.encoded(&maker)
      for count in 0..<bytes.count {
        #expect(throws: CodingFailure.self) { try coding.again(Array(bytes[..<count])) }
      }
    }
  }

  @Test(arguments: Coding.allCases)
  func anotherVersionAndBytesLeftOverAreRefused(coding: Coding) {
    var maker = Maker(0x0411)
    var bytes = coding.encoded(&maker)
    #expect(throws: CodingFailure.trailingBytes(1)) { try coding.again(bytes + [0]) }
    bytes[0] = 200
    #expect(throws: CodingFailure.unknownVersion(200)) { try coding.again(bytes) }
  }

  @Test func aTextBeyondTheBoundIsCutAtAWholeCharacter() throws {
    var bytes: [UInt8] = []
    EventCoding.encode(.signedOut(person: String(repeating: "汉", count: 30_000), seat: "A"), into: &bytes)
    let event = try bytes.withUnsafeBytes { try EventCoding.decode($0) }
    #expect(event == .signedOut(person: String(repeating: "汉", count: 21_845), seat: "A"))
    bytes = []
    EventCoding.encode(
      .signedOut(person: "x" + String(repeating: "汉", count: 30_000), seat: "A"), into: &bytes)
    let odd = try bytes.withUnsafeBytes { try EventCoding.decode($0) }
    #expect(odd == .signedOut(person: "x" + String(repeating: "汉", count: 21_844), seat: "A"))
  }

  @Test func theFormOfAnEntryIsFixed() {
    var bytes: [UInt8] = []
    EventCoding.encode(.timer(AlarmID(0x0102), .off), into: &bytes)
    #expect(bytes == [2, 4, 2, 1, 0, 0, 0, 0, 0, 0, 1])
  }

  @Test func encodingAppendsToWhatIsThere() {
    var bytes: [UInt8] = [9]
    EventCoding.encode(.ownerStopped, into: &bytes)
    #expect(bytes == [9, 2, 2])
  }
}
