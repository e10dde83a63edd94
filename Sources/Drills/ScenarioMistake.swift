public import CitySafety

/// A mistake in how the parts of a scenario fit each other: where, what, and how to put it right.
public struct ScenarioMistake: Sendable, Hashable {
  /// What is wrong; positions count from 0.
  public enum Part: Sendable, Hashable {
    case scenario, scoring
    case objective(Int)
    case inject(Int)
    case expectation(Int)
    case reply(Int)
  }

  public var part: Part
  /// The key of the scenario file that it is about; empty for the part as a whole.
  public var key: String
  public var what: Bilingual
  public var remedy: Bilingual

  init(_ part: Part, _ key: String, zh: String, en: String, remedyZh: String, remedyEn: String) {
    self.part = part
    self.key = key
    what = Bilingual(zh: zh, en: en)
    remedy = Bilingual(zh: remedyZh, en: remedyEn)
  }
}

extension Scenario {
  /// Every mistake that shows without the site, in the order of the file; what it names is checked where it is read.
  public func validate() -> [ScenarioMistake] {
    countMistakes + scoring.mistakes + objectives.indices.flatMap(objectiveMistakes)
      + injects.indices.flatMap(injectMistakes) + cycleMistakes
      + expectations.indices.flatMap(expectationMistakes)
      + replies.indices.flatMap(replyMistakes)
  }

  private var countMistakes: [ScenarioMistake] {
    var mistakes: [ScenarioMistake] = []
    func check(_ key: String, _ count: Int, least: Int, _ limit: Int) {
      if count < least {
        mistakes.append(
          ScenarioMistake(
            .scenario, key, zh: "没有 [[\(key)]]", en: "there is no [[\(key)]]", remedyZh: "请至少写一个",
            remedyEn: "write at least one"))
      }
      if count > limit {
        mistakes.append(
          ScenarioMistake(
            .scenario, key, zh: "[[\(key)]] 有 \(count) 个，最多 \(limit) 个",
            en: "there are \(count) [[\(key)]], at most \(limit) are allowed", remedyZh: "请删减",
            remedyEn: "remove some"))
      }
    }
    check("seat", seats.count, least: 1, Scenario.seatLimit)
    check("objective", objectives.count, least: 1, Scenario.objectiveLimit)
    check("inject", injects.count, least: 1, Scenario.injectLimit)
    check("expect", expectations.count, least: 1, Scenario.expectationLimit)
    check("reply", replies.count, least: 0, Scenario.replyLimit)
    return mistakes
  }

  private func objectiveMistakes(_ position: Int) -> [ScenarioMistake] {
    let id = objectives[position].id
    if id.isEmpty || expectations.contains(where: { $0.objective == id }) { return [] }
    return [
      ScenarioMistake(
        .objective(position), "id", zh: "目标 '\(id)' 没有 [[expect]]，无法评定",
        en: "no [[expect]] serves the objective '\(id)', so it cannot be rated", remedyZh: "请补上，或删除此目标",
        remedyEn: "add one, or remove the objective")
    ]
  }

  private func injectMistakes(_ position: Int) -> [ScenarioMistake] {
    let inject = injects[position]
    var mistakes: [ScenarioMistake] = []
    if let at = inject.at, at > length {
      mistakes.append(
        ScenarioMistake(
          .inject(position), "at-s", zh: "'at-s' 在演练结束（\(length.seconds) 秒）之后",
          en: "'at-s' lies after the end of the drill at \(length.seconds) s", remedyZh: "请提前，或加大 length-min",
          remedyEn: "bring it forward, or make length-min larger"))
    }
    if case .hint = inject.what, kind == .exercise {
      mistakes.append(
        ScenarioMistake(
          .inject(position), "hint", zh: "演练（exercise）中不能有提示", en: "an exercise gives no hints",
          remedyZh: "请改用 call 或 report，或写 kind = \"training\"",
          remedyEn: "use a call or a report, or write kind = \"training\""))
    }
    return mistakes
  }

  private func expectationMistakes(_ position: Int) -> [ScenarioMistake] {
    let expectation = expectations[position]
    if expectation.expected > expectation.window {
      return [
        ScenarioMistake(
          .expectation(position), "window-s", zh: "'window-s' 小于 'expected-s'",
          en: "'window-s' is less than 'expected-s'", remedyZh: "请加大", remedyEn: "make it larger")
      ]
    }
    let from = inject(expectation.after).map(\.at) ?? .zero
    guard let from, from + expectation.expected > length else { return [] }
    return [
      ScenarioMistake(
        .expectation(position), "expected-s",
        zh: "预期时刻（\((from + expectation.expected).seconds) 秒）在演练结束（\(length.seconds) 秒）之后",
        en:
          "it is expected at \((from + expectation.expected).seconds) s, after the end of the drill at \(length.seconds) s",
        remedyZh: "请提前，或加大 length-min", remedyEn: "bring it forward, or make length-min larger")
    ]
  }

  private func replyMistakes(_ position: Int) -> [ScenarioMistake] {
    let answers = replies[position].answers
    if answers.count > ReplyScript.answerLimit {
      return [
        ScenarioMistake(
          .reply(position), "answers", zh: "答复超过 \(ReplyScript.answerLimit) 条",
          en: "has more than \(ReplyScript.answerLimit) answers", remedyZh: "请删减", remedyEn: "remove some")
      ]
    }
    if zip(answers, answers.dropFirst()).allSatisfy({ $0.after <= $1.after }) { return [] }
    return [
      ScenarioMistake(
        .reply(position), "answers", zh: "答复不按时间先后", en: "the answers are not in the order of time",
        remedyZh: "请按 after-s 排列", remedyEn: "order them by after-s")
    ]
  }

  /// Injects that wait for each other: none of them would ever come by itself.
  private var cycleMistakes: [ScenarioMistake] {
    injects.indices.compactMap { start in
      var position = start
      for _ in injects.indices {
        guard let before = predecessor(of: position) else { return nil }
        position = before
        if position == start {
          return ScenarioMistake(
            .inject(start), "when", zh: "条件成环：'\(injects[start].id)' 要等它自己",
            en: "'\(injects[start].id)' waits for itself through its condition", remedyZh: "请换一个条件，或写 at-s",
            remedyEn: "choose another condition, or write at-s")
        }
      }
      return nil
    }
  }

  /// The inject that starts the clock of the expectation that an inject waits for.
  private func predecessor(of position: Int) -> Int? {
    guard let condition = injects[position].condition,
      let expectation = expectations.first(where: { $0.id == condition.expectation })
    else { return nil }
    return injects.firstIndex { $0.id == expectation.after }
  }
}

extension ScoringTable {
  fileprivate var mistakes: [ScenarioMistake] {
    var mistakes: [ScenarioMistake] = []
    if abs(time + correct + complete - 1) > 1e-9 {
      mistakes.append(
        ScenarioMistake(
          .scoring, "time", zh: "time、correct、complete 之和不是 1",
          en: "time, correct and complete do not sum to 1",
          remedyZh: "请调整，如 0.4、0.4、0.2", remedyEn: "mend them, such as 0.4, 0.4, 0.2"))
    }
    if !(performed > some && some > major) {
      mistakes.append(
        ScenarioMistake(
          .scoring, "performed", zh: "performed、some、major 不是由高到低",
          en: "performed, some and major do not fall", remedyZh: "请调整，如 90、75、60",
          remedyEn: "mend them, such as 90, 75, 60"))
    }
    return mistakes
  }
}
