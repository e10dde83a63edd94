/// Mistakes of theme files and of the key file.
extension Mistake {
  static func badHex(_ text: String) -> Mistake {
    Mistake(
      zh: "'\(text)' 不是颜色", en: "'\(text)' is not a colour", remedyZh: "请写成 #ff8700 这样",
      remedyEn: "write it like #ff8700")
  }

  static func unknownColour(_ name: String, nearest: String?) -> Mistake {
    Mistake(
      zh: "未知颜色 '\(name)'", en: "unknown colour '\(name)'",
      remedyZh: nearest.map { "是否应为 '\($0)'？" } ?? "请在 [palette] 中定义",
      remedyEn: nearest.map { "did you mean '\($0)'?" } ?? "define it in [palette]")
  }

  static func defaultIsTaken() -> Mistake {
    Mistake(
      zh: "'default' 专指终端自己的颜色", en: "'default' always means the terminal's own colour", remedyZh: "请改名",
      remedyEn: "choose another name")
  }

  static func repeatedRole(_ name: String) -> Mistake {
    Mistake(
      zh: "'\(name)' 写了两次", en: "'\(name)' is given twice", remedyZh: "请只留一个", remedyEn: "keep one")
  }

  static func unknownTheme(_ name: String, nearest: String?) -> Mistake {
    Mistake(
      zh: "'inherits' 指向不存在的主题 '\(name)'", en: "'inherits' names the unknown theme '\(name)'",
      remedyZh: nearest.map { "是否应为 '\($0)'？" } ?? "请检查文件名",
      remedyEn: nearest.map { "did you mean '\($0)'?" } ?? "check the name of its file")
  }

  static func inheritsItself(_ name: String) -> Mistake {
    Mistake(
      zh: "继承 '\(name)' 成环或过深", en: "inheriting '\(name)' goes in a circle or too deep",
      remedyZh: "请改 inherits",
      remedyEn: "change inherits")
  }

  static func badKey(_ action: String, _ text: String) -> Mistake {
    Mistake(
      zh: "'\(action)' 的 '\(text)' 不能作按键", en: "'\(action)' has '\(text)', which cannot be a key",
      remedyZh: "请写成 \"x\"、\"F7\" 或 \"Ctrl-d\" 这样", remedyEn: "write it like \"x\", \"F7\" or \"Ctrl-d\"")
  }

  static func tooManyKeys(_ action: String) -> Mistake {
    Mistake(
      zh: "'\(action)' 超过 \(Limits.keysOfAction) 个按键",
      en: "'\(action)' has more than \(Limits.keysOfAction) keys",
      remedyZh: "请删减", remedyEn: "remove some")
  }

  static func repeatedKey(_ action: String, _ key: String) -> Mistake {
    Mistake(
      zh: "'\(action)' 的按键 '\(key)' 写了两次", en: "'\(action)' has the key '\(key)' twice", remedyZh: "请删除一个",
      remedyEn: "remove one")
  }
}
