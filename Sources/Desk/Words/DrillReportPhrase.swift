/// The texts of scores, after-action reports and readiness: Chinese, a bar, English.
enum DrillReportPhrase: String, PhraseBook {
  static let table = makeTable()

  // Of every page
  case drill = "演练 DRILL|演练 DRILL"
  case titleReport = "{site} 行动后报告：{scenario}|After-action report of {site}: {scenario}"
  case none = "无|None"
  case unknown = "--|--"

  // Head
  case fieldScenario = "脚本|Scenario"
  case fieldRun = "次数|Run"
  case fieldKind = "类别|Kind"
  case kindExercise = "演练|Exercise"
  case kindTraining = "培训|Training"
  case fieldSeed = "随机种子|Seed"
  case fieldStarted = "实际开始|Started"
  case fieldClock = "演练时间|Drill time"
  case fieldPlans = "检验预案|Plans"
  case fieldScore = "总分|Score"
  case fieldSynopsis = "情景|Synopsis"
  case fieldStore = "演练存储|Store of the drill"
  case version = "{id} 第 {version} 版|{id}, version {version}"
  case clockFrom = "{start} 至 {end}（{length}）|{start} to {end} ({length})"
  case clockOpen = "{start} 起，未结束|from {start}, not ended"
  case notRated = "未评定|not rated"

  // Sections
  case sectionObjectives = "各目标|Objectives"
  case sectionPeople = "参演人员|Persons"
  case sectionExpected = "应做与实做|Expected against actual"
  case sectionMissed = "未做|Missed"
  case sectionWrong = "错做与禁做|Wrong and forbidden"
  case sectionTimeline = "时间线|Time line"
  case sectionObserved = "导演观察记录|Observations of the director"
  case sectionInterrupted = "中断与暂停|Interruptions and pauses"
  case sectionEarlier = "与以往对比|Earlier runs of the scenario"
  case sectionRefused = "被拒绝的操作（观察，不计分）|Refused requests (observations, no marks)"
  case sectionItems = "改进项|Improvement items"
  case sectionMethod = "计分方法|How it is scored"

  // Columns
  case columnObjective = "目标|Objective"
  case columnWeight = "权重|Weight"
  case columnScore = "得分|Score"
  case columnRating = "评级|Rating"
  case columnPerson = "人员|Person"
  case columnRole = "角色|Role"
  case columnDone = "完成|Met"
  case columnWrong = "错做|Wrong"
  case columnForbidden = "禁做|Forbidden"
  case columnExpected = "应做|Expected"
  case columnSeat = "席位|Seat"
  case columnDue = "应于|Due"
  case columnActual = "实做|Actual"
  case columnTime = "时间|Time"
  case columnInTime = "及时|In time"
  case columnCorrect = "正确|Correct"
  case columnComplete = "完整|Complete"
  case columnEvidence = "日志号|Entry"
  case columnWhat = "事项|What"
  case columnWhy = "原因|Why"
  case columnReach = "切到实况用时|Time to reach live"
  case columnDate = "日期|Date"
  case columnVersion = "版本|Version"
  case columnPlayers = "参演|Players"
  case columnNumber = "编号|No."
  case columnOwner = "负责人|Owner"
  case columnState = "状态|State"

  // Outcomes and faults
  case missed = "未做|missed"
  case notDue = "未到时|not due"
  case avoided = "未触犯|not done"
  case violated = "已触犯|done"
  case mustNot = "禁止：{text}|Forbidden: {text}"
  case lacking = "缺：{what}|lacking: {what}"
  case faultUndone = "已撤销|undone"
  case faultWithdrawn = "签收前撤回|withdrawn before its receipt"
  case faultTarget = "对象、预案或级别不符|wrong unit, plan or level"
  case faultSeat = "应由其他角色办理|another role's to do"
  case faultForbidden = "禁止动作|forbidden"
  case capped = "{rating}（有禁止动作，封顶）|{rating} (capped: something forbidden was done)"

  // Time line
  case lineInject = "注入 {id}：{text}|Inject {id}: {text}"
  case lineDue = "应做：{text}|Due: {text}"
  case lineObserved = "观察：{text}|Observation: {text}"
  case lineInterrupted = """
    真实红色告警，演练时钟停（{seat}）\
    |A live red alarm stopped the drill clock ({seat})
    """
  case linePaused = "暂停（{by}）|Paused ({by})"
  case lineLoss = "演练主控中断后恢复，时钟停|The drill's owner was lost and is back; the clock stood"
  case wallClock = """
    中断、暂停期间演练时钟不走；切到实况用时按席位实际时钟。\
    |The drill clock stands meanwhile; the time to reach live is by the seat's own clock.
    """

  // Earlier runs and items
  case thisRun = "本次|this run"
  case itemOpen = "未完成|open"
  case overdue = "逾期|overdue"
  case itemOver = "已关闭|closed"
  case itemClosed = "已关闭 {date} {by}：{note}|closed {date}, {by}: {note}"

  // Method
  case methodTerms = """
    每项 = 100 ×（{time}×及时 + {correct}×正确 + {complete}×完整）。\
    |Each: 100 × ({time} × in time + {correct} × correct + {complete} × complete).
    """
  case methodTime = """
    及时 = 1−（用时−应用时）/应用时，取 0 到 1；要求立即的，{tolerance} 秒内为 1。\
    |In time: 1 − (taken − expected) / expected, 0 to 1; what is expected at once: 1 within {tolerance} s.
    """
  case methodCorrect = """
    正确 = 1 ÷（1 + 错误尝试次数）；完整 = 所列单位和关键词已有的份额。\
    |Correct: 1 / (1 + wrong tries). Complete: the share of units and words asked for.
    """
  case methodRating = """
    P ≥ {performed}，S ≥ {some}，M ≥ {major}，其下 U；做了禁止动作的目标最高 U。\
    |P from {performed}, S from {some}, M from {major}, U below; something forbidden caps its objective at U.
    """
  case methodCut = """
    动作过多，只计入前一部分。\
    |There were too many actions; those past the limit were left out.
    """

  // Readiness
  case titleReadiness = "预案演练情况|Plans and drills"
  case columnPlan = "预案|Plan"
  case columnLast = "上次演练|Last"
  case columnEvery = "间隔|Every"
  case months = "{count} 个月|{count} mo."
  case stateNever = "从未演练|never"
  case stateCurrent = "正常|current"
  case stateUnbound = "未定间隔|unbound"
  case readinessCounts = """
    {plans} 个预案：从未演练 {never}，逾期 {overdue}。今天 {today}。只计有人参演的演练，不计培训。\
    |{plans} plans: never drilled {never}, overdue {overdue}. Today {today}. Exercises that people played count.
    """
  case noPlans = "本站点没有预案。|The site has no plans."
  case basis = "间隔依据|Sources of the intervals"

  // Items
  case titleItems = "演练改进项|Improvement items of drills"
  case noItems = "没有改进项。|There are no improvement items."
  case columnText = "内容|Text"
  case itemAdded = "已记为第 {number} 号改进项。|Written down as item {number}."
  case itemIsClosed = "第 {number} 号改进项已关闭。|Item {number} is closed."

  // Verbs
  case acknowledge = "确认|Acknowledge"
  case claim = "认领|Claim"
  case assign = "交办|Assign"
  case comment = "备注|Comment"
  case escalate = "上报|Escalate"
  case respond = "处置|Respond"
  case resolve = "反馈|Feedback"
  case shelve = "搁置|Shelve"
  case close = "结案|Close"
  case outOfService = "停用|Out of service"
  case openIncident = "建立事件|Open an incident"
  case order = "下令|Order"
  case receipt = "代签回执|Enter a receipt"
  case level = "定响应级别|Set the response level"
  case report = "信息报告|Report upward"
  case warn = "发布预警|Issue a warning"
  case lift = "解除预警|Lift a warning"
  case note = "记事|Note"
  case terminate = "解除响应|Terminate"
  case closeIncident = "事件结案|Close an incident"
  case take = "接收消息|Take a message"
}
