/// The four boards of the action plan (杭政发〔2024〕212号, task 1), in their fixed order.
public enum Sector: UInt8, Sendable, Hashable, CaseIterable {
  case lifelines = 1
  case workSafety = 2
  case naturalDisasters = 3
  case publicSafety = 4

  /// Position from 0, for arrays with one entry a sector.
  public var index: Int { Int(rawValue) - 1 }

  /// The plan's own name and its English counterpart.
  public var name: Bilingual {
    switch self {
    case .lifelines: Bilingual(zh: "生命线", en: "Lifelines")
    case .workSafety: Bilingual(zh: "安全生产", en: "Work safety")
    case .naturalDisasters: Bilingual(zh: "自然灾害", en: "Nature")
    case .publicSafety: Bilingual(zh: "公共安全", en: "Public")
    }
  }

  /// Two characters in Chinese, at most four letters in English: the queue's column.
  public var short: Bilingual {
    switch self {
    case .lifelines: Bilingual(zh: "生命", en: "LIFE")
    case .workSafety: Bilingual(zh: "生产", en: "WORK")
    case .naturalDisasters: Bilingual(zh: "灾害", en: "NAT")
    case .publicSafety: Bilingual(zh: "公共", en: "PUB")
    }
  }

  /// The word used in site files: `lifelines`, `work-safety`, `natural-disasters`, `public-safety`.
  public var word: String {
    switch self {
    case .lifelines: "lifelines"
    case .workSafety: "work-safety"
    case .naturalDisasters: "natural-disasters"
    case .publicSafety: "public-safety"
    }
  }

  /// Reads the file word; `nil` when it is none of the four.
  public init?(word: String) {
    guard let sector = Sector.allCases.first(where: { $0.word == word }) else { return nil }
    self = sector
  }
}
