import Alarms
import Cells
import CitySafety
import Desk
import Operations
import Testing

/// The views of the shift: pictures, and the keys that lead through a handover.
enum ShiftFixture {
  static let incoming = Actor(person: "wangfang", displayName: "王芳", role: .operator, seat: "二席")

  static let plan = ShiftPlan(
    shifts: [
      Shift(id: "day", name: Bilingual(zh: "白班", en: "Day"), start: 480, end: 1200),
      Shift(id: "night", name: Bilingual(zh: "夜班", en: "Night"), start: 1200, end: 480),
    ],
    rows: [
      PlanRow(
        days: .weekdays(Set(1...7)), shift: 0,
        crew: Crew(leader: "张副旗长", lead: "chenli", main: "liming", deputy: "王芳")),
      PlanRow(days: .weekdays(Set(1...7)), shift: 1, crew: Crew(lead: "赵班长", main: "孙员")),
    ], offset: .beijing)

  static func configuration(_ language: Language = .zh) -> DeskConfiguration {
    var configuration = Fixture.configuration(language)
    configuration.shiftPlan = plan
    return configuration
  }

  /// The fixture's alarms with a shelf, an order, and clocks among them.
  static var alarms: [Alarm] {
    var alarms = Fixture.alarms
    alarms[4].shelf = Shelf(
      until: Fixture.now + .hours(3), since: Fixture.now - .hours(1), reason: "校准", by: "陈立", second: nil,
      grade: .yellow)
    alarms[2].serviceOrder = ServiceOrder(
      number: "GD-17", measure: "人工每小时读数", by: "赵工", second: "chenli", since: Fixture.now - .hours(2))
    alarms[1].escalationDeadline = Fixture.now + .minutes(4)
    return alarms
  }

  /// What the journal led to after these requests.
  static func snapshot(
    _ steps: [(DutyAction, Actor)], number: UInt64 = 1, alarms: [Alarm] = ShiftFixture.alarms
  ) -> Snapshot {
    var state = OperationsState()
    var sequence: Int64 = 0
    func apply(_ event: Event) {
      sequence += 1
      _ = state.apply(JournalEntry(sequence: sequence, at: Fixture.now - .minutes(5), event: event))
    }
    for actor in [Fixture.watcher, incoming] { apply(.signedIn(actor)) }
    for (action, actor) in steps { apply(.duty(DutyCommand(action, actor: actor, seen: 0))) }
    return Fixture.snapshot(alarms, number: number) {
      $0.duty = state.duty
      $0.sources[2].state = .lost
    }
  }

  static let note = LogEntry(
    kind: .followUp, occurredAt: Fixture.now - .minutes(20), fields: [.course: "燃气公司 18:00 前回报抢修进度"],
    due: Fixture.now + .hours(2))
  static let call = LogEntry(
    kind: .call, occurredAt: Fixture.now - .hours(1),
    fields: [
      .place: "人民路 3 号井", .cause: "闻到燃气味", .course: "群众报告井盖冒气", .measures: "已派燃气抢修", .result: "待复核",
      .told: "应急局值班室 15:10", .unit: "锡尼镇", .name: "巴图", .post: "网格员", .phone: "0477-6620000",
    ])

  static let log = [
    RecordedEntry(number: 2, entry: note, recorder: Fixture.watcher, recordedAt: Fixture.now - .minutes(20)),
    RecordedEntry(number: 1, entry: call, recorder: Fixture.watcher, recordedAt: Fixture.now - .minutes(58)),
  ]

  static let prepared: [(DutyAction, Actor)] = [
    (.log(call), Fixture.watcher), (.log(note), Fixture.watcher), (.prepare(after: 0), Fixture.watcher),
  ]

  static let joined = prepared + [(.join(handover: 1, isGuest: false), incoming)]

  static func ticks(_ keys: [(HandoverKey, Int64)]) -> [(DutyAction, Actor)] {
    keys.map { (.tick(handover: 1, $0.0, revision: $0.1), incoming) }
  }

  /// Two items ticked, one of which has changed since.
  static let readback =
    joined + ticks([(.alarm(AlarmID(20417)), 7), (.alarm(AlarmID(20416)), 6), (.followUp(2), 0)])

  /// Every item of the fixture ticked.
  static let complete =
    joined
    + ticks(
      HandoverReport(
        open: alarms, lostSources: ["feed-3"], duty: snapshot(joined).duty, soon: nil
      ).items.map { ($0.key, $0.revision) })
}

@Suite struct HandoverScreens {
  @Test(arguments: sizes, Language.allCases)
  func readback(size: Size, language: Language) {
    var script = Script(
      size, ShiftFixture.configuration(language), snapshot: ShiftFixture.snapshot(ShiftFixture.readback),
      signedIn: ShiftFixture.incoming)
    script.press("H", "j")
    Golden.expect("handover", &script)
  }

  @Test(arguments: Language.allCases)
  func complete(language: Language) {
    var script = Script(
      Size(columns: 80, rows: 24), ShiftFixture.configuration(language),
      snapshot: ShiftFixture.snapshot(ShiftFixture.complete), signedIn: ShiftFixture.incoming)
    script.press("H", "G")
    Golden.expect("handover-complete", &script)
  }

  @Test(arguments: Language.allCases)
  func guestDialog(language: Language) {
    var script = Script(
      Size(columns: 80, rows: 24), ShiftFixture.configuration(language),
      snapshot: ShiftFixture.snapshot(ShiftFixture.prepared), signedIn: Fixture.watcher)
    script.press("H", "G", "y")
    Golden.expect("handover-guest", &script)
  }

  @Test(arguments: sizes, Language.allCases)
  func board(size: Size, language: Language) {
    var script = Script(
      size, ShiftFixture.configuration(language), snapshot: ShiftFixture.snapshot(ShiftFixture.joined),
      signedIn: Fixture.watcher)
    script.press(":")
    script.type("排班")
    script.press("<enter>")
    Golden.expect("duty-board", &script)
  }

  @Test(arguments: sizes, Language.allCases)
  func log(size: Size, language: Language) {
    var script = Script(
      size, ShiftFixture.configuration(language), snapshot: ShiftFixture.snapshot(ShiftFixture.joined),
      signedIn: Fixture.watcher)
    script.press(":")
    script.type("日志")
    script.press("<enter>")
    script.send(.shiftLog(ShiftFixture.log))
    Golden.expect("shift-log", &script)
  }

  @Test(arguments: Language.allCases)
  func callForm(language: Language) {
    var script = Script(
      Size(columns: 80, rows: 24), ShiftFixture.configuration(language), signedIn: Fixture.watcher)
    script.press(":")
    script.type("电话")
    script.press("<enter>")
    Golden.expect("log-call", &script)
  }
}

@Suite struct HandoverKeys {
  private func script(_ steps: [(DutyAction, Actor)], _ actor: Actor) -> Script {
    Script(
      Size(columns: 80, rows: 24), ShiftFixture.configuration(), snapshot: ShiftFixture.snapshot(steps),
      signedIn: actor)
  }

  private func requests(_ script: Script) -> [DutyAction] {
    script.effects.compactMap { if case .performDuty(let command, _, _) = $0 { command.action } else { nil } }
  }

  @Test func enterAndSpaceTickTheItemUnderTheCursorAsItWasSeen() {
    for key in ["<enter>", "<space>"] {
      var script = script(ShiftFixture.joined, ShiftFixture.incoming)
      script.press("H", key)
      #expect(requests(script) == [.tick(handover: 1, .alarm(AlarmID(20417)), revision: 7)])
    }
  }

  @Test func enterOnATickedItemTakesTheTickBack() {
    var script = script(ShiftFixture.readback, ShiftFixture.incoming)
    script.press("H", "<enter>")
    #expect(requests(script) == [.untick(handover: 1, .alarm(AlarmID(20417)))])
  }

  @Test func ySignsOnTheRowOfButtonsOnly() {
    var script = script(ShiftFixture.complete, ShiftFixture.incoming)
    script.press("H", "y", "j", "y")
    #expect(requests(script).isEmpty)
    script.press("G", "y")
    #expect(requests(script) == [.sign(handover: 1, isHigherRisk: false)])
  }

  @Test func whileAnItemIsOpenYSaysHowManyAndSendsNothing() {
    var script = script(ShiftFixture.readback, ShiftFixture.incoming)
    script.press("H", "G", "y")
    #expect(requests(script).isEmpty)
    #expect(script.text().contains("项未勾，不能签字"))
  }

  @Test func atTheOutgoingPersonsSeatTheIncomingOneProvesWithAPassphrase() {
    var script = script(ShiftFixture.prepared, Fixture.watcher)
    script.press("H", "G", "y")
    script.pass(.seconds(1))
    script.type("wangfang")
    script.press("<tab>")
    script.type("secret")
    script.press("<enter>", "y")
    let sent = script.effects.compactMap { effect -> (DutyCommand, String?, String?)? in
      if case .performDuty(let command, let name, let secret) = effect {
        (command, name, secret)
      } else {
        nil
      }
    }
    #expect(sent.count == 1)
    #expect(sent.first?.0.action == .join(handover: 1, isGuest: true))
    #expect(sent.first?.1 == "wangfang" && sent.first?.2 == "secret")
    // A wrong passphrase leaves the form open.
    if let command = sent.first?.0 { script.send(.result(command.id, .refused(.wrongCode))) }
    #expect(script.text().contains("姓名或口令不对"))
  }

  @Test func theCursorKeepsItsItemWhenOthersCome() {
    var script = script(ShiftFixture.joined, ShiftFixture.incoming)
    script.press("H", "j")
    var more = ShiftFixture.alarms
    more.append(Fixture.alarm(20418, sensor: 3, rule: "gas-lel", .red, value: 30, ago: .zero))
    script.send(.snapshot(ShiftFixture.snapshot(ShiftFixture.joined, number: 2, alarms: more)))
    script.press("<enter>")
    #expect(requests(script) == [.tick(handover: 1, .alarm(AlarmID(20416)), revision: 7)])
  }

  @Test func aQuickNoteTakesTheWordsBehindThePalettesWord() {
    var script = script([], Fixture.watcher)
    script.press(":")
    script.type("记 电力公司来访登记")
    script.press("<enter>")
    script.pass(.seconds(1))
    script.press("<enter>", "<enter>", "<enter>", "y")
    guard case .log(let entry)? = requests(script).first else {
      Issue.record("nothing was sent")
      return
    }
    #expect(entry.kind == .note && entry.fields == [.course: "电力公司来访登记"] && entry.due == nil)
  }

  @Test func aFormWithAnEmptyLegalFieldIsNotSent() {
    var script = script([], Fixture.watcher)
    script.press(":")
    script.type("call")
    script.press("<enter>")
    script.pass(.seconds(1))
    for _ in 0..<12 { script.press("<enter>") }
    script.press("y")
    #expect(requests(script).isEmpty)
    #expect(script.text().contains("地点"))
  }

  @Test(arguments: [
    ("18:30", Span.hours(0)), ("+2h", .hours(2)), ("+30m", .minutes(30)),
  ])
  func dueTimesReadAsPeopleTypeThem(text: String, span: Span) {
    var script = script([], Fixture.watcher)
    script.press(":")
    script.type("续报 回电")
    script.press("<enter>")
    script.pass(.seconds(1))
    script.press("<enter>", "<enter>")
    script.type(text)
    script.press("<enter>", "y")
    guard case .log(let entry)? = requests(script).first, let due = entry.due else {
      Issue.record("nothing was sent")
      return
    }
    if span > .zero {
      #expect(due.age(at: script.now + span) < .seconds(5))
    } else {
      #expect(CivilTime(due, at: .beijing).hourMinute == text && due > script.now)
    }
  }

  @Test(arguments: [("liming", false), ("zhaogong", true)])
  func assigningSaysWhenThePersonIsSignedInNowhere(name: String, isWarned: Bool) {
    var script = script([], Fixture.lead)
    script.press("O")
    script.pass(.seconds(1))
    script.type(name)
    #expect(!script.text().contains("没有登录任何席位"))
    script.press("<enter>")
    #expect(script.text().contains("没有登录任何席位") == isWarned)
  }

  @Test func theHandoverSaysWhoseSoundTestIsOverdueAndWhatWasHeard() {
    let test = LogEntry(
      kind: .soundTest, occurredAt: Fixture.now, fields: [.heard: "1红", .unheard: "2橙", .player: "bell"])
    var script = Script(
      Size(columns: 200, rows: 60), ShiftFixture.configuration(),
      snapshot: ShiftFixture.snapshot([(.log(test), Fixture.watcher)]), signedIn: Fixture.watcher)
    script.press("H")
    let text = script.text()
    #expect(text.contains("声音自检逾期：二席"))
    #expect(text.contains("李明：听到 1红  没听到 2橙") && !text.contains("声音自检逾期：一席"))
  }

  @Test func theHeaderSaysTheShiftAndWhoIsOnDuty() {
    var script = Script(
      Size(columns: 200, rows: 60), ShiftFixture.configuration(),
      snapshot: ShiftFixture.snapshot([]), signedIn: Fixture.watcher)
    let header = script.lines()[0]
    #expect(header.contains("白班 08:00-20:00") && header.contains("值班员 李明") && header.contains("班长 chenli"))
  }
}
