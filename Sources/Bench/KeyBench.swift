import Glibc

/// Key to paint, idle life and acknowledging, on one console with 10,000 open alarms.
struct KeyBench {
  static let settleMilliseconds = 6000.0
  let terminal: PseudoTerminal
  let life: String
  /// In MiB.
  var residentGoal = 80.0

  /// Presses keys and says what they cost; what painted nothing is counted.
  private func measure(_ keys: [String], rounds: Int) -> (paints: [PseudoTerminal.Paint], silent: Int) {
    var paints: [PseudoTerminal.Paint] = []
    var silent = 0
    for round in 0..<rounds {
      // Presses fall at every phase of the second in which data frames come.
      terminal.watch(milliseconds: Double(5 + round * 37 % 40))
      if let paint = terminal.press(keys[round % keys.count]) { paints.append(paint) } else { silent += 1 }
    }
    return (paints, silent)
  }

  func cursor(rounds: Int, into report: inout Report) {
    terminal.type("0g")
    terminal.watch(milliseconds: 300)
    // Down more often than up, so that the window scrolls too.
    let (paints, silent) = measure(["j", "j", "k", "j"], rounds: rounds)
    let first = Figures(paints.map(\.first))
    let last = Figures(paints.map(\.last))
    let bytes = Figures(paints.map { Double($0.bytes) })
    let note = silent == 0 ? "" : "\(silent) of \(rounds) presses painted nothing"
    report.add(
      Row(
        measurement: "cursor move, \(life): key → first byte", median: first.median.milliseconds,
        p99: first.p99.milliseconds, note: note))
    report.add(
      Row(
        measurement: "cursor move, \(life): key → last byte", median: last.median.milliseconds,
        p99: last.p99.milliseconds, goal: "p50 ≤ 1 ms", isMet: last.median <= 1))
    report.add(
      Row(
        measurement: "cursor move, \(life): bytes", median: bytes.median.text(0), p99: bytes.p99.text(0),
        goal: "≤ 600", isMet: bytes.median <= 600, note: "the p99 holds moves that met a data frame"))
  }

  /// Every kind of key.
  ///
  /// A lone Esc is told from the start of a sequence only by waiting; it has a row of its own.
  func anyKey(rounds: Int, into report: inout Report) {
    let keys = [
      "\t", "\r", "1", "2", "3", "4", "0", "?", "\u{1B}", ":", "q", "\u{1B}", "/", "甲", "\u{1B}", "z", "z",
      "j", "G", "g", "s", "s", "s", "s", "5", "6", "7", "0", "\u{1B}[6~", "\u{1B}[5~", " ", "\u{1B}",
    ]
    var others: [Double] = []
    var escapes: [Double] = []
    var worst: (key: String, time: Double) = ("", 0)
    var slow: [String: Figures] = [:]
    var byKey: [String: [Double]] = [:]
    terminal.type("0g")
    terminal.watch(milliseconds: 300)
    for _ in 0..<rounds {
      for key in keys {
        terminal.watch(milliseconds: 7)
        guard let paint = terminal.press(key) else { continue }
        if key == "\u{1B}" { escapes.append(paint.last) } else { others.append(paint.last) }
        byKey[key, default: []].append(paint.last)
        if paint.last > worst.time { worst = (key, paint.last) }
      }
      terminal.type("\u{1B}")
      terminal.watch(milliseconds: 60)
      terminal.type("0g")
      terminal.watch(milliseconds: 100)
    }
    for (key, times) in byKey { slow[key] = Figures(times) }
    let ranking = slow.sorted { $0.value.median > $1.value.median }.prefix(4).map {
      "\(KeyBench.name($0.key)) \($0.value.median.text(1))"
    }
    report.add(
      Row(
        measurement: "any key but Esc, \(life): key → last byte", median: Figures(others).median.milliseconds,
        p99: Figures(others).p99.milliseconds, goal: "p99 ≤ 5 ms", isMet: Figures(others).p99 <= 5,
        note: "slowest by median: \(ranking.joined(separator: ", ")) ms"))
    report.add(
      Row(
        measurement: "Esc alone, \(life): key → last byte", median: Figures(escapes).median.milliseconds,
        p99: Figures(escapes).p99.milliseconds, note: "25 ms of it are the wait for the rest of a sequence"))
  }

  private static func name(_ key: String) -> String {
    switch key {
    case "\t": "Tab"
    case "\r": "Enter"
    case "\u{1B}": "Esc"
    case " ": "Space"
    case "\u{1B}[6~": "PgDn"
    case "\u{1B}[5~": "PgUp"
    default: key
    }
  }

  func idle(seconds: Double, withSource: Bool, into report: inout Report) {
    terminal.type("0g")
    terminal.watch(milliseconds: 1500)
    let before = terminal.usage()
    let start = Clock.milliseconds()
    let bytes = terminal.watch(milliseconds: seconds * 1000)
    let elapsed = (Clock.milliseconds() - start) / 1000
    let after = terminal.usage()
    let share = (after.cpu - before.cpu) / elapsed * 100
    let rate = Double(bytes) / elapsed
    report.add(
      Row(
        measurement: "idle, \(life): CPU of one core", median: share.text(2) + " %", goal: "≤ 1 %",
        isMet: share <= 1, note: withSource ? "the whole process: polling, rules, store and screen" : ""))
    report.add(
      Row(
        measurement: "idle, \(life): to the terminal", median: rate.text(0) + " B/s", goal: "≤ 2000 B/s",
        isMet: rate <= 2000))
    report.add(
      Row(
        measurement: "resident, \(life)", median: after.resident.text(1) + " MiB",
        goal: "≤ \(Int(residentGoal)) MiB", isMet: after.resident <= residentGoal))
  }

  /// Moves on the dispatch board, in the list of incidents and in that of tasks.
  func board(rounds: Int, into report: inout Report) {
    var paints: [Double] = []
    // There and back, so that no press meets the end of a list and paints nothing.
    let keys = Array(repeating: "j", count: 40) + Array(repeating: "k", count: 40)
    for _ in 0..<2 {
      paints += measure(keys, rounds: rounds / 80 * 80).paints.map(\.last)
      terminal.type("\t")
      terminal.watch(milliseconds: 300)
    }
    let figures = Figures(paints)
    report.add(
      Row(
        measurement: "dispatch board, \(life): key → last byte", median: figures.median.milliseconds,
        p99: figures.p99.milliseconds, goal: "p99 ≤ 8 ms", isMet: figures.p99 <= 8,
        note: "\(figures.count) moves, \(figures.most.milliseconds) at most"))
  }

  /// Signs the lead in; says so where that fails.
  func signIn(into report: inout Report) -> Bool {
    terminal.followsScreen = true
    terminal.type("L")
    // A dialog takes no keys in its first moments, so that a held key does not fill it in.
    terminal.watch(milliseconds: 900)
    for key in ["lead", "\t", "lead", "\t", "y"] {
      terminal.type(key)
      terminal.watch(milliseconds: 700)
    }
    guard
      terminal.wait(since: Clock.milliseconds(), limit: 5000, until: { $0.contains("陈立") }) != nil
        || terminal.screen.contains("陈立")
    else {
      report.note("the lead could not sign in:\n" + terminal.screen.lines.joined(separator: "\n"))
      return false
    }
    return true
  }

  /// Signs the lead in and acknowledges one alarm after another: from `a` to the row shown as acknowledged.
  func acknowledge(rounds: Int, into report: inout Report) {
    guard signIn(into: &report) else { return }
    var answers: [Double] = []
    var times: [Double] = []
    terminal.type("0g")
    terminal.watch(milliseconds: 500)
    for _ in 0..<rounds {
      terminal.type("n")
      terminal.watch(milliseconds: 100)
      guard let before = KeyBench.unacknowledged(terminal.screen) else { break }
      let said = KeyBench.answer(terminal.screen)
      let start = Clock.milliseconds()
      terminal.type("a")
      var answer: Double?
      let time = terminal.wait(since: start, limit: 3000) { screen in
        if answer == nil, KeyBench.answer(screen) != said { answer = Clock.milliseconds() - start }
        return answer != nil && KeyBench.unacknowledged(screen).map { $0 < before } ?? false
      }
      if let answer { answers.append(answer) }
      guard let time else { break }
      times.append(time)
    }
    let figures = Figures(times)
    guard !figures.isEmpty else {
      return report.note("no acknowledgement was seen:\n" + terminal.screen.lines.joined(separator: "\n"))
    }
    report.add(
      Row(
        measurement: "acknowledge: key → durable and said so", median: Figures(answers).median.milliseconds,
        p99: Figures(answers).p99.milliseconds, goal: "p99 ≤ 10 ms", isMet: Figures(answers).p99 <= 10,
        note: "\(answers.count) of \(rounds), \(life)"))
    report.add(
      Row(
        measurement: "acknowledge: key → row painted as acknowledged", median: figures.median.milliseconds,
        p99: figures.p99.milliseconds,
        note: "\(times.count) of \(rounds), \(life)"))
  }

  /// The message that a command was done; its title tells one alarm from the next.
  private static func answer(_ screen: Screen) -> String? { screen.lines.first { $0.contains("已生效") } }

  /// The header's count of alarms that nobody acknowledged.
  static func unacknowledged(_ screen: Screen) -> Int? {
    let line = screen.line(0)
    guard let range = line.firstRange(of: "未确认") else { return nil }
    return Int(line[range.upperBound...].drop { $0 == " " }.prefix { $0.isNumber })
  }
}
