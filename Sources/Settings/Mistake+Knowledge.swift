import CitySafety

/// Pages of the knowledge base.
extension Mistake {
  static func notAPage() -> Mistake {
    Mistake(
      zh: "knowledge 文件夹只放 .toml", en: "the knowledge folder holds .toml files only",
      remedyZh: "请移走或改写为 .toml",
      remedyEn: "move it away or write it as .toml")
  }

  static func repeatedPage(_ id: String, _ file: String) -> Mistake {
    Mistake(
      zh: "知识页 '\(id)' 在 \(file) 中已有", en: "the page '\(id)' is already in \(file)", remedyZh: "请改名或删除",
      remedyEn: "rename or remove one")
  }

  static func tooManyPages(_ limit: Int) -> Mistake {
    Mistake(
      zh: "知识页超过 \(limit) 个", en: "there are more than \(limit) pages", remedyZh: "请删减 knowledge 文件夹",
      remedyEn: "remove some from the knowledge folder")
  }

  static func tooManyWords(_ key: String, _ limit: Int) -> Mistake {
    Mistake(
      zh: "'\(key)' 超过 \(limit) 个词", en: "'\(key)' has more than \(limit) words", remedyZh: "请删减",
      remedyEn: "remove some")
  }

  static func tooMuchKnowledge(_ limit: Int) -> Mistake {
    Mistake(
      zh: "全部知识页超过 \(limit) 字节", en: "all pages together have more than \(limit) bytes",
      remedyZh: "请删减 knowledge 文件夹", remedyEn: "remove some from the knowledge folder")
  }

  static func longPage(_ bytes: Int, _ limit: Int) -> Mistake {
    Mistake(
      zh: "此页 \(bytes) 字节，超过 \(limit)", en: "the page has \(bytes) bytes, more than \(limit)",
      remedyZh: "请拆成几页", remedyEn: "split it into several")
  }
}
