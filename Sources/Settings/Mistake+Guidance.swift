import CitySafety

/// Guidance, past cases and relations between alarms.
extension Mistake {
  static func ruleWithoutGuidance(_ id: String) -> Mistake {
    Mistake(
      zh: "规则 '\(id)' 没有处置指引", en: "the rule '\(id)' has no guidance",
      remedyZh: "请在 guidance.toml 加一个 [[guidance]]，写 alarm = \"\(id)\"",
      remedyEn: "add a [[guidance]] with alarm = \"\(id)\" to guidance.toml")
  }

  static func kindWithoutGuidance(_ kind: String) -> Mistake {
    Mistake(
      zh: "'\(kind)' 没有处置指引", en: "'\(kind)' has no guidance",
      remedyZh: "请加一个 [[guidance]]，写 alarm = \"\(kind)\"",
      remedyEn: "add a [[guidance]] with alarm = \"\(kind)\"")
  }

  static func guidedTwice(_ word: String, firstLine: Int) -> Mistake {
    Mistake(
      zh: "'\(word)' 的指引在第 \(firstLine) 行已有", en: "'\(word)' already has guidance in line \(firstLine)",
      remedyZh: "请合并或删除", remedyEn: "merge or remove one")
  }

  static func wrongActionCount(_ count: Int, _ least: Int, _ most: Int) -> Mistake {
    Mistake(
      zh: "有 \(count) 条处置措施", en: "has \(count) actions", remedyZh: "请写 \(least) 到 \(most) 条",
      remedyEn: "give \(least) to \(most)")
  }

  static func tooLittleTime(_ available: Span, _ needed: Span) -> Mistake {
    Mistake(
      zh: "可用时间 \(available.seconds) 秒，不足处置所需 \(needed.seconds) 秒的 \(number(Guidance.margin)) 倍",
      en: "\(available.seconds) s are available, less than \(number(Guidance.margin)) times the "
        + "\(needed.seconds) s that operator and process take",
      remedyZh: "仅靠告警可能不够：请提前告警或改为自动联锁",
      remedyEn: "an alarm may not be enough: alarm earlier, or let a device act")
  }

  static func reservedID(_ id: String) -> Mistake {
    Mistake(
      zh: "'\(id)' 已指另一类告警", en: "'\(id)' already means another kind of alarm", remedyZh: "请改名",
      remedyEn: "choose another id")
  }

  static func badDate(_ text: String) -> Mistake {
    Mistake(
      zh: "'date' 的 '\(text)' 不是日期", en: "'date' is '\(text)', which is not a date",
      remedyZh: "请写成 2021-12-15、2021-12 或 2021", remedyEn: "write it like 2021-12-15, 2021-12 or 2021")
  }

  static func causesItself(_ id: String) -> Mistake {
    Mistake(
      zh: "规则 '\(id)' 是它自己的后果", en: "the rule '\(id)' is its own consequence",
      remedyZh: "请从 consequences 中删除",
      remedyEn: "remove it from the consequences")
  }

  static func circle(_ ids: [String]) -> Mistake {
    let path = ids.joined(separator: " > ")
    return Mistake(
      zh: "关系成环：\(path)", en: "the relations form a circle: \(path)", remedyZh: "请去掉其中一个",
      remedyEn: "remove one of them")
  }

  static func suppressesRed(_ id: String) -> Mistake {
    Mistake(
      zh: "'\(id)' 可以是红色，红色不得抑制", en: "'\(id)' can be red, and red is never suppressed",
      remedyZh: "请写 suppresses = false：归并显示而不抑制",
      remedyEn: "write suppresses = false: it is then folded and not suppressed")
  }

  static func suppressesWorse(_ id: String, _ worst: Grade, cause: String, _ mildest: Grade) -> Mistake {
    Mistake(
      zh: "'\(id)' 可达 \(worst.word)，比原因 '\(cause)' 的 \(mildest.word) 更重",
      en: "'\(id)' can be \(worst.word), worse than its cause '\(cause)' at \(mildest.word)",
      remedyZh: "请写 suppresses = false：归并显示而不抑制",
      remedyEn: "write suppresses = false: it is then folded and not suppressed")
  }
}
