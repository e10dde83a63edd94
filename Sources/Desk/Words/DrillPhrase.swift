internal import Drills

/// The texts of drills: Chinese, a bar, English.
enum DrillPhrase: String, PhraseBook {
  static let table = makeTable()

  // What the events say
  case eventLoaded =
    "演练载入：{scenario} 第 {version} 版，种子 {seed}|Drill loaded: {scenario}, version {version}, seed {seed}"
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
  // The frame of a drill
  case mark = "演练 DRILL"
  case mode = "演练|DRILL"
  case bannerMark = "!演练 DRILL!"
  case bannerSpeed = "×{speed}  +{elapsed}"
  case bannerInjects = "注入 {done}/{all}|injects {done}/{all}"
  case bannerWaiting = "待接 {count}（{key}）|to take {count} ({key})"
  case hintMark = "提示|Hint:"
  case noHint = "按 {key} 开始|Press {key} to begin"
  case strip = "真实告警 未确认  {counts}   {key} 回实况|Live, unacknowledged  {counts}   {key} to live"
  case stripRed =
    "!! 真实红色告警，演练时钟已停 !!  {counts}   按 {key} 处置|!! Live red: drill clock stands !!  {counts}   {key} to live"
  case stripLost =
    "实况主控无应答：真实告警不明   {key} 回实况|The live owner does not answer: live alarms unknown   {key} to live"
  case messageNow = "{from}：{text}（{key} 接收）|{from}: {text} ({key} to take it)"
  case endedNow = "演练结束：{key} 看评分|The drill is over: {key} shows the score"
  case noDrill = "现在没有演练|There is no drill now"
  case phaseLoaded = "载入|loaded"
  case phaseArmed = "就绪|armed"
  case phaseRunning = "进行|running"
  case phasePaused = "暂停|paused"
  case phaseEnded = "结束|ended"

  // The lists
  case titleDrill = "演练|The drill"
  case titleChoice = "开始或加入演练|Begin or join a drill"
  case tabMessages = "来电与报告|Calls and reports"
  case tabTimeline = "注入清单|Injects"
  case tabObjectives = "目标与观察|Objectives"
  case tabDrills = "演练列表|Drills"
  case tabReadiness = "准备情况|Readiness"
  case tabItems = "改进事项|To improve"
  case tabMoments = "回放|Review"
  case noMoments = "没有可回放的时刻|Nothing to go to"
  case injectWord = "注入|Inject:"
  case reviewGo = "{open} 转到此刻（可前可后）|{open} goes to this moment, back or forth"
  case reviewClock = "{pause} 走停  {step} 下一时刻  {speed} 慢快|{pause} run or stand  {step} next  {speed} speed"
  case reviewOnly = "回放中只能观看|A review can only be looked at"
  case reviewStands = "回放 停|review, stands"
  case reviewRuns = "回放|review"
  case pastRun = "回放|review "
  case cutOff = "续演|resume"
  case reviewNote = "{open} 回放此次演练，可前后跳转|{open} looks at this drill again, back and forth"
  case resumeNote = "此次演练中断：{open} 从中断处继续|This drill was cut off: {open} goes on where it was"
  case noMessages = "没有来电或报告|No calls or reports"
  case noScenarios = "本站没有演练脚本（drills/*.toml）|The site has no scenarios (drills/*.toml)"
  case columnTime = "时刻|Time"
  case columnFrom = "来自|From"
  case columnTaken = "接收|Taken"
  case columnText = "内容|What"
  case columnState = "状态|State"
  case columnPlayer = "对象|Player"
  case columnSynopsis = "概要|Synopsis"
  case columnKind = "类别|Kind"
  case columnLast = "上次|Last run"
  case columnName = "名称|Name"
  case keyTake = "接听|Take"
  case keyBringIn = "注入|Bring in"
  case keyGoTo = "转到|Go to"
  case notTaken = "未接|not taken"
  case injectDone = "已注入|in"
  case injectPending = "待注入|to come"
  case injectContingent = "备用|contingent"
  case injectSkipped = "略过|skipped"
  case objectiveWord = "目标|Objective"
  case columnRating = "评定|Rating"
  case columnPoints = "得分|Points"
  case notRated = "--"
  case lineMissed = "未完成|missed"
  case lineViolated = "违禁|forbidden"
  case lineMet = "完成|met"
  case scoreSum = "总评 {points} {rating}；报告在演练目录|Score {points} {rating}; the report is in the drill's folder"
  case expectedLine = "预期：{text}|Expected: {text}"
  case runningNow = "进行中|running"
  case kindTraining = "培训|training"
  case kindExercise = "演练|exercise"
  case joinNote = "{open} 加入此演练|{open} joins this drill"
  case liveGoesOn = "采集与真实告警照常；真实红色告警会停住演练时钟|Live alarms go on; a live red stops the drill clock"

  // The dialogs
  case titleObserve = "观察记录|Observation"
  case titleCall = "导演来电|A call by the director"
  case titleInsert = "现在注入|Bring in now"
  case titleJump = "演练时钟前跳|Run the drill clock on"
  case titleSkip = "略过注入|Skip an inject"
  case titleEnd = "结束演练|End the drill"
  case titleBegin = "开始演练|Begin a drill"
  case titleLeave = "离开演练|Leave the drill"
  case fieldObjective = "目标|Of"
  case fieldObservation = "观察|Text"
  case fieldFrom = "来电人|From "
  case fieldText = "内容|Text "
  case whole = "整体|the whole"
  case willInsert = "立即注入；时间线其余不变|It comes in at once; the rest of the timeline stays"
  case willJump = "演练时钟快进到此项；途中各项照常发生|The clock runs on to it; all that lies between happens"
  case willSkip = "此项不再自动注入|It does not come by itself any more"
  case willEnd = "演练结束并可评分；不能再继续|The drill ends and can be scored; it cannot go on"
  case willBegin = "另起演练进程与独立存储；不对外发送任何消息|A process and a store of its own; no message leaves the house"
  case leaveNote = "离开本席的演练画面；演练进程继续|Leaves the drill at this seat; its process goes on"

  // Results
  case observedWord = "观察|observed"
  case lineNotDue = "未到时|not due"
  case lineAvoided = "未触犯|kept off"
  case lineRefused = "被拒|refused"
  case columnDue = "应于|Due"
  case columnDone = "做于|Done"
  case columnBy = "人员|By"
  case expectedBy = "应于 {due}（{after}）  {seat}|due {due} ({after})  {seat}"
  case afterStart = "演练开始起|from the start"
  case afterInject = "注入 {inject} 起|from inject {inject}"
  case anySeat = "任何席位|any seat"
  case doneBy = """
    {at} {by}：{what}（日志 {entry}）  及时 {time} 正确 {correct} 完整 {complete}\
    |{at} {by}: {what} (entry {entry})  in time {time}, correct {correct}, complete {complete}
    """
  case doneForbidden = "{at} {by}：{what}（日志 {entry}）|{at} {by}: {what} (entry {entry})"
  case lackingLine = "缺：{what}|lacking: {what}"
  case wrongTry = "错误尝试 {at} {by}：{what}（{why}）|wrong try {at} {by}: {what} ({why})"
  case eventRefused = "{by} 被拒：{what}（{why}）|{by} was refused: {what} ({why})"

  // Improvement items
  case titleAddItem = "登记改进项|Write an improvement item down"
  case titleCloseItem = "关闭改进项|Close an improvement item"
  case fieldItem = "改进内容|What is to become better"
  case fieldOwner = "负责人|Owner"
  case fieldDue = "期限|Due"
  case fieldFromRun = "来自哪次演练|From which drill"
  case fieldWhy = "关闭理由|Why it can be closed"
  case noRun = "不属于某次演练|no drill"
  case oneRun = "第 {number} 次 {name} {date}|run {number}: {name} {date}"
  case badDay = "“{text}”不是日期，写成 2026-12-31|'{text}' is no date: write it like 2026-12-31"
  case itemClosedAlready = "第 {number} 号已关闭|Item {number} is closed already"
  case itemKept = "改进项已登记入日志|The improvement item is written down and journalled"
  case itemClosedNow = "改进项已关闭并入日志|The improvement item is closed and journalled"
  case itemLine = "登记 {since}  来自 {run}|written down {since}, from {run}"
  case eventAddItem = "登记改进项：{text}（{owner}，{due} 前）|improvement item: {text} ({owner}, by {due})"
  case eventCloseItem = "关闭第 {number} 号改进项：{note}|improvement item {number} closed: {note}"

  case eventUnreadable = "无法识别的演练记录|A drill entry that cannot be read"

  static func phase(_ phase: DrillState.Phase) -> DrillPhrase {
    switch phase {
    case .loaded: .phaseLoaded
    case .armed: .phaseArmed
    case .running: .phaseRunning
    case .paused: .phasePaused
    case .ended: .phaseEnded
    }
  }

  static func tab(_ tab: DrillChoice.Tab) -> DrillPhrase {
    switch tab {
    case .drills: .tabDrills
    case .readiness: .tabReadiness
    case .items: .tabItems
    }
  }

  static func tab(_ tab: DrillView.Tab) -> DrillPhrase {
    switch tab {
    case .moments: .tabMoments
    case .messages: .tabMessages
    case .timeline: .tabTimeline
    case .objectives: .tabObjectives
    }
  }
}
