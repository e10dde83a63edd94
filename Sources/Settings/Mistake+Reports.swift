import CitySafety

/// Reports upward and event grades.
extension Mistake {
  static func manyConditions() -> Mistake {
    Mistake(
      zh: "规则写了不止一个启动条件", en: "the rule has more than one condition to start on",
      remedyZh: "只留 event-grade-from、event-grade-below、when-endangered、casualty-change-within-days 之一",
      remedyEn:
        "keep one of event-grade-from, event-grade-below, when-endangered, casualty-change-within-days")
  }

  static func unknownPlan(_ key: String, _ id: String) -> Mistake {
    Mistake(
      zh: "'\(key)' 中的预案 '\(id)' 不在 plans 文件夹中",
      en: "'\(key)' names the plan '\(id)', which no file of plans has",
      remedyZh: "请改名或删除", remedyEn: "mend or remove it")
  }

  static func gradesOutOfOrder(_ word: String) -> Mistake {
    Mistake(
      zh: "'\(word)' 不高于较轻一级的限值", en: "'\(word)' is not above the limit of the milder grade",
      remedyZh: "限值须随级别升高", remedyEn: "let the limits rise with the grades")
  }

  static func noGrade() -> Mistake {
    Mistake(
      zh: "没有任何一级的限值", en: "has no limit for any grade",
      remedyZh: "请至少写 ordinary、large、major、extraordinary 之一",
      remedyEn: "give at least one of ordinary, large, major, extraordinary")
  }
}
