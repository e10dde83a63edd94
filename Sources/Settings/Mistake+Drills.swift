import CitySafety
import Drills

/// Drill scenarios.
extension Mistake {
  static func repeatedScenario(_ id: String) -> Mistake {
    Mistake(
      zh: "演练 '\(id)' 在另一文件中已有", en: "the scenario '\(id)' is already in another file", remedyZh: "请改名或删除",
      remedyEn: "rename or remove one")
  }

  static func badScenarioID(_ id: String) -> Mistake {
    Mistake(
      zh: "'id' 的 '\(id)' 不能作演练编号", en: "'id' is '\(id)', which cannot be a scenario's id",
      remedyZh: "只用字母、数字和连字符", remedyEn: "use letters, digits and hyphens only")
  }

  /// A mistake in the words of `Drills`.
  static func scenario(_ mistake: ScenarioMistake) -> Mistake {
    Mistake(
      zh: mistake.what.zh, en: mistake.what.en, remedyZh: mistake.remedy.zh, remedyEn: mistake.remedy.en)
  }

  static func badCivilTime(_ key: String, _ text: String) -> Mistake {
    Mistake(
      zh: "'\(key)' 的 '\(text)' 不是当地时间", en: "'\(key)' is '\(text)', which is not a local time",
      remedyZh: "请写成 2026-07-12T22:10，不带时区", remedyEn: "write it like 2026-07-12T22:10, without an offset")
  }

  static func noMoment() -> Mistake {
    Mistake(
      zh: "没有写何时注入", en: "does not say when it comes", remedyZh: "请写 at-s、when 或 by-hand = true",
      remedyEn: "give at-s, when or by-hand = true")
  }

  static func manyMoments(_ keys: [String]) -> Mistake {
    Mistake(
      zh: "何时注入写了不止一种：\(keys.joined(separator: "、"))",
      en: "says in several ways when it comes: \(keys.joined(separator: ", "))", remedyZh: "请只留一种",
      remedyEn: "keep one")
  }

  static func badCondition() -> Mistake {
    Mistake(
      zh: "条件须写 met 或 missed 之一", en: "a condition has one of 'met' and 'missed'",
      remedyZh: "请写成 when = { missed = \"预期行动的 id\", after-s = 60 }",
      remedyEn: "write it like when = { missed = \"id of an expectation\", after-s = 60 }")
  }

  static func noContent(_ kinds: [String]) -> Mistake {
    Mistake(
      zh: "没有写注入什么", en: "does not say what comes in", remedyZh: "请写 \(kinds.joined(separator: "、")) 之一",
      remedyEn: "give one of \(kinds.joined(separator: ", "))")
  }

  static func manyContents(_ kinds: [String]) -> Mistake {
    Mistake(
      zh: "一项注入写了不止一种内容：\(kinds.joined(separator: "、"))",
      en: "brings in several things: \(kinds.joined(separator: ", "))", remedyZh: "请分成几项注入",
      remedyEn: "make an inject of each")
  }

  static func cannotCarry(_ source: String, _ what: Bilingual) -> Mistake {
    Mistake(
      zh: "数据源 '\(source)' 的格式不能传送\(what.zh)", en: "the format of source '\(source)' carries no \(what.en)",
      remedyZh: "请换一个数据源", remedyEn: "name another source")
  }

  static func noActions() -> Mistake {
    Mistake(
      zh: "没有写预期什么行动", en: "names no action", remedyZh: "请写 actions = [{ do = \"acknowledge\" }] 这样",
      remedyEn: "write it like actions = [{ do = \"acknowledge\" }]")
  }

  static func bareNumber(_ word: String) -> Mistake {
    Mistake(
      zh: "'words' 的 '\(word)' 只是一个数，任何记录都可能有",
      en: "'words' has '\(word)', a bare number that any note may hold",
      remedyZh: "请写明数的是什么，如 '\(word) 人'", remedyEn: "say what it counts, such as '\(word) hurt'")
  }

  static func takesNoDetail(_ verb: String) -> Mistake {
    Mistake(
      zh: "'\(verb)' 没有 detail", en: "'\(verb)' takes no detail", remedyZh: "请删除", remedyEn: "remove it")
  }

  static func unknownUnit(_ key: String, _ id: String, nearest: String?) -> Mistake {
    Mistake(
      zh: "'\(key)' 的 '\(id)' 既不是部门也不是队伍",
      en: "'\(key)' names '\(id)', which is neither a department nor a team",
      remedyZh: nearest.map { "是否应为 '\($0)'？" } ?? "请写 departments.csv 或 teams.csv 中的 id",
      remedyEn: nearest.map { "did you mean '\($0)'?" } ?? "write an id of departments.csv or teams.csv")
  }

  static func unknownSubject(_ id: String, nearest: String?) -> Mistake {
    Mistake(
      zh: "'subjects' 的 '\(id)' 在站点和本演练中都没有",
      en: "'subjects' names '\(id)', which neither the site nor this scenario has",
      remedyZh: nearest.map { "是否应为 '\($0)'？" } ?? "请写测点、规则、数据源、预警种类、报告规则、注入的 id，或事件编码",
      remedyEn: nearest.map { "did you mean '\($0)'?" }
        ?? "write the id of a sensor, rule, source, kind of warning, report rule or inject, or an event code")
  }
}
