import CitySafety
import Drills

/// `drills/*.toml`: one exercise a file.
extension SiteLoading {
  func loadScenarios() {
    let folder = "drills"
    let names = FileBytes.names(in: path(folder)) ?? []
    for name in names where name.hasSuffix(".toml") {
      guard let root = table(folder + "/" + name) else { continue }
      loadScenario(root)
      root.finish()
    }
  }

  private func loadScenario(_ root: TableReader) {
    guard let head = root.requiredMember("scenario") else {
      _ = root.has("inject")
      return
    }
    let id = head.text("id", limit: Limits.id)
    if let first = scenarios.first(where: { $0.id == id }) {
      head.report(.repeatedScenario(first.id), at: "id")
    }
    let name = head.bilingual("name")
    let objective = Bilingual(
      zh: head.text("objective-zh", limit: Limits.text), en: head.text("objective-en", limit: Limits.text))
    head.finish()
    let injects = root.members("inject")
    let scenario = Scenario(id: id, name: name, objective: objective, injects: injects.map(inject))
    checkScenario(scenario, head, root, injects)
    scenarios.append(scenario)
  }

  private func inject(_ table: TableReader) -> Inject {
    defer { table.finish() }
    let at = table.span("at-s", in: 0...Double(Scenario.longest.seconds)) ?? .zero
    let position = table.reference("episode", in: episodeNames)
    let expected = Bilingual(
      zh: table.text("expected-zh", limit: Limits.text), en: table.text("expected-en", limit: Limits.text))
    let episode = position >= 0 ? episodes[position] : SiteLoading.blankEpisode
    return Inject(at: at, episode: episode, expected: expected)
  }

  /// What `Drills` knows to be wrong and the keys alone do not show.
  private func checkScenario(
    _ scenario: Scenario, _ head: TableReader, _ root: TableReader, _ injects: [TableReader]
  ) {
    for mistake in scenario.validate(sensors: Set(sensorNames.ordered)) {
      switch mistake {
      case .badID(let id):
        if !id.isEmpty { head.report(.scenario(mistake.text), at: "id") }
      case .noInjects, .tooManyInjects:
        root.report(.scenario(mistake.text))
      case .repeatedEpisode(let position, let id):
        if !id.isEmpty { injects[position].report(.scenario(mistake.text), at: "episode") }
      case .badTime, .badEpisodeTimes, .noSensors, .unknownSensor, .noExpectation:
        // Reported where the key or the episode itself was read.
        continue
      }
    }
  }

  private static var blankEpisode: Episode {
    Episode(
      id: "", name: Bilingual(same: ""), sensors: [], shape: .step, start: .zero, rise: .zero, hold: .zero,
      fall: .zero, peak: 0)
  }
}
