import CitySafety
import Formats

/// Alarms as `guidance.toml` and `cases.toml` name them: a rule's id, or one of the kinds without a rule.
enum AlarmWord {
  static let sourceLost = "source-lost"
  static let warning = "warning"
  static let earthquake = "earthquake"
  static let kinds = [sourceLost, warning, earthquake]
}

/// `guidance.toml`
extension SiteLoading {
  func loadGuidance() {
    guard let root = table("guidance.toml") else { return }
    var lines: [AlarmSubject: Int] = [:]
    for table in root.members("guidance") {
      loadGuidance(table, &lines)
      table.finish()
    }
    root.finish()
    checkEveryAlarmIsGuided(lines, root)
  }

  private func loadGuidance(_ table: TableReader, _ lines: inout [AlarmSubject: Int]) {
    let subjects = subjects(table)
    for subject in subjects {
      if let line = lines[subject] {
        table.report(.guidedTwice(word(of: subject), firstLine: line), at: "alarm")
      } else {
        lines[subject] = table.location(of: "alarm").line
      }
    }
    let available = table.span("time-available-s", in: Limits.guidanceSeconds)
    let operating = table.span("operator-s", in: Limits.guidanceSeconds)
    let process = table.span("process-s", in: Limits.guidanceSeconds)
    if let available, let operating, let process {
      let needed = Double((operating + process).milliseconds) * Guidance.margin
      if needed > Double(available.milliseconds) {
        table.warn(.tooLittleTime(available, operating + process), at: "time-available-s")
      }
    }
    let (origin, isLocalDefault) = origin(table)
    site.guidance.append(
      Guidance(
        subjects: subjects, alarmClass: alarmClass(table), meaning: longText(table, "meaning"),
        consequence: longText(table, "consequence"), actions: actions(table),
        timeAvailable: available ?? .zero, operatorTime: operating ?? .zero, processTime: process ?? .zero,
        origin: origin, isLocalDefault: isLocalDefault))
  }

  private func alarmClass(_ table: TableReader) -> AlarmClass {
    table.word("class", Choices(AlarmClass.allCases.map { ($0.rawValue, $0) })) ?? .safety
  }

  func longText(_ table: TableReader, _ key: String) -> Bilingual {
    Bilingual(
      zh: table.text(key + "-zh", limit: Limits.text), en: table.text(key + "-en", limit: Limits.text))
  }

  /// Where a text or a number comes from, and whether it is only this site's.
  func origin(_ table: TableReader, key: String = "origin") -> (String, Bool) {
    let origin = table.text(key, limit: Limits.text)
    let isLocalDefault = table.flag("local-default") ?? false
    if (origin.contains("[I]") || origin.contains("[K]")) && !isLocalDefault {
      table.report(.notLocalDefault(), at: key)
    }
    return (origin, isLocalDefault)
  }

  private func actions(_ table: TableReader) -> [Bilingual] {
    let members = table.members("action")
    let least = 2
    if members.count < least || members.count > Guidance.actionLimit {
      table.report(.wrongActionCount(members.count, least, Guidance.actionLimit), at: "action")
    }
    return members.map { member in
      defer { member.finish() }
      return Bilingual(zh: member.text("zh"), en: member.text("en"))
    }
  }

  /// What `alarm` names, for each source or event when some are named.
  private func subjects(_ table: TableReader) -> [AlarmSubject] {
    let subject = subject(table.text("alarm"), "alarm", table.location(of: "alarm"))
    let sources = named(table, "sources", isMeant: subject == .sourceLost(nil), AlarmWord.sourceLost)
    let events = named(table, "events", isMeant: subject == .warning(nil), AlarmWord.warning)
    if !sources.isEmpty {
      return sources.compactMap { text, location in
        problems.checkReference(text, "sources", in: sourceNames, at: location) < 0 ? nil : .sourceLost(text)
      }
    }
    if !events.isEmpty { return events.map { .warning($0.text) } }
    return subject.map { [$0] } ?? []
  }

  private func named(_ table: TableReader, _ key: String, isMeant: Bool, _ kind: String)
    -> [(text: String, location: Location)]
  {
    guard let texts = table.texts(key) else { return [] }
    guard isMeant else {
      table.report(.needsOther(key, "alarm = \"\(kind)\""), at: key)
      return []
    }
    if texts.isEmpty { table.report(.empty(key), at: key) }
    return texts
  }

  /// The alarms that a word names; `nil` after a report.
  func subject(_ word: String, _ key: String, _ location: Location) -> AlarmSubject? {
    switch word {
    case "": return nil
    case AlarmWord.sourceLost: return .sourceLost(nil)
    case AlarmWord.warning: return .warning(nil)
    case AlarmWord.earthquake: return .earthquake
    default: break
    }
    if thresholdNames.positions[word] != nil { return .rule(word) }
    guard thresholdNames.isComplete else { return nil }
    let nearest = problems.suggestion(for: word, in: thresholdNames.ordered + AlarmWord.kinds)
    let shown = HarmlessText.clean(word, limit: Limits.id)
    problems.add(
      .unknownReference(key, shown, kind: thresholdNames.kind, file: thresholdNames.file, nearest: nearest),
      at: location)
    return nil
  }

  private func word(of subject: AlarmSubject) -> String {
    switch subject {
    case .rule(let id): id
    case .sourceLost(let source): AlarmWord.sourceLost + (source.map { " " + $0 } ?? "")
    case .warning(let event): AlarmWord.warning + (event.map { " " + $0 } ?? "")
    case .earthquake: AlarmWord.earthquake
    }
  }

  /// An alarm that nobody knows what to do about is no alarm (ISA-18.2).
  private func checkEveryAlarmIsGuided(_ lines: [AlarmSubject: Int], _ root: TableReader) {
    for (position, id) in thresholdNames.ordered.enumerated() where !id.isEmpty && lines[.rule(id)] == nil {
      guard thresholdNames.positions[id] == position else { continue }
      problems.add(
        .ruleWithoutGuidance(id),
        at: Location(file: path(thresholdNames.file), line: thresholdNames.line(of: position)))
    }
    var needed: [AlarmSubject] = [.sourceLost(nil)]
    let formats = definitions.map(\.format)
    if formats.contains(where: \.bringsWarnings) { needed.append(.warning(nil)) }
    if formats.contains(where: \.bringsEarthquakes) { needed.append(.earthquake) }
    for subject in needed where lines[subject] == nil { root.report(.kindWithoutGuidance(word(of: subject))) }
  }
}

extension FeedFormat {
  var bringsWarnings: Bool {
    switch self {
    case .cap, .nationalWarnings: true
    case .json, .csv, .usgsGeoJSON, .cenc: false
    }
  }

  var bringsEarthquakes: Bool {
    switch self {
    case .usgsGeoJSON, .cenc: true
    case .json, .csv, .cap, .nationalWarnings: false
    }
  }
}
