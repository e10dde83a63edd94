import Alarms
import CitySafety
import Operations
import Testing

/// A state of one alarm, which every undoable command is tried in.
private enum Stage: String, CaseIterable {
  case raised, acknowledged, returned, latched, pending, waiting, owned, offered, responding, resolved,
    taskOpen
  case closed, shelved, shelvedUnacknowledged, outOfService, byDesign, lost, escalated

  func state(count: Int = 1) -> OperationsState {
    var state = OperationsState()
    state.run(.policy(Stage.policy))
    for number in 0..<count { live(&state, .threshold(sensor: "s\(number)", rule: "now")) }
    return state
  }

  static let policy = AlarmPolicy(
    actionLimit: .init([.minutes(1), .minutes(2), .minutes(3), .minutes(4)]),
    escalateAfter: .init([.minutes(5), .minutes(6), .minutes(7), .minutes(8)]), leaderAfter: .minutes(9),
    shelfLimit: .init([.hours(1), .hours(1), .hours(1), .hours(1)]), shelfRelease: .seconds(6),
    offerLimit: .minutes(1), undoLimit: .seconds(30), chatterCount: 3, chatterWindow: .seconds(60),
    floodStart: 10_000, floodEnd: 5, floodWindow: .minutes(10))

  private func live(_ state: inout OperationsState, _ key: AlarmKey) {
    func condition(_ grade: Grade?, onDelay: Span = .zero, offDelay: Span = .zero, latching: Bool = false) {
      state.run(Examples.condition(grade, key: key, onDelay: onDelay, offDelay: offDelay, latching: latching))
    }
    func person(_ name: CommandName, text: String = "x", _ change: (inout Command) -> Void = { _ in }) {
      var command = state.command(name, text: text, on: state.alarms[key])
      command.actor.authoriser = "zhao"
      change(&command)
      state.run(.command(command))
    }
    condition(.orange, onDelay: self == .pending ? .minutes(1) : .zero, latching: self == .latched)
    switch self {
    case .raised, .pending: break
    case .acknowledged: person(.acknowledge)
    case .returned: condition(nil)
    case .latched, .closed:
      condition(nil, latching: true)
      person(.acknowledge)
    case .waiting: condition(nil, offDelay: .minutes(1))
    case .owned: person(.claim)
    case .offered: person(.assign, text: "wang")
    case .responding: person(.respond)
    case .resolved:
      person(.respond)
      person(.resolve)
    case .taskOpen:
      person(.claim)
      person(.acknowledge)
      condition(nil)
    case .shelved, .shelvedUnacknowledged:
      if self == .shelved { person(.acknowledge) }
      person(.shelve) { $0.until = zero + .minutes(30) }
    case .outOfService: person(.outOfService) { $0.measure = "y" }
    case .byDesign:
      if let id = state.alarms.id(of: key) { state.run(.design(id, relation: "r", isOn: true)) }
    case .lost:
      state.run(
        .source(
          id: "feed", sector: .lifelines, name: Bilingual(same: "f"), state: .lost, grade: .blue, at: zero))
    case .escalated:
      if let id = state.alarms.id(of: key) { state.run(.timer(id, .escalation), at: 400) }
    }
  }
}

extension OperationsState {
  /// A command that everything it may need comes with.
  fileprivate func full(_ name: CommandName, on alarms: [Alarm], text: String = "x") -> Command {
    Command(
      name: name, targets: alarms.map(CommandTarget.init), text: name == .assign ? "li" : text,
      acceptsLostData: true, until: name == .shelve ? zero + .minutes(20) : nil,
      grade: name == .prioritise ? .red : nil, verdict: name == .close ? .real : nil,
      measure: name == .outOfService ? "patrol" : "",
      actor: Actor(person: "wang", displayName: "王班长", role: .lead, seat: "A1", authoriser: "zhao"))
  }

  fileprivate func decision(_ command: Command, at second: Int64) -> Result<Event, Refusal> {
    decide(
      command, authority: Examples.authority, people: Examples.people, now: zero + .seconds(second))
  }

  fileprivate func undo(_ id: CommandID, by actor: Actor = Examples.lead) -> Command {
    Command(name: .undo, targets: [], text: id.text, actor: actor)
  }

  fileprivate func hindrance(_ command: Command, at second: Int64) -> Refusal? {
    guard case .failure(let refusal) = decision(command, at: second) else { return nil }
    return refusal
  }
}

@Suite struct UndoFacts {
  private static let names = CommandName.allCases.filter(\.isUndoable)

  @Test func undoingACommandGivesTheStateBeforeItInEveryStateWhereItApplies() throws {
    var tried: [CommandName: Int] = [:]
    for stage in Stage.allCases {
      for name in UndoFacts.names {
        var state = stage.state()
        let alarm = try #require(state.alarms[AlarmID(1)])
        let command = state.full(name, on: [alarm])
        guard case .success(let event) = state.decision(command, at: 500) else { continue }
        let before = state.contentBytes
        state.run(event, at: 500)
        #expect(state.contentBytes != before, "\(stage) \(name)")
        let undo = try state.decision(state.undo(command.id), at: 529).get()
        state.run(undo, at: 529)
        #expect(state.contentBytes == before, "\(stage) \(name)")
        let after = try #require(state.alarms[AlarmID(1)])
        #expect(after.revision == alarm.revision + 2, "\(stage) \(name)")
        #expect(after.version >= alarm.version, "\(stage) \(name)")
        tried[name, default: 0] += 1
      }
    }
    #expect(Set(tried.keys) == Set(UndoFacts.names), "each command applied somewhere")
    print("undone exactly: \(tried.values.reduce(0, +)) pairs of state and command")
  }

  @Test(arguments: [CommandName.acknowledge, .assign, .shelve, .claim])
  func aThousandAtOnceAreUndoneAtOnce(name: CommandName) throws {
    var state = Stage.raised.state(count: 1000)
    let command = state.full(name, on: state.alarms.all)
    let before = state.contentBytes
    state.run(try state.decision(command, at: 500).get(), at: 500)
    #expect(state.alarms.all.allSatisfy { $0.revision == 2 })
    state.run(try state.decision(state.undo(command.id), at: 510).get(), at: 510)
    #expect(state.contentBytes == before)
  }

  private func acknowledged() throws -> (OperationsState, CommandID) {
    var state = Stage.raised.state()
    let command = state.full(.acknowledge, on: state.alarms.all)
    state.run(try state.decision(command, at: 500).get(), at: 500)
    return (state, command.id)
  }

  @Test func whatIsUnacknowledgedAgainByUndoHasANewVersionSoThatTheSameKeyActsAgain() throws {
    var (state, id) = try acknowledged()
    state.run(try state.decision(state.undo(id), at: 501).get(), at: 501)
    #expect(state.full(.acknowledge, on: state.alarms.all).id != id)
  }

  @Test func anUndoIsRefusedOnceTheTimeIsOver() throws {
    let (state, id) = try acknowledged()
    #expect(state.hindrance(state.undo(id), at: 530) == nil)
    let late = state.decide(
      state.undo(id), authority: Examples.authority, people: [], now: zero + .milliseconds(530_001))
    #expect(late == .failure(.cannotUndo(.tooLate)))
  }

  @Test func anUndoIsRefusedAfterAnyLaterChange() throws {
    let changes: [Event] = [
      Examples.condition(.red, at: 501, key: .threshold(sensor: "s0", rule: "now")),
      Examples.condition(nil, at: 501, key: .threshold(sensor: "s0", rule: "now")),
      .source(
        id: "feed", sector: .lifelines, name: Bilingual(same: "f"), state: .stale, grade: .blue, at: zero),
      .design(AlarmID(1), relation: "r", isOn: true),
    ]
    for change in changes {
      var (state, id) = try acknowledged()
      state.run(change, at: 501)
      #expect(state.hindrance(state.undo(id), at: 502) == .cannotUndo(.changedSince), "\(change)")
    }
    var (state, id) = try acknowledged()
    state.run(.command(state.full(.comment, on: state.alarms.all)), at: 501)
    #expect(state.hindrance(state.undo(id), at: 502) == .cannotUndo(.changedSince))
  }

  @Test func anotherSeatUndoesOnlyAsALead() throws {
    let (state, id) = try acknowledged()
    var authority = Examples.authority
    authority.permit(.undo, .operator, .orange)
    func refusal(_ actor: Actor) -> Refusal? {
      let decision = state.decide(
        state.undo(id, by: actor), authority: authority, people: [], now: zero + .seconds(501))
      guard case .failure(let refusal) = decision else { return nil }
      return refusal
    }
    var elsewhere = Examples.desk
    #expect(refusal(elsewhere) == .cannotUndo(.notYours))
    elsewhere.authoriser = "wang"
    #expect(refusal(elsewhere) == nil)
    var lead = Examples.lead
    lead.seat = "B9"
    #expect(refusal(lead) == nil)
    var same = Examples.desk
    same.seat = "A1"
    #expect(refusal(same) == nil)
  }

  @Test func aCommandIsUndoneOnce() throws {
    var (state, id) = try acknowledged()
    state.run(try state.decision(state.undo(id), at: 501).get(), at: 501)
    #expect(state.hindrance(state.undo(id), at: 502) == .cannotUndo(.tooLate))
  }

  @Test func whatOnlyAddsWordsIsNotUndone() throws {
    for name in [CommandName.comment, .escalate] {
      var state = Stage.raised.state()
      let command = state.full(name, on: state.alarms.all)
      state.run(.command(command), at: 500)
      #expect(state.hindrance(state.undo(command.id), at: 501) == .cannotUndo(.tooLate))
    }
  }

  @Test func aStepOfTheClockLeavesWhatWasLeftOfTheLimitAndOfTheClocksInTheRecord() throws {
    var (state, id) = try acknowledged()
    let before = Stage.raised.state().only
    // The clock jumps an hour at 510: the acknowledged alarm's own clock moves, which is a later change.
    state.run(.clockStepped(by: .hours(1)), at: 4110)
    #expect(state.hindrance(state.undo(id), at: 4111) == .cannotUndo(.changedSince))
    var shelved = Stage.raised.state()
    let command = shelved.full(.shelve, on: shelved.alarms.all)
    shelved.run(try shelved.decision(command, at: 500).get(), at: 500)
    shelved.run(.clockStepped(by: .hours(1)), at: 4110)
    #expect(shelved.hindrance(shelved.undo(command.id), at: 4131) == .cannotUndo(.tooLate))
    shelved.run(try shelved.decision(shelved.undo(command.id), at: 4111).get(), at: 4111)
    let due = try #require(before.escalationDeadline)
    #expect(shelved.only.escalationDeadline == due + .hours(1))
  }

  @Test func aMeasureWithControlCharactersIsUndoneByTheIDThatTheSeatKnows() throws {
    var state = Stage.raised.state()
    var command = state.full(.outOfService, on: state.alarms.all)
    command.measure = "a\u{1B}[2J"
    state.run(try state.decision(command, at: 500).get(), at: 500)
    #expect(state.hindrance(state.undo(command.id), at: 501) == nil)
  }
}
