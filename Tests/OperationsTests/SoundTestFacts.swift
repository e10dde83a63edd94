import Alarms
import CitySafety
import Operations
import Testing

/// The self-test of a seat's sounds as an entry of the journal.
@Suite struct SoundTestFacts {
  private static let entry = LogEntry(
    kind: .soundTest, occurredAt: zero,
    fields: [.heard: "1红", .unheard: "2橙", .player: "bell", .shift: "08:00-20:00"])

  private func room() throws -> Room {
    var room = Room()
    #expect(room.ask(.log(Self.entry), Room.out) == nil)
    return room
  }

  private func test(
    _ room: Room, of seat: String = "A1", since start: Instant = zero, after: Span = .seconds(60)
  )
    -> RecordedEntry?
  {
    room.state.duty.soundTest(of: seat, since: start, life: .hours(12), now: zero + after)
  }

  @Test func theAnswersAreKeptWithWhoGaveThemAtWhichSeat() throws {
    let kept = try #require(test(try room()))
    #expect(kept.entry == Self.entry && kept.recorder == Room.out && kept.number == 1)
    #expect(try test(room(), of: "A2") == nil)
  }

  @Test func aTestOfTheShiftBeforeOrOneThatIsTooOldIsNone() throws {
    let room = try room()
    #expect(test(room, since: zero + .seconds(59)) == nil)
    #expect(test(room, after: .hours(13)) == nil)
  }

  @Test func onlyWhoMayWriteTheLogMayEnterIt() {
    let command = DutyCommand(.log(Self.entry), actor: Room.out, seen: 0)
    let refused = Room().state.decide(command, authority: Authority(), site: Examples.site)
    #expect(refused == .failure(.notPermitted(.log, role: .operator)))
  }

  @Test func itIsTheSameRequestAroundACrashAndAnotherOneAfterwards() {
    let first = DutyCommand(.log(Self.entry), actor: Room.out, seen: 0)
    #expect(first.id == DutyCommand(.log(Self.entry), actor: Room.out, seen: 0).id)
    #expect(first.id != DutyCommand(.log(Self.entry), actor: Room.out, seen: 1).id)
  }

  @Test func itComesBackFromACheckpoint() throws {
    let room = try room()
    var bytes: [UInt8] = []
    CheckpointCoding.encode(room.state, into: &bytes)
    let again = try bytes.withUnsafeBytes { try CheckpointCoding.decode($0) }
    #expect(again == room.state && again.duty.soundTests.count == 1)
  }
}
