import Alarms
import CitySafety

/// The words of the manual's state table.
enum LifeWords {
  private static func pair(_ zh: String, _ en: String) -> Bilingual { Bilingual(zh: zh, en: en) }

  static func text(_ event: LifeEvent) -> Bilingual {
    switch event {
    case .conditionOn: pair("条件成立", "condition on")
    case .conditionOff: pair("条件消失", "condition off")
    case .gradeUp: pair("升级", "grade up")
    case .gradeDown: pair("降级", "grade down")
    case .timerOn: pair("接通延时到", "on-delay over")
    case .timerOff: pair("断开延时到", "off-delay over")
    case .expire: pair("预警到期", "warning expires")
    case .sourceStale: pair("数据迟滞", "source stale")
    case .sourceLost: pair("数据中断", "source lost")
    case .sourceBack: pair("数据恢复", "source back")
    case .actionTimeout: pair("确认后无处置", "acknowledged, no action")
    case .shelfExpire: pair("搁置到期", "shelf expires")
    case .breakThrough: pair("红色突破", "red breaks through")
    case .offerTimeout: pair("交办无人接受", "offer not accepted")
    case .escalationDue: pair("超时未确认", "unacknowledged too long")
    case .designOn: pair("设计抑制起", "by-design on")
    case .designOff: pair("设计抑制止", "by-design off")
    case .acknowledge: pair("确认", "acknowledge")
    case .reset: pair("复位", "reset")
    case .shelve: pair("搁置", "shelve")
    case .unshelve: pair("取消搁置", "unshelve")
    case .outOfService: pair("停用", "out of service")
    case .returnToService: pair("恢复使用", "return to service")
    case .claim: pair("认领", "claim")
    case .assign: pair("交办", "assign")
    case .accept: pair("接受", "accept")
    case .decline: pair("退回", "decline")
    case .respond: pair("处置", "respond")
    case .resolve: pair("反馈", "feedback")
    case .close: pair("结案", "close")
    case .reopen: pair("复开", "reopen")
    case .escalate: pair("上报", "escalate")
    case .comment: pair("备注", "comment")
    case .prioritise: pair("定级", "set grade")
    }
  }

  static func text(_ kind: ConditionKind) -> Bilingual {
    switch kind {
    case .normal: pair("正常", "normal")
    case .pendingOn: pair("待报", "pending on")
    case .active: pair("成立", "active")
    case .pendingOff: pair("待消", "pending off")
    }
  }

  static func text(_ kind: HandlingKind) -> Bilingual {
    switch kind {
    case .none: pair("无人", "nobody's")
    case .offered: pair("待接受", "offered")
    case .owned: pair("已认领", "owned")
    case .responding: pair("处置中", "responding")
    case .resolved: pair("已反馈", "resolved")
    }
  }

  static func text(_ suppression: LifePattern.Suppression) -> Bilingual {
    switch suppression {
    case .clear: pair("无抑制", "not suppressed")
    case .shelved: pair("已搁置", "shelved")
    case .notShelved: pair("未搁置", "not shelved")
    case .design: pair("设计抑制", "suppressed by design")
    case .service: pair("停用", "out of service")
    case .inService: pair("在用", "in service")
    }
  }

  static func text(_ missing: LifeGuard) -> Bilingual {
    switch missing {
    case .delayed: pair("有延时或计数", "a delay or a count")
    case .undelayed: pair("无延时无计数", "no delay, no count")
    case .countReached: pair("计数已到", "count reached")
    case .countNotReached: pair("计数未到", "count not reached")
    case .offDelayed: pair("有断开延时", "an off-delay")
    case .notOffDelayed: pair("无断开延时", "no off-delay")
    case .latching: pair("锁存类型", "latching type")
    case .notLatching: pair("非锁存类型", "not a latching type")
    case .aboveWorst: pair("超过最高等级", "above the worst grade")
    case .notAboveWorst: pair("未超过最高等级", "not above the worst grade")
    case .redBreaksThrough: pair("现为红色而搁置时不是，类型可突破", "red now, not when shelved, type breaks through")
    case .idle: pair("尚未处置", "nobody responds yet")
    case .dataKnown: pair("数据未中断，或明示接受", "data not lost, or that accepted")
    case .reasonGiven: pair("有文字", "words given")
    case .untilAllowed: pair("期限在等级上限与班末之内", "until within the grade's limit and the shift")
    case .secondForRed: pair("红色须两人", "two persons for red")
    case .second: pair("须两人", "two persons")
    case .orderGiven: pair("有单号与临时措施", "order number and interim measure")
    case .isOffered: pair("交办给本人", "offered to this person")
    case .differs: pair("与现有不同的人", "another person than now")
    case .occurred: pair("曾经报出", "annunciated before")
    case .gradeDiffers: pair("与现有不同的等级", "another grade than now")
    case .verdictGiven: pair("有结论", "verdict given")
    }
  }

  static func text(_ effect: LifeEffect) -> Bilingual {
    switch effect {
    case .raise: pair("报出：次数加一，版本加一，未确认", "raise: occurrence + 1, version + 1, unacknowledged")
    case .beginPendingOn: pair("开始接通延时", "begin the on-delay")
    case .count: pair("计一次样", "count the sample")
    case .giveUp: pair("回到正常，短暂次数加一", "back to normal, fleeting + 1")
    case .beginPendingOff: pair("开始断开延时", "begin the off-delay")
    case .resume: pair("继续成立", "active again")
    case .returnToNormal: pair("恢复正常；锁存类型锁存", "return to normal; a latching type latches")
    case .worsen: pair("等级升高，版本加一，未确认", "worse grade, version + 1, unacknowledged")
    case .note: pair("只改现等级", "grade now only")
    case .stale: pair("数据迟滞", "data stale")
    case .lost: pair("数据中断，延时停住", "data lost, delays stand still")
    case .back: pair("数据正常，延时重新开始", "data good, delays begin anew")
    case .acknowledge: pair("记下谁在何时何处确认", "acknowledged: who, when, where")
    case .reset: pair("解除锁存", "latch released")
    case .reannunciate: pair("再报：版本加一，未确认", "re-alarm: version + 1, unacknowledged")
    case .shelve: pair("搁置", "on the shelf")
    case .takeOffShelf: pair("取下搁置", "off the shelf")
    case .acknowledgeByHand: pair("视为已确认", "counts as acknowledged")
    case .unacknowledgeIfActive: pair("仍成立则再报", "re-alarm where still active")
    case .suppress: pair("记下关系", "relation noted")
    case .release: pair("去掉关系", "relation taken out")
    case .putOutOfService: pair("停用", "out of service")
    case .putBackInService: pair("在用", "in service")
    case .offer: pair("待本人接受", "offered, to be accepted")
    case .own: pair("归本人", "owned")
    case .free: pair("退回队列", "back to the queue")
    case .respond: pair("处置中", "responding")
    case .resolve: pair("已反馈", "resolved")
    case .close: pair("记下结论，任务结束", "verdict noted, task over")
    case .reopen: pair("再报：版本加一，未确认", "version + 1, unacknowledged")
    case .markEscalated: pair("记下上报时间", "escalation noted")
    case .stepUp: pair("上报一级", "one step up")
    case .countComment: pair("备注数加一", "comments + 1")
    case .setPriority: pair("等级由人定", "grade set by a person")
    }
  }

  /// The state that a row starts from; a dash where any will do.
  static func text(_ from: LifePattern) -> Bilingual {
    var parts: [Bilingual] = []
    if from.conditions.count < ConditionKind.allCases.count {
      parts.append(either(ConditionKind.allCases.filter(from.conditions.contains).map(text)))
    }
    if let acknowledged = from.acknowledged {
      parts.append(acknowledged ? pair("已确认", "acknowledged") : pair("未确认", "unacknowledged"))
    }
    if let latched = from.latched {
      parts.append(latched ? pair("已锁存", "latched") : pair("未锁存", "not latched"))
    }
    if let suppression = from.suppression { parts.append(text(suppression)) }
    if from.handling.count < HandlingKind.allCases.count {
      parts.append(either(HandlingKind.allCases.filter(from.handling.contains).map(text)))
    }
    if let open = from.open { parts.append(open ? pair("在列", "listed") : pair("不在列", "not listed")) }
    return list(parts)
  }

  static func list(_ parts: [Bilingual]) -> Bilingual {
    if parts.isEmpty { return pair("–", "–") }
    return pair(parts.map(\.zh).joined(separator: "，"), parts.map(\.en).joined(separator: ", "))
  }

  private static func either(_ parts: [Bilingual]) -> Bilingual {
    pair(parts.map(\.zh).joined(separator: "或"), parts.map(\.en).joined(separator: " or "))
  }
}
