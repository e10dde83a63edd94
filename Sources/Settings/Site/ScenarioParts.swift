import CitySafety
import Drills
import Formats

/// Injects and expected actions.
extension ScenarioLoading {
  func inject(_ id: String, _ table: TableReader) -> Inject {
    defer { table.finish() }
    let (at, condition) = moment(table)
    return Inject(
      id: id, at: at, condition: condition, synopsis: longText(table, "synopsis"), what: content(id, table),
      controller: seatReference(table, "controller"), player: seatReference(table, "player"),
      expected: longText(table, "expected"), objective: reference(table, "objective", objectiveNames))
  }

  private func reference(_ table: TableReader, _ key: String, _ names: Names) -> String {
    _ = table.reference(key, in: names)
    return table.optionalText(key) ?? ""
  }

  /// `at-s`, `when` or `by-hand`: one of them.
  private func moment(_ table: TableReader) -> (Span?, Inject.Condition?) {
    let keys = ["at-s", "when", "by-hand"].filter { table.has($0) }
    if keys.isEmpty { table.report(.noMoment()) }
    if keys.count > 1 { table.report(.manyMoments(keys), at: keys[1]) }
    _ = table.flag("by-hand")
    let at = table.optionalSpan("at-s", in: ScenarioLimits.seconds)
    return (at, table.member("when").flatMap(condition))
  }

  private func condition(_ table: TableReader) -> Inject.Condition? {
    defer { table.finish() }
    let delay = table.optionalSpan("after-s", in: ScenarioLimits.seconds) ?? .zero
    let keys = ["met", "missed"].filter { table.has($0) }
    guard keys.count == 1 else {
      table.report(.badCondition())
      return nil
    }
    return Inject.Condition(
      expectation: reference(table, keys[0], expectationNames), whenMet: keys[0] == "met", delay: delay)
  }

  // MARK: What comes in

  private static let kinds = [
    "episode", "sensors", "warning", "earthquake", "call", "report", "reply", "silence", "outage", "hint",
  ]

  private func content(_ id: String, _ table: TableReader) -> Inject.Content {
    let kinds = ScenarioLoading.kinds.filter { table.has($0) }
    guard kinds.count == 1 else {
      // What stands beside what is not known is not blamed as well.
      for key in ["shape", "rise-s", "hold-s", "fall-s", "peak"] { _ = table.has(key) }
      table.report(kinds.isEmpty ? .noContent(ScenarioLoading.kinds) : .manyContents(kinds), at: kinds.last)
      return .hint(Bilingual(same: ""))
    }
    switch kinds[0] {
    case "episode":
      let position = table.reference("episode", in: loading.episodeNames)
      guard position >= 0 else { return .hint(Bilingual(same: "")) }
      var episode = loading.episodes[position]
      episode.every = .zero
      checkPeak(episode, table, "episode")
      return .sensors(episode)
    case "sensors": return .sensors(episode(id, table))
    default: break
    }
    guard let inner = table.member(kinds[0]) else { return .hint(Bilingual(same: "")) }
    defer { inner.finish() }
    switch kinds[0] {
    case "warning": return warning(inner)
    case "earthquake": return earthquake(inner)
    case "call": return .call(from: inner.bilingual("from"), text: longText(inner, "text"))
    case "report": return .report(from: inner.bilingual("from"), text: longText(inner, "text"))
    case "reply":
      return .reply(
        unit: unit(inner), step: inner.word("step", ScenarioLimits.steps) ?? .receive, words: words(inner))
    case "silence": return .silence(unit: unit(inner), lasts: lasts(inner))
    case "outage":
      return .outage(source: reference(inner, "source", loading.sourceNames), lasts: lasts(inner))
    default:
      return .hint(
        Bilingual(zh: inner.text("zh", limit: Limits.text), en: inner.text("en", limit: Limits.text)))
    }
  }

  private func lasts(_ table: TableReader) -> Span {
    table.span("lasts-s", in: ScenarioLimits.lastingSeconds) ?? .zero
  }

  private func unit(_ table: TableReader) -> String {
    let unit = table.text("unit")
    checkUnit(unit, "unit", table.location(of: "unit"))
    return unit
  }

  /// An episode that only this scenario has, called like its inject.
  private func episode(_ id: String, _ table: TableReader) -> Episode {
    let texts = table.texts("sensors") ?? []
    if table.has("sensors"), texts.isEmpty { table.report(.empty("sensors"), at: "sensors") }
    for (text, location) in texts {
      _ = problems.checkReference(text, "sensors", in: loading.sensorNames, at: location)
    }
    let shape = table.word("shape", Choices(Episode.Shape.allCases.map { ($0.rawValue, $0) })) ?? .step
    func span(_ key: String) -> Span { table.optionalSpan(key, in: ScenarioLimits.seconds) ?? .zero }
    let peak = table.optionalNumber("peak")
    if shape != .silence, !table.has("peak") { table.report(.missingKey("peak", table: table.name)) }
    let episode = Episode(
      id: id, name: Bilingual(same: id), sensors: texts.map(\.text), shape: shape, start: .zero,
      rise: span("rise-s"),
      hold: span("hold-s"), fall: span("fall-s"), peak: peak ?? 0)
    if episode.rise + episode.hold + episode.fall == .zero { table.report(.noDuration()) }
    if peak != nil { checkPeak(episode, table, "peak") }
    return episode
  }

  /// Whether its sensors can measure what it bends them to.
  private func checkPeak(_ episode: Episode, _ table: TableReader, _ key: String) {
    guard episode.shape != .silence else { return }
    for id in episode.sensors {
      guard let position = loading.sensorNames.positions[id] else { continue }
      let sensor = site.sensors[position]
      if episode.peak < sensor.rangeLow || episode.peak > sensor.rangeHigh {
        table.report(.outsideSensor(episode.peak, sensor: id, sensor.rangeLow, sensor.rangeHigh), at: key)
      }
    }
  }

  private func warning(_ table: TableReader) -> Inject.Content {
    let source = source(table, Bilingual(zh: "预警", en: "warnings")) { format in
      switch format {
      case .cap, .nationalWarnings: true
      default: false
      }
    }
    let draft = Inject.WarningDraft(
      event: table.text("event"), eventCode: table.optionalText("event-code"),
      colour: table.word("colour", Choices.grades) ?? .blue, headline: table.text("headline"),
      text: table.text("text", limit: Limits.text),
      instruction: table.optionalText("instruction", limit: Limits.text) ?? "", area: table.text("area"),
      lasts: table.span("lasts-s", in: ScenarioLimits.lastingSeconds) ?? .zero)
    warningWords.insert(draft.event)
    if let code = draft.eventCode { warningWords.insert(code) }
    return .warning(source: source, draft)
  }

  private func earthquake(_ table: TableReader) -> Inject.Content {
    let source = source(table, Bilingual(zh: "地震", en: "earthquakes")) { format in
      switch format {
      case .cenc, .usgsGeoJSON: true
      default: false
      }
    }
    return .earthquake(
      source: source,
      Inject.QuakeDraft(
        before: table.optionalSpan("before-s", in: ScenarioLimits.seconds) ?? .zero,
        latitude: table.number("latitude", in: Limits.latitude) ?? 0,
        longitude: table.number("longitude", in: Limits.longitude) ?? 0,
        depth: table.number("depth-km", in: ScenarioLimits.depthKilometres) ?? 0,
        magnitude: table.number("magnitude", in: Limits.magnitude) ?? 0, place: table.text("place")))
  }

  /// The source that a message comes through, whose format must be able to carry it.
  private func source(_ table: TableReader, _ what: Bilingual, carries: (FeedFormat) -> Bool) -> String {
    let position = table.reference("source", in: loading.sourceNames)
    let id = table.optionalText("source") ?? ""
    if position >= 0, !loading.sourcesOfUnknownFormat.contains(position),
      !carries(loading.definitions[position].format)
    {
      table.report(.cannotCarry(id, what), at: "source")
    }
    return id
  }

  // MARK: What is expected

  func expectation(_ id: String, _ table: TableReader) -> Expectation {
    defer { table.finish() }
    let after = table.has("after") ? reference(table, "after", injectNames) : ""
    let actions = table.members("actions")
    if actions.isEmpty { table.report(.noActions(), at: "actions") }
    let isForbidden = table.flag("forbidden") ?? false
    // What must not be done is not expected at any time.
    let expected =
      isForbidden
      ? table.optionalSpan("expected-s", in: ScenarioLimits.seconds)
      : table.span("expected-s", in: ScenarioLimits.seconds)
    return Expectation(
      id: id, objective: reference(table, "objective", objectiveNames), after: after,
      text: longText(table, "text"),
      actions: actions.map(action), expected: expected ?? .zero,
      window: table.span("window-s", in: ScenarioLimits.lastingSeconds) ?? Scenario.longest,
      weight: weight(table),
      seat: seatReference(table, "seat"), isForbidden: isForbidden)
  }

  private func action(_ table: TableReader) -> ActionPattern {
    defer { table.finish() }
    let verb = table.word("do", Choices(ActionPattern.Verb.allCases.map { ($0.rawValue, $0) })) ?? .note
    let subjects = table.texts("subjects") ?? []
    for (subject, location) in subjects { checkSubject(subject, location) }
    let units = table.texts("units") ?? []
    for (unit, location) in units { checkUnit(unit, "units", location) }
    let plan = table.optionalText("plan") ?? ""
    if !plan.isEmpty { checkPlan(plan, "plan", table.location(of: "plan")) }
    let words = table.texts("words") ?? []
    for (word, location) in words where ActionPattern.saysLittle(word) {
      problems.warn(.bareNumber(HarmlessText.clean(word, limit: Limits.id)), at: location)
    }
    return ActionPattern(
      verb: verb, subjects: subjects.map(\.text), units: units.map(\.text), plan: plan,
      grade: table.optionalWord("grade", Choices.grades), words: words.map(\.text),
      detail: detail(table, of: verb))
  }

  private func detail(_ table: TableReader, of verb: ActionPattern.Verb) -> String {
    guard let detail = table.optionalText("detail"), !detail.isEmpty else { return "" }
    if verb.details.isEmpty {
      table.report(.takesNoDetail(verb.rawValue), at: "detail")
    } else {
      _ = problems.checkWord(
        detail, "detail", Choices(verb.details.map { ($0, $0) }), at: table.location(of: "detail"))
    }
    return detail
  }

  /// A sensor, rule, source, kind of warning or report rule of the site; an inject or a warning of this scenario.
  private func checkSubject(_ subject: String, _ location: Location) {
    let lists = [
      loading.sensorNames, loading.thresholdNames, loading.sourceNames, loading.reportRuleNames, injectNames,
    ]
    if lists.contains(where: { $0.positions[subject] != nil || !$0.isComplete }) { return }
    let kinds = site.authoring.kinds.map(\.type.id)
    let others = warningWords.sorted() + kinds + [AlarmWord.earthquake]
    if others.contains(subject) { return }
    let nearest = problems.suggestion(for: subject, in: lists.flatMap(\.ordered) + others)
    problems.add(
      .unknownSubject(HarmlessText.clean(subject, limit: Limits.id), nearest: nearest), at: location)
  }
}
