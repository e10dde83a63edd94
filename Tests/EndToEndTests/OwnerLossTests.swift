import Glibc
import Testing

/// What the seats show and do when the owner dies, hangs or comes back.
@Suite(.serialized) struct OwnerLossTests {
  @Test func anOwnerThatHangsShowsWithinThreeSecondsAndGoesOnAfterwards() throws {
    var site = try SmallSite()
    try site.feed([1, 1, 1, 1], at: SmallSite.now())
    let owner = try Owner(site)
    let terminal = try Tmux(console: site)
    #expect(try terminal.wait(for: "实时").isMet)
    owner.child.send(SIGSTOP)
    let stalled = try terminal.wait(for: "采集停滞", deadline: 3)
    #expect(stalled.isMet, "\(stalled.screen)")
    let status = try site.run(["status"])
    #expect(status.code == 1)
    #expect(status.output.contains("not answering"), "\(status.output)")
    owner.child.send(SIGCONT)
    let back = try terminal.wait { $0.contains("实时") && !$0.contains("采集停滞 ") }
    #expect(back.isMet, "\(back.screen)")
    #expect(try owner.stop() == 0)
  }

  @Test func attachedConsolesGoOnWithAnIngestThatWasRestarted() throws {
    var site = try SmallSite()
    try site.feed([1, 1, 1, 1], at: SmallSite.now())
    let first = try Owner(site)
    let terminals = [try Tmux(console: site, ["--attach-only"]), try Tmux(console: site, ["--attach-only"])]
    for terminal in terminals { #expect(try terminal.wait(for: "实时").isMet) }
    first.murder()
    for terminal in terminals { #expect(try terminal.wait(for: "采集停滞", deadline: 3).isMet) }
    let second = try Owner(site)
    try site.feed([1, 60, 1, 1], at: SmallSite.now())
    for terminal in terminals {
      let back = try terminal.wait { $0.contains("实时") && $0.contains("2橙") }
      #expect(back.isMet, "\(back.screen)")
    }
    #expect(try second.stop() == 0)
  }

  @Test func aCommandWhoseAnswerIsLostIsSaidToBeUnanswered() throws {
    var site = try SmallSite()
    try site.feed([60, 1, 1, 1], at: SmallSite.now())
    let owner = try Owner(site)
    let terminal = try Tmux(console: site, ["--attach-only"])
    #expect(try terminal.wait(for: "2橙").isMet)
    try terminal.signInSurely("lead", as: "陈立")
    owner.child.send(SIGSTOP)
    try terminal.send("0", "a")
    #expect(try terminal.wait(for: "确认中").isMet)
    owner.murder()
    let told = try terminal.wait(for: "未收到答复")
    #expect(told.isMet, "\(told.screen)")
    #expect(!told.screen.contains("确认中") && Tmux.cursorRow(told.screen)?.contains("已确认") != true)
    // The next owner: signed in again, the key acts once.
    let next = try Owner(site)
    #expect(try terminal.wait(for: "实时").isMet)
    try terminal.signInSurely("lead", as: "陈立")
    try terminal.send("0", "a")
    let done = try terminal.wait { Tmux.cursorRow($0)?.contains("已确认") == true }
    #expect(done.isMet, "\(done.screen)")
    let journal = try site.run(["db", "export"], ["journal", "--format", "jsonl"])
    #expect(journal.output.split(separator: "\n").count { $0.contains("acknowledge") } == 1)
    #expect(try next.stop() == 0)
  }

  @Test func aLostOwnerRefusesCommandsAndSignInInsteadOfWaiting() throws {
    var site = try SmallSite()
    try site.feed([60, 1, 1, 1], at: SmallSite.now())
    let owner = try Owner(site)
    let terminal = try Tmux(console: site, ["--attach-only"])
    #expect(try terminal.wait(for: "2橙").isMet)
    owner.murder()
    #expect(try terminal.wait(for: "采集停滞", deadline: 3).isMet)
    try terminal.signIn("lead")
    let refused = try terminal.wait(for: "采集进程无应答")
    #expect(refused.isMet, "\(refused.screen)")
  }

  @Test func ofTwoConsolesOneTakesOverAndTheOtherAttaches() throws {
    var site = try SmallSite()
    try site.feed([1, 1, 1, 1], at: SmallSite.now())
    let owner = try Owner(site)
    let terminals = [try Tmux(console: site, ["--seat", "一席"]), try Tmux(console: site, ["--seat", "二席"])]
    for terminal in terminals { #expect(try terminal.wait(for: "实时").isMet) }
    owner.murder()
    try site.feed([1, 1, 60, 1], at: SmallSite.now())
    for terminal in terminals {
      let raised = try terminal.wait { $0.contains("2橙") && $0.contains("实时") }
      #expect(raised.isMet, "\(raised.screen)")
    }
    let third = try site.run(["ingest"])
    #expect(third.code == 75)
  }
}
