import CityDispatch
import CitySafety
import Formats

/// What plans and resources leave open: warnings, of which one names all of its sort.
extension SiteLoading {
  func checkDispatchGaps() {
    checkEveryAlarmHasAPlan()
    checkUnitsAreReached()
    checkTeamsAreThere()
    checkShelters()
    guard let today else { return }
    checkEvaluations(today)
    checkExpiry(today)
  }

  /// A site without any plan is one that does not work with plans.
  private func checkEveryAlarmHasAPlan() {
    guard !dispatch.plans.isEmpty, plansAreComplete, thresholdNames.isComplete else { return }
    var towns: [String: Set<String>] = [:]
    for sensor in site.sensors where sensor.type >= 0 {
      towns[site.sensorTypes[sensor.type].id, default: []].insert(sensor.place.town)
    }
    var open: [(id: String, line: Int)] = []
    for (position, rule) in site.thresholds.enumerated() {
      let grades = rule.limits.map(\.grade)
      if isOpen(.rule(rule.id), grades, in: towns[rule.sensorType] ?? [""]) {
        open.append((rule.id, thresholdNames.line(of: position)))
      }
    }
    if let first = open.first {
      problems.warn(
        .rulesWithoutPlan(Mistake.list(open.map(\.id))),
        at: Location(file: path(thresholdNames.file), line: first.line))
    }
    checkMessagesHaveAPlan()
  }

  private func checkMessagesHaveAPlan() {
    let formats = definitions.map(\.format)
    let area: Set<String> = [site.centre.town]
    if formats.contains(where: \.bringsWarnings), isOpen(.warning(nil), Grade.allCases, in: area) {
      problems.warn(.kindWithoutPlan(AlarmWord.warning), at: Location(file: path("sources.toml")))
    }
    let quakes = site.warnings.quakeRules.map(\.grade)
    if formats.contains(where: \.bringsEarthquakes), isOpen(.earthquake, quakes, in: area) {
      problems.warn(.kindWithoutPlan(AlarmWord.earthquake), at: Location(file: path("sources.toml")))
    }
  }

  /// Whether an alarm of a subject can be red or orange somewhere and no plan is called for.
  private func isOpen(_ subject: AlarmSubject, _ grades: [Grade], in towns: Set<String>) -> Bool {
    grades.contains { grade in
      (grade == .red || grade == .orange)
        && towns.contains { dispatch.plans(for: subject, grade: grade, town: $0).isEmpty }
    }
  }

  private func checkUnitsAreReached() {
    guard recipientNames.isComplete else { return }
    let reached = Set(dispatch.contacts.map(\.unit))
    let open = unitsWithTasks.sorted().filter {
      site.departments[$0].phone.isEmpty && !reached.contains(site.departments[$0].id)
    }
    guard let first = open.first else { return }
    problems.warn(
      .unitsWithoutContact(Mistake.list(open.map { site.departments[$0].id })),
      at: Location(file: path(departmentNames.file), line: departmentNames.line(of: first)))
  }

  private func checkTeamsAreThere() {
    guard teamNames.isComplete else { return }
    let known = Set(dispatch.teams.map(\.kind))
    for (kind, location) in askedKinds where !kind.isEmpty && !known.contains(kind) {
      let shown = HarmlessText.clean(kind, limit: Limits.id)
      problems.warn(
        .nobodyOfKind(shown, nearest: problems.suggestion(for: kind, in: known.sorted())), at: location)
    }
  }

  private func checkShelters() {
    guard let area = dispatch.policy.shelterArea else { return }
    let narrow = dispatch.shelters.indices.filter {
      dispatch.shelters[$0].area < Double(dispatch.shelters[$0].capacity) * area
    }
    guard let first = narrow.first else { return }
    problems.warn(
      .narrowShelters(Mistake.list(narrow.map { dispatch.shelters[$0].id }), area),
      at: Location(file: path("shelters.csv"), line: shelterLines[first]))
  }

  private func checkEvaluations(_ today: String) {
    guard let days = dispatch.policy.evaluateEveryDays else { return }
    for (plan, location) in zip(dispatch.plans, planPlaces) where plan.isOverdue(on: today, everyDays: days) {
      problems.warn(
        .evaluationOverdue(plan.id, due: plan.evaluationDue(everyDays: days) ?? ""), at: location)
    }
  }

  private func checkExpiry(_ today: String) {
    let old = dispatch.stocks.indices.filter { dispatch.stocks[$0].isExpired(on: today) }
    guard let first = old.first else { return }
    let names = old.map { "\(dispatch.stocks[$0].material) (\(dispatch.stocks[$0].store))" }
    problems.warn(
      .expired(Mistake.list(names)), at: Location(file: path("stocks.csv"), line: stockLines[first]))
  }
}
