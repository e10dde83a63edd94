import Alarms
import Cells
import CityDispatch
import CitySafety
import Desk
import Operations
import Testing

@Suite struct QuickEntryTests {
  private func script(
    _ language: Language = .zh, _ actions: [DispatchAction] = DispatchFixture.underWay,
    signedIn: Actor? = Fixture.lead, size: Size = Size(columns: 80, rows: 24)
  ) -> Script {
    Script(
      size, DispatchFixture.configuration(language), snapshot: DispatchFixture.snapshot(actions),
      signedIn: signedIn)
  }

  private func sent(_ script: Script) -> [DispatchAction] {
    script.effects.compactMap {
      if case .performDuty(let command, _, _) = $0, case .dispatch(let action) = command.action {
        action
      } else {
        nil
      }
    }
  }

  /// Types a line into the palette and presses Enter; what was sent, and the screen before.
  private func enter(_ line: String, _ script: inout Script, board: Bool = false, tasks: Bool = false)
    -> String
  {
    if board { script.press("D") }
    if tasks { script.press("<tab>") }
    script.press(":")
    script.type(line)
    let text = script.text()
    script.press("<enter>")
    return text
  }

  @Test(arguments: sizes, Language.allCases)
  func ready(size: Size, language: Language) {
    var script = script(language, size: size)
    script.press(":")
    script.type(language == .zh ? "记 旗长要求全线停气 批示" : "log Banner head: stop the supply instruction")
    Golden.expect("quick-entry", &script)
  }

  @Test(arguments: Language.allCases)
  func unclear(language: Language) {
    var script = script(language)
    script.press(":")
    script.type(language == .zh ? "记 二中队报已到 到场" : "log squad two is there scene")
    Golden.expect("quick-entry-unclear", &script)
  }

  @Test(
    arguments: [
      ("记 旗长要求全线停气 批示", .instruction, "旗长要求全线停气"), ("记 市气象局来电说风转北 通话", .call, "市气象局来电说风转北"),
      ("记 副旗长到场指挥 到位", .arrival, "副旗长到场指挥"), ("记 网传爆炸不实 舆情", .media, "网传爆炸不实"),
      ("记 决定疏散二号楼 决定", .decision, "决定疏散二号楼"), ("记 风力加大", .note, "风力加大"), ("记 待查 记事", .note, "待查"),
      ("LOG wind rises Call", .call, "wind rises"), ("log head on site arrival", .arrival, "head on site"),
    ] as [(String, NoteKind, String)])
  func theLastWordSaysWhatKindOfNoteItIs(line: String, kind: NoteKind, text: String) {
    var script = script()
    let before = enter(line, &script)
    #expect(sent(script) == [.note(IncidentID(1), kind, text)])
    #expect(before.contains("记入事件 #1") && before.contains(kind.name.zh) && before.contains("陈立"))
  }

  @Test func theIncidentIsTheOneOfTheAlarmOfTheBoardOrTheOneNamed() {
    var script = script()
    _ = enter("记 甲", &script)
    #expect(sent(script) == [.note(IncidentID(1), .note, "甲")])
    script = self.script()
    script.press("D", "k")
    _ = enter("记 乙", &script)
    #expect(sent(script) == [.note(IncidentID(2), .note, "乙")])
    script = self.script()
    _ = enter("记 #2 丙 批示", &script)
    #expect(sent(script) == [.note(IncidentID(2), .instruction, "丙")])
  }

  @Test(
    arguments: [
      ("记 任务3 广电台说已收到 签收", 3, .receive, "phone", "广电台说已收到"),
      ("记 指令 3 已出发 对讲 出动", 3, .depart, "radio", "已出发"),
      ("记 task3 at the gate person arrived", 3, .arrive, "in-person", "at the gate"),
      ("记 #1 任务1 已恢复供气 反馈", 1, .report, "phone", "已恢复供气"),
      ("log order 1 all safe safe", 1, .checkIn, "phone", "all safe"),
      ("记 任务3 另有火警 退回", 3, .decline, "phone", "另有火警"),
    ] as [(String, Int64, TaskEvent, String, String)])
  func behindAnOrderTheLastWordIsAReceiptOnBehalf(
    line: String, task: Int64, event: TaskEvent, channel: String, words: String
  ) {
    var script = script()
    let before = enter(line, &script)
    #expect(sent(script) == [.step(TaskID(task), event, channel: channel, words: words)])
    #expect(before.contains("指令 \(task)") && before.contains(event.name.zh))
  }

  @Test func onTheBoardAReceiptIsOfTheOrderUnderTheCursor() {
    var script = script()
    script.press("D", "<tab>", "j", "j")
    _ = enter("记 广电台已知 签收", &script)
    #expect(sent(script) == [.step(TaskID(3), .receive, channel: "phone", words: "广电台已知")])
  }

  @Test func aNoteBehindAnOrderSaysWhichOrder() {
    var script = script()
    _ = enter("记 任务3 台长要求先审稿 批示", &script)
    #expect(sent(script) == [.note(IncidentID(1), .instruction, "指令3 台长要求先审稿")])
  }

  @Test(arguments: [
    ("记 二中队报已到 到场", "“到场”是回执，请先写哪个任务"), ("记 任务99 已到 到场", "没有这个任务：99"), ("记 任务3 已到了", "任务 3 之后请以状态词结尾"),
    ("记 #2 任务3 已到 到场", "指令 3 属于事件 #1"), ("记 #9 内容", "没有这个在办事件：#9"), ("记 批示", "还没有内容"),
    ("记 任务2 又到了 到场", "已退回的任务不能“到场”"), ("记 任务3 退回", "“退回”须写原因或内容"),
  ])
  func anUnclearLineSaysWhatIsMissingAndWhichWordsThereAre(line: String, says: String) {
    var script = script()
    let before = enter(line, &script)
    #expect(before.contains(says), "\(before)")
    #expect(before.contains("批示 通话 到位 舆情 决定") && before.contains("签收 出动 到场 控制 反馈"))
    #expect(sent(script) == [])
    // The line stays to be mended.
    #expect(script.text().contains(says))
  }

  @Test func withoutAnIncidentTheShiftLogIsOfferedAsBefore() {
    var script = script(.zh, [])
    let before = enter("记 风力加大", &script)
    #expect(before.contains("记入值班日志"))
    #expect(sent(script) == [] && script.text().contains("风力加大"))
    #expect(script.text().contains("要点") || script.text().contains("记事"))
  }

  @Test func whoIsNotSignedInIsAskedToAndNothingIsSent() {
    var script = script(signedIn: nil)
    let before = enter("记 风力加大", &script)
    #expect(before.contains("未登录"))
    #expect(sent(script) == [] && script.text().contains("登录"))
  }

  @Test func theLineStaysUntilTheOwnerHasAnswered() throws {
    var script = script()
    _ = enter("记 风力加大", &script)
    let id = try #require(
      script.effects.compactMap { if case .performDuty(let command, _, _) = $0 { command.id } else { nil } }
        .first)
    script.press("<enter>")
    #expect(sent(script).count == 1)
    script.send(.result(id, .refused(.duty(.dispatch(.unknownIncident(IncidentID(1)))))))
    #expect(script.text().contains("没有这个在办事件：#1") && script.text().contains("风力加大"))
    script.press("<enter>")
    #expect(sent(script).count == 2)
    script.send(.result(id, .done(revision: 7)))
    #expect(script.text().contains("已记入事件 #1") && !script.text().contains("风力加大"))
  }
}
