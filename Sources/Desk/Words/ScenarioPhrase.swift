/// The texts of scenarios on paper: Chinese, a bar, English.
enum ScenarioPhrase: String, PhraseBook {
  static let table = makeTable()

  case exercise = "演练|exercise"
  case training = "训练|training"
  case version = "第 {version} 版|version {version}"
  case minutes = "{minutes} 分钟|{minutes} min"
  case starts = "{time} 开始|starts {time}"
  case seed = "种子 {seed}|seed {seed}"
  case plans = "预案|Plans"
  case origin = "出处|Origin"
  case counts =
    "{injects} 项注入，{expectations} 项预期行动，{objectives} 个目标|{injects} injects, {expectations} actions, {objectives} objectives"

  // The master scenario events list
  case events = "主要情景事件清单（MSEL）|Master scenario events list (MSEL)"
  case columnTime = "时刻|Time"
  case columnSynopsis = "概要|Synopsis"
  case columnInject = "注入|Inject"
  case columnController = "编导|Controller"
  case columnPlayer = "参演|Player"
  case columnExpected = "预期行动|Expected action"
  case columnObjective = "目标|Objective"
  case whenMet = "做到 {expectation} 后 {delay}|{delay} after {expectation}"
  case whenMissed = "未做 {expectation} 再过 {delay}|{delay} after missing {expectation}"
  case byHand = "人工|by hand"

  // What comes in
  case sensors = "测点：{what}|Sensors: {what}"
  case silentSensors = "测点无数据：{what}|Sensors silent: {what}"
  case warning = "预警：{what}（{source}）|Warning: {what} ({source})"
  case earthquake = "地震：{what}（{source}）|Earthquake: {what} ({source})"
  case call = "来电 {from}：{text}|Call from {from}: {text}"
  case report = "报告 {from}：{text}|Report from {from}: {text}"
  case reply = "答复 {unit}（{step}）：{text}|Answer of {unit} ({step}): {text}"
  case received = "签收|received"
  case departed = "出动|left"
  case arrived = "到场|on scene"
  case controlled = "控制|controlled"
  case reported = "反馈|feedback"
  case declined = "退回|declined"
  case silence = "{unit}不应答 {span}|{unit} silent for {span}"
  case outage = "数据源中断 {span}：{source}|Source lost for {span}: {source}"
  case hint = "提示：{text}|Hint: {text}"

  // What is expected
  case expectations = "预期行动|Expected actions"
  case columnId = "编号|Id"
  case columnAfter = "起自|After"
  case columnDue = "预期|Due"
  case columnWindow = "有效|Until"
  case columnWeight = "权重|Weight"
  case columnAction = "行动|Action"
  case start = "开始|start"
  case forbidden = "【禁止】{text}|[forbidden] {text}"
}
