/// Mistakes of whole files and of their syntax.
extension Mistake {
  static func missingFile() -> Mistake {
    Mistake(zh: "缺少文件", en: "file is missing", remedyZh: "请建立此文件", remedyEn: "create it")
  }

  static func missingFolder() -> Mistake {
    Mistake(
      zh: "没有此站点文件夹", en: "there is no such site folder", remedyZh: "请检查路径",
      remedyEn: "check the path")
  }

  static func unreadable(_ words: String) -> Mistake {
    Mistake(
      zh: "无法读取（\(words)）", en: "cannot be read (\(words))", remedyZh: "请检查文件与权限",
      remedyEn: "check the file and its permissions")
  }

  static func notAFile() -> Mistake {
    Mistake(
      zh: "不是普通文件", en: "is not a regular file", remedyZh: "请换成普通文件",
      remedyEn: "put a regular file in its place")
  }

  static func fileTooLarge() -> Mistake {
    let limit = Limits.fileBytes >> 20
    return Mistake(
      zh: "文件超过 \(limit) MiB", en: "file is larger than \(limit) MiB", remedyZh: "请拆分或删减",
      remedyEn: "make it smaller")
  }

  static func notUTF8() -> Mistake {
    Mistake(
      zh: "不是有效的 UTF-8", en: "is not valid UTF-8", remedyZh: "请另存为 UTF-8",
      remedyEn: "save the file as UTF-8")
  }

  static func syntax(_ words: String) -> Mistake {
    Mistake(
      zh: "TOML 语法错误：\(words)", en: "not TOML: \(words)", remedyZh: "请改正此处语法",
      remedyEn: "correct the syntax here")
  }

  static func noHeader() -> Mistake {
    Mistake(
      zh: "没有表头", en: "has no header row", remedyZh: "第一行请写列名", remedyEn: "write the column names first")
  }

  static func unknownColumn(_ name: String, nearest: String?) -> Mistake {
    Mistake(
      zh: "未知列 '\(name)'", en: "unknown column '\(name)'",
      remedyZh: nearest.map { "是否应为 '\($0)'？" } ?? "请删除此列",
      remedyEn: nearest.map { "did you mean '\($0)'?" } ?? "remove it")
  }

  static func missingColumn(_ name: String) -> Mistake {
    Mistake(
      zh: "缺少列 '\(name)'", en: "column '\(name)' is missing", remedyZh: "请在表头加上此列",
      remedyEn: "add it to the header")
  }

  static func repeatedColumn(_ name: String) -> Mistake {
    Mistake(
      zh: "列 '\(name)' 重复", en: "column '\(name)' appears twice", remedyZh: "请删除其中一列",
      remedyEn: "remove one of them")
  }

  static func fieldCount(_ found: Int, expected: Int) -> Mistake {
    Mistake(
      zh: "有 \(found) 个字段，应为 \(expected) 个", en: "has \(found) fields where the header has \(expected)",
      remedyZh: "请检查逗号与引号", remedyEn: "check its commas and quotes")
  }

  static func openQuote() -> Mistake {
    Mistake(
      zh: "引号没有结束", en: "a quote is not closed", remedyZh: "请补上结束引号", remedyEn: "close it with \"")
  }

  static func strayQuote() -> Mistake {
    Mistake(
      zh: "字段中间有引号", en: "a quote stands inside a field",
      remedyZh: "请用引号包住整个字段，其中的引号写两次", remedyEn: "quote the whole field and double the quote inside")
  }

  static func tooManyRows() -> Mistake {
    Mistake(
      zh: "超过 \(Limits.rows) 行", en: "has more than \(Limits.rows) rows", remedyZh: "请删减",
      remedyEn: "make it shorter")
  }
}
