import CitySafety

/// `cases.toml`
extension SiteLoading {
  func loadCases() {
    guard let root = table("cases.toml", isOptional: true) else { return }
    var names = Names(zh: "案例", en: "case", file: "cases.toml")
    for table in root.members("case") {
      let id = table.id(into: &names)
      site.cases.append(
        PastCase(
          id: id, name: table.bilingual("name"), subjects: caseSubjects(table), date: caseDate(table),
          place: table.bilingual("place"), happened: longText(table, "happened"),
          done: longText(table, "done"), learnt: longText(table, "learnt"),
          source: table.text("source", limit: Limits.text), isMadeUp: table.flag("made-up") ?? false))
      table.finish()
    }
    root.finish()
  }

  private func caseSubjects(_ table: TableReader) -> [AlarmSubject] {
    guard let texts = table.texts("alarms") else {
      if !table.has("alarms") { table.report(.missingKey("alarms", table: table.name)) }
      return []
    }
    if texts.isEmpty { table.report(.empty("alarms"), at: "alarms") }
    return texts.compactMap { subject($0.text, "alarms", $0.location) }
  }

  /// A year, a month or a day, as precise as it is known.
  private func caseDate(_ table: TableReader) -> String {
    let date = table.text("date", limit: Limits.id)
    let parts = date.split(separator: "-", omittingEmptySubsequences: false)
    let isGood =
      parts.count <= 3 && parts.first?.count == 4 && parts.dropFirst().allSatisfy { $0.count == 2 }
      && parts.allSatisfy { $0.utf8.allSatisfy { (48...57).contains($0) } }
    if !date.isEmpty && !isGood {
      table.report(.badDate(HarmlessText.clean(date, limit: Limits.id)), at: "date")
    }
    return date
  }
}
