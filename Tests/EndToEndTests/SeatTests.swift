import Alarms
import CitySafety
import Glibc
import Operations
import Settings
import Testing

/// Several seats at one owner: what one does, the others see; who is late is told.
@Suite(.serialized) struct SeatTests {
  /// A site with one open alarm of a grade, an owner, and a second lead.
  private func start(_ value: Double) throws -> (SmallSite, Owner) {
    var site = try SmallSite()
    try site.feed([value, 1, 1, 1], at: SmallSite.now())
    let owner = try Owner(site)
    let added = try site.run(
      ["user", "add"], ["second", "--display", "王二", "--role", "lead"], input: "second second\n")
    #expect(added.code == 0, "\(added.errors)")
    return (site, owner)
  }

  @Test func anAcknowledgementAtOneSeatShowsAtTheOther() throws {
    let (site, owner) = try start(60)
    let first = try Tmux(console: site, ["--attach-only", "--seat", "一席"])
    let second = try Tmux(console: site, ["--attach-only", "--seat", "二席"])
    #expect(try first.wait(for: "2橙").isMet)
    #expect(try second.wait(for: "2橙").isMet)
    try first.signInSurely("lead", as: "陈立")
    try first.send("0", "a")
    let done = try first.wait(for: "确认 已生效")
    #expect(done.isMet, "\(done.screen)")
    let seen = try second.wait { Tmux.cursorRow($0)?.contains("已确认") == true }
    #expect(seen.isMet, "\(seen.screen)")
    #expect(try owner.stop() == 0)
  }

  @Test func theLoserOfARaceSeesWhoWonAndWhen() throws {
    let (site, owner) = try start(60)
    let late = try Tmux(console: site, ["--attach-only", "--seat", "二席"])
    #expect(try late.wait(for: "2橙").isMet)
    try late.signInSurely("lead", as: "陈立")
    // The display stands still, so that the key is pressed on what is painted.
    try late.send("f")
    #expect(try late.wait(for: "已冻结").isMet)
    let winner = try Seat(store: site.store)
    #expect(winner.signIn(name: "second", passphrase: "second second"))
    let loaded = try SiteFolder.load(site.path).get()
    let alarm = try #require(try winner.firstAlarm(store: site.store, site: loaded.site))
    var command = winner.acknowledgement(of: alarm)
    command.actor.person = "second"
    #expect(winner.perform(command) == .done(revision: alarm.revision + 1))
    try late.send("a")
    let told = try late.wait { $0.firstMatch(of: #/已由 王二 在 [0-9:]{8} 处理/#) != nil }
    #expect(told.isMet, "\(told.screen)")
    #expect(try owner.stop() == 0)
  }

  @Test func ofTwoSeatsThatAcknowledgeAtOnceExactlyOneWins() throws {
    let (site, owner) = try start(60)
    let seats = [try Seat(store: site.store), try Seat(store: site.store)]
    #expect(seats[0].signIn(name: "lead", passphrase: "lead"))
    #expect(seats[1].signIn(name: "second", passphrase: "second second"))
    let loaded = try SiteFolder.load(site.path).get()
    let alarm = try #require(try seats[0].firstAlarm(store: site.store, site: loaded.site))
    let commands = zip(seats, ["lead", "second"]).map { seat, name in
      var command = seat.acknowledgement(of: alarm)
      command.actor.person = name
      return command
    }
    for (seat, command) in zip(seats, commands) { seat.send(command) }
    let results = zip(seats, commands).map { seat, command in seat.result(of: command) }
    #expect(results.filter { if case .done = $0 { true } else { false } }.count == 1, "\(results)")
    let lost = results.compactMap {
      if case .refused(.raced(let id, let by, _)) = $0 { (id, by) } else { nil }
    }
    #expect(lost.count == 1 && lost[0].0 == alarm.id && ["陈立", "王二"].contains(lost[0].1), "\(results)")
    #expect(try owner.stop() == 0)
  }

  @Test func anAlarmThatGotWorseBetweenPaintAndKeyIsNotAcknowledged() throws {
    var (site, owner) = try start(30)
    let terminal = try Tmux(console: site, ["--attach-only"])
    #expect(try terminal.wait(for: "3黄").isMet)
    try terminal.signInSurely("lead", as: "陈立")
    try terminal.send("f")
    #expect(try terminal.wait(for: "已冻结").isMet)
    try site.feed([60, 1, 1, 1], at: SmallSite.now())
    #expect(try terminal.wait(for: "后台新增 1").isMet)
    try terminal.send("a")
    let refused = try terminal.wait(for: "请重看后再确认")
    #expect(refused.isMet, "\(refused.screen)")
    let alarms = try site.run(["db", "export"], ["alarms", "--format", "jsonl"])
    #expect(
      alarms.output.contains("\"gradeNow\":\"orange\"") && !alarms.output.contains("\"lead\""),
      "\(alarms.output)")
    #expect(try owner.stop() == 0)
  }

  // MARK: Roles

  @Test func watchingAsksForNoSignInAndAKeyThatCommandsAsksForOne() throws {
    let (site, owner) = try start(60)
    let terminal = try Tmux(console: site, ["--attach-only"])
    #expect(try terminal.wait(for: "2橙").isMet)
    #expect(try terminal.screen().contains("未登录"))
    try terminal.send("a")
    #expect(try terminal.wait(for: "请先登录").isMet)
    try terminal.send("Escape")
    let alarms = try site.run(["db", "export"], ["alarms", "--format", "jsonl"])
    #expect(!alarms.output.contains("\"lead\""))
    #expect(try owner.stop() == 0)
  }

  @Test func aWrongPassphraseIsSaidAndNobodyIsSignedIn() throws {
    let (site, owner) = try start(60)
    let terminal = try Tmux(console: site, ["--attach-only"])
    #expect(try terminal.wait(for: "2橙").isMet)
    try terminal.signIn("lead", passphrase: "nonsense")
    let told = try terminal.wait(for: "姓名或口令不对")
    #expect(told.isMet, "\(told.screen)")
    #expect(told.screen.split(separator: "\n").first?.contains("未登录") == true)
    #expect(try owner.stop() == 0)
  }

  @Test func aLeadsCodeAuthorisesOneCommandAtAnOperatorsSeat() throws {
    let (site, owner) = try start(60)
    let terminal = try Tmux(console: site, ["--attach-only", "--seat", "三席"])
    #expect(try terminal.wait(for: "2橙").isMet)
    try terminal.signInSurely("operator", as: "李明")
    try terminal.send("0", "a")
    let asked = try terminal.wait(for: "班长授权")
    #expect(asked.isMet, "\(asked.screen)")
    try terminal.fill("班长  ", with: "lead")
    try terminal.send("Tab")
    try terminal.type("wrong")
    try terminal.send("Enter", "y")
    #expect(try terminal.wait(for: "班长姓名或授权码不对").isMet)
    try terminal.type("lead")
    try terminal.send("Enter", "y")
    let done = try terminal.wait(for: "确认 已生效")
    #expect(done.isMet, "\(done.screen)")
    let journal = try site.run(["db", "export"], ["journal", "--format", "jsonl"])
    let entries = journal.output.split(separator: "\n").filter { $0.contains("acknowledge") }
    #expect(entries.count == 1, "\(journal.output)")
    for word in ["operator", "lead", "三席"] {
      #expect(entries.first?.contains(word) == true, "\(word): \(entries)")
    }
    #expect(try owner.stop() == 0)
  }

  @Test func whoSignsOutCommandsNoMore() throws {
    let (site, owner) = try start(60)
    let terminal = try Tmux(console: site, ["--attach-only"])
    #expect(try terminal.wait(for: "2橙").isMet)
    try terminal.signInSurely("lead", as: "陈立")
    try terminal.palette("退出登录")
    #expect(try terminal.wait(for: "已退出登录").isMet)
    try terminal.send("a")
    #expect(try terminal.wait(for: "请先登录").isMet)
    #expect(try owner.stop() == 0)
  }

  @Test func whoIsDisabledWhileSignedInCommandsNoMore() throws {
    let (site, owner) = try start(60)
    let seat = try Seat(store: site.store)
    #expect(seat.signIn(name: "lead", passphrase: "lead"))
    let loaded = try SiteFolder.load(site.path).get()
    let alarm = try #require(try seat.firstAlarm(store: site.store, site: loaded.site))
    #expect(try site.run(["user", "disable"], ["lead"]).code == 0)
    #expect(seat.perform(seat.acknowledgement(of: alarm)) == .refused(.notSignedIn))
    #expect(try owner.stop() == 0)
  }

  @Test func aSeatThatIdlesIsLockedForCommandsOnly() throws {
    var (site, owner) = try start(60)
    try site.edit("site/site.toml", "idle-lock-minutes = 30", "idle-lock-minutes = 1")
    let terminal = try Tmux(console: site, ["--attach-only"])
    #expect(try terminal.wait(for: "2橙").isMet)
    try terminal.signInSurely("lead", as: "陈立")
    let locked = try terminal.wait(for: "(已锁)", deadline: 75)
    #expect(locked.isMet, "\(locked.screen)")
    try site.feed([60, 90, 1, 1], at: SmallSite.now())
    #expect(try terminal.wait(for: "1红").isMet)
    try terminal.send("0", "a")
    #expect(try terminal.wait(for: "席位空闲已锁").isMet)
    let alarms = try site.run(["db", "export"], ["alarms", "--format", "jsonl"])
    #expect(!alarms.output.contains("\"lead\""))
    #expect(try owner.stop() == 0)
  }
}
