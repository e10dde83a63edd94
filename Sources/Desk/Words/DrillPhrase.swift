/// The texts of drills: Chinese, a bar, English.
enum DrillPhrase: String, PhraseBook {
  static let table = makeTable()

  // What the events say
  case eventLoaded = "演练载入：{scenario} 第 {version} 版，种子 {seed}|Drill loaded: {scenario}, version {version}, seed {seed}"
  case eventArmed = "演练就绪：独立存储，无对外通道|Drill armed: a store of its own, no channel out of the house"
  case eventStart = "演练开始|Drill started"
  case eventPause = "演练暂停|Drill paused"
  case eventResume = "演练继续|Drill resumed"
  case eventSpeed = "演练倍速 ×{speed}|Drill speed ×{speed}"
  case eventStep = "提前下一项注入|Next inject brought forward"
  case eventJump = "演练时钟前跳|Drill clock moved on"
  case eventInsert = "人工注入|Inject by hand"
  case eventCall = "导演来电：{from}|Call by the director: {from}"
  case eventSkip = "略过一项注入|An inject skipped"
  case eventObserve = "观察记录：{text}|Observation: {text}"
  case eventTake = "接收消息 {number}|Message {number} taken"
  case eventEnd = "演练结束|Drill ended"
  case eventDelivered = "注入 {inject}|Inject {inject}"
  case eventInterrupted = "真实红色告警，演练时钟停（{seat}）|A live red alarm stopped the drill clock ({seat})"
  case eventReached = "{seat} {seconds} 秒后切到实况|{seat} went to the live screen after {seconds} s"
  case eventPerformed = "操作记录|Recorded request"
  case eventLoss = "演练主控中断后恢复，时钟停|The drill's owner was lost and is back; the clock stands"
  case eventUnreadable = "无法识别的演练记录|A drill entry that cannot be read"
}
