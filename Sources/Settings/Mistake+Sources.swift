/// Mistakes of `sources.toml`.
extension Mistake {
  static func noTransport() -> Mistake {
    Mistake(
      zh: "没有传输方式", en: "has no transport", remedyZh: "请写 [source.http]、[source.file] 或 [source.directory]",
      remedyEn: "add one of [source.http], [source.file], [source.directory]")
  }

  static func twoTransports(_ keys: [String]) -> Mistake {
    let list = keys.map { "[source.\($0)]" }
    return Mistake(
      zh: "有多种传输方式：\(list.joined(separator: ", "))",
      en: "has several transports: \(list.joined(separator: ", "))",
      remedyZh: "请只留一种", remedyEn: "keep one")
  }

  static func needsOther(_ key: String, _ other: String) -> Mistake {
    Mistake(
      zh: "'\(key)' 需要 '\(other)'", en: "'\(key)' needs '\(other)'", remedyZh: "请补上，或删除 '\(key)'",
      remedyEn: "add it, or remove '\(key)'")
  }

  static func needsOneOf(_ left: String, _ right: String) -> Mistake {
    Mistake(
      zh: "'\(left)' 与 '\(right)' 都没有", en: "has neither '\(left)' nor '\(right)'", remedyZh: "请写其中之一",
      remedyEn: "add one of them")
  }

  static func notBoth(_ left: String, _ right: String) -> Mistake {
    Mistake(
      zh: "'\(left)' 与 '\(right)' 不能同时有", en: "has both '\(left)' and '\(right)'", remedyZh: "请只留一个",
      remedyEn: "keep one")
  }

  static func needsValues(_ table: String) -> Mistake {
    Mistake(
      zh: "没有 [[\(table).value]]", en: "has no [[\(table).value]]", remedyZh: "请写明哪个字段是数值",
      remedyEn: "say which field is the value")
  }

  static func zeroScale() -> Mistake {
    Mistake(
      zh: "'scale' 为 0，所有数值都会变成 0", en: "'scale' is 0, which makes every value 0", remedyZh: "请改为非零",
      remedyEn: "write another number")
  }

  static func mappingWithoutFormat(_ key: String, format: String) -> Mistake {
    Mistake(
      zh: "[source.\(key)] 与 format = \"\(format)\" 不符",
      en: "[source.\(key)] does not go with format = \"\(format)\"",
      remedyZh: "请删除，或改 format", remedyEn: "remove it, or change the format")
  }

  static func badURL(_ url: String) -> Mistake {
    Mistake(
      zh: "'url' 的 '\(url)' 不是 http 或 https 地址",
      en: "'url' is '\(url)', which is not an http or https address",
      remedyZh: "请写成 http://主机/路径", remedyEn: "write it like http://host/path")
  }

  static func unknownVariable(_ name: String, nearest: String?) -> Mistake {
    Mistake(
      zh: "未知变量 '{\(name)}'", en: "unknown variable '{\(name)}'",
      remedyZh: nearest.map { "是否应为 '{\($0)}'？" } ?? "请在 [variables] 中定义",
      remedyEn: nearest.map { "did you mean '{\($0)}'?" } ?? "define it in [variables]")
  }

  static func unknownOverride(_ name: String, nearest: String?) -> Mistake {
    Mistake(
      zh: "--set 的变量 '\(name)' 未知", en: "--set names the unknown variable '\(name)'",
      remedyZh: nearest.map { "是否应为 '\($0)'？" } ?? "请在 [variables] 中定义",
      remedyEn: nearest.map { "did you mean '\($0)'?" } ?? "define it in [variables]")
  }

  static func badHeaderName(_ name: String) -> Mistake {
    Mistake(
      zh: "'\(name)' 不能作 HTTP 头名", en: "'\(name)' cannot be the name of an HTTP header",
      remedyZh: "只用字母、数字和连字符", remedyEn: "use letters, digits and hyphens")
  }

  static func noSuchFile(_ key: String, _ path: String) -> Mistake {
    Mistake(
      zh: "'\(key)' 的文件 '\(path)' 不存在", en: "'\(key)' names '\(path)', which does not exist",
      remedyZh: "请放好此文件", remedyEn: "put the file there")
  }

  static func patternIsPath() -> Mistake {
    Mistake(
      zh: "'pattern' 含有 '/'", en: "'pattern' holds a '/'", remedyZh: "只写文件名，文件夹写在 path 中",
      remedyEn: "write file names only, the folder goes into path")
  }

  static func badCompleteness(_ text: String) -> Mistake {
    Mistake(
      zh: "'complete' 的 '\(text)' 未知", en: "'complete' is '\(text)', which is unknown",
      remedyZh: "可选：stable, ends-with:文字, companion:后缀",
      remedyEn: "choose from stable, ends-with:TEXT, companion:SUFFIX")
  }

  static func badDelimiter(_ text: String) -> Mistake {
    Mistake(
      zh: "'delimiter' 的 '\(text)' 不是单个 ASCII 字符",
      en: "'delimiter' is '\(text)', which is not one ASCII character",
      remedyZh: "如 \",\"、\";\" 或 \"\\t\"", remedyEn: "write one such as \",\", \";\" or \"\\t\"")
  }

  static func commaTwice() -> Mistake {
    Mistake(
      zh: "'decimal-comma' 与逗号分隔冲突", en: "'decimal-comma' does not go with a comma as delimiter",
      remedyZh: "请把 delimiter 改为 \";\"", remedyEn: "set delimiter to \";\"")
  }

  static func notAColumnNumber(_ key: String, _ text: String) -> Mistake {
    Mistake(
      zh: "没有表头时 '\(key)' 的 '\(text)' 应为列号",
      en: "'\(key)' is '\(text)', but without a header it must be a column number",
      remedyZh: "请写从 1 起的列号", remedyEn: "write its number, from 1")
  }
}
