import Alarms
import CitySafety
import Operations
import Testing

@testable import Runtime

@Suite struct WireTests {
  private static let actor = Actor(person: "lead", displayName: "陈立", role: .lead, seat: "pts/1")
  private static let command = Command(
    name: .acknowledge, alarm: AlarmID(7), occurrence: 2, seenVersion: 3, seenRevision: 9, text: "已电话核实",
    actor: actor)

  private static let messages: [WireMessage] = [
    .hello(seat: "一席", version: "0.1.0"), .perform(command, leadName: "lead", leadCode: "秘密"),
    .performDuty(
      DutyCommand(.join(handover: 3, isGuest: true), actor: command.actor, seen: 7), name: "王",
      passphrase: "口令"),
    .signIn(name: "lead", passphrase: "口令"), .signOut, .pollNow,
    .welcome(owner: "ingest", clockShift: Span(milliseconds: -5)), .heartbeat, .wake(alarms: true),
    .wake(alarms: false), .result(command.id, .done(revision: 10)),
    .result(command.id, .refused(.raced(AlarmID(7), by: "李明", at: Instant(seconds: 5)))), .signedIn(actor),
    .signedIn(nil), .signedOut, .full, .looking(AlarmID(7)), .looking(nil),
    .presence([Presence(seat: "二席", name: "李明", alarm: AlarmID(7))]), .presence([]),
    .trouble(Bilingual(zh: "磁盘已满", en: "The disk is full")),
    .mended(Bilingual(zh: "已恢复", en: "It writes again")),
  ]

  @Test func everyMessageComesBackAsItWent() throws {
    for message in WireTests.messages {
      var splitter = FrameSplitter()
      splitter.append(Wire.encode(message)[...])
      let back = try #require(try splitter.next())
      #expect(Wire.encode(back) == Wire.encode(message))
    }
  }

  @Test func framesCutAnywhereAreJoined() throws {
    let bytes = WireTests.messages.flatMap(Wire.encode)
    for size in [1, 2, 3, 5, 7, 64] {
      var splitter = FrameSplitter()
      var count = 0
      for start in stride(from: 0, to: bytes.count, by: size) {
        splitter.append(bytes[start..<min(bytes.count, start + size)])
        while try splitter.next() != nil { count += 1 }
      }
      #expect(count == WireTests.messages.count)
    }
  }

  @Test func aFrameAboveTheLimitIsRefusedBeforeItIsRead() {
    var splitter = FrameSplitter()
    splitter.append([0xFF, 0xFF, 0xFF, 0x7F, 1])
    #expect(throws: WireFailure.tooLarge) { try splitter.next() }
  }

  @Test func randomBytesNeverTrap() {
    let seed = UInt64.random(in: 0 ... .max)
    var state = seed
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    for _ in 0..<2000 {
      var frame = Wire.encode(WireTests.messages[Int(next()) % WireTests.messages.count])
      for _ in 0..<(1 + next() % 4) { frame[4 + Int(next()) % (frame.count - 4)] = UInt8(next() & 0xFF) }
      var splitter = FrameSplitter()
      splitter.append(frame[...])
      let decoded = try? splitter.next()
      // Whatever was understood can be said again.
      if let message = decoded ?? nil { #expect(!Wire.encode(message).isEmpty, "seed \(seed)") }
    }
  }
}
