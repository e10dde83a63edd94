import Alarms
import CityDispatch
import CitySafety
import Testing

/// What leaves the house about a task.
@Suite struct OrderMessageFacts {
  private let incident = Incident(id: IncidentID(1), draft: Examples.incident(1), by: lead, at: zero)

  @Test func anOrderAndEachOfItsResendsHaveIdsOfTheirOwn() {
    var task = Examples.task(.issued)
    #expect(OrderMessage.order(task, of: incident, channel: "log", at: zero).id == "task1.1/log/duty")
    _ = task.perform(.receiptOut, TaskInput(at: zero))
    #expect(OrderMessage.order(task, of: incident, channel: "log", at: zero).id == "task1.2/log/duty")
  }

  @Test func aResendSaysWhichItIsAndTheFirstDoesNot() {
    var task = Examples.task(.issued)
    #expect(!OrderMessage.order(task, of: incident, channel: "log", at: zero).text.zh.contains("重发"))
    task.sends = 3
    let text = OrderMessage.order(task, of: incident, channel: "log", at: zero).text
    #expect(text.zh.contains("（重发 2）") && text.en.contains("(resend 2)"))
  }

  @Test func anOrderSaysWhatWhereAndHowSoon() {
    let item = OrderMessage.order(Examples.task(.issued), of: incident, channel: "log", at: zero)
    for words in ["指令 1", "燃气", "关阀", "10 分钟内到场", "请签收"] { #expect(item.text.zh.contains(words), "\(words)") }
    for words in ["Order 1", "gas", "within 10 min", "confirm receipt"] {
      #expect(item.text.en.contains(words), "\(words)")
    }
    #expect(item.recipient == "duty" && item.channel == "log" && item.createdAt == zero)
  }

  @Test func whereNobodyHasToGoNoTimeOfArrivalIsNamed() {
    let task = Examples.task(.issued, limits: Examples.bare)
    #expect(!OrderMessage.order(task, of: incident, channel: "log", at: zero).text.zh.contains("分钟"))
  }

  @Test func onlyTheIdOfAnOrderNamesATask() {
    #expect(OrderMessage.task(ofMessage: "task17.2/log/gas-1") == TaskID(17))
    for id in [
      "cancel17/log/gas-1", "missed17.2/log/lead", "1042/log/lead", "task17", "taskx.1/log/a", "task.1/log/a",
      "",
      "task17/log/a",
    ] {
      #expect(OrderMessage.task(ofMessage: id) == nil, "\(id)")
    }
  }

  @Test func aCancellationNamesTheReason() {
    var task = Examples.task(.issued)
    _ = task.perform(.cancel, TaskInput(at: zero, words: "误报"))
    let item = OrderMessage.cancellation(task, channel: "log", at: zero)
    #expect(item.id == "cancel1/log/duty" && item.text.zh.contains("误报") && item.text.en.contains("误报"))
  }

  @Test func whatWasMissedIsOneMessageForEachRecipientAndCount() {
    var task = Examples.task(.issued)
    var ids: Set<String> = []
    for missed in 1...2 {
      task.missed = missed
      for name in ["lead", "leader"] {
        let item = OrderMessage.missed(task, of: incident, to: name, channel: "log", at: zero)
        #expect(item.recipient == name && item.text.zh.contains("\(missed) 次未签收"))
        ids.insert(item.id)
      }
    }
    #expect(ids.count == 4)
  }
}
