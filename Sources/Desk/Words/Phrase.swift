internal import CitySafety

/// Every text of the screen that is not site data or a name in the core: Chinese, a bar, English.
///
/// Values stand in braces by name, the same names in both.
enum Phrase: String, Sendable, CaseIterable {
  // Header and modes
  case unacknowledged = "未确认|Unack"
  case acknowledged = "已确认|Acked"
  case owned = "处置中|Owned"
  case notSignedIn = "未登录|Not signed in"
  case locked = "(已锁)|(locked)"
  case simulated = "模拟|SIM"
  case live = "实时|LIVE"
  case connecting = "连接中|CONNECTING"
  case stalled = "采集停滞 {age}|INGEST STALLED {age}"
  case frozen = "已冻结 {age} 后台新增 {count}|FROZEN {age}, {count} new behind"
  case silenced = "静音 {age}|SILENT {age}"
  case sourcesUp = "数据源 {up}/{all}|Sources {up}/{all}"
  case storeSize = "库 {size}|Store {size}"

  // Sector tiles
  case online = "在线 {fresh}/{all}|Online {fresh}/{all}"
  case age = "龄|Age"
  case everyInterval = "轮询 {interval}|every {interval}"
  case staleFor = "陈旧 {age}|Stale {age}"
  case lostFor = "失联 {age}|LOST {age}"
  case lost = "失联|LOST"
  case noValue = "未收到|none yet"
  case noSensors = "本板块没有点位|No sensors in this sector"
  case noSources = "没有数据源|No source"
  case lastTwoHours = "{name}  近 2 小时|{name}  last 2 h"

  // Queue
  case columnGrade = "级|Lv"
  case columnTime = "时间|Time"
  case columnSector = "板块|Sect"
  case columnState = "状态|State"
  case columnSite = "站点|Site"
  case columnContent = "内容|What"
  case columnCount = "次数|No."
  case columnOwner = "处置人|Owner"
  case rowCount = "{count} 条|{count} rows"
  case rowCountFiltered = "{shown}/{count} 条|{shown}/{count} rows"
  case filterIs = "筛选 {text}|filter {text}"
  case sortIs = "排序 {order}|by {order}"
  case marked = "标记 {count}|{count} marked"
  case newAbove = "^{count} 新|^{count} new"
  case sortGrade = "级别,时间|grade,time"
  case sortNewest = "最新|newest"
  case sortOldest = "最早|oldest"
  case sortSector = "板块,级别|sector,grade"
  case none = "无|none"
  case noAlarms = "无告警|No alarms"
  case noAlarmsSince = "无告警  上一条 {age} 前|No alarms; the last one {age} ago"
  case noMatch = "筛选没有匹配  Esc 清除|Nothing matches the filter; Esc clears it"
  case reading = "正在读取|Reading"
  case lookAgain = "请重看|LOOK"
  case gone = "已离开|GONE"
  case sendingAcknowledgement = "确认中|ACKING"
  case sending = "提交中|SENDING"
  case stateNormal = "正常|NORMAL"
  case stateUnacknowledged = "未确认|UNACK"
  case stateAcknowledged = "已确认|ACKED"
  case stateOwned = "处置中|OWNED"
  case stateReturned = "已恢复|RETURNED"
  case stateLatchedUnacknowledged = "锁未确|LATCH-UN"
  case stateLatched = "已锁存|LATCHED"
  case stateShelved = "已搁置|SHELVED"
  case stateSuppressed = "已抑制|SUPPRESSD"
  case stateOutOfService = "已停用|OUT OF S."
  case stateOffered = "待接受|OFFERED"
  case stateResponding = "响应中|RESPOND"
  case stateResolved = "已反馈|FEEDBACK"
  case stateTaskOpen = "待结案|TASK OPEN"

  // Detail
  case nothingChosen = "没有选中的告警或点位|No alarm or sensor chosen"
  case tabSummary = "概要|Summary"
  case tabChart = "曲线|Chart"
  case tabEight = "八清|Eight"
  case tabTimeline = "时间线|Timeline"
  case raised = "首报|First"
  case lastSeen = "末报|Last"
  case times = "共 {count} 次|{count} times"
  case measured = "数据|Data"
  case arrived = "接收|Arrived"
  case quality = "质量|Quality"
  case qualityGood = "良好|good"
  case qualityMarked = "有标记|marked"
  case qualityOutOfRange = "超量程|out of range"
  case qualityFromFuture = "时刻超前|from the future"
  case qualityMissing = "无值|no value"
  case qualityStale = "陈旧|stale"
  case valueNow = "现值|Now"
  case valueRaised = "报警值|At alarm"
  case range = "量程|Range"
  case cadence = "周期|Every"
  case threshold = "阈值|Limits"
  case hysteresis = "回差 {value}|hysteresis {value}"
  case delays = "延时 {on}/{off}|delay {on}/{off}"
  case origin = "依据|Basis"
  case localDefault = "本地默认值|local default"
  case overWindow = "{window} 变化|change in {window}"
  case version = "版本 {version}  修订 {revision}|Version {version}  revision {revision}"
  case acknowledgedBy = "确认|Acked by"
  case returnedAt = "恢复|Returned"
  case escalatedAt = "上报|Escalated"
  case ownedBy = "处置人 {name}|owner {name}"
  case comments = "备注 {count}|{count} comments"
  case expires = "到期|Expires"
  case issuer = "发布|Issuer"
  case madeUpPoint = "模拟点位|made-up sensor"
  case department = "责任|Owner"
  case place = "位置|Place"
  case samePlace = "同址未恢复 {count}|Open at the same place: {count}"
  case chartTitle = "{name}  近 {window}|{name}  last {window}"
  case windowHalfHour = "30 分钟|30 min"
  case windowTwoHours = "2 小时|2 h"
  case windowDay = "24 小时|24 h"
  case noChart = "此时段没有数据|No data in this window"
  case statistics = "最低 {low}  平均 {mean}  最高 {high}|low {low}  mean {mean}  high {high}"
  case noTimeline = "没有记录|No entries"
  case eightTitle = "八清 {count}/8|Eight clarities {count}/8"
  case eight1 = "底数|Inventory"
  case eight2 = "风险等级|Risk level"
  case eight3 = "隐患类别|Hazard"
  case eight4 = "所属网格|Grid"
  case eight5 = "监管层级|Tier"
  case eight6 = "行业主管|Industry"
  case eight7 = "监管责任|Responsible"
  case eight8 = "共享路径|Sharing"
  case notFilled = "未填|not filled"
  case noRiskPoint = "没有对应的风险点|No risk point belongs to it"
  case sourceLost = "数据源失联|source lost"
  case magnitude = "震级 {magnitude}  深度 {depth} km|Magnitude {magnitude}  depth {depth} km"

  // Sources, warnings, earthquakes, events
  case tabSources = "数据源|Sources"
  case tabWarnings = "预警|Warnings"
  case tabEarthquakes = "地震|Quakes"
  case columnSource = "名称|Source"
  case columnHealth = "健康|Health"
  case columnRows = "行|Rows"
  case columnQuarantine = "隔离|Quar."
  case columnFailure = "说明|Note"
  case failed = "第 {count} 次失败|failure {count}"
  case retryIn = "{age} 后重试|retry in {age}"
  case tookTime = "用时 {time}|took {time}"
  case sourceFailing = "未成功|failing"
  case sourceUnknown = "未轮询|not asked"
  case sourceLive = "正常|live"
  case sourceIsLost = "失联|lost"
  case noWarnings = "没有收到的预警|No warnings received"
  case noEarthquakes = "没有地震|No earthquakes"
  case noEvents = "没有事件|No events"
  case until = "至 {time}|until {time}"
  case notGraded = "未定级|no grade"
  case exercise = "演习|EXERCISE"
  case test = "测试|TEST"
  case expired = "已过期|EXPIRED"
  case dateAhead = "日期未到|DATE AHEAD"
  case notNatural = "非天然|not natural"
  case cancelled = "解除|CANCEL"
  case system = "系统|System"
  case titleQueue = "告警队列|Alerts"
  case titleDetail = "详情|Detail"
  case titleEvents = "事件|Events"
  case titleSources = "数据源 预警|Sources"

  // Events in words
  case eventOwnerStarted = "采集启动 {version} {seat}|ingest started {version} {seat}"
  case eventOwnerStopped = "采集停止|ingest stopped"
  case eventNoAction = "确认后无处置 {what}|acknowledged, no action {what}"
  case eventEscalated = "超时未确认 {what}|unacknowledged too long {what}"
  case eventNotAccepted = "交办未接受 {what}|assignment not accepted {what}"
  case eventShelfEnded = "搁置到期 {what}|shelf ran out {what}"
  case eventPolicy = "告警规程参数生效|alarm policy in force"
  case eventSuppressed = "按设计抑制 {what} ({relation})|suppressed by design {what} ({relation})"
  case eventReleased = "解除抑制 {what} ({relation})|no longer suppressed {what} ({relation})"
  case eventUndone = "撤销{command} {what} 共 {count} 条|undid {command} {what}, {count} in all"
  case eventFloodBegan = "告警洪峰开始 10 分钟 {count} 条|alarm flood began, {count} in 10 min"
  case eventFloodEnded = "告警洪峰结束 10 分钟 {count} 条|alarm flood ended, {count} in 10 min"
  case eventAndMore = " 等 {count} 条| and more, {count} in all"
  case eventSource = "{name} {state}|{name}: {state}"
  case eventWarning = "收到预警 {headline}|warning received: {headline}"
  case eventSignedIn = "登录 {role} {seat}|signed in as {role} at {seat}"
  case eventSignedOut = "退出 {seat}|signed out at {seat}"
  case eventClock = "时钟跳变 {seconds} 秒|clock stepped by {seconds} s"
  case eventCleared = "回落 {what}|back within limits: {what}"
  case eventRaised = "触发 {grade} {what}|{grade} {what}"
  case eventTimerOn = "入队 {what}|raised: {what}"
  case eventTimerOff = "恢复 {what}|returned: {what}"
  case eventExpired = "到期 {what}|expired: {what}"
  case eventAuthorised = "（{lead} 授权）| (authorised by {lead})"

  // Messages
  case newAlarm = "新告警|New alarm"
  case newAlarms = "{count} 条新告警，最高 {worst}|{count} new alarms, worst {worst}"
  case frozenNow = "显示已冻结，采集照常；f 或 Esc 恢复|Display frozen, ingest goes on; f or Esc ends it"
  case thawed = "恢复实时显示|Live again"
  case thawedByRed = "新的红色告警：恢复实时显示|New red alarm: live again"
  case thawedByTime = "冻结满 5 分钟：恢复实时显示|Frozen for 5 min: live again"
  case stalledNow = "采集停滞：所见不再更新，命令不会执行|Ingest stalled: nothing updates, no command is performed"
  case linkBack = "采集已恢复|Ingest is back"
  case noSuchKey = "此处没有按键 {key}；按 {help} 看帮助|No key {key} here; press {help} for help"
  case pasteIgnored = "此处不接受粘贴|Nothing to paste into here"
  case notFound = "找不到 {text}|Not found: {text}"
  case inLaterVersion = "在后续版本提供| comes in a later version"
  case noRow = "没有选中的行|No row chosen"
  case rowHasLeft = "该告警已离开队列，请移动光标|That alarm has left the queue; move the cursor"
  case stillWaiting = "上一条命令还没有回复|The last command is not answered yet"
  case onlyInQueue = "请先按 0 到告警队列|Press 0 for the alert queue first"
  case tooManyMarks = "最多标记 {limit} 条|At most {limit} marks"
  case noneUnacknowledged = "没有未确认的告警|Nothing unacknowledged"
  case unacknowledgedHidden =
    "筛选之外还有 {count} 条未确认，Esc 清除筛选|{count} unacknowledged outside the filter; Esc clears it"
  case sortedNow = "按{order}排序|Sorted by {order}"
  case copiedNow = "已复制|Copied"
  case silencedNow = "本席静音 2 分钟；告警仍须确认|Silenced for 2 min; alarms still wait for you"
  case pollingNow = "正在轮询数据源|Polling the sources"
  case nothingToAcknowledge = "标记中没有可确认的告警|No marked alarm can be acknowledged"
  case authoriseOneOnly = "班长授权一次只限一条，请清除标记逐条确认|A lead's code is for one alarm; clear the marks"
  case commandDone = "{what} 已生效：{title}|{what} done: {title}"
  case signInFirst = "请先登录|Sign in first"
  case seatIsLocked = "席位空闲已锁：命令须重新登录，画面照常|Seat locked after idling: sign in again to command"
  case nobodySignedIn = "没有人登录|Nobody is signed in"
  case wrongPassphrase = "姓名或口令不对|Name or passphrase is wrong"
  case signedInNow = "已登录：{role} {name}|Signed in: {role} {name}"
  case signedOutNow = "已退出登录|Signed out"
  case draftKept = "未提交；文字保留到下次打开|Not sent; the text is kept for next time"
  case noThemes = "没有可选的主题|No themes to choose from"

  // Refusals
  case refusedRole = "{role}不可{what}这一级，须{needs}|{role} may not {what} this grade; needs {needs}"
  case refusedCode = "班长姓名或授权码不对，什么也没有做|Lead's name or code is wrong; nothing was done"
  case refusedUnknown = "没有告警 #{id}|There is no alarm #{id}"
  case refusedOutdated =
    "#{id} 已升级或再次发生（{grade}），请重看后再确认|#{id} got worse or re-occurred ({grade}): look again, then acknowledge"
  case refusedRaced = "#{id} 已由 {by} 在 {time} 处理|#{id} was handled by {by} at {time}"
  case refusedState = "#{id} 现为{state}，不能{what}|#{id} is {state}: {what} does not apply"
  case refusedLost = "#{id} 数据失联，须明确确认|#{id}: its data is lost; acknowledge explicitly"
  case refusedNeedsText = "{what}须写明内容|{what} needs a text"
  case refusedTooLong = "文字超过 {limit} 字|The text is longer than {limit}"
  case refusedUntil =
    "#{id} 搁置期限须晚于现在，且不超过本级上限和本班结束|#{id}: shelve until later than now, within the grade's limit and the shift"
  case refusedSecond =
    "#{id} {what}须有第二人：另一位班长的姓名和授权码|#{id}: {what} needs a second person: another lead's name and code"
  case refusedOrder =
    "#{id} 停用须写工单号和临时措施|#{id}: out of service needs the work order's number and an interim measure"
  case refusedOffer = "#{id} 没有交办给您|#{id} was not assigned to you"
  case refusedMissing = "#{id} 现在不能{what}|#{id}: {what} is not possible now"
  case refusedTargets = "一次最多 {limit} 条，且每条只能一次|At most {limit} at once, and each only once"
  case refusedUndoLate = "撤销已过时限，或该命令已撤销|Too late to undo, or undone already"
  case refusedUndoOther = "只有本席或班长可以撤销|Only this seat or a lead may undo it"
  case refusedUndoChanged = "此后告警又有变化，不能撤销|The alarm changed since: it cannot be undone"
  case refusedPerson = "没有人员 {name}|There is no person {name}"
  case refusedNoOwner = "采集进程无应答，什么也没有做；请稍后再按|The ingest process does not answer; nothing was done, try again"
  case refusedStore = "什么也没有做，写入失败：{reason}|Nothing was done, writing failed: {reason}"
  case refusedUnanswered =
    "#{id} 未收到答复，可能已执行：请看该行；再按也只执行一次|#{id} was not answered, may be done: see its row; the key acts once"

  // Dialogs
  case titleSignIn = "登录|Sign in"
  case titleAuthorise = "班长授权  {what}|Lead's authority  {what}"
  case titleAcknowledgeMarked = "确认 {count} 条告警|Acknowledge {count} alarms"
  case titleAcknowledgeLost = "确认数据失联的告警|Acknowledge an alarm whose data is lost"
  case titleReset = "复位锁存的告警|Reset a latched alarm"
  case titleTheme = "选择主题|Choose a theme"
  case titleQuit = "退出|Quit"
  case titlePalette = "命令|Palette"
  case titleHelp = "帮助|Help"
  case nameField = "姓名|Name"
  case passphraseField = "口令|Passphrase"
  case leadNameField = "班长|Lead"
  case leadCodeField = "授权码|Code"
  case commentField = "备注|Comment"
  case reasonField = "事由|Reason"
  case assigneeField = "交办给|Assign to"
  case fieldIsEmpty = "请填写{field}|{field} is empty"
  case authoriseNote = "只授权这一条命令，记入日志。|For this one command; journalled."
  case lostNote = "数据已失联，现场情况未知。确认表示你已知悉。|The data is lost and the scene unknown. You confirm that you know."
  case resetNote = "复位后若条件仍在将再次报警。|If the condition persists it will alarm again."
  case quitNote = "关闭本席画面。另有采集进程时采集不停。|Closes this seat. Ingest goes on where its own process runs."
  case andMore = "还有 {count} 条|and {count} more"
  case waiting = "正在核对|Checking"
  case buttonSignIn = "登录|sign in"
  case buttonPerform = "执行|perform"
  case buttonSend = "提交|send"
  case buttonQuit = "退出|quit"
  case buttonNext = "下一项|next"
  case buttonBack = "返回|back"
  case buttonChoose = "选用|use"
  case buttonKeep = "保留|keep"
  case buttonUndo = "放弃|undo"
  case buttonNextHit = "下一处|next hit"
  case buttonMove = "移动|move"
  case holdNote = "按住开启键或 Enter 不会执行|Holding the opening key or Enter performs nothing"
  case paletteEmpty = "没有匹配的命令|No command matches"

  // Prompts and help
  case promptFilter = "筛选:|Filter:"
  case promptSearch = "查找:|Search:"
  case promptFilterHint = "词 !词 s:板块 l:<=2 st:状态 age:>30m|word !word s:sector l:<=2 st:state age:>30m"
  case promptSearchHint = "Enter 下一处  Esc 结束|Enter next  Esc ends"
  case promptProblem = "看不懂 {word}|cannot read {word}"
  case helpHere = "此处|Here"
  case helpEverywhere = "任何地方|Everywhere"
  case helpElsewhere = "其他位置|Elsewhere"
  case helpDialogs = "对话框|Dialogs"
  case helpLater = "后续版本|Later versions"
  case helpClose = "Esc 关闭|Esc closes"
  case helpDialogKeys =
    "Tab 下一项，Enter 到按钮行，y 只在按钮行执行，Esc 返回|Tab next, Enter to the buttons, y performs there only, Esc back"
  case sectorKeys = "板块|sectors"

  // Too small
  case tooSmall =
    "窗口太小 {now}，需要 {need}|Terminal too small: {now}, needs {need}"
  case worst = "最高|Worst"

  private static let table: [Phrase: Bilingual] = Dictionary(
    uniqueKeysWithValues: allCases.map { phrase in
      let parts = phrase.rawValue.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
      return (phrase, Bilingual(zh: String(parts[0]), en: String(parts[parts.count - 1])))
    })

  /// The text in both languages, placeholders unfilled.
  var text: Bilingual { Phrase.table[self] ?? Bilingual(same: rawValue) }

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

  static func fill(_ text: String, _ name: String, _ value: String) -> String {
    var result = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      result += rest[..<open]
      let found = rest[rest.index(after: open)..<close]
      result += found == name ? value[...] : rest[open...close]
      rest = rest[rest.index(after: close)...]
    }
    return result + rest
  }
}
