import CitySafety

/// Mistakes of single values.
extension Mistake {
  static func unknownKey(_ key: String, table: String, nearest: String?) -> Mistake {
    let place = table.isEmpty ? Bilingual(same: "") : Bilingual(zh: "\(table) 中的", en: " in \(table)")
    return Mistake(
      zh: "\(place.zh)未知键 '\(key)'", en: "unknown key '\(key)'\(place.en)",
      remedyZh: nearest.map { "是否应为 '\($0)'？" } ?? "请删除",
      remedyEn: nearest.map { "did you mean '\($0)'?" } ?? "remove it")
  }

  static func missingKey(_ key: String, table: String) -> Mistake {
    let place = table.isEmpty ? Bilingual(same: "") : Bilingual(zh: "\(table) ", en: " in \(table)")
    return Mistake(
      zh: "\(place.zh)缺少 '\(key)'", en: "'\(key)' is missing\(place.en)", remedyZh: "请补上", remedyEn: "add it")
  }

  static func wrongType(_ key: String, needs: Bilingual) -> Mistake {
    Mistake(
      zh: "'\(key)' 类型不对", en: "'\(key)' is of the wrong type", remedyZh: "应为\(needs.zh)",
      remedyEn: "write \(needs.en)")
  }

  static func empty(_ name: String) -> Mistake {
    Mistake(zh: "'\(name)' 为空", en: "'\(name)' is empty", remedyZh: "请填写", remedyEn: "fill it in")
  }

  static func notANumber(_ name: String, _ text: String) -> Mistake {
    Mistake(
      zh: "'\(name)' 的 '\(text)' 不是数字", en: "'\(name)' is '\(text)', which is not a number", remedyZh: "请填数字",
      remedyEn: "write a number")
  }

  static func notAWhole(_ name: String, _ text: String) -> Mistake {
    Mistake(
      zh: "'\(name)' 的 '\(text)' 不是整数", en: "'\(name)' is '\(text)', which is not a whole number",
      remedyZh: "请填整数", remedyEn: "write a whole number")
  }

  static func notAFlag(_ name: String, _ text: String) -> Mistake {
    Mistake(
      zh: "'\(name)' 的 '\(text)' 不是 true 或 false", en: "'\(name)' is '\(text)', neither true nor false",
      remedyZh: "请填 true 或 false", remedyEn: "write true or false")
  }

  static func outOfRange(_ name: String, _ value: Double, _ low: Double, _ high: Double) -> Mistake {
    let (value, low, high) = (number(value), number(low), number(high))
    return Mistake(
      zh: "'\(name)' 为 \(value)，超出范围", en: "'\(name)' is \(value), out of range",
      remedyZh: "应在 \(low) 到 \(high) 之间", remedyEn: "choose from \(low) to \(high)")
  }

  /// A word that is none of a short list.
  static func unknownWord(_ name: String, _ word: String, choices: [String], nearest: String?) -> Mistake {
    let list = choices.joined(separator: ", ")
    return Mistake(
      zh: "'\(name)' 的 '\(word)' 未知", en: "'\(name)' is '\(word)', which is unknown",
      remedyZh: nearest.map { "是否应为 '\($0)'？" } ?? "可选：\(list)",
      remedyEn: nearest.map { "did you mean '\($0)'?" } ?? "choose from \(list)")
  }

  /// A name that no entry of another file has.
  static func unknownReference(
    _ name: String, _ word: String, kind: Bilingual, file: String, nearest: String?
  ) -> Mistake {
    Mistake(
      zh: "'\(name)' 指向不存在的\(kind.zh) '\(word)'", en: "'\(name)' names the unknown \(kind.en) '\(word)'",
      remedyZh: nearest.map { "是否应为 '\($0)'？" } ?? "请在 \(file) 中定义",
      remedyEn: nearest.map { "did you mean '\($0)'?" } ?? "define it in \(file)")
  }

  static func repeated(_ name: String, _ word: String, firstLine: Int) -> Mistake {
    Mistake(
      zh: "\(name) '\(word)' 与第 \(firstLine) 行重复",
      en: "\(name) '\(word)' is already used in line \(firstLine)",
      remedyZh: "请改名或删除", remedyEn: "rename or remove one")
  }

  static func harmful(_ name: String, _ scalar: Unicode.Scalar) -> Mistake {
    let hex = String(scalar.value, radix: 16, uppercase: true)
    let code = "U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex
    return Mistake(
      zh: "'\(name)' 含控制或不可见字符 \(code)", en: "'\(name)' holds the control or invisible character \(code)",
      remedyZh: "请删除该字符", remedyEn: "remove it")
  }

  static func tooLong(_ name: String, limit: Int) -> Mistake {
    Mistake(
      zh: "'\(name)' 超过 \(limit) 个字符", en: "'\(name)' is longer than \(limit) characters", remedyZh: "请缩短",
      remedyEn: "shorten it")
  }

  static func badID(_ name: String, _ text: String) -> Mistake {
    Mistake(
      zh: "'\(name)' 的 '\(text)' 不能作标识", en: "'\(name)' is '\(text)', which cannot be an id",
      remedyZh: "只用字母、数字、点、连字符和下划线", remedyEn: "use letters, digits, dots, hyphens and underscores only")
  }

  static func badOffset(_ name: String, _ text: String) -> Mistake {
    Mistake(
      zh: "'\(name)' 的 '\(text)' 不是时区偏移", en: "'\(name)' is '\(text)', which is not an offset from UTC",
      remedyZh: "请写成 +08:00 这样", remedyEn: "write it like +08:00")
  }

  static func badTime(_ name: String, _ text: String, orWord word: String) -> Mistake {
    Mistake(
      zh: "'\(name)' 的 '\(text)' 不是时刻", en: "'\(name)' is '\(text)', which is not a time",
      remedyZh: "请写成 2026-11-23T00:00:00+08:00 这样，或写 \"\(word)\"",
      remedyEn: "write it like 2026-11-23T00:00:00+08:00, or write \"\(word)\"")
  }

  static func unknownPlaceholder(_ key: String, _ text: String) -> Mistake {
    let known = SoundCommand.Placeholder.allCases.map { "{\($0.rawValue)}" }.joined(separator: " ")
    return Mistake(
      zh: "'\(key)' 的 '{\(text)}' 未知", en: "'\(key)' holds '{\(text)}', which is unknown",
      remedyZh: "可用：\(known)", remedyEn: "use \(known)")
  }

  static func tooManyArguments(_ key: String) -> Mistake {
    Mistake(
      zh: "'\(key)' 超过 \(Limits.soundArguments) 项",
      en: "'\(key)' has more than \(Limits.soundArguments) parts",
      remedyZh: "请写成脚本", remedyEn: "put them into a script")
  }

  /// A whole number without its point, else the shortest form.
  static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
  }
}
