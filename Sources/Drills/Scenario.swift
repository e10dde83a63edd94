public import CitySafety

/// Something the director brings into an exercise: what happens to the city, and what the desk is expected to
/// do.
public struct Inject: Sendable, Hashable {
  /// From the start of the exercise.
  public var at: Span
  /// Its own `start` is not used: the inject says when.
  public var episode: Episode
  public var expected: Bilingual

  public init(at: Span, episode: Episode, expected: Bilingual) {
    self.at = at
    self.episode = episode
    self.expected = expected
  }
}

/// An exercise as it is written down before it is run.
public struct Scenario: Sendable, Hashable {
  public static let injectLimit = 500
  public static let longest = Span.hours(72)

  /// Letters, digits and hyphens.
  public var id: String
  public var name: Bilingual
  public var objective: Bilingual
  public var injects: [Inject]

  public init(id: String, name: Bilingual, objective: Bilingual, injects: [Inject]) {
    self.id = id
    self.name = name
    self.objective = objective
    self.injects = injects
  }

  /// The injects in the order in which they come; those of one moment as written.
  public var inOrder: [Inject] {
    injects.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
  }

  /// The episodes as the simulator takes them when the exercise begins `startingAt` after its own start.
  public func episodes(startingAt: Span) -> [Episode] {
    inOrder.map { inject in
      var episode = inject.episode
      episode.start = startingAt + inject.at
      return episode
    }
  }

  /// The injects that come after `from` and not after `to`, in order: one tick of the clock takes each once.
  ///
  /// The first tick starts before zero.
  public func injects(dueBetween from: Span, and to: Span) -> [Inject] {
    inOrder.filter { from < $0.at && $0.at <= to }
  }
}

/// A mistake in a scenario: what is wrong and how to put it right.
public enum ScenarioMistake: Sendable, Hashable {
  case badID(String)
  case noInjects
  case tooManyInjects(Int)
  /// Position of the inject, from 0.
  case badTime(inject: Int)
  case badEpisodeTimes(inject: Int)
  case noSensors(inject: Int)
  case unknownSensor(inject: Int, sensor: String)
  case repeatedEpisode(inject: Int, id: String)
  case noExpectation(inject: Int)

  public var text: Bilingual {
    switch self {
    case .badID(let id):
      Bilingual(
        zh: "演练编号“\(id)”只能用字母、数字和连字符", en: "Scenario id '\(id)': use letters, digits, hyphens")
    case .noInjects: Bilingual(zh: "没有任何情景注入，请至少写一条", en: "No injects: write at least one")
    case .tooManyInjects(let count):
      Bilingual(
        zh: "注入 \(count) 条，最多 \(Scenario.injectLimit) 条",
        en: "\(count) injects: at most \(Scenario.injectLimit) are allowed")
    case .badTime(let inject):
      Bilingual(
        zh: "第 \(inject + 1) 条注入的时刻应在 0 到 72 小时之间",
        en: "Inject \(inject + 1): its time must lie between 0 and 72 hours")
    case .badEpisodeTimes(let inject):
      Bilingual(
        zh: "第 \(inject + 1) 条注入的上升、保持、回落时长不能为负",
        en: "Inject \(inject + 1): rise, hold and fall must not be negative")
    case .noSensors(let inject):
      Bilingual(
        zh: "第 \(inject + 1) 条注入没有测点，请写明", en: "Inject \(inject + 1) names no sensor: name one")
    case .unknownSensor(let inject, let sensor):
      Bilingual(
        zh: "第 \(inject + 1) 条注入的测点“\(sensor)”不在站点中",
        en: "Inject \(inject + 1): the site has no sensor '\(sensor)'")
    case .repeatedEpisode(let inject, let id):
      Bilingual(
        zh: "第 \(inject + 1) 条注入的编号“\(id)”重复", en: "Inject \(inject + 1): the id '\(id)' is used twice")
    case .noExpectation(let inject):
      Bilingual(
        zh: "第 \(inject + 1) 条注入没有写预期处置，无法评分",
        en: "Inject \(inject + 1) says nothing of what is expected, so it cannot be scored")
    }
  }
}

extension Scenario {
  /// Every mistake, in the order of the scenario; `sensors` are the ids that the site has.
  public func validate(sensors: Set<String>) -> [ScenarioMistake] {
    var mistakes: [ScenarioMistake] = []
    let isGood = !id.isEmpty && id.utf8.allSatisfy(Scenario.mayStandInID)
    if !isGood { mistakes.append(.badID(id)) }
    if injects.isEmpty { mistakes.append(.noInjects) }
    if injects.count > Scenario.injectLimit { mistakes.append(.tooManyInjects(injects.count)) }
    var seen: Set<String> = []
    for (index, inject) in injects.enumerated() {
      let episode = inject.episode
      if inject.at < .zero || inject.at > Scenario.longest { mistakes.append(.badTime(inject: index)) }
      if min(episode.rise, episode.hold, episode.fall) < .zero {
        mistakes.append(.badEpisodeTimes(inject: index))
      }
      if episode.sensors.isEmpty { mistakes.append(.noSensors(inject: index)) }
      for sensor in episode.sensors where !sensors.contains(sensor) {
        mistakes.append(.unknownSensor(inject: index, sensor: sensor))
      }
      if !seen.insert(episode.id).inserted {
        mistakes.append(.repeatedEpisode(inject: index, id: episode.id))
      }
      if inject.expected.zh.isEmpty || inject.expected.en.isEmpty {
        mistakes.append(.noExpectation(inject: index))
      }
    }
    return mistakes
  }

  private static func mayStandInID(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D: true
    default: false
    }
  }
}
