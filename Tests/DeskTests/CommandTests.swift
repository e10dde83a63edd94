import Alarms
import Cells
import CitySafety
import Desk
import Operations
import Testing

@Suite struct CommandTests {
  @Test func aLeadAcknowledgesWithOneKeyBoundToWhatIsSeen() {
    var script = Script(signedIn: Fixture.lead)
    script.press("a")
    #expect(script.commands.map(\.name) == [.acknowledge])
    #expect(script.commands.first?.alarm == AlarmID(20417))
    #expect(script.commands.first?.targets.first?.version == 2)
    #expect(script.commands.first?.targets.first?.occurrence == 4)
  }

  @Test func aRowShowsThatItsCommandIsOnItsWay() {
    var script = Script(signedIn: Fixture.lead)
    script.press("a")
    #expect(script.cursorLine()?.text.contains("确认中") == true)
  }

  @Test func aRowIsAcknowledgedOnlyWhenTheSnapshotSaysSo() {
    var script = Script(signedIn: Fixture.lead)
    script.press("a")
    if let id = script.commands.first?.id { script.send(.result(id, .done(revision: 8))) }
    #expect(script.cursorLine()?.text.contains("已确认") == false)
    var alarms = Fixture.alarms
    alarms[0].isAcknowledged = true
    alarms[0].revision = 8
    script.send(.snapshot(Fixture.snapshot(alarms, number: 2)))
    #expect(script.cursorLine()?.text.contains("已确认") == true)
  }

  @Test func aSecondKeyWhileWaitingSendsNothing() {
    var script = Script(signedIn: Fixture.lead)
    script.press("a", "a")
    #expect(script.commands.count == 1)
  }

  @Test func withoutSignInTheKeyAsksForIt() {
    var script = Script()
    script.press("a")
    #expect(script.commands.isEmpty)
    #expect(script.text().contains("请先登录"))
  }

  @Test func anOperatorsAcknowledgementAsksForALeadsCode() {
    var script = Script(signedIn: Fixture.watcher)
    script.press("a")
    script.pass(.seconds(1))
    script.type("chenli")
    script.press("<tab>")
    script.type("code")
    script.press("<tab>")
    #expect(script.commands.isEmpty)
    script.press("y")
    guard case .perform(let command, let name, let code)? = script.effects.last else {
      Issue.record("nothing performed")
      return
    }
    #expect(command.name == .acknowledge && command.actor == Fixture.watcher)
    #expect(name == "chenli" && code == "code")
  }

  @Test func aWrongCodeKeepsTheDialogAndClearsTheCode() {
    var script = Script(signedIn: Fixture.watcher)
    script.press("a")
    script.pass(.seconds(1))
    script.type("chenli")
    script.press("<tab>")
    script.type("nope")
    script.press("<tab>", "y")
    if let id = script.commands.first?.id { script.send(.result(id, .refused(.wrongCode))) }
    let text = script.text()
    #expect(text.contains("授权码不对"))
    #expect(!text.contains("****"))
  }

  @Test func anOutdatedRowAsksToBeLookedAtAgain() {
    var script = Script(signedIn: Fixture.lead)
    script.press("a")
    if let id = script.commands.first?.id {
      script.send(.result(id, .refused(.outdated(AlarmID(20417), grade: .red))))
    }
    #expect(script.cursorLine()?.text.contains("请重看") == true)
  }

  @Test func aLostRaceSaysWhoAndWhen() {
    var script = Script(signedIn: Fixture.lead)
    script.press("a")
    if let id = script.commands.first?.id {
      script.send(.result(id, .refused(.raced(AlarmID(20417), by: "王强", at: Fixture.now))))
    }
    #expect(script.text().contains("#20417 已由 王强 在 15:41:07 处理"))
  }

  @Test func lostDataIsAcknowledgedOnlyWithAnExplicitYes() {
    var alarms = Fixture.alarms
    alarms[0].data = .lost
    var script = Script(snapshot: Fixture.snapshot(alarms), signedIn: Fixture.lead)
    script.press("a")
    #expect(script.commands.isEmpty)
    script.press("y")
    #expect(script.commands.map(\.acceptsLostData) == [true])
  }

  @Test func marksArePreviewedBeforeTheyAreAcknowledged() {
    var script = Script(signedIn: Fixture.lead)
    script.press("<space>", "<space>", "a")
    #expect(script.commands.isEmpty)
    #expect(script.text().contains("确认 2 条告警"))
    script.press("y")
    #expect(Set(script.commands.flatMap { $0.targets.map(\.alarm) }) == [AlarmID(20417), AlarmID(20416)])
  }

  @Test func aHeldOpeningKeyNeverConfirms() {
    var script = Script(signedIn: Fixture.lead)
    script.press("<space>", "<space>", "a")
    for key in ["a", "<enter>", "a", "<enter>"] { script.press(key) }
    #expect(script.commands.isEmpty)
  }

  @Test func keysWithinAQuarterSecondOfOpeningAreDropped() {
    var script = Script(signedIn: Fixture.lead)
    script.press("<space>", "a")
    script.now = script.now + .milliseconds(200)
    script.send(.input(.key(.character("y"))))
    #expect(script.commands.isEmpty)
    script.now = script.now + .milliseconds(60)
    script.send(.input(.key(.character("y"))))
    #expect(script.commands.count == 1)
  }

  @Test func inAFieldYIsALetter() {
    var script = Script(signedIn: Fixture.watcher)
    script.press("c")
    script.pass(.seconds(1))
    script.type("yyy")
    #expect(script.commands.isEmpty)
    script.press("<tab>", "y")
    #expect(script.commands.map(\.text) == ["yyy"])
  }

  @Test func anEmptyCommentIsNotSent() {
    var script = Script(signedIn: Fixture.watcher)
    script.press("c", "<tab>", "y")
    #expect(script.commands.isEmpty)
    #expect(script.text().contains("请填写备注"))
  }

  @Test func aCommentThatWasLeftIsThereNextTime() {
    var script = Script(signedIn: Fixture.watcher)
    script.press("c")
    script.pass(.seconds(1))
    script.type("电话核实")
    script.press("<esc>", "c")
    #expect(script.text().contains("电话核实"))
  }

  @Test func anIdleSeatRefusesCommandsAndKeepsItsPanes() {
    var script = Script(signedIn: Fixture.lead)
    script.pass(.minutes(11))
    #expect(script.text().contains("未确认 4"))
    script.press("a")
    #expect(script.commands.isEmpty)
    #expect(script.text().contains("席位空闲已锁"))
  }

  @Test func whenIngestIsStalledNothingIsSent() {
    var script = Script(signedIn: Fixture.lead)
    script.send(.link(.stalled(since: script.now)))
    script.press("a")
    #expect(script.commands.isEmpty)
    #expect(script.text().contains("什么也没有做"))
  }

  @Test func aPassphraseIsShownAsStars() {
    var script = Script()
    script.press("L")
    script.pass(.seconds(1))
    script.type("liming")
    script.press("<tab>")
    script.type("hunter2")
    let text = script.text()
    #expect(text.contains("*******") && !text.contains("hunter2"))
    script.press("<tab>", "y")
    #expect(script.effects.contains(.signIn(name: "liming", passphrase: "hunter2")))
  }

  @Test func readOnlyPeopleAreToldWhoMay() {
    let guest = Actor(person: "guest", displayName: "访客", role: .readOnly, seat: "一席")
    var script = Script(signedIn: guest)
    script.press("a")
    #expect(script.commands.isEmpty)
    #expect(script.text().contains("只读不可确认这一级，须班长"))
  }
}
