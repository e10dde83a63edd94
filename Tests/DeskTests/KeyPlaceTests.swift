import Alarms
import Cells
import CityDispatch
import CitySafety
import Operations
import Testing

@testable import Desk

/// The boards, forms and lists over the panes take their keys from the one table.
@Suite struct KeyPlaceTests {
  private static let own = ActionRecord.all.filter { !$0.context.isPane && $0.context != .drill }

  private func script(
    _ keys: [(action: String, keys: [String])] = [], _ actions: [DispatchAction] = DispatchFixture.underWay,
    size: Size = Size(columns: 120, rows: 40)
  ) throws -> Script {
    var configuration = DispatchFixture.configuration()
    configuration.keys = try KeyTable.build(overrides: keys).get()
    return Script(
      size, configuration, snapshot: DispatchFixture.snapshot(actions), signedIn: Fixture.lead)
  }

  @Test(arguments: own)
  func everyOwnKeyOfAPlaceMeansItsActionThere(record: ActionRecord) throws {
    #expect(!record.keys.isEmpty)
    for name in record.keys {
      let key = try #require(KeyName.key(name))
      #expect(KeyTable.standard.action(for: key, in: record.context) == record.action)
    }
  }

  @Test(arguments: own)
  func everyActionOfAPlaceCanBeGivenAnotherKey(record: ActionRecord) throws {
    let table = try KeyTable.build(overrides: [(record.action.rawValue, ["~", "#"])]).get()
    #expect(table.action(for: .character("#"), in: record.context) == record.action)
    for name in record.keys {
      let key = try #require(KeyName.key(name))
      #expect(table.action(for: key, in: record.context) != record.action)
    }
    #expect(table.hint(record.action) == "~")
  }

  @Test func everyActionThatHoldsInAPlaceHasAKeyThere() {
    for context in KeyContext.allCases where context != .drill {
      for record in ActionRecord.all
      where record.context == .everywhere && context.holds(record.action) && !record.keys.isEmpty {
        let keys = KeyTable.standard.hints(record.action, in: context)
        #expect(!keys.isEmpty, "\(context) \(record.action)")
      }
    }
  }

  @Test(arguments: [
    (
      ("incident-note", "v"), KeyConflict.sameKey("v", first: "incident-note", second: "incident-measure")
    ),
    (("incident-note", "m"), .sameKey("m", first: "silence", second: "incident-note")),
    (("warning-new", ","), .sameKey(",", first: "drill-pause", second: "warning-new")),
    (("confirm", "d"), .opensAndConfirms("d", opens: "dispatch", confirms: "confirm")),
    (("confirm", "<enter>"), .opensAndConfirms("<enter>", opens: "open", confirms: "confirm")),
    (("dispatch", "y"), .opensAndConfirms("y", opens: "dispatch", confirms: "confirm")),
    (("order-issue", "<space>"), .opensAndConfirms("<space>", opens: "mark", confirms: "order-issue")),
  ])
  func aKeyThatMeansTwoThingsInAPlaceIsRefused(override: (String, String), conflict: KeyConflict) {
    guard case .failure(let found) = KeyTable.build(overrides: [(override.0, [override.1])]) else {
      Issue.record("accepted")
      return
    }
    #expect(found.conflicts.contains(conflict), "\(found.conflicts)")
  }

  @Test func aPlaceMayTakeAKeyOfEverywhereWhoseActionKeepsAnother() throws {
    let table = try KeyTable.build(overrides: [("task-sign", ["k"])]).get()
    #expect(table.action(for: .character("k"), in: .task) == .taskSign)
    #expect(table.action(for: Key(.up), in: .task) == .up)
    #expect(table.action(for: .character("k"), in: .alert) == .up)
  }

  @Test func oneKeyMayMeanADifferentActionInEachPlace() throws {
    let table = KeyTable.standard
    #expect(table.action(for: .character("n"), in: .alert) == .nextUnacknowledged)
    #expect(table.action(for: .character("n"), in: .incident) == .incidentNote)
    #expect(table.action(for: .character("n"), in: .warning) == .warningNew)
    #expect(table.action(for: .character("n"), in: .task) == nil)
  }

  // MARK: On the screen

  @Test func theDispatchBoardTakesAndShowsTheKeysOfThePerson() throws {
    var script = try script([("incident-note", ["Q"]), ("task-sign", ["#"])])
    script.press("D")
    #expect(script.text().contains("Q 记事") && !script.text().contains("n 记事"), "\(script.text())")
    script.press("n")
    #expect(script.text().contains("没有按键 n"), "\(script.text())")
    script.press("Q")
    #expect(script.text().contains("事件 #1：记事"), "\(script.text())")
    script.press("<esc>", "<tab>")
    #expect(script.text().contains("# 签认"), "\(script.text())")
    script.press("#")
    #expect(script.text().contains("指令 1：签认"), "\(script.text())")
  }

  @Test func theOrderFormTakesAndShowsTheKeysOfThePerson() throws {
    var script = try script([("order-issue", ["Y"]), ("order-team", ["#"]), ("mark", ["X"])], [])
    script.press("d")
    #expect(script.text().contains("> Y ") && script.text().contains("# 换队伍"), "\(script.text())")
    #expect(script.text().contains("X 选或不选"), "\(script.text())")
    script.press("y", "t", "<space>")
    #expect(script.isAsked == 0)
    script.press("Y")
    #expect(script.isAsked == 1)
  }

  @Test func aDialogPerformsByThePersonsKeyAndByNoOther() throws {
    var script = try script([("confirm", ["Y"]), ("refuse", ["X"])])
    script.press("D", "<tab>", "s")
    #expect(script.text().contains("Y 执行"), "\(script.text())")
    script.press("y", "n")
    #expect(script.isAsked == 0 && script.text().contains("Y 执行"))
    script.press("Y")
    #expect(script.isAsked == 1)
  }

  @Test func aTextFieldTypesTheKeysOfDialogs() throws {
    var script = try script([("confirm", ["Y"])])
    script.press("D", "n", "Y", "e", "s")
    #expect(script.text().contains("Yes"), "\(script.text())")
    #expect(script.isAsked == 0)
  }

  @Test func theRegistersTurnByThePersonsKeys() throws {
    var script = try script([("resource-experts", ["E"])])
    script.press("Z", "E")
    #expect(script.text().contains("[E 专家]"), "\(script.text())")
    script.press("5")
    #expect(script.text().contains("[E 专家]") && script.text().contains("没有按键 5"))
  }

  @Test func helpNamesTheKeysOfThePlaceFirstAndGivesThePlaceBack() throws {
    var script = try script([("task-sign", ["#"])])
    script.press("D", "<tab>", "?")
    let lines = script.lines()
    let sign = lines.firstIndex { $0.contains("#") && $0.contains("签认") }
    let everywhere = lines.firstIndex { $0.contains("任何地方") }
    #expect(try #require(sign) < #require(everywhere), "\(script.text())")
    script.press("<esc>")
    #expect(script.text().contains("# 签认"))
    script = try self.script([], [])
    script.press("d", "?")
    #expect(script.text().contains("换下一支队伍"), "\(script.text())")
    script.press("<esc>")
    #expect(script.text().contains("换队伍") && script.text().contains("> y "), "\(script.text())")
  }

  @Test func helpOfAPlaceLeavesOutWhatDoesNotHoldThere() throws {
    var script = try script(size: Size(columns: 200, rows: 100))
    script.press("D", "?")
    let lines = script.lines()
    let head = try #require(lines.firstIndex { $0.contains("任何地方") })
    let end = try #require(lines[(head + 1)...].firstIndex { $0.contains("其他位置") })
    let here = lines[head..<end].joined(separator: "\n")
    #expect(here.contains("静音") && here.contains("命令面板"), "\(here)")
    #expect(!here.contains("下一条未确认") && !here.contains("冻结显示"), "\(here)")
    #expect(here.contains("Home ") && !here.contains("g Home"), "\(here)")
  }

  @Test func thePaletteDoesWhatTheBoardsKeysDo() throws {
    var script = try script()
    script.press("D", ":")
    script.type("incident-note")
    script.press("<enter>")
    #expect(script.text().contains("事件 #1：记事"), "\(script.text())")
  }

  @Test func thePaletteSaysWhereAnActionOfAnotherPlaceHolds() throws {
    var script = try script()
    script.press(":")
    script.type("task-sign")
    #expect(script.text().contains("仅在：派单板：任务"), "\(script.text())")
    script.press("<enter>")
    #expect(script.isAsked == 0)
    script.press("D", ":")
    script.type("acknowledge")
    #expect(script.text().contains("仅在：告警队列与详情"), "\(script.text())")
  }

  @Test func aBoardGivesWayToAnother() throws {
    var script = try script()
    script.press("D", "H")
    #expect(script.desk.dispatchView == nil && script.desk.dutyView != nil, "\(script.text())")
    script.press("W", "D", "<esc>")
    #expect(script.desk.dispatchView == nil && script.desk.warningView == nil && script.desk.dutyView == nil)
  }

  @Test func silenceIsAKeyAwayOnEveryBoard() throws {
    for opening in ["D", "W", "H", "Z", "d"] {
      var script = try script()
      script.press(opening, "m")
      #expect(script.effects.contains { if case .hush = $0 { true } else { false } }, "\(opening)")
    }
  }
}

extension Script {
  /// Requests of the dispatch so far.
  fileprivate var isAsked: Int {
    effects.count { if case .performDuty = $0 { true } else { false } }
  }
}

/// Drill keys hold in every place of a drill.
@Suite struct DrillKeyPlaceTests {
  @Test(arguments: ["D", "W", "H", "<f12>"])
  func theClockOfADrillStandsByItsKeyOnEveryBoard(opening: String) {
    var script = DrillFixture.running.script(by: DrillFixture.director)
    script.press(opening)
    script.effects = []
    script.press(",")
    #expect(
      script.effects.contains { if case .performDuty = $0 { true } else { false } },
      "\(script.text())")
  }
}
