internal import CityDispatch
internal import CitySafety
internal import Drills
internal import Widgets

/// The rows of the list.
extension MasterEventList {
  var comma: String { language == .zh ? "、" : ", " }

  var eventTitles: [String] {
    [
      .columnTime, .columnSynopsis, .columnInject, .columnController, .columnPlayer, .columnExpected,
      .columnObjective,
    ].map { (phrase: ScenarioPhrase) in t(phrase) }
  }

  /// Injects by time, then those that wait for a condition or a hand; the id first.
  var events: [[String]] {
    (scenario.timeline + scenario.injects.filter { $0.at == nil }).map { inject in
      [
        inject.id, moment(of: inject), inject.synopsis[language], text(of: inject.what),
        seat(inject.controller),
        seat(inject.player), inject.expected[language], objective(inject.objective),
      ]
    }
  }

  private func moment(of inject: Inject) -> String {
    if let at = inject.at { return MasterEventList.clock(at) }
    guard let condition = inject.condition else { return t(.byHand) }
    return t(
      condition.whenMet ? .whenMet : .whenMissed,
      ["expectation": condition.expectation, "delay": MasterEventList.clock(condition.delay)])
  }

  /// Minutes and seconds, such as `08:00`; with hours from one on.
  static func clock(_ span: Span) -> String {
    let seconds = max(0, span.seconds)
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : String(number) }
    let rest = two(seconds / 60 % 60) + ":" + two(seconds % 60)
    return seconds < 3600 ? rest : "\(seconds / 3600):" + rest
  }

  // MARK: What comes in

  private func text(of what: Inject.Content) -> String {
    switch what {
    case .sensors(let episode):
      let names = episode.sensors.map(sensor(of: episode)).joined(separator: comma)
      return t(episode.shape == .silence ? .silentSensors : .sensors, ["what": names])
    case .warning(let source, let draft):
      return t(
        .warning,
        [
          "what": draft.event + " " + draft.colour.mark + " " + draft.headline,
          "source": name(ofSource: source),
        ])
    case .earthquake(let source, let draft):
      return t(
        .earthquake,
        [
          "what": "M" + FixedPoint.text(draft.magnitude, decimals: 1) + " " + draft.place,
          "source": name(ofSource: source),
        ])
    case .call(let from, let text): return t(.call, ["from": from[language], "text": text[language]])
    case .report(let from, let text): return t(.report, ["from": from[language], "text": text[language]])
    case .reply(let unit, let step, let words):
      return t(.reply, ["unit": name(ofUnit: unit), "step": t(phrase(of: step)), "text": words[language]])
    case .silence(let unit, let lasts):
      return t(.silence, ["unit": name(ofUnit: unit), "span": MasterEventList.clock(lasts)])
    case .outage(let source, let lasts):
      return t(.outage, ["source": name(ofSource: source), "span": MasterEventList.clock(lasts)])
    case .hint(let text): return t(.hint, ["text": text[language]])
    }
  }

  private func phrase(of step: ReplyScript.Step) -> ScenarioPhrase {
    switch step {
    case .receive: .received
    case .depart: .departed
    case .arrive: .arrived
    case .control: .controlled
    case .report: .reported
    case .decline: .declined
    }
  }

  /// Name and peak, such as `广场旁井甲烷 → 62 %LEL`.
  private func sensor(of episode: Episode) -> (String) -> String {
    { id in
      guard let sensor = site.sensors.first(where: { $0.id == id }) else { return id }
      guard episode.shape != .silence else { return sensor.name[language] }
      let type = site.sensorTypes[sensor.type]
      return sensor.name[language] + " → " + FixedPoint.text(episode.peak, decimals: type.decimals) + " "
        + type.unit
    }
  }

  // MARK: What is expected

  var expectationTitles: [String] {
    [.columnId, .columnAfter, .columnDue, .columnWindow, .columnWeight, .columnObjective, .columnAction].map {
      (phrase: ScenarioPhrase) in t(phrase)
    }
  }

  var expectations: [[String]] {
    scenario.expectations.map { expectation in
      [
        expectation.id, expectation.after.isEmpty ? t(.start) : expectation.after,
        expectation.isForbidden ? "--" : MasterEventList.clock(expectation.expected),
        MasterEventList.clock(expectation.window), FixedPoint.text(expectation.weight, decimals: 1),
        objective(expectation.objective),
        expectation.isForbidden
          ? t(.forbidden, ["text": expectation.text[language]]) : expectation.text[language],
      ]
    }
  }

  // MARK: Names

  private func seat(_ id: String) -> String { scenario.seats.first { $0.id == id }?.name[language] ?? id }

  private func objective(_ id: String) -> String {
    scenario.objectives.first { $0.id == id }?.name[language] ?? id
  }

  private func name(ofSource id: String) -> String {
    site.sources.first { $0.id == id }?.name[language] ?? id
  }

  private func name(ofUnit id: String) -> String {
    site.departments.first { $0.id == id }?.name[language] ?? dispatch.teams.first { $0.id == id }?.name[
      language] ?? id
  }

  func name(ofPlan id: String) -> String { dispatch.plans.first { $0.id == id }?.name[language] ?? id }
}
