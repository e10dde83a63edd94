internal import CitySafety

/// The texts of the shift log, the on-duty board and the handover: Chinese, a bar, English.
///
/// Values stand in braces by name, the same names in both.
enum DutyPhrase: String, Sendable, CaseIterable {
  // Views
  case titleHandover = "交接班|Handover"
  case titleHandoverNumber = "交接班 #{number} {phase}|Handover #{number} {phase}"
  case titleLog = "值班日志|Shift log"
  case titleBoard = "在岗情况|On duty"
  case phaseOnDuty = "在岗|On duty"
  case phasePreparing = "准备中，等接班人到场|preparing, waits for the incoming person"
  case phaseExchange = "两人到场|both present"
  case phaseReadback = "逐项复述|reading back"
  case phaseSigned = "已签，待第二人签字|signed, waits for the second signature"
  case ticked = "已勾 {done}/{all}|ticked {done}/{all}"
  case noItems = "没有须交接的事项|Nothing has to be handed over"
  case emptyLog = "日志为空  :记 写一条|The log is empty; :log writes an entry"

  // The report
  case shiftLine = "班次 {shift}|Shift {shift}"
  case noShift = "班次 未排|No shift planned"
  case outgoing = "交班 {name} {time}|Outgoing {name} {time}"
  case incoming = "接班 {name} {time}|Incoming {name} {time}"
  case incomingGuest = "接班 {name} {time} 同席|Incoming {name} {time}, same seat"
  case nobodyIncoming = "接班 未到场|Incoming: not there yet"
  case notPresent = " 不在场| not signed in"
  case higherRisk = "高风险交接：须第二人签字|Higher risk: needs a second signature"
  case riskRed = "  红色未闭 {count} 条|  {count} red open"
  case riskFlood = "  告警洪峰中|  alarm flood under way"
  case suppressedCount = "按设计抑制 {count} 条|{count} suppressed by design"
  case expiringHead = "下一班内到期的搁置 {count}|Shelves that end in the next shift: {count}"
  case expiringLine = "  {time} {what}|  {time} {what}"
  case lastSigned = "上次 #{number} {name} {time}|Last #{number} {name} {time}"
  case neverSigned = "还没有签过交接|No handover was signed yet"

  // Reasons
  case reasonSevere = "红橙|red/orange"
  case reasonUnacknowledged = "未确认|unacked"
  case reasonShelved = "搁置|shelved"
  case reasonService = "停用|out of service"
  case reasonClock = "计时|clock"
  case reasonReceipt = "待签收|no receipt"
  case reasonTask = "在办|task"
  case reasonLost = "失联|source lost"
  case reasonFollowUp = "待续报|follow-up"
  case reasonSuppressed = "设计抑制|by design"

  // Details of an item
  case shelvedUntil = "搁置至 {time} {reason} ({name})|shelved until {time}: {reason} ({name})"
  case serviceOrder = "停用 单号 {order} 措施 {measure}|out of service, order {order}, measure {measure}"
  case actionDue = "处置时限 {time}|action due {time}"
  case escalationDue = "上报时限 {time}|escalates {time}"
  case offeredTo = "待 {name} 签收至 {time}|waits for {name} until {time}"
  case ownedBy = "在办 {name}|with {name}"
  case dueAt = "应于 {time}|due {time}"
  case changedSince = "{time} 勾后有变，请重读|changed since ticked at {time}: read it again"
  case changedByWhom = "（{name}）| by {name}"

  // Buttons and what is missing
  case buttonPrepare = "准备交班（我是交班人）|prepare the handover (I am outgoing)"
  case buttonJoin = "接班到场（我是接班人）|take over (I am incoming)"
  case buttonGuest = "接班人在本席登录到场...|the incoming person signs in at this seat..."
  case buttonSign = "接班签字|sign for taking over"
  case buttonSecond = "第二人签字|second signature"
  case buttonSignFor = "{name} 签字...|{name} signs..."
  case buttonSecondFor = "另一人签字...|another person signs..."
  case missingItems = "还有 {count} 项未勾，不能签字|{count} items not ticked: cannot be signed"
  case waitsFor = "等待接班人到场|waits for the incoming person"
  case signInToTakePart = "登录后可参加交接 (L)|sign in to take part (L)"
  case tickKeys = "Enter/Space 勾选  x 取消交接  Esc 返回|Enter/Space tick  x cancel handover  Esc back"
  case logKeys = "Enter 标记续报已办  Esc 返回|Enter marks a follow-up done  Esc back"

  // Dialogs
  case titleJoin = "接班人到场|The incoming person"
  case titleSign = "接班签字|Signing for taking over"
  case titleSecond = "第二人签字|Second signature"
  case titleCancel = "取消交接班|Cancel the handover"
  case joinNote =
    "接班人本人在此输入姓名和口令；交班人的登录不变。|The incoming person proves who they are; the seat stays signed in."
  case signNote = "签字人本人输入姓名和口令。|The signing person gives name and passphrase."
  case cancelNote = "已勾选的全部作废。|All ticks are lost."
  case titleEntry = "记日志：{kind}|Log: {kind}"
  case timeField = "时间|Time"
  case dueField = "续报时限|Due"
  case timeHint = "时间写 18:30、+2h、+30m 或 2026-11-24 08:00|Times: 18:30, +2h, +30m or 2026-11-24 08:00"
  case badTime = "看不懂时间 {text}|Cannot read the time {text}"
  case absentNote = "注意：{name} 现在没有登录任何席位|Note: {name} is not signed in at any seat now"

  // Board
  case crewLeader = "带班领导|Leader"
  case crewLead = "班长|Lead"
  case crewMain = "主班|Main"
  case crewDeputy = "副班|Deputy"
  case atSeat = "在席 {seat}|at {seat}"
  case notAtSeat = "未登录|not signed in"
  case nobodyPlanned = "--|--"
  case seatsHead = "已登录席位 {count}|Seats signed in: {count}"
  case nextShift = "下一班 {shift}|Next shift {shift}"
  case pendingHead = "待续报 {count}|Follow-ups pending: {count}"
  case sourcesHead = "失联数据源 {count}|Sources lost: {count}"
  case serviceHead = "停用告警 {count}|Alarms out of service: {count}"

  // Answers
  case doneLog = "日志已记 #{number}|Entry #{number} is in the log"
  case doneFinish = "续报已办结|The follow-up is done"
  case donePrepare = "交接班已开始，等待接班人到场|The handover has begun and waits for the incoming person"
  case doneJoin = "接班人已到场，请逐项复述并勾选|The incoming person is there: read back and tick each item"
  case doneTick = "已勾选|Ticked"
  case doneUntick = "已取消勾选|No longer ticked"
  case doneSign = "接班已签字，待第二人签字|Signed; the second signature is to come"
  case doneCancel = "交接班已取消|The handover is cancelled"
  case signedNow = "交接班 #{number} 已签字完成|Handover #{number} is signed and complete"
  case waitsForAnswer = "上一步还在等待结果|The last step still waits for its answer"

  // Refusals
  case refusedRight = "{role}不能{what}|A {role} may not: {what}"
  case refusedUnderWay = "{name} 已开始交接班|{name} has begun a handover already"
  case refusedOver = "该交接班已结束|This handover is over"
  case refusedOverBy = "该交接班已由 {name} 签字|This handover was signed by {name}"
  case refusedTaken = "接班人是 {name}|{name} takes over already"
  case refusedSame = "交班和接班须是两个人|Outgoing and incoming must be two people"
  case refusedNotIncoming = "只有接班人 {name} 可以勾选和签字|Only {name}, who takes over, ticks and signs"
  case refusedChanged = "此项刚有变化，请重读|This item has just changed: read it again"
  case refusedNothing = "已经如此，无须再做|It is so already"
  case refusedItems = "还有 {count} 项未勾，不能签字|{count} items are not ticked: it cannot be signed"
  case refusedAbsent = "{name} 不在场：两人都须登录|{name} is not there: both must be signed in"
  case refusedPhase = "现在{phase}，不能这样做|Not now: {phase}"
  case refusedSecond = "第二签字须是另一个人，不能是 {name}|The second signature must be another person's, not {name}'s"
  case refusedTooMany = "超过上限 {limit}|More than the limit of {limit}"
  case refusedField = "请填写{field}|Fill in: {field}"
  case refusedLong = "文字超过 {limit} 字|The text is longer than {limit} characters"
  case refusedEntry = "没有待办的续报 #{number}|There is no pending follow-up #{number}"
  case refusedUnanswered = "连接中断，不知是否已执行；再按一次不会重复|The connection broke: pressing again acts once"

  // Events
  case eventLog = "日志 {kind}：{text}|Log, {kind}: {text}"
  case eventFinish = "续报 #{number} 已办|Follow-up #{number} done"
  case eventPrepare = "开始交接班 #{number}|Handover #{number} begun"
  case eventJoin = "接班到场 #{number}|Takes over in handover #{number}"
  case eventTick = "交接 #{number} 勾选 {item}|Handover #{number}: ticked {item}"
  case eventUntick = "交接 #{number} 取消勾选 {item}|Handover #{number}: unticked {item}"
  case eventSign = "交接 #{number} 签字|Handover #{number} signed"
  case eventSignRisk = "交接 #{number} 签字（高风险，待第二人）|Handover #{number} signed (higher risk, second to come)"
  case eventSecond = "交接 #{number} 第二人签字|Handover #{number}: second signature"
  case eventCancel = "取消交接班 #{number}|Handover #{number} cancelled"

  // The print
  case printTitle = "{site} 交接班记录 #{number}|{site}: handover record #{number}"
  case printShift = "班次|Shift"
  case printLeader = "带班领导|Leader on duty"
  case printCrew = "主班/副班|Main/deputy"
  case printPrepared = "交班人|Outgoing"
  case printJoined = "接班人|Incoming"
  case printTaken = "接班时刻|Taken over at"
  case printRisk = "风险|Risk"
  case printNormal = "一般|ordinary"
  case printHigher = "高风险（第二人已签）|higher risk (second signature given)"
  case printFlood = "；签字时处于告警洪峰|; signed in an alarm flood"
  case printItems = "已复述事项 {count}|Items read back: {count}"
  case printReason = "{reason} {count}|{reason}: {count}"
  case printNone = "无|none"
  case printExpiring = "下一班内到期的搁置|Shelves that end in the next shift"
  case printInstructions = "领导批示|Leaders' instructions"
  case printEquipment = "设备状态|Equipment"
  case printLog = "本班其他记事|Other entries of the shift"
  case printSigned = "签字|Signatures"
  case printSignature = "接班 {name}  {time}|Incoming {name}  {time}"
  case printOutgoing = "交班 {name}  {time}|Outgoing {name}  {time}"
  case printSecond = "第二人 {name}  {time}|Second {name}  {time}"
  case printAnchor = "日志锚点|Journal anchor"
  case printTickedAt = "勾选 {time}|ticked {time}"

  private static let table: [DutyPhrase: Bilingual] = Dictionary(
    uniqueKeysWithValues: allCases.map { phrase in
      let parts = phrase.rawValue.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
      return (phrase, Bilingual(zh: String(parts[0]), en: String(parts[parts.count - 1])))
    })

  /// The text in both languages, placeholders unfilled.
  var text: Bilingual { DutyPhrase.table[self] ?? Bilingual(same: rawValue) }

  /// The text with values in place of `{name}`.
  func filled(_ values: KeyValuePairs<String, String>) -> Bilingual {
    var result = text
    for (name, value) in values {
      result.zh = Phrase.fill(result.zh, name, value)
      result.en = Phrase.fill(result.en, name, value)
    }
    return result
  }

  /// The text with values that have two languages themselves.
  func filled(with values: KeyValuePairs<String, Bilingual>) -> Bilingual {
    var result = text
    for (name, value) in values {
      result.zh = Phrase.fill(result.zh, name, value.zh)
      result.en = Phrase.fill(result.en, name, value.en)
    }
    return result
  }
}
