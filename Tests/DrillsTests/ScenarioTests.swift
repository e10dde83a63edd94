import CitySafety
import Drills
import Testing

@Suite struct ScenarioFacts {
  private func inject(_ minute: Int64, _ id: String) -> Inject {
    Inject(
      at: .minutes(minute),
      episode: Episode(
        id: id, name: Bilingual(same: id), sensors: ["g1"], shape: .surge, start: .hours(9),
        rise: .minutes(1),
        hold: .minutes(2), fall: .minutes(3), peak: 50),
      expected: Bilingual(zh: "确认并上报", en: "Acknowledge and escalate"))
  }

  private func scenario(_ injects: Inject...) -> Scenario {
    Scenario(id: "gas-leak", name: Bilingual(same: "x"), objective: Bilingual(same: "y"), injects: injects)
  }

  @Test func aTickTakesEachInjectOnce() {
    let plan = scenario(inject(10, "b"), inject(0, "a"), inject(10, "c"))
    var taken: [String] = []
    var from = Span.milliseconds(-1)
    for minute in stride(from: Int64(0), through: 20, by: 5) {
      taken += plan.injects(dueBetween: from, and: .minutes(minute)).map(\.episode.id)
      from = .minutes(minute)
    }
    #expect(taken == ["a", "b", "c"])
  }

  @Test func episodesStartWhenTheirInjectSaysAfterTheStartOfTheExercise() {
    let episodes = scenario(inject(10, "b"), inject(0, "a")).episodes(startingAt: .minutes(3))
    #expect(episodes.map(\.id) == ["a", "b"])
    #expect(episodes.map(\.start) == [.minutes(3), .minutes(13)])
  }

  @Test func aGoodScenarioHasNoMistakes() {
    #expect(scenario(inject(0, "a"), inject(1, "b")).validate(sensors: ["g1"]).isEmpty)
  }

  @Test func everyMistakeIsFound() {
    var bad = inject(-1, "a")
    bad.episode.sensors = []
    bad.episode.fall = .seconds(-1)
    bad.expected = Bilingual(zh: "", en: "x")
    var plan = scenario(bad, inject(0, "a"))
    plan.id = "a/b"
    #expect(
      plan.validate(sensors: []) == [
        .badID("a/b"), .badTime(inject: 0), .badEpisodeTimes(inject: 0), .noSensors(inject: 0),
        .noExpectation(inject: 0), .unknownSensor(inject: 1, sensor: "g1"),
        .repeatedEpisode(inject: 1, id: "a"),
      ])
    #expect(scenario().validate(sensors: []) == [.noInjects])
  }

  @Test func anInjectAfterTheLongestExerciseIsAMistake() {
    #expect(scenario(inject(72 * 60, "a")).validate(sensors: ["g1"]).isEmpty)
    #expect(scenario(inject(72 * 60 + 1, "a")).validate(sensors: ["g1"]) == [.badTime(inject: 0)])
  }

  @Test func aMistakeSaysWhichInjectInBothLanguages() {
    let text = ScenarioMistake.unknownSensor(inject: 1, sensor: "g9").text
    #expect(text.zh.contains("第 2 条") && text.zh.contains("g9"))
    #expect(text.en.contains("Inject 2") && text.en.contains("g9"))
  }
}
