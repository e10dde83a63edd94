import CityDispatch
import CitySafety

/// Warnings that the site authors.
extension Mistake {
  static func noIssuer(_ grade: Grade) -> Mistake {
    Mistake(
      zh: "没有 [[issuer]] 发布 \(grade.word) 级", en: "no [[issuer]] issues \(grade.word)",
      remedyZh: "请把它写入某个 [[issuer]] 的 grades", remedyEn: "add it to the grades of an [[issuer]]")
  }

  static func twoIssuers(_ grade: Grade) -> Mistake {
    Mistake(
      zh: "\(grade.word) 级有两个 [[issuer]]", en: "two [[issuer]] have \(grade.word)", remedyZh: "请只留一个",
      remedyEn: "leave it to one")
  }

  static func badSender(_ text: String) -> Mistake {
    Mistake(
      zh: "'sender' 的 '\(text)' 含有空格、逗号、< 或 &", en: "'sender' is '\(text)', with a space, comma, < or &",
      remedyZh: "请写域名或邮箱（CAP 1.2）", remedyEn: "write a domain or a mail address (CAP 1.2)")
  }

  static func badSenderCode(_ text: String) -> Mistake {
    Mistake(
      zh: "'sender-code' 的 '\(text)' 不是 14 位数字", en: "'sender-code' is '\(text)': not 14 digits",
      remedyZh: "请写区划 6 位、部门与序号 8 位", remedyEn: "write six digits of the area and eight of the office")
  }

  static func badEventCode(_ text: String) -> Mistake {
    Mistake(
      zh: "'code' 的 '\(text)' 不是事件编码", en: "'code' is '\(text)': no event code",
      remedyZh: "请写成 11B41 这样，不知道则不写",
      remedyEn: "write it like 11B41, or leave it out")
  }

  static func unknownPlan(_ id: String) -> Mistake {
    let id = HarmlessText.clean(id, limit: Limits.id)
    return Mistake(
      zh: "没有预案 '\(id)'", en: "there is no plan '\(id)'", remedyZh: "请写 plans/*.toml 中的 id",
      remedyEn: "name the id of a plans/*.toml")
  }

  static func badWarningPlaceholder(_ key: String, _ name: String) -> Mistake {
    let names = WarningText.Placeholder.allCases.map { "{\($0.rawValue)}" }.joined(separator: " ")
    return Mistake(
      zh: "'\(key)' 有未知的 {\(name)}", en: "'\(key)' has an unknown {\(name)}", remedyZh: "可用：\(names)",
      remedyEn: "there are \(names)")
  }

  static func badIndexID(_ text: String) -> Mistake {
    Mistake(
      zh: "'id' 的 '\(text)' 不是 Atom 的标识", en: "'id' is '\(text)': not an id of Atom",
      remedyZh: "请写成 tag:example.org,2026:warnings 这样",
      remedyEn: "write it like tag:example.org,2026:warnings")
  }
}
