import Glibc
import Testing

/// A whole drill played by keys at the built console, beside live alarms.
@Suite(.serialized) struct DrillPlayTests {
  /// Begins the site's drill from the console and signs its director in.
  private func begin(_ terminal: Tmux) throws {
    try terminal.send("F12")
    #expect(try terminal.wait(for: "小演练").isMet)
    try terminal.send("Enter")
    #expect(try terminal.wait(for: "另起演练进程").isMet)
    try pressUntil(terminal, "y") { $0.contains("!演练 DRILL!") }
    #expect(try terminal.wait(for: "就绪", deadline: 40).isMet)
    try terminal.signIn("director")
    #expect(try terminal.wait(for: "导演 王敏").isMet)
  }

  /// A dialog drops the keys that come with the one that opened it.
  private func pressUntil(_ terminal: Tmux, _ key: String, _ condition: @escaping (String) -> Bool) throws {
    let met = try terminal.wait { screen in
      if condition(screen) { return true }
      try? terminal.send(key)
      return false
    }
    #expect(met.isMet, "\(key): \(met.screen)")
  }

  @Test(arguments: [(80, 24), (120, 40), (200, 60)])
  func aDrillIsBegunConductedEndedAndScoredByKeys(columns: Int, rows: Int) throws {
    var site = try SmallSite.withDrill()
    try site.feed([1, 1, 1, 1], at: SmallSite.now())
    let terminal = try Tmux(console: site, columns: columns, rows: rows)
    #expect(try terminal.wait(for: "实时").isMet)
    try begin(terminal)
    #expect(try terminal.screen().contains("真实告警 未确认"))
    try terminal.send(",")
    #expect(try terminal.wait(for: "进行").isMet)
    // The leak comes at ten seconds of the drill, the call at twenty.
    for _ in 0..<3 { try terminal.send(">") }
    #expect(try terminal.wait(for: "待接 1").isMet)
    try terminal.send(",")
    #expect(try terminal.wait(for: "暂停").isMet)
    try terminal.send("F12")
    #expect(try terminal.wait(for: "来电与报告").isMet)
    try terminal.send("Enter")
    let isTaken = try terminal.wait { !$0.contains("待接 1") && $0.contains("王敏") }
    #expect(isTaken.isMet, "\(isTaken.screen)")
    // An observation, then the end.
    try terminal.send("E")
    #expect(try terminal.wait(for: "不能再继续").isMet)
    try pressUntil(terminal, "y") { $0.contains("结束") && !$0.contains("不能再继续") }
    #expect(try terminal.wait(for: "结束").isMet)
    try terminal.send("F12")
    let scored = try terminal.wait(deadline: 30) { $0.contains("总评") }
    #expect(scored.isMet, "\(scored.screen)")
    #expect(scored.screen.contains("接听来电"))
    // Every frame says what it is.
    #expect(scored.screen.hasPrefix(" !演练 DRILL!"))
    try terminal.send("Escape")
    #expect(try terminal.wait { !$0.contains("总评") }.isMet)
    try terminal.send("F10")
    #expect(try terminal.wait(for: "离开演练").isMet)
    try pressUntil(terminal, "y") { !$0.contains("DRILL") }
    // What was played can be looked at again.
    try terminal.send("F12")
    #expect(try terminal.wait(for: "回放").isMet)
    try terminal.send("End")
    try terminal.send("Enter")
    #expect(try terminal.wait(for: "回放 停").isMet)
    try terminal.send("F12")
    #expect(try terminal.wait(for: "转到此刻").isMet)
    try terminal.send("End")
    try terminal.send("Enter")
    #expect(try terminal.wait { $0.contains("+00:2") || $0.contains("+00:3") || $0.contains("+00:4") }.isMet)
    try terminal.send("Home")
    try terminal.send("Enter")
    #expect(try terminal.wait(for: "+00:00").isMet)
  }

  @Test func aLiveRedStopsTheDrillClockAndTakesOneKeyToReach() throws {
    var site = try SmallSite.withDrill()
    try site.feed([1, 1, 1, 1], at: SmallSite.now())
    let terminal = try Tmux(console: site)
    #expect(try terminal.wait(for: "实时").isMet)
    try begin(terminal)
    try terminal.send(",")
    #expect(try terminal.wait(for: "进行").isMet)
    try site.feed([1, 1, 1, 95], at: SmallSite.now())
    let stopped = try terminal.wait(for: "演练时钟已停")
    #expect(stopped.isMet, "\(stopped.screen)")
    #expect(try terminal.wait(for: "暂停").isMet)
    try terminal.send("F11")
    let live = try terminal.wait { !$0.contains("DRILL") && Tmux.cursorRow($0)?.contains("1红") == true }
    #expect(live.isMet, "\(live.screen)")
    try terminal.send("F11")
    #expect(try terminal.wait(for: "暂停").isMet)
    try terminal.send(",")
    #expect(try terminal.wait(for: "进行").isMet)
    // The stop and the way to the live screen are in the drill's journal.
    let drills = try Program.run([site.folder.path + "/share/watchfloor/drills/small"], program: "ls")
    let folder = drills.output.split(separator: "\n").first { $0.hasPrefix("probe-") } ?? ""
    let recorded = try site.plain(
      ["drill", "record"], [site.folder.path + "/share/watchfloor/drills/small/" + folder], withoutSite: true)
    #expect(
      recorded.output.split(separator: "\n").count { $0.contains("live red") } == 2, "\(recorded.output)")
  }

  @Test func aPlayerAtAnotherSeatJoinsTheSameDrillAndSeesNoInjects() throws {
    var site = try SmallSite.withDrill()
    try site.feed([1, 1, 1, 1], at: SmallSite.now())
    let director = try Tmux(console: site)
    #expect(try director.wait(for: "实时").isMet)
    try begin(director)
    let player = try Tmux(console: site, ["--seat", "desk-2"])
    #expect(try player.wait(for: "实时").isMet)
    try player.send("F12")
    #expect(try player.wait(for: "进行中").isMet)
    try player.send("Home")
    try player.send("Enter")
    #expect(try player.wait(for: "!演练 DRILL!").isMet)
    try player.signIn("lead")
    #expect(try player.wait(for: "班长 陈立").isMet)
    try player.send(",")
    #expect(try player.wait(for: "班长不能").isMet)
    try director.send(",")
    #expect(try player.wait(for: "进行").isMet)
    for _ in 0..<3 { try director.send(">") }
    // The leak raises its alarm through the sensors, at both seats.
    let raised = try player.wait { Tmux.queueRow($0, "1红") != nil }
    #expect(raised.isMet, "\(raised.screen)")
    try player.send("a")
    #expect(try player.wait(for: "已确认 1").isMet)
    #expect(try director.wait(for: "已确认 1").isMet)
    try player.send("F12")
    let list = try player.wait(for: "来电与报告")
    #expect(list.isMet && !list.screen.contains("注入清单"), "\(list.screen)")
  }
}

extension Tmux {
  /// A row of the queue or of a drill's queue with a text.
  fileprivate static func queueRow(_ screen: String, _ text: String) -> Substring? {
    screen.split(separator: "\n").first { ($0.contains("║>") || $0.contains("│>")) && $0.contains(text) }
  }
}
