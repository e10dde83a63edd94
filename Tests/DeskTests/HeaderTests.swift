import Alarms
import Cells
import CitySafety
import Desk
import Operations
import Testing

/// What the narrowest header never leaves out.
@Suite struct HeaderTests {
  /// Everything at once: red unacknowledged, lost, shelved, suppressed, out of service, and a flood.
  private static func snapshot(_ number: UInt64 = 1) -> Snapshot {
    var alarms = ShiftFixture.alarms
    alarms[3].suppressedBy = ["pump"]
    for index in 0..<1200 {
      alarms.append(
        Fixture.alarm(30_000 + Int64(index), sensor: 10, rule: "crowd-dense", .red, value: 6, ago: .zero))
    }
    var state = OperationsState()
    for event in [Event.signedIn(Fixture.watcher), .flood(isOn: true, count: 1200)] {
      _ = state.apply(JournalEntry(sequence: state.lastSequence + 1, at: Fixture.now, event: event))
    }
    return Fixture.snapshot(alarms, number: number) {
      $0.duty = state.duty
      for index in 0..<2 { $0.sources[index].state = .lost }
    }
  }

  private static let counts: [Language: [String]] = [
    .zh: [" 红1201", "失联2", "搁1", "抑1", "停1", "洪峰"],
    .en: [" R1201", "Lost 2", "Shv1", "Sup1", "OOS1", "FLOOD"],
  ]

  @Test(arguments: Language.allCases, [80, 99])
  func theCountsOfSafetyStayWhateverElseGivesWay(language: Language, columns: Int) {
    var script = Script(
      Size(columns: columns, rows: 24), Fixture.configuration(language), snapshot: Self.snapshot(),
      signedIn: Fixture.watcher)
    func expectAll(_ script: inout Script, _ mode: String) {
      let header = script.lines()[0]
      for text in Self.counts[language, default: []] + [mode] {
        #expect(header.contains(text), "\(text): \(header)")
      }
    }
    expectAll(&script, language == .zh ? "实时" : "LIVE")
    for view in ["H", "K"] {
      script.press(view)
      expectAll(&script, language == .zh ? "实时" : "LIVE")
      script.press("<esc>")
    }
    script.press("f")
    script.send(.snapshot(Self.snapshot(2)))
    expectAll(&script, language == .zh ? "已冻结" : "FROZEN")
    script.press("f")
    script.send(.link(.stalled(since: script.now)))
    expectAll(&script, language == .zh ? "采集停滞" : "INGEST STALLED")
  }

  @Test func messagesThatWereGivenUpAreCountedUntilThereAreNone() {
    var script = Script(
      Size(columns: 120, rows: 40), snapshot: Fixture.snapshot(ShiftFixture.alarms) { $0.undelivered = 2 },
      signedIn: Fixture.watcher)
    #expect(script.lines()[0].contains("未送达 2"))
    script.send(.snapshot(Fixture.snapshot(ShiftFixture.alarms, number: 2)))
    #expect(!script.lines()[0].contains("未送达"))
  }
}
