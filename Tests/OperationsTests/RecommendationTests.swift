import CityDispatch
import CitySafety
import Testing

/// Teams on one meridian, so many kilometres north of the task; 60 km/h by straight roads.
@Suite struct RecommendationTests {
  private static let here = Place(name: Bilingual(same: "here"), latitude: 40, longitude: 108)
  private static let now = Instant(milliseconds: 1_764_000_000_000)
  /// Kilometres of one degree along a meridian.
  private static let degree = GreatCircle.radius * Double.pi / 180

  private static func team(
    _ id: String, north: Double?, duty: String = "", state: ResourceState = .ready, unit: String = "other",
    carries: [String: Double] = [:], kind: String = "gas"
  ) -> Team {
    Team(
      id: id, name: Bilingual(same: id), kind: kind, unit: unit, size: 5, equipment: "",
      place: Place(
        name: Bilingual(same: id), latitude: north.map { 40 + $0 / degree }, longitude: north.map { _ in 108 }
      ), duty: duty, phone: "", recipient: "", isMadeUp: true, state: state, carries: carries)
  }

  private static func task(
    arrival: Span = .minutes(30), materials: [String: Double] = [:], kind: String = "gas"
  ) -> PlanTask {
    PlanTask(
      id: "t", unit: "housing", teamKind: kind, what: Bilingual(same: "t"), from: .blue, arrival: arrival,
      feedback: .minutes(60), materials: materials)
  }

  private static func make(
    _ teams: [Team], _ task: PlanTask = task(), at place: Place = here, count: Int = 1,
    stocks: [Stock] = [], commitments: [String: Bilingual] = [:],
    positions: [String: TeamReport] = [:], speed: Double? = 60
  ) -> Recommendation {
    var register = DispatchRegister()
    register.teams = teams
    register.stocks = stocks
    register.materials = [
      Material(
        id: "foam", name: Bilingual(zh: "泡沫", en: "foam"), code: "", unit: Bilingual(zh: "吨", en: "t"))
    ]
    register.policy.speed = speed
    register.policy.positionStaleAfter = .minutes(10)
    return Recommendation.make(
      for: task, at: place, count: count, register: register,
      situation: DispatchSituation(
        now: now, today: "2026-11-25", isOnDuty: { $0 == "day" }, commitments: commitments,
        positions: positions))
  }

  private static func texts(_ candidate: Recommendation.Candidate?, _ language: Language = .en) -> [String] {
    candidate?.reasons.map { $0.text[language] } ?? []
  }

  @Test func theNearestThatIsFreeIsSentAndTheOthersSayWhyNot() {
    let found = Self.make(
      [Self.team("far", north: 20), Self.team("near", north: 6), Self.team("nearer", north: 3)],
      commitments: ["nearer": Bilingual(zh: "积水", en: "the flood")])
    #expect(found.chosen.map(\.team.id) == ["near"])
    #expect(Self.texts(found.chosen.first) == ["on duty and free", "6.0 km, 6 min", "there within 30 min"])
    #expect(Self.texts(found.chosen.first, .zh) == ["在班可派", "6.0 km，行程 6 分钟", "30 分钟内可到"])
    #expect(found.passedOver.map(\.team.id) == ["far", "nearer"])
    #expect(Self.texts(found.passedOver[0])[0] == "a better one is sent")
    #expect(Self.texts(found.passedOver[0], .zh)[0] == "已有更合适的队伍")
    #expect(Self.texts(found.passedOver[1])[0] == "at work: the flood")
    #expect(Self.texts(found.passedOver[1], .zh)[0] == "已派往：积水")
    #expect(found.shortages.isEmpty)
  }

  @Test func aTeamOfAnotherKindIsNoCandidate() {
    let found = Self.make([Self.team("medical", north: 1, kind: "medical")])
    #expect(found.chosen.isEmpty && found.passedOver.isEmpty)
    #expect(found.shortages == [.noneOfKind(Bilingual(same: "gas"))])
    #expect(found.shortages[0].text == Bilingual(zh: "没有 gas 类队伍", en: "no team of kind gas"))
  }

  @Test func aTeamWhoseShiftDoesNotRunIsNotSent() {
    let found = Self.make(
      [Self.team("night", north: 1, duty: "night"), Self.team("day", north: 9, duty: "day")])
    #expect(found.chosen.map(\.team.id) == ["day"])
    #expect(found.passedOver[0].reasons[0] == .offDuty("night"))
    #expect(found.passedOver[0].reasons[0].text == Bilingual(zh: "不在班（night）", en: "off duty (night)"))
    #expect(found.shortages.isEmpty)
  }

  @Test func aTeamOutOfServiceIsNotSent() {
    let found = Self.make([Self.team("out", north: 1, state: .out)])
    #expect(found.chosen.isEmpty && found.passedOver[0].reasons[0] == .outOfService)
    #expect(found.passedOver[0].reasons[0].text == Bilingual(zh: "停用", en: "out of service"))
    #expect(found.shortages == [.outOfService(1)])
  }

  @Test func withNobodyToSendTheTaskSaysHowManyCannotGoAndWhy() {
    let found = Self.make(
      [
        Self.team("a", north: 1, duty: "night"), Self.team("b", north: 1, duty: "night"),
        Self.team("c", north: 1), Self.team("d", north: 1, state: .out),
      ], commitments: ["c": Bilingual(same: "x"), "a": Bilingual(same: "x")])
    #expect(found.chosen.isEmpty && found.passedOver.count == 4)
    #expect(found.shortages == [.outOfService(1), .offDuty(2), .committed(1)])
    #expect(
      found.shortages.map(\.text.zh) == ["1 支停用", "2 支不在班", "1 支已派出"]
        && found.shortages.map(\.text.en) == ["1 out of service", "2 off duty", "1 at work elsewhere"])
  }

  @Test func aTeamThatComesTooLateIsSentOnlyWhenNoneComesInTime() {
    let late = Self.team("late", north: 40, carries: ["foam": 9])
    let inTime = Self.team("in-time", north: 30)
    let task = Self.task(materials: ["foam": 1])
    let stocks = [Stock(material: "foam", store: "s", quantity: 5, expires: "", isMadeUp: true)]
    #expect(Self.make([late, inTime], task, stocks: stocks).chosen.map(\.team.id) == ["in-time"])
    let found = Self.make([late, Self.team("near", north: 1)], commitments: ["near": Bilingual(same: "x")])
    #expect(found.chosen.map(\.team.id) == ["late"])
    #expect(found.chosen[0].reasons.contains(.late(travel: .minutes(40), limit: .minutes(30))))
    #expect(found.chosen[0].reasons[2].text == Bilingual(zh: "超到场时限 10 分钟", en: "10 min too late"))
    #expect(found.shortages == [.outOfReach(travel: .minutes(40), limit: .minutes(30)), .committed(1)])
    #expect(
      found.shortages[0].text
        == Bilingual(zh: "最快 40 分钟，时限 30 分钟", en: "at best 40 min, limit 30 min"))
  }

  @Test func aTeamThatArrivesExactlyAtTheLimitIsInTime() {
    let found = Self.make([Self.team("a", north: 30)])
    #expect(found.chosen[0].travel == .minutes(30) && found.shortages.isEmpty)
    #expect(!Self.make([Self.team("a", north: 30.001)]).shortages.isEmpty)
  }

  @Test func withoutASpeedOrALimitNobodyIsLate() {
    #expect(Self.make([Self.team("a", north: 900)], speed: nil).shortages.isEmpty)
    #expect(Self.make([Self.team("a", north: 900)], Self.task(arrival: .zero)).shortages.isEmpty)
    #expect(Self.texts(Self.make([Self.team("a", north: 900)], speed: nil).chosen.first)[1] == "900 km")
  }

  @Test func aTeamWhosePlaceIsUnknownComesAfterThoseWithOne() {
    let lost = Self.team("a-lost", north: nil)
    #expect(Self.make([lost, Self.team("b", north: 20)]).chosen.map(\.team.id) == ["b"])
    let alone = Self.make([lost])
    #expect(alone.chosen.map(\.team.id) == ["a-lost"] && alone.shortages == [.distanceUnknown])
    #expect(alone.shortages[0].text == Bilingual(zh: "距离不明", en: "distance unknown"))
    #expect(alone.chosen[0].reasons[1].text == Bilingual(zh: "距离不明", en: "distance unknown"))
    let nowhere = Self.make([Self.team("b", north: 1)], at: Place(name: Bilingual(same: "?")))
    #expect(nowhere.shortages == [.distanceUnknown])
  }

  private static func report(_ team: String, age: Span, state: ResourceState = .ready) -> TeamReport {
    TeamReport(
      team: team, at: now - age, latitude: 40 + 2 / degree, longitude: 108, state: state, source: "gps")
  }

  @Test func aTeamThatSaysThatItIsOutIsNotSent() {
    let found = Self.make(
      [Self.team("near", north: 1), Self.team("far", north: 9)],
      positions: ["near": Self.report("near", age: .minutes(1), state: .out)])
    #expect(found.chosen.map(\.team.id) == ["far"])
    #expect(found.passedOver.map(\.reasons.first) == [.outOfService])
  }

  @Test func aReportedPositionGoesBeforeTheBase() {
    let position = Self.report("moved", age: .minutes(10))
    let found = Self.make(
      [Self.team("moved", north: 25), Self.team("base", north: 5)], positions: ["moved": position])
    #expect(found.chosen.map(\.team.id) == ["moved"])
    #expect(found.chosen[0].travel == .minutes(2) && found.shortages.isEmpty)
  }

  @Test func anOldPositionIsNotTrusted() {
    let position = Self.report("stale", age: .minutes(11))
    let stale = Self.team("stale", north: 25)
    let both = Self.make([stale, Self.team("base", north: 5)], positions: ["stale": position])
    #expect(both.chosen.map(\.team.id) == ["base"])
    #expect(both.passedOver[0].reasons.contains(.positionStale(age: .minutes(11))))
    let alone = Self.make([stale], positions: ["stale": position])
    #expect(alone.chosen.map(\.team.id) == ["stale"])
    #expect(alone.shortages == [.positionStale(age: .minutes(11))])
    #expect(alone.shortages[0].text == Bilingual(zh: "位置已旧 11 分钟", en: "position 11 min old"))
    #expect(alone.chosen[0].reasons.map(\.text.en).contains("position 11 min old"))
  }

  @Test func aTeamThatHasItsEquipmentGoesBeforeANearerOneThatHasNot() {
    let bare = Self.team("bare", north: 2, unit: "housing")
    let ready = Self.team("ready", north: 9, carries: ["foam": 2])
    let stocks = [Stock(material: "foam", store: "s", quantity: 9, expires: "", isMadeUp: true)]
    let found = Self.make([bare, ready], Self.task(materials: ["foam": 2]), stocks: stocks)
    #expect(found.chosen.map(\.team.id) == ["ready"])
    #expect(found.chosen[0].reasons.contains(.hasEverything))
    #expect(found.chosen[0].reasons.map(\.text).contains(Bilingual(zh: "装备齐全", en: "has all it needs")))
    let reasons = found.passedOver[0].reasons.map(\.text)
    #expect(reasons.contains(Bilingual(zh: "缺泡沫", en: "lacks foam")))
    #expect(reasons.contains(Bilingual(zh: "属责任单位", en: "of the unit ordered")))
    #expect(found.shortages.isEmpty)
  }

  @Test func materialsThatNeitherTeamNorStoreHasAreMissing() {
    let team = Self.team("a", north: 1, carries: ["foam": 1])
    let stocks = [
      Stock(material: "foam", store: "s", quantity: 2, expires: "2026-11-25", isMadeUp: true),
      Stock(material: "foam", store: "s", quantity: 50, expires: "2026-11-24", isMadeUp: true),
    ]
    let task = Self.task(materials: ["foam": 4.5])
    let found = Self.make([team], task, stocks: stocks)
    #expect(found.shortages == [.material(Bilingual(zh: "泡沫", en: "foam"), missing: 1.5)])
    #expect(found.shortages[0].text == Bilingual(zh: "泡沫缺 1.5", en: "1.5 foam missing"))
    #expect(Self.make([team], Self.task(materials: ["foam": 3]), stocks: stocks).shortages.isEmpty)
  }

  @Test func aTaskThatAsksForNoTeamGetsNoneAndOnlyItsMaterialsAreLookedAt() {
    let task = Self.task(materials: ["foam": 2], kind: "")
    let found = Self.make([Self.team("a", north: 1, carries: ["foam": 9])], task)
    #expect(found.chosen.isEmpty && found.passedOver.isEmpty)
    #expect(found.shortages == [.material(Bilingual(zh: "泡沫", en: "foam"), missing: 2)])
  }

  @Test func twoAreSentWhereTwoAreWantedAndOneTooFewIsSaid() {
    let teams = [Self.team("a", north: 1), Self.team("b", north: 2), Self.team("c", north: 3, duty: "night")]
    let two = Self.make(teams, count: 2)
    #expect(two.chosen.map(\.team.id) == ["a", "b"] && two.shortages.isEmpty)
    #expect(Self.make(teams, count: 3).shortages == [.offDuty(1)])
    let four = Self.make(teams, count: 4).shortages
    #expect(four == [.tooFew(3, wanted: 4), .offDuty(1)])
    #expect(four[0].text == Bilingual(zh: "只有 3 支，需 4 支", en: "only 3 of 4"))
    #expect(Self.make(teams, count: 0).chosen.isEmpty)
  }

  @Test func equalTeamsKeepTheOrderOfTheirIds() {
    let found = Self.make([Self.team("b", north: 3), Self.team("a", north: 3)])
    #expect(found.chosen.map(\.team.id) == ["a"] && found.passedOver.map(\.team.id) == ["b"])
  }
}
