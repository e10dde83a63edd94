public import CitySafety

extension KeyTable {
  /// The whole table as plain lines, one action each under its context: for the manual and `watchfloor keys`.
  ///
  /// Of an action with other keys than as shipped both are told; one that lost its keys has its name for the palette.
  public func lines(language: Language) -> [String] {
    var lines: [String] = []
    for context in KeyContext.allCases {
      let rows = own(context).filter { !($0.keys.isEmpty && KeyTable.standard.hints($0.action).isEmpty) }
      guard !rows.isEmpty else { continue }
      lines.append(context.title[language])
      for row in rows {
        let keys = row.keys.isEmpty ? ":" + row.action.rawValue : hints(row.action)
        let line = "  " + keys + String(repeating: " ", count: max(1, 20 - keys.count)) + row.long[language]
        lines.append(line + change(of: row.action)[language])
      }
    }
    return lines
  }

  private func change(of action: Action) -> Bilingual {
    let shipped = KeyTable.standard.hints(action)
    guard shipped != hints(action) else { return Bilingual(same: "") }
    return shipped.isEmpty
      ? Bilingual(zh: "（自设）", en: "  (your own)")
      : Bilingual(zh: "（原为 \(shipped)）", en: "  (shipped: \(shipped))")
  }
}
