import Alarms
import Cells
import CitySafety
import Desk
import Operations
import Testing

/// Any keys, snapshots and sizes: no trap, and what is drawn again equals what is drawn anew.
@Suite struct FuzzTests {
  private static let keys: [Key] =
    ActionRecord.all.flatMap(\.keys).compactMap(KeyName.key)
    + "yabcns:/甲 *#!<=".map { Key.character($0) } + [
      Key(.backspace), Key(.delete), Key(.left, control: true),
    ]

  @Test(arguments: 1...60)
  func anyRunDrawsWithoutTrapping(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let language: Language = seed % 2 == 0 ? .zh : .en
    var script = Script(
      Size(columns: 80, rows: 24), Fixture.configuration(language, lines: seed % 3 == 0 ? .ascii : .single),
      signedIn: seed % 2 == 0 ? Fixture.lead : Fixture.watcher)
    for step in 0..<150 {
      act(step, &script, &random)
      let kept = script.frame()
      #expect(kept.grid.size == script.size, "seed \(seed), step \(step)")
      if step % 10 == 0 {
        var fresh = script.desk
        fresh.use(lines: seed % 3 == 0 ? .ascii : .single, chart: .braille)
        let anew = fresh.view(size: script.size)
        let difference = GoldenFile.difference(expected: anew.grid.text, actual: kept.grid.text)
        #expect(difference == nil, "seed \(seed), step \(step)")
        #expect(kept.grid.stylePlane == anew.grid.stylePlane, "seed \(seed), step \(step)")
        #expect(kept.cursor == anew.cursor)
      }
    }
  }

  private func act(_ step: Int, _ script: inout Script, _ random: inout SeededRandom) {
    script.now = script.now + .milliseconds(Int64(random.next() % 700))
    switch random.next() % 12 {
    case 0:
      script.size = Size(columns: 1 + Int(random.next() % 240), rows: 1 + Int(random.next() % 70))
      script.send(.resized(script.size))
    case 1: script.send(.snapshot(snapshot(UInt64(step) + 2, &random)))
    case 2: script.send(.tick)
    case 3: script.send(.input(.paste("粘贴\u{1B}[31m text\n")))
    case 4: answer(&script, &random)
    case 5:
      let event = MouseEvent(
        action: random.next() % 2 == 0 ? .press : .wheelDown, row: Int(random.next() % 70),
        column: Int(random.next() % 240))
      script.send(.input(.mouse(event)))
    default:
      script.send(.input(.key(FuzzTests.keys[Int(random.next() % UInt64(FuzzTests.keys.count))])))
    }
  }

  private func answer(_ script: inout Script, _ random: inout SeededRandom) {
    let results: [CommandResult] = [
      .done(revision: 8), .refused(.wrongCode), .refused(.outdated(AlarmID(20417), grade: .red)),
      .refused(.dataLost(AlarmID(20417))), .refused(.seatLocked), .refused(.noOwner),
    ]
    if let command = script.commands.last {
      script.send(.result(command.id, results[Int(random.next() % UInt64(results.count))]))
    }
    if case .signIn? = script.effects.last {
      script.send(.signedIn(random.next() % 2 == 0 ? nil : Fixture.lead))
    }
  }

  private func snapshot(_ number: UInt64, _ random: inout SeededRandom) -> Snapshot {
    let alarms = Fixture.alarms.filter { _ in random.next() % 3 != 0 }
    return Fixture.snapshot(alarms, number: number) { snapshot in
      for position in snapshot.latest.indices where random.next() % 4 == 0 { snapshot.latest[position] = nil }
      for source in snapshot.sources.indices {
        snapshot.sources[source].state = SourceState.allCases[Int(random.next() % 4)]
      }
      if random.next() % 3 == 0 { snapshot.events = [] }
    }
  }

  @Test func everySizeDraws() {
    for columns in stride(from: 1, through: 240, by: 11) {
      for rows in stride(from: 1, through: 70, by: 5) {
        var script = Script(Size(columns: columns, rows: rows))
        #expect(script.frame().grid.size == script.size)
      }
    }
  }
}
