public import Alarms
public import CitySafety

/// What kind of alarm it is, whichever sensor, source or message it is about: what figures are counted by.
public enum AlarmType: Sendable, Hashable {
  case rule(String)
  case sourceLost
  case warning
  case earthquake
  case reportDue

  public init(_ key: AlarmKey) {
    switch key {
    case .threshold(_, let rule): self = .rule(rule)
    case .sourceLost: self = .sourceLost
    case .warning: self = .warning
    case .earthquake: self = .earthquake
    case .reportDue: self = .reportDue
    }
  }

  /// The rule's id, or the word of machine output.
  public var text: String {
    switch self {
    case .rule(let id): id
    case .sourceLost: "source-lost"
    case .warning: "warning"
    case .earthquake: "earthquake"
    case .reportDue: "report-due"
    }
  }

  /// What people call it: a rule by its message at the site, where the site has it.
  public func name(at site: Site) -> Bilingual {
    switch self {
    case .rule(let id): site.thresholds.first { $0.id == id }?.message ?? Bilingual(same: id)
    case .sourceLost: Bilingual(zh: "数据源中断", en: "Source lost")
    case .warning: Bilingual(zh: "收到的预警", en: "Received warning")
    case .earthquake: Bilingual(zh: "地震", en: "Earthquake")
    case .reportDue: Bilingual(zh: "信息报告到期", en: "Report due")
    }
  }
}
