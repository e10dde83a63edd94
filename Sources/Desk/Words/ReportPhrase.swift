/// The texts of reports upward, grades of events and what an incident threatens: Chinese, a bar, English.
///
/// Values stand in braces by name, the same names in both.
enum ReportPhrase: String, PhraseBook {
  static let table = makeTable()

  // The board
  case nextDue = "下一报告 #{number} {rule} {time}|next report #{number} {rule} {time}"
  case nextDueShort = "下一报告 #{number} {time}|next report #{number} {time}"
  case clocks = "信息报告|Reports"
  case left = "余 {time}|{time} left"
  case overdue = "逾期 {time}|{time} overdue"
  case dueAt = "{time} 前|by {time}"
  case sentCount = "已报 {count}|{count} sent"
  case noClocks = "没有待报的报告|no report is due"
  case sections = "措施|Measures"
  case section = "{name} {done}/{all}|{name} {done}/{all}"
  case otherSection = "其他|other"
  case affected = "影响范围 {place} {radius} km|Affected {place} {radius} km"
  case threatenedPoints = "风险点 {count}：{names}|risk points {count}: {names}"
  case threatenedTowns = "涉及 {names}|in {names}"
  case threatenedShelters = "避难场所 {count} 处 可容 {people} 人|shelters {count} for {people} persons"
  case andMoreNames = "{names} 等|{names} …"
  case unknownArea = "影响范围未知：告警没有坐标|The affected area is not known: the alarms have no position"

  // Dialogs
  case titleReport = "事件 #{number}：信息报告第 {report} 号|Incident #{number}: report {report}"
  case titleAssess = "事件 #{number}：伤亡、损失和面积|Incident #{number}: casualties, loss and area"
  case fieldKind = "类别|Kind"
  case fieldRule = "答复|Answers"
  case noRule = "不答复任何时限|no time limit"
  case receivers = "报送 {names}|To {names}"
  case noReceivers = "这个时限没有接收人：只存档|Nobody is named to get it: it is kept only"
  case noFields =
    "站点没有 report-fields.toml，不能填写报告|The site has no report-fields.toml: there is nothing to fill in"
  case badNumber = "“{field}”须为数字|{field} must be a number"
  case suggested =
    "建议 {grade}：{measure} {value} ≥ {limit}（{origin}）|Suggested {grade}: {measure} {value} >= {limit} ({origin})"
  case noSuggestion = "按已录伤亡损失不建议定级|The harm entered suggests no grade"
  case noTable = "站点没有这类事件的分级表|The site has no table for such events"
  case endangering =
    "较大涉险：{measure} {value} ≥ {limit}（{origin}），须上报|People endangered: {measure} {value} >= {limit} ({origin}): to be reported"
  case threeFields = "预警级别、事件分级、响应级别各自独立|Warning grade, event grade and response level stand apart"

  // What a field is filled with
  case casualties =
    "死亡 {d} 人，失联 {m} 人，重伤 {i} 人，涉险 {e} 人|{d} dead, {m} missing, {i} seriously injured, {e} endangered"
  case evacuated = "疏散转移 {count} 人|{count} evacuated"
  case loss = "直接经济损失 {yuan} 元|direct loss {yuan} yuan"
  case area = "受害面积 {hectares} 公顷|{hectares} ha affected"
  case fromAlarms = "监测告警 {numbers}|alarms {numbers} of the monitoring"
  case grades = "预警{warning}，事件分级{grade}，{level}|warning {warning}, event grade {grade}, {level}"

  // Print
  case printTitle = "{site} 信息报告|{site} report upward"
  case printIncident = "事件|Incident"
  case printNumber = "报告|Report"
  case printSentAt = "报送时间|Sent"
  case printSentBy = "报送人|Sent by"
  case printTo = "报送|To"
  case printReports = "信息报告|Reports upward"
  case printThreatened = "影响范围|Affected area"
  case printAssessment = "伤亡损失|Harm"
  case reportLine = "第 {number} 号 {name} {time} {by} {rule}|no. {number} {name} {time} {by} {rule}"
  case noSuchReport = "事件 #{incident} 没有第 {number} 号报告。|Incident #{incident} has no report {number}."

  // Answers, refusals, events
  case doneReport = "信息报告第 {report} 号已报出|Report {report} is on its way"
  case refusedField = "这类报告须填“{field}”|This kind of report needs: {field}"
  case refusedWord = "站点没有报告规则或字段 {word}|The site has no report rule or field {word}"
  case eventAssess = "事件 #{number} 伤亡损失：{harm}|incident #{number}: harm {harm}"
  case noHarm = "无|none"
  case eventReport = "事件 #{number} {kind}第 {report} 号 {rule}|incident #{number}: {kind}, no. {report} {rule}"

  // Corrections
  case noReportSent = "该事件还没有已报的报告|No report of this incident was sent"
  case titleCorrect = "事件 #{number}：更正报告，第 {report} 号|Incident #{number}: correction, report {report}"
  case fieldCorrected = "更正哪一号|Which report"
  case numbered = "第 {number} 号 {name}|no. {number} {name}"
  case changed = "改 {count} 处：{names}|{count} changed: {names}"
  case nothingChanged = "还没有改动|nothing is changed yet"
  case changedField = "{after}（更正，原：{before}）|{after} (corrected; was: {before})"
  case removedField = "（删去，原：{before}）|(taken out; was: {before})"
  case emptyBefore = "无|empty"
  case printCorrects = "更正|Corrects"
  case eventCorrect =
    "事件 #{number} 更正第 {corrected} 号{kind}：{changes}|incident #{number}: {kind} no. {corrected} corrected: {changes}"

  // Harm without a number
  case isNot = "无|no"
  case isSo = "有|yes"
  case endangeringFlag = "较大涉险：{measure}（{origin}），须上报|{measure} ({origin}): to be reported"
  case suspected =
    "可能较大涉险，请核实：{measure}（{why}）|To be looked for: {measure} ({why})"

  // The closed incidents on the board
  case keyUnderWay = "在办|under way"
  case noClosed = "还没有结案的事件|No incident was closed yet"
  case titleClosed = "派单板：已结案 {count}|Dispatch board: {count} closed"
  case hintClosed = "{key} 已结案的 {count} 件：更正、续报|{key} the {count} closed: corrections and further reports"

  // After closing, and which reports are due
  case afterClosing = "（结案后）{text}|(after closing) {text}"
  case eventDue = "事件 #{number} 待报的信息报告 {count} 项|incident #{number}: {count} reports are due"
}
