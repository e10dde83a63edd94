import Glibc
import Testing

/// What goes wrong with the store or the clock stands on the screen within a second of the poll that met it, though
/// nobody pressed a key that commands; nothing is shown as done, and it goes on by itself with all that was measured.
@Suite(.serialized) struct StoreBannerTests {
  /// Seconds.
  private static let bound = 1.0

  /// A console that is its own owner, with one orange alarm that nobody acknowledged.
  private func start(_ site: inout SmallSite, environment: [String: String] = [:]) throws -> Tmux {
    try site.feed([60, 1, 1, 1], at: SmallSite.now())
    let terminal = try Tmux(console: site, environment: environment)
    #expect(try terminal.wait(for: "2橙").isMet)
    try terminal.signInSurely("lead", as: "陈立")
    return terminal
  }

  private func expectBanner(_ terminal: Tmux, _ words: String) throws {
    let said = try terminal.wait(for: words, deadline: StoreBannerTests.bound)
    #expect(said.isMet, "\(said.screen)")
    #expect(Tmux.cursorRow(said.screen)?.contains("已确认") != true)
  }

  /// Two more probes alarm, which the store refuses until `mend`; then all three are there, and the key acts once.
  private func live(
    _ site: inout SmallSite, _ terminal: Tmux, _ words: String, mend: () throws -> Void
  ) throws {
    try site.feed([60, 60, 60, 1], at: SmallSite.now())
    try terminal.send("F5")
    try expectBanner(terminal, words)
    try terminal.send("0", "a")
    let refused = try terminal.wait(for: "什么也没有做，写入失败")
    #expect(refused.isMet, "\(refused.screen)")
    #expect(Tmux.cursorRow(refused.screen)?.contains("已确认") != true)
    try mend()
    let back = try terminal.wait { $0.contains("未确认 3") }
    #expect(back.isMet, "\(back.screen)")
    try terminal.send("a")
    let done = try terminal.wait { $0.contains("未确认 2") && $0.contains("已确认 1") }
    #expect(done.isMet, "\(done.screen)")
    try expectOneAcknowledgement(site, alarms: 3)
  }

  private func expectOneAcknowledgement(_ site: SmallSite, alarms: Int) throws {
    let journal = try site.run(["db", "export"], ["journal", "--format", "jsonl"])
    #expect(journal.output.split(separator: "\n").count { $0.contains("acknowledge") } == 1)
    let kept = try site.run(["db", "export"], ["alarms", "--format", "jsonl"])
    #expect(kept.output.split(separator: "\n").count == alarms, "\(kept.output)")
    let verdict = try site.run(["db", "check"])
    #expect(verdict.code == 0, "\(verdict.output)\(verdict.errors)")
  }

  @Test(.enabled(if: SmallDisk.isPossible, "needs the right to mount"))
  func aFullDiskStandsOnTheScreenWithinASecond() throws {
    var site = try SmallSite()
    let disk = try SmallDisk(site.folder.path + "/data", kilobytes: 3000)
    defer { disk.remove() }
    let terminal = try start(&site)
    disk.fill()
    try live(&site, terminal, "磁盘已满") { disk.makeRoom() }
  }

  @Test func aFileThatMayNotGrowStandsOnTheScreenWithinASecond() throws {
    var site = try SmallSite()
    let terminal = try start(&site)
    let id = String(try #require(try terminal.childID()))
    _ = try Program.run(["--pid", id, "--fsize=4096:"], program: "prlimit")
    try live(&site, terminal, "存储") {
      _ = try Program.run(["--pid", id, "--fsize=unlimited:"], program: "prlimit")
    }
  }

  @Test(.enabled(if: Python.exists, "needs python3 with sqlite3"))
  func aForeignLockStandsOnTheScreenWithinASecond() throws {
    var site = try SmallSite()
    let terminal = try start(&site)
    let holder = try Python.lock(site.store)
    try live(&site, terminal, "存储被其他程序占用") {
      holder.send(SIGTERM)
      _ = holder.finish(deadline: 10)
    }
  }

  @Test(
    .enabled(if: SmallDisk.isPossible, "needs the right to mount"))
  func aStoreThatIsReadOnlyStandsOnTheScreenWithinASecond() throws {
    var site = try SmallSite()
    let disk = try SmallDisk(site.folder.path + "/data", kilobytes: 3000)
    defer { disk.remove() }
    try site.feed([60, 1, 1, 1], at: SmallSite.now())
    try disk.makeWritable(false)
    let terminal = try Tmux(console: site)
    #expect(try terminal.wait(for: "小站").isMet)
    try expectBanner(terminal, "存储不可写")
    try disk.makeWritable(true)
    #expect(try terminal.wait(for: "2橙").isMet)
  }

  @Test(.enabled(if: SteppedClock.isPossible, "needs clang"), arguments: [3600, -3600])
  func aStepOfTheClockStandsOnTheScreenWithinASecond(seconds: Int) throws {
    let clock = try SteppedClock()
    var site = try SmallSite()
    let terminal = try start(&site, environment: clock.environment)
    clock.step(to: seconds)
    try expectBanner(terminal, "时钟跳变 \(seconds) 秒")
    try site.feed([60, 60, 60, 1], at: SmallSite.now())
    let raised = try terminal.wait { $0.contains("未确认 3") }
    #expect(raised.isMet, "\(raised.screen)")
    try terminal.send("0", "a")
    let done = try terminal.wait { $0.contains("未确认 2") && $0.contains("已确认 1") }
    #expect(done.isMet, "\(done.screen)")
    // An hour of escalation and shelving times did not pass.
    let journal = try site.run(["db", "export"], ["journal", "--format", "jsonl"])
    #expect(journal.output.contains("clockStepped"), "\(journal.output)")
    #expect(!journal.output.contains("\"event\":\"timer("), "\(journal.output)")
    try expectOneAcknowledgement(site, alarms: 3)
  }
}
