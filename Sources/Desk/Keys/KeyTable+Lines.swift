public import CitySafety

extension KeyTable {
  /// The whole table as plain lines, one action each under its context: for the manual and `watchfloor keys`.
  public func lines(language: Language) -> [String] {
    var lines: [String] = []
    for context in KeyContext.allCases {
      let rows = records.filter { $0.context == context && !$0.keys.isEmpty }
      guard !rows.isEmpty else { continue }
      lines.append(context.title[language])
      for row in rows {
        let keys = hints(row.action)
        lines.append(
          "  " + keys + String(repeating: " ", count: max(1, 20 - keys.count)) + row.long[language])
      }
    }
    return lines
  }
}

extension KeyContext {
  /// Where the keys of this context work.
  var title: Bilingual {
    switch self {
    case .everywhere: Bilingual(zh: "任何位置", en: "Everywhere")
    case .alert: Bilingual(zh: "告警队列与详情", en: "Alert queue and detail")
    case .sector: Bilingual(zh: "板块与曲线", en: "Sector pane and chart")
    case .drill: Bilingual(zh: "仅演练中", en: "In a drill only")
    }
  }
}
