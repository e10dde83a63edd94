import CitySafety
import Drills
import Testing

@Suite struct ScenarioFacts {
  /// One of everything, and good.
  private static func scenario() -> Scenario {
    func inject(_ id: String, at minute: Int64) -> Inject {
      Inject(
        id: id, at: .minutes(minute), synopsis: Bilingual(same: id),
        what: .sensors(
          Episode(
            id: id, name: Bilingual(same: id), sensors: ["g1"], shape: .surge, start: .hours(9),
            rise: .minutes(1),
            hold: .minutes(2), fall: .minutes(3), peak: 50)), expected: Bilingual(same: "x"), objective: "o")
    }
    return Scenario(
      id: "gas", version: 1, kind: .exercise, name: Bilingual(same: "x"), synopsis: Bilingual(same: "x"),
      plans: [],
      start: .epoch, length: .minutes(20), seed: 1,
      seats: [Scenario.Seat(id: "lead", name: Bilingual(same: "x"), role: .lead)],
      objectives: [Scenario.Objective(id: "o", name: Bilingual(same: "x"), weight: 1)],
      injects: [inject("b", at: 10), inject("a", at: 0), inject("c", at: 10)],
      expectations: [expectation("e", after: "a")], replies: [], scoring: .standard)
  }

  private static func expectation(_ id: String, after: String) -> Drills.Expectation {
    Drills.Expectation(
      id: id, objective: "o", after: after, text: Bilingual(same: "x"),
      actions: [ActionPattern(verb: .acknowledge)],
      expected: .minutes(1), window: .minutes(5), weight: 1, seat: "", isForbidden: false)
  }

  private static func mistakes(_ change: (inout Scenario) -> Void) -> [String] {
    var scenario = scenario()
    change(&scenario)
    return scenario.validate().map { "\($0.part) \($0.key): \($0.what.en)" }
  }

  @Test func aGoodScenarioHasNoMistakes() {
    #expect(ScenarioFacts.mistakes { _ in } == [])
  }

  @Test func injectsComeInTheOrderOfTheirTimesAndAsWritten() {
    #expect(ScenarioFacts.scenario().timeline.map(\.id) == ["a", "b", "c"])
    let waiting = ScenarioFacts.mistakes { $0.injects[0].at = nil }
    #expect(waiting == [])
  }

  @Test func episodesStartWhenTheirInjectSays() {
    let episodes = ScenarioFacts.scenario().episodes
    #expect(episodes.map(\.id) == ["a", "b", "c"])
    #expect(episodes.map(\.start) == [.zero, .minutes(10), .minutes(10)])
  }

  @Test func everyListHasAtLeastOneAndAtMostItsLimit() {
    #expect(
      ScenarioFacts.mistakes { $0.injects = [] } == [
        "scenario inject: there is no [[inject]]"
      ])
    #expect(
      ScenarioFacts.mistakes {
        $0.injects = Array(repeating: $0.injects[0], count: Scenario.injectLimit + 1)
      } == ["scenario inject: there are 501 [[inject]], at most 500 are allowed"])
    #expect(
      ScenarioFacts.mistakes {
        $0.seats = []
        $0.objectives = []
        $0.expectations = []
      } == [
        "scenario seat: there is no [[seat]]", "scenario objective: there is no [[objective]]",
        "scenario expect: there is no [[expect]]",
      ])
  }

  @Test func anObjectiveThatNothingServesIsAMistake() {
    let said = ScenarioFacts.mistakes {
      $0.objectives.append(Scenario.Objective(id: "idle", name: Bilingual(same: "x"), weight: 1))
    }
    #expect(said == ["objective(1) id: no [[expect]] serves the objective 'idle', so it cannot be rated"])
  }

  @Test func anInjectAfterTheEndIsAMistake() {
    #expect(ScenarioFacts.mistakes { $0.injects[0].at = .minutes(20) } == [])
    #expect(
      ScenarioFacts.mistakes { $0.injects[0].at = .minutes(20) + .seconds(1) } == [
        "inject(0) at-s: 'at-s' lies after the end of the drill at 1200 s"
      ])
  }

  @Test func onlyALessonGivesHints() {
    #expect(
      ScenarioFacts.mistakes { $0.injects[0].what = .hint(Bilingual(same: "x")) } == [
        "inject(0) hint: an exercise gives no hints"
      ])
    let lesson = ScenarioFacts.mistakes {
      $0.injects[0].what = .hint(Bilingual(same: "x"))
      $0.kind = .training
    }
    #expect(lesson == [])
  }

  @Test func anActionIsExpectedWithinItsWindowAndBeforeTheEnd() {
    #expect(
      ScenarioFacts.mistakes { $0.expectations[0].window = .seconds(59) } == [
        "expectation(0) window-s: 'window-s' is less than 'expected-s'"
      ])
    #expect(
      ScenarioFacts.mistakes {
        $0.expectations[0].after = "b"
        $0.expectations[0].expected = .minutes(11)
        $0.expectations[0].window = .minutes(11)
      } == ["expectation(0) expected-s: it is expected at 1260 s, after the end of the drill at 1200 s"])
  }

  @Test func injectsThatWaitForEachOtherAreAMistake() {
    let chain = ScenarioFacts.mistakes { scenario in
      scenario.expectations.append(ScenarioFacts.expectation("f", after: "b"))
      scenario.injects[0].at = nil
      scenario.injects[0].condition = Inject.Condition(expectation: "e", whenMet: true, delay: .zero)
      scenario.injects[2].at = nil
      scenario.injects[2].condition = Inject.Condition(expectation: "f", whenMet: false, delay: .zero)
    }
    #expect(chain == [])
    let ring = ScenarioFacts.mistakes { scenario in
      scenario.expectations[0].after = "c"
      scenario.expectations.append(ScenarioFacts.expectation("f", after: "b"))
      scenario.injects[0].at = nil
      scenario.injects[0].condition = Inject.Condition(expectation: "e", whenMet: true, delay: .zero)
      scenario.injects[2].at = nil
      scenario.injects[2].condition = Inject.Condition(expectation: "f", whenMet: false, delay: .zero)
    }
    #expect(
      ring == [
        "inject(0) when: 'b' waits for itself through its condition",
        "inject(2) when: 'c' waits for itself through its condition",
      ])
  }

  @Test func theSharesOfAScoreSumToOneAndItsMarksFall() {
    #expect(
      ScenarioFacts.mistakes { $0.scoring.time = 0.5 } == [
        "scoring time: time, correct and complete do not sum to 1"
      ])
    #expect(
      ScenarioFacts.mistakes { $0.scoring.some = 90 } == [
        "scoring performed: performed, some and major do not fall"
      ])
  }

  @Test func answersComeInTheOrderOfTime() {
    func answer(_ seconds: Int64) -> ReplyScript.Answer {
      ReplyScript.Answer(step: .receive, after: .seconds(seconds), words: Bilingual(same: ""))
    }
    #expect(
      ScenarioFacts.mistakes { $0.replies = [ReplyScript(unit: "*", answers: [answer(5), answer(5)])] } == [])
    #expect(
      ScenarioFacts.mistakes { $0.replies = [ReplyScript(unit: "*", answers: [answer(5), answer(4)])] } == [
        "reply(0) answers: the answers are not in the order of time"
      ])
  }
}
