import CitySafety
import Formats

/// `sources.toml`: who is asked, how often, and how the answer is understood.
extension SiteLoading {
  func loadSources() {
    guard let root = table("sources.toml") else {
      sourceNames.isComplete = false
      return
    }
    if root.has("variables"), let table = root.member("variables") { loadVariables(table) }
    checkOverrides(root)
    for table in root.members("source") {
      loadSource(table)
      table.finish()
    }
    root.finish()
  }

  private func loadVariables(_ table: TableReader) {
    for member in table.table.members {
      problems.checkID(member.key, "variables", at: table.location(member.position))
      variables[member.key] = table.text(member.key, limit: Limits.text)
    }
  }

  private func checkOverrides(_ root: TableReader) {
    for (name, value) in overrides.sorted(by: { $0.key < $1.key }) {
      if variables[name] == nil {
        let nearest = Nearest.name(to: name, in: variables.keys.sorted())
        root.report(.unknownOverride(HarmlessText.clean(name, limit: Limits.id), nearest: nearest))
      }
      problems.checkText(value, name, limit: Limits.text, at: Location(file: root.file))
      variables[name] = value
    }
  }

  private func loadSource(_ table: TableReader) {
    let index = SourceIndex(sourceNames.count)
    let id = table.id(into: &sourceNames)
    let interval = table.span("interval-s", in: Limits.intervalSeconds) ?? .seconds(1)
    let ceiling = table.optionalSpan("backoff-ceiling-s", in: Limits.backoffSeconds)
    if let ceiling, ceiling < interval {
      table.report(.below("backoff-ceiling-s", "interval-s"), at: "backoff-ceiling-s")
    }
    let staleAfter = table.optionalSpan("stale-after-s", in: Limits.cadenceSeconds) ?? interval * 2
    let lostAfter = table.optionalSpan("lost-after-s", in: Limits.cadenceSeconds) ?? interval * 5
    if staleAfter < interval { table.report(.below("stale-after-s", "interval-s"), at: "stale-after-s") }
    if lostAfter < staleAfter { table.report(.below("lost-after-s", "stale-after-s"), at: "lost-after-s") }
    site.sources.append(
      SourceInfo(
        id: id, name: table.bilingual("name"), sector: table.word("sector", Choices.sectors) ?? .lifelines,
        interval: interval, staleAfter: staleAfter, lostAfter: lostAfter,
        lostGrade: table.optionalWord("lost-grade", Choices.grades) ?? .orange,
        isMadeUp: table.flag("made-up") ?? false))
    let schedule = Schedule(
      interval: interval, jitter: table.optionalNumber("jitter", in: Limits.jitter) ?? 0.1,
      backoffCeiling: ceiling ?? max(.seconds(300), interval))
    definitions.append(
      SourceDefinition(
        index: index, id: id, transport: transport(table), schedule: schedule, format: format(table)))
  }

  /// Text with every `{name}` replaced; unknown names are reported.
  func replaced(_ text: String, _ table: TableReader, at key: String) -> String {
    var result = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      let name = String(rest[rest.index(after: open)..<close])
      result += rest[..<open]
      if let value = variables[name] {
        result += value
      } else {
        let nearest = Nearest.name(to: name, in: variables.keys.sorted())
        table.report(.unknownVariable(HarmlessText.clean(name, limit: Limits.id), nearest: nearest), at: key)
      }
      rest = rest[rest.index(after: close)...]
    }
    return result + rest
  }

  /// A source of rows that no sensor names is asked in vain.
  func checkSourcesAreUsed() {
    let used = Set(site.sensors.map(\.source.value))
    // A sensor whose source is not known may mean any of them.
    guard sensorNames.isComplete, !used.contains(-1) else { return }
    for definition in definitions where definition.format.row != nil && !used.contains(definition.index.value)
    {
      let line = sourceNames.line(of: Int(definition.index.value))
      problems.warn(.unusedSource(definition.id), at: Location(file: path(sourceNames.file), line: line))
    }
  }
}

extension FeedFormat {
  /// How rows are understood; `nil` for feeds of warnings and earthquakes.
  var row: RowMapping? {
    switch self {
    case .json(let mapping): mapping.row
    case .csv(let mapping): mapping.row
    case .usgsGeoJSON, .cenc, .cap, .nationalWarnings: nil
    }
  }
}
