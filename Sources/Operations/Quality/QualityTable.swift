public import CitySafety

/// What is fixed about a measure: its words, unit and target, and what is to be done about it.
struct QualityRecord: Sendable {
  var measure: QualityMeasure
  var name: Bilingual
  var unit: QualityUnit
  var target: QualityTarget?
  var action: Bilingual
  /// What its data would be, where the program does not journal it.
  var needs: Bilingual?

  init(
    _ measure: QualityMeasure, _ zh: String, _ en: String, _ unit: QualityUnit, _ target: QualityTarget?,
    action: (String, String), needs: (String, String)? = nil
  ) {
    self.measure = measure
    name = Bilingual(zh: zh, en: en)
    self.unit = unit
    self.target = target
    self.action = Bilingual(zh: action.0, en: action.1)
    self.needs = needs.map { Bilingual(zh: $0.0, en: $0.1) }
  }

  static let all: [QualityMeasure: QualityRecord] = Dictionary(
    uniqueKeysWithValues: (load + nuisance + suppression + response + others).map { ($0.measure, $0) })

  private static let load: [QualityRecord] = [
    QualityRecord(
      .rate, "告警率", "Alarm rate", .perHour, .atMost(6),
      action: ("复核前十类告警，放宽限值、延时或回差", "Review the top ten: limits, delays, hysteresis")),
    QualityRecord(
      .peakShare, "高峰时段占比", "Peak periods", .share, .below(0.01),
      action: ("查高峰时段由哪几类告警造成，合并或抑制次生告警", "Find what fills the peaks; suppress what only follows")),
    QualityRecord(
      .most, "十分钟最多", "Most in 10 min", .perTenMinutes, .atMost(10),
      action: ("为该情形编制抑制关系，并演练分工", "Write a suppression relation for that case; drill who does what")),
    QualityRecord(
      .floodTime, "告警洪峰时间", "Time in flood", .share, .below(0.01),
      action: ("复盘每次洪峰：首发原因、抑制关系、增派席位", "Review each flood: first cause, relations, more seats")),
  ]

  private static let nuisance: [QualityRecord] = [
    QualityRecord(
      .topTen, "前十类占比", "Top-ten share", .share, .atMost(0.05),
      action: ("逐类整改前十类告警，指定责任人和期限", "Mend the top ten one by one: who and by when")),
    QualityRecord(
      .chattering, "反复告警类型", "Chattering types", .count, .atMost(0),
      action: ("加大回差或延时；查传感器与接线", "More hysteresis or delay; check sensor and wiring")),
    QualityRecord(
      .fleeting, "瞬时告警", "Fleeting alarms", .count, .atMost(0),
      action: ("加告警延时，十秒内自消的不应告警", "Add an on-delay: what ends in 10 s is no alarm")),
    QualityRecord(
      .stale, "滞留告警（最多同时）", "Stale, most at once", .count, .below(5),
      action: (
        "逐条处理滞留超过 24 小时的告警：修复、停用或改限值",
        "Work off what stands over 24 h: repair, take out of service, new limit"
      )),
    QualityRecord(
      .split, "分级偏差", "Grade split deviation", .deviation, .atMost(0.05),
      action: ("按后果与可用时间重新定级，红色应少于 1%", "Grade anew by consequence and time to act; red below 1 %")),
  ]

  private static let suppression: [QualityRecord] = [
    QualityRecord(
      .shelved, "搁置中", "Shelved now", .count, nil,
      action: ("交接班时逐条过搁置清单", "Go through the shelf list at each handover")),
    QualityRecord(
      .shelvedTooLong, "搁置超限", "Shelved past the limit", .count, .atMost(0),
      action: ("到期即恢复；仍不可用的改为停用并开工单", "Unshelve when due; what is broken goes out of service with an order")),
    QualityRecord(
      .withoutOrder, "无工单停用", "Out of service, no order", .count, .atMost(0),
      action: ("补工单号和临时措施，否则恢复使用", "Give the order and the interim measure, or return to service")),
    QualityRecord(
      .unauthorised, "越权抑制", "Unauthorised suppression", .count, .atMost(0),
      action: ("核对日志中的人员和第二人，按制度处理", "Check who and the second person in the journal; follow the rules")),
    QualityRecord(
      .ruleChanges, "规则未授权改动", "Unauthorised rule changes", .count, .atMost(0),
      action: (
        "由工程师在 :changes 中批准或改回，另一人批准", "An engineer approves or sets back in :changes, with a second person"
      )),
  ]

  private static let response: [QualityRecord] = [
    QualityRecord(
      .answerRed, "红色确认 P90", "Ack of red, P90", .seconds, .atMost(15),
      action: ("查漏看原因：值守、声音、屏幕；调整分工", "Find why it was missed: watch, sound, screen; share the work anew")),
    QualityRecord(
      .answerOrange, "橙色确认 P90", "Ack of orange, P90", .seconds, .atMost(60),
      action: ("查该时段告警量与席位，必要时增派", "Compare load and seats of those hours; add one if needed")),
    QualityRecord(
      .answerYellow, "黄色确认 P90", "Ack of yellow, P90", .seconds, nil,
      action: ("与橙色同看，避免积压", "Read it with orange; let nothing pile up")),
    QualityRecord(
      .answerBlue, "蓝色确认 P90", "Ack of blue, P90", .seconds, nil,
      action: ("与黄色同看，避免积压", "Read it with yellow; let nothing pile up")),
    QualityRecord(
      .emptyAnswer, "空确认占比", "Acks nothing followed", .share, .atMost(0.05),
      action: (
        "确认后须认领、备注或上报；无需处置的不应告警", "Claim, comment or escalate after an ack; what needs nothing is no alarm"
      )),
    QualityRecord(
      .reopened, "结案后复发", "Back within 1 h of closing", .share, .atMost(0.05),
      action: ("核实后再结案；查复发原因", "Verify before closing; find why it came back")),
    QualityRecord(
      .freshness, "数据新鲜度", "Fresh data", .share, .atLeast(0.999),
      action: ("联系中断最久的数据源的上游单位", "Call the owner of the source that was silent longest")),
  ]

  private static let others: [QualityRecord] = [
    QualityRecord(
      .dispatch, "派单用时 P90", "Time to dispatch, P90", .seconds, .atMost(64),
      action: ("查派单慢的时段：预案是否对路，席位是否够", "Look at the slow hours: does the plan fit, are there seats enough"),
      needs: ("日志中尚无派单记录", "the journal holds no orders yet")),
    QualityRecord(
      .receipt, "回执及时率", "Receipts in 60 s", .share, .atLeast(0.95),
      action: ("逐单位核实通道和值班，未签收的改派", "Check channel and duty unit by unit; reassign what is not received"),
      needs: ("日志中尚无回执记录", "the journal holds no receipts yet")),
    QualityRecord(
      .reflex, "秒确认占比", "Acks within 2 s of painting", .share, nil,
      action: ("偏高说明告警被当作打扰", "A high share says that alarms are a nuisance"),
      needs: ("日志不记各席位何时显示告警", "the journal does not hold when a seat painted an alarm")),
    QualityRecord(
      .statutory, "法定报告及时率", "Statutory reports in time", .share, .atLeast(1),
      action: (
        "查逾期的报告：谁在等什么，提醒是否够早", "See which were late: who waited for what, is the reminder early enough"
      ),
      needs: ("日志中尚无报告记录", "the journal holds no reports yet")),
    QualityRecord(
      .handover, "交接完整率", "Handover items ticked", .share, .atLeast(1),
      action: ("逐项复述后才签字；查漏项的原因", "Sign only after every item was read back; see why one was not"),
      needs: ("窗口内没有已签字的交接", "no handover was signed in the window")),
    QualityRecord(
      .handoverTime, "交接用时 P90", "Time of a handover, P90", .seconds, .atMost(600),
      action: (
        "交班前先清理未确认和到期的搁置，缩短清单",
        "Work off what is unacknowledged and shelved before the shift ends: a shorter list"
      ),
      needs: ("窗口内没有从准备到签字的交接", "no handover was prepared and signed in the window")),
    QualityRecord(
      .availability, "可用率", "Availability", .share, .atLeast(0.9999),
      action: ("查停止值守的时段和原因", "Find when nobody could watch, and why"),
      needs: ("日志不记画面刷新", "the journal does not hold when frames were painted")),
    QualityRecord(
      .drillScore, "演练评分（平均）", "Drill score, mean", .points, nil,
      action: ("按目标逐项讲评，改进项定人定期", "Debrief objective by objective; improvement items with owner and date"),
      needs: ("窗口内没有评分的演练", "no exercise with a score in the window")),
  ]
}

extension QualityMeasure {
  /// The records are complete, which a test holds.
  var record: QualityRecord {
    guard let record = QualityRecord.all[self] else { preconditionFailure("every measure has a record") }
    return record
  }

  public var name: Bilingual { record.name }
  public var unit: QualityUnit { record.unit }
  /// `nil` where the value is only reported.
  public var target: QualityTarget? { record.target }
  /// What a person is to do about it.
  public var action: Bilingual { record.action }
  /// What is missing to count it, where the program does not journal it.
  public var needs: Bilingual? { record.needs }
}
