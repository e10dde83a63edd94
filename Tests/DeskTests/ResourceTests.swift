import Alarms
import Cells
import CityDispatch
import CitySafety
import Desk
import Operations
import Testing

enum ResourceFixture {
  private static func both(_ zh: String, _ en: String) -> Bilingual { Bilingual(zh: zh, en: en) }

  static let depot = MaterialStore(
    id: "depot", name: both("旗应急物资库", "Banner depot"), unit: "housing",
    place: Place(name: both("锡尼镇库房", "Xini depot")), phone: "0477-1", isMadeUp: true)

  static func register(_ base: DispatchRegister) -> DispatchRegister {
    var register = base
    register.teams = [
      base.teams[0], base.teams[1],
      Team(
        id: "night", name: both("夜班抢险队", "Night crew"), kind: "dike", unit: "housing", size: 40,
        equipment: "铁锹",
        place: Place(name: both("独贵塔拉", "Duguitala")), duty: "night", phone: "", recipient: "night",
        isMadeUp: false,
        carries: ["sandbag": 200]),
      Team(
        id: "van", name: both("检修中的队", "Crew in repair"), kind: "dike", unit: "housing", size: 8,
        equipment: "",
        place: Place(name: both("锡尼镇", "Xini")), duty: "", phone: "", recipient: "", isMadeUp: false,
        state: .out),
    ]
    register.materials = [
      Material(id: "sandbag", name: both("沙袋", "Sandbags"), code: "3010000", unit: both("只", "bags")),
      Material(id: "medicine", name: both("应急药品", "Medicine"), code: "2030800", unit: both("箱", "boxes")),
      Material(id: "boat", name: both("冲锋舟", "Boats"), code: "", unit: both("艘", "boats")),
    ]
    register.stores = [depot]
    register.stocks = [
      Stock(material: "sandbag", store: "depot", quantity: 5000, expires: "", isMadeUp: true),
      Stock(material: "medicine", store: "depot", quantity: 12, expires: "2020-01-31", isMadeUp: true),
      Stock(
        material: "medicine", store: "depot", quantity: 30,
        expires: CivilTime(Fixture.now + .hours(24 * 30), at: FixtureSite.site.offset).date, isMadeUp: true),
    ]
    register.shelters = [
      Shelter(
        id: "school", name: both("第一小学操场", "School No 1"), unit: "housing",
        place: Place(name: both("锡尼镇", "Xini")),
        area: 3000, capacity: 1800, phone: "0477-2", isMadeUp: true)
    ]
    register.policy.expirySoonDays = 90
    register.policy.positionStaleAfter = .minutes(15)
    return register
  }

  static func configuration(_ language: Language = .zh) -> DeskConfiguration {
    var configuration = DispatchFixture.configuration(language)
    configuration.dispatch = register(configuration.dispatch)
    return configuration
  }
}

@Suite struct ResourceTests {
  private func script(
    _ size: Size = Size(columns: 120, rows: 40), _ language: Language = .zh,
    _ actions: [DispatchAction] = DispatchFixture.underWay
  ) -> Script {
    Script(
      size, ResourceFixture.configuration(language), snapshot: DispatchFixture.snapshot(actions),
      signedIn: Fixture.lead)
  }

  @Test(arguments: sizes, Language.allCases)
  func teams(size: Size, language: Language) {
    var script = script(size, language)
    script.press("Z")
    Golden.expect("resources", &script)
  }

  @Test(arguments: sizes, Language.allCases)
  func materials(size: Size, language: Language) {
    var script = script(size, language)
    script.press("Z", "2")
    Golden.expect("resources-materials", &script)
  }

  private func line(_ name: String, _ script: inout Script) -> String {
    script.lines().first { $0.contains(name) } ?? ""
  }

  @Test func aTeamThatIsOutSaysOnWhichOrderOfWhichIncidentSinceWhen() {
    var script = script()
    script.press("Z")
    let out = line("燃气抢修一班", &script)
    #expect(out.contains("出动") && out.contains("#1 指令1 已控制"))
    // The order went out seven minutes before now.
    #expect(out.contains(CivilTime(Fixture.now - .minutes(7), at: .beijing).hourMinute))
    #expect(line("燃气抢修二班", &script).contains("空闲"))
    #expect(line("检修中的队", &script).contains("停用"))
    #expect(script.text().contains("空闲 2 出动 1 停用 1"))
  }

  @Test func theCommitmentIsLive() {
    var script = script(Size(columns: 120, rows: 40), .zh, [])
    script.press("Z")
    #expect(line("燃气抢修一班", &script).contains("空闲"))
    script.send(.snapshot(DispatchFixture.snapshot(DispatchFixture.underWay, number: 3)))
    #expect(line("燃气抢修一班", &script).contains("出动"))
  }

  @Test func whereATeamIsHasItsAgeAndAnOldPlaceIsMarked() {
    func report(_ team: String, _ age: Span, _ state: ResourceState = .ready) -> TeamReport {
      TeamReport(
        team: team, at: Fixture.now - age, latitude: 39.8, longitude: 108.7, state: state, source: "gps")
    }
    var changes = DispatchChanges()
    for one in [report("gas-1", .minutes(3)), report("gas-2", .minutes(16), .out)] {
      changes.reports[one.team] = one
    }
    var snapshot = DispatchFixture.snapshot([])
    snapshot.dispatch = DispatchTable(snapshot.dispatch, changes)
    for (language, fresh, old, free, out) in [
      (Language.zh, "3 分前", "16 分前，过期", "空闲", "停用"), (.en, "3 min ago", "16 min, stale", "free", "disabled"),
    ] {
      var script = Script(
        Size(columns: 200, rows: 60), ResourceFixture.configuration(language), snapshot: snapshot,
        signedIn: Fixture.lead)
      script.press("Z")
      let lines = [0, 1].map {
        line(DispatchFixture.configuration(language).dispatch.teams[$0].name[language], &script)
      }
      #expect(lines[0].contains(fresh) && lines[0].contains(free), "\(lines[0])")
      #expect(lines[1].contains(old) && lines[1].contains(out), "\(lines[1])")
    }
  }

  @Test func whoseShiftDoesNotRunIsNotOnDuty() {
    var script = script()
    script.press("Z")
    #expect(line("夜班抢险队", &script).contains("不在岗"))
    #expect(line("燃气抢修一班", &script).contains("常备"))
  }

  @Test func expiredAndSoonExpiringStocksAreMarkedAndTeamsCarryToo() {
    var script = script()
    script.press("Z", "<tab>")
    let text = script.text()
    #expect(text.contains("2020-01-31 已过期") && text.contains("将过期"))
    #expect(text.contains("随 夜班抢险队") && text.contains("5 项 过期 1 将过期 1"))
    #expect(line("冲锋舟", &script).contains("无库存"))
  }

  @Test func theFilterNarrowsAndEscGoesBackStepByStep() {
    var script = script()
    script.press("Z", "/")
    script.type("dike 夜班")
    #expect(script.text().contains("夜班抢险队") && !script.text().contains("燃气抢修一班"))
    script.press("<enter>")
    #expect(script.text().contains("筛选 dike 夜班 1 项"))
    script.press("<esc>")
    #expect(script.text().contains("燃气抢修一班"))
    script.press("<esc>")
    #expect(script.cursorLine() != nil)
  }

  @Test func nothingMatchingIsSaid() {
    var script = script()
    script.press("Z", "/")
    script.type("无此队")
    #expect(script.text().contains("没有符合“无此队”的"))
  }

  @Test func sortingByANumberPutsTheLargestFirst() {
    var script = script(Size(columns: 200, rows: 60))
    script.press("Z", "s", "s", "s", "s", "s", "s", "s")
    #expect(script.text().contains("按 人数 排序"))
    let lines = script.lines()
    let night = lines.firstIndex { $0.contains("夜班抢险队") } ?? 0
    let gas = lines.firstIndex { $0.contains("燃气抢修一班") } ?? 0
    #expect(night > 0 && night < gas)
  }

  @Test func enterOnATeamThatIsOutShowsItsOrderOnTheBoard() {
    var script = script()
    script.press("Z", "<enter>")
    let text = script.text()
    #expect(text.contains("派单板") && text.contains("签认"))
  }

  @Test func everyTabHasItsRegisterAndAnEmptyOneSaysSo() {
    var script = script()
    script.press("Z", "3")
    #expect(script.text().contains("第一小学操场") && script.text().contains("1800"))
    for tab in ["4", "5", "6", "7"] {
      script.press(tab)
      #expect(script.text().contains("没有登记"), "\(tab)")
    }
  }

  private func page(_ positions: [String: TeamReport], tasks: [TaskOrder]? = [])
    -> ResourcePage
  {
    let configuration = ResourceFixture.configuration()
    let situation = DispatchSituation(
      now: Fixture.now, today: CivilTime(Fixture.now, at: .beijing).date, isOnDuty: { $0 == "night" },
      positions: positions)
    return ResourcePage(
      configuration.dispatch, site: configuration.site, situation: situation, tasks: tasks, language: .zh)
  }

  @Test func anOldPositionIsMarkedStale() {
    func position(_ minutes: Int64) -> TeamReport {
      TeamReport(
        team: "", at: Fixture.now - .minutes(minutes), latitude: 39.8, longitude: 108.7, state: .ready,
        source: "gps")
    }
    let lines = page(["gas-1": position(15), "gas-2": position(16)]).lines(.teams, widths: Fixture.widths)
    #expect(lines.contains { $0.contains("燃气抢修一班") && $0.contains("15 分前 ") })
    #expect(lines.contains { $0.contains("燃气抢修二班") && $0.contains("16 分前，过期") })
    #expect(lines.contains { $0.contains("夜班抢险队") && $0.contains("驻地") && $0.contains(" 在岗") })
  }

  @Test func withoutAStoreNobodyIsCalledFree() {
    let lines = page([:], tasks: nil).lines(.teams, widths: Fixture.widths)
    #expect(!lines.contains { $0.contains("空闲") })
  }
}
