import CityDispatch
import CitySafety

/// Response plans and what they send.
extension Mistake {
  static func badMaterialCode(_ text: String) -> Mistake {
    Mistake(
      zh: "'code' 的 '\(text)' 不是物资编码", en: "'code' is '\(text)', which is no material code",
      remedyZh: "请写 GB/T 38565 的七位数字，不知道则留空",
      remedyEn: "write the seven digits of GB/T 38565, or leave it empty")
  }

  static func badAmount(_ name: String, _ text: String) -> Mistake {
    Mistake(
      zh: "'\(name)' 的 '\(text)' 不是物资与数量", en: "'\(name)' has '\(text)', which is no material with an amount",
      remedyZh: "请写成 sandbag=200;pump=2 这样", remedyEn: "write it like sandbag=200;pump=2")
  }

  static func amountTwice(_ name: String, _ material: String) -> Mistake {
    Mistake(
      zh: "'\(name)' 中 '\(material)' 出现两次", en: "'\(name)' names '\(material)' twice", remedyZh: "请合并",
      remedyEn: "add them up")
  }

  static func noWayToReach() -> Mistake {
    Mistake(
      zh: "'phone' 与 'recipient' 都为空", en: "both 'phone' and 'recipient' are empty", remedyZh: "请至少填一项",
      remedyEn: "fill in at least one")
  }

  static func repeatedPlan(_ id: String) -> Mistake {
    Mistake(
      zh: "预案 '\(id)' 在另一文件中已有", en: "the plan '\(id)' is already in another file", remedyZh: "请改名或删除",
      remedyEn: "rename or remove one")
  }

  static func noTrigger() -> Mistake {
    Mistake(
      zh: "预案不由任何告警启动", en: "no alarm calls for the plan",
      remedyZh: "请至少写 alarms、events、sensor-types、sectors 之一",
      remedyEn: "give at least one of alarms, events, sensor-types, sectors")
  }

  static func missingTables(_ key: String) -> Mistake {
    Mistake(
      zh: "没有 [[\(key)]]", en: "has no [[\(key)]]", remedyZh: "请至少写一个", remedyEn: "give at least one")
  }

  static func tooMany(_ key: String, _ limit: Int) -> Mistake {
    Mistake(
      zh: "[[\(key)]] 超过 \(limit) 个", en: "has more than \(limit) [[\(key)]]", remedyZh: "请删减",
      remedyEn: "remove some")
  }

  static func levelsOutOfOrder(_ worse: PlanResponse, _ milder: PlanResponse) -> Mistake {
    let levels = (worse.level.rawValue, milder.level.rawValue)
    return Mistake(
      zh: "\(worse.grade.word) 的响应级别 \(levels.0) 低于 \(milder.grade.word) 的 \(levels.1)",
      en: "level \(levels.0) at \(worse.grade.word) is lower than level \(levels.1) at \(milder.grade.word)",
      remedyZh: "一级最高：请对调或改正", remedyEn: "1 is the highest: exchange or mend them")
  }
}

/// Gaps, which are warnings.
extension Mistake {
  /// The first names of a list, and how many more there are.
  static func list(_ names: [String]) -> Bilingual {
    let shown = 5
    let first = names.prefix(shown).map { HarmlessText.clean($0, limit: Limits.id) }
    let more = names.count - first.count
    return Bilingual(
      zh: first.joined(separator: "、") + (more > 0 ? " 等 \(names.count) 项" : ""),
      en: first.joined(separator: ", ") + (more > 0 ? " and \(more) more" : ""))
  }

  static func rulesWithoutPlan(_ rules: Bilingual) -> Mistake {
    Mistake(
      zh: "可达红色或橙色而没有预案：\(rules.zh)", en: "can be red or orange and have no plan: \(rules.en)",
      remedyZh: "请写入某个 plans/*.toml 的 [trigger]", remedyEn: "name them in [trigger] of a plans/*.toml")
  }

  static func kindWithoutPlan(_ kind: String) -> Mistake {
    Mistake(
      zh: "'\(kind)' 可达红色或橙色而没有预案", en: "'\(kind)' can be red or orange and has no plan",
      remedyZh: "请写入某个 plans/*.toml 的 [trigger]", remedyEn: "name it in [trigger] of a plans/*.toml")
  }

  static func unitsWithoutContact(_ units: Bilingual) -> Mistake {
    Mistake(
      zh: "预案派给任务而没有联系方式的单位：\(units.zh)", en: "units with tasks in plans and no contact: \(units.en)",
      remedyZh: "请在 contacts.csv 中各写一行，或填写 phone", remedyEn: "give each a row in contacts.csv, or a phone")
  }

  static func nobodyOfKind(_ kind: String, nearest: String?) -> Mistake {
    Mistake(
      zh: "'team-kind' 的 '\(kind)' 没有任何队伍", en: "'team-kind' asks for '\(kind)', and no team is of this kind",
      remedyZh: nearest.map { "是否应为 '\($0)'？" } ?? "请在 teams.csv 中补上队伍",
      remedyEn: nearest.map { "did you mean '\($0)'?" } ?? "add a team to teams.csv")
  }

  static func narrowShelters(_ shelters: Bilingual, _ area: Double) -> Mistake {
    Mistake(
      zh: "按每人 \(number(area)) 平方米容不下 'capacity'：\(shelters.zh)",
      en: "too small for their 'capacity' at \(number(area)) m2 a person: \(shelters.en)",
      remedyZh: "请减少人数或核实面积", remedyEn: "lower the capacity or check the area")
  }

  static func evaluationOverdue(_ plan: String, due: String) -> Mistake {
    Mistake(
      zh: "预案 '\(plan)' 应于 \(due) 前评估", en: "the plan '\(plan)' was to be evaluated by \(due)",
      remedyZh: "请评估修订后更新 evaluated-on", remedyEn: "evaluate it, then set evaluated-on")
  }

  static func expired(_ stocks: Bilingual) -> Mistake {
    Mistake(
      zh: "已过有效期：\(stocks.zh)", en: "past their date: \(stocks.en)", remedyZh: "请更换并改 expires",
      remedyEn: "replace them and set expires")
  }
}
