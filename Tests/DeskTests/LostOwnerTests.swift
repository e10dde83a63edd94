import Alarms
import CitySafety
import Desk
import Operations
import Testing

@Suite struct LostOwnerTests {
  private static let lead = Actor(person: "lead", displayName: "陈立", role: .lead, seat: "一席")

  @Test func aSignInThatWaitsIsAnsweredWhenTheOwnerIsLost() {
    var script = Script()
    script.press("L")
    script.now = script.now + .seconds(1)
    script.type("lead")
    script.press("<tab>")
    script.type("secret")
    script.press("<enter>", "y")
    #expect(script.effects.contains(.signIn(name: "lead", passphrase: "secret")))
    script.send(.link(.stalled(since: script.now)))
    #expect(script.text().contains("采集进程无应答"))
  }

  @Test func aClockThatWentBackDoesNotDeafenADialog() {
    var script = Script()
    script.press("L")
    script.now = script.now - .hours(1)
    script.send(.tick)
    script.press("<esc>")
    #expect(!script.text().contains("姓名"))
  }

  @Test func aClockThatWentBackDoesNotProlongTheSilence() {
    var script = Script()
    script.press("m")
    script.now = script.now - .hours(1)
    script.send(.tick)
    script.pass(.minutes(3))
    #expect(!script.text().contains("静音 "))
  }

  @Test func whoWasSignedInIsToldThatTheyAreNotAndNobodyElseIs() {
    var nobody = Script()
    nobody.send(.signedOut)
    #expect(!nobody.text().contains("已退出登录"))
    var lead = Script(signedIn: LostOwnerTests.lead)
    lead.send(.signedOut)
    #expect(lead.text().contains("已退出登录（主控更换"))
    var leaving = Script(signedIn: LostOwnerTests.lead)
    leaving.press(":")
    leaving.type("sign out")
    leaving.press("<enter>")
    leaving.send(.signedOut)
    #expect(leaving.text().contains("已退出登录") && !leaving.text().contains("主控更换"))
  }

  @Test func anOwnerThatCannotWriteStandsInTheHeaderUntilItCanAgain() {
    var script = Script()
    let full = Bilingual(zh: "磁盘已满", en: "The disk is full")
    script.send(.trouble(full))
    script.pass(.seconds(19))
    script.send(.notice(Bilingual(same: "something else")))
    #expect(script.lines()[0].contains("存储不能写 00:19"))
    script.send(.trouble(full))
    #expect(script.lines()[0].contains("存储不能写 00:19"))
    script.send(.mended(Bilingual(zh: "存储已恢复写入。", en: "")))
    #expect(!script.lines()[0].contains("存储不能写"))
  }

  @Test func theFirstPeoplesHintComesAndGoes() {
    var script = Script()
    script.send(.hints([Bilingual(zh: "班长 lead  口令 abcd", en: "Lead lead  passphrase abcd")]))
    #expect(script.text().contains("口令 abcd"))
    script.send(.hints([]))
    #expect(!script.text().contains("口令 abcd"))
  }

  @Test func aCommandWithoutAnAnswerNoLongerHoldsItsRow() {
    var script = Script(signedIn: LostOwnerTests.lead)
    script.press("0", "o")
    guard let command = script.commands.first else {
      Issue.record("no command")
      return
    }
    script.send(.result(command.id, .refused(.unanswered(command.alarm))))
    #expect(script.text().contains("未收到答复"))
    script.effects = []
    script.press("o")
    #expect(script.commands.map(\.id) == [command.id])
  }
}
