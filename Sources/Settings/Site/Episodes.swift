import CitySafety

/// `episodes.toml`
extension SiteLoading {
  func loadEpisodes() {
    guard let root = table("episodes.toml", isOptional: true) else { return }
    for table in root.members("episode") {
      loadEpisode(table)
      table.finish()
    }
    root.finish()
  }

  private func loadEpisode(_ table: TableReader) {
    let id = table.id(into: &episodeNames)
    let shape = table.word("shape", Choices(Episode.Shape.allCases.map { ($0.rawValue, $0) }))
    let start = table.optionalSpan("start-s", in: Limits.episodeSeconds) ?? .zero
    let rise = table.optionalSpan("rise-s", in: Limits.episodeSeconds) ?? .zero
    let hold = table.optionalSpan("hold-s", in: Limits.episodeSeconds) ?? .zero
    let fall = table.optionalSpan("fall-s", in: Limits.episodeSeconds) ?? .zero
    let every = table.optionalSpan("every-s", in: Limits.episodeSeconds) ?? .zero
    if every != .zero && every < rise + hold + fall { table.report(.overlapsItself(), at: "every-s") }
    if rise + hold + fall == .zero { table.report(.noDuration()) }
    let sensors = episodeSensors(table)
    let peak = table.optionalNumber("peak")
    if shape != nil && shape != .silence && !table.has("peak") {
      table.report(.missingKey("peak", table: table.name))
    }
    if let peak { checkPeak(peak, sensors, table) }
    episodes.append(
      Episode(
        id: id, name: table.bilingual("name"), sensors: sensors.map { site.sensors[$0].id },
        shape: shape ?? .step,
        start: start, rise: rise, hold: hold, fall: fall, peak: peak ?? 0, every: every))
  }

  private func episodeSensors(_ table: TableReader) -> [Int] {
    guard let texts = table.texts("sensors") else {
      if !table.has("sensors") { table.report(.missingKey("sensors", table: table.name)) }
      return []
    }
    if texts.isEmpty { table.report(.empty("sensors"), at: "sensors") }
    return texts.compactMap { text, location in
      let position = problems.checkReference(text, "sensors", in: sensorNames, at: location)
      return position >= 0 ? position : nil
    }
  }

  private func checkPeak(_ peak: Double, _ sensors: [Int], _ table: TableReader) {
    for position in sensors {
      let sensor = site.sensors[position]
      if peak < sensor.rangeLow || peak > sensor.rangeHigh {
        table.warn(.outsideSensor(peak, sensor: sensor.id, sensor.rangeLow, sensor.rangeHigh), at: "peak")
      }
    }
  }
}
