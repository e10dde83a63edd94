import Alarms
import CityDispatch
import CitySafety
import Testing

/// People, channels and clocks act at random; what must hold holds after each step.
@Suite struct DispatchWalkFacts {
  private static let seed: UInt64 = 0xD15A
  private static let steps = 20_000
  private static let teams = ["", "gas", "fire", "police"]
  private static let alarms: ClosedRange<Int64> = 1...12

  private struct Walk {
    var random = Seeded(DispatchWalkFacts.seed)
    var state = DispatchState()
    var now = zero
    var performed: [String: Int] = [:]
    var given: Set<TaskID> = []
    var closed = 0

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    mutating func one<Value>(of values: [Value]) -> Value? { values.randomElement(using: &random) }
    mutating func words() -> String { number(0...3) == 0 ? "" : "x" }

    mutating func order() -> TaskDraft {
      let limits = number(0...3) == 0 ? Examples.bare : Examples.limits
      return Examples.order(
        team: one(of: DispatchWalkFacts.teams) ?? "", limits: limits, accepts: number(0...4) == 0)
    }

    mutating func action() -> DispatchAction {
      let ids = state.incidents.keys.sorted()
      let id = number(0...20) == 0 ? IncidentID(99_999) : one(of: ids) ?? IncidentID(1)
      switch number(0...35) {
      case 0, 1:
        var draft = Examples.incident(
          Int64.random(in: DispatchWalkFacts.alarms, using: &random), checklist: 2)
        draft.tasks = (0..<number(0...3)).map { _ in order() }
        return .open(IncidentID(state.lastIncident.value + 1), draft, isOrdered: number(0...2) > 0)
      case 2: return .add(id, (0..<number(0...2)).map { _ in order() }, isOrdered: number(0...1) == 0)
      case 3: return .issue(id, acceptsCommitted: false)
      case 4: return .note(id, .note, words())
      case 5: return .tick(id, number(-1...2))
      case 6: return .level(id, one(of: ResponseLevel.allCases) ?? .one, reason: words())
      case 7: return .appoint(id, "\(number(0...3))")
      case 8: return .grade(id, one(of: EventGrade.allCases) ?? .large)
      case 9:
        var assessment = Assessment()
        assessment.injured = number(0...2)
        return .assess(id, assessment)
      case 10: return .reported(id, rule: "r\(number(0...2))")
      case 11, 12: return .terminate(id, reason: words())
      case 32, 33:
        let task = one(of: state.tasks.keys.sorted()) ?? TaskID(1)
        return .reassign(task, order(), reason: words())
      case 34, 35: return .merge(id, into: one(of: ids) ?? id, reason: words())
      case 13...16: return .close(id, verdict: words(), lessons: "")
      default:
        let task = one(of: state.tasks.keys.sorted()) ?? TaskID(1)
        let events: [TaskEvent] = [.cancel, .decline, .fail, .report, .sign]
        let event = number(0...1) == 0 ? one(of: events) : one(of: TaskEvent.allCases)
        return .step(task, event ?? .receive, channel: "phone", words: words())
      }
    }

    /// Somebody asks; what was refused is not done.
    mutating func ask() {
      let action = action()
      var seen = state.revision(under: action)
      if number(0...9) == 0 { seen -= 1 }
      guard state.refusal(action, seen: seen) == nil else { return }
      let before = state
      state.apply(action, by: number(0...1) == 0 ? lead : other, at: now)
      performed[String("\(action)".prefix { $0 != "(" }), default: 0] += 1
      #expect(state != before, "an action that was not refused changes something: \(action)")
      if case .close(let id, _, _, _) = action {
        closed += 1
        #expect(state.incidents[id] == nil && state.tasks(of: id).isEmpty)
      }
      for id in state.tasks.keys where id > before.lastTask {
        #expect(given.insert(id).inserted, "a number was given twice: \(id)")
      }
    }

    mutating func waitForClock() {
      guard let next = state.nextClock else { return }
      now = max(now, next)
      for (id, event) in state.dueClocks(at: now, limit: 4) {
        let before = state.tasks[id]
        #expect(before?.clock(event).map { $0 <= now } == true)
        state.perform(event, on: id, TaskInput(at: now))
        #expect(state.tasks[id]?.revision == before.map { $0.revision + 1 }, "\(event) did nothing")
        performed["\(event)", default: 0] += 1
      }
    }

    mutating func step() {
      now = now + .seconds(Int64(number(0...30)))
      switch number(0...19) {
      case 0...2: waitForClock()
      case 3:
        let id = one(of: state.tasks.keys.sorted()) ?? TaskID(1)
        state.perform(.deliver, on: id, TaskInput(at: now, channel: "log"))
      case 4 where number(0...9) == 0:
        let step = Span.minutes(Int64(number(-60...60)))
        now = now + step
        state.stepClock(by: step, now: now)
      default: ask()
      }
    }
  }

  /// Everything that the state can be asked is what its tasks and incidents say.
  private func check(_ state: DispatchState) {
    let tasks = state.tasks.values.sorted { $0.id < $1.id }
    for incident in state.incidents.values {
      #expect(state.tasks(of: incident.id).map(\.id) == tasks.filter { $0.incident == incident.id }.map(\.id))
      #expect(incident.id <= state.lastIncident && incident.state != .closed)
    }
    #expect(tasks.allSatisfy { state.incidents[$0.incident] != nil && $0.id <= state.lastTask })
    for alarm in DispatchWalkFacts.alarms {
      let holders = state.incidents.values.filter { $0.alarms.contains(AlarmID(alarm)) }
      let responding = holders.filter { $0.state == .responding }
      // One answers it; beside it stand those that were merged into it, or it ended with the incident that had taken it.
      #expect(responding.count <= 1)
      let answering = state.incident(answering: AlarmID(alarm))
      if let first = responding.first { #expect(answering == first.id) }
      #expect(holders.isEmpty ? answering == nil : holders.contains { $0.id == answering })
    }
    for team in DispatchWalkFacts.teams.dropFirst() {
      let running = tasks.filter { $0.state.isRunning && $0.draft.team == team }
      #expect(state.commitment(of: team, outside: nil) == running.first?.id)
      for incident in state.incidents.keys {
        #expect(
          state.commitment(of: team, outside: incident) == running.first { $0.incident != incident }?.id)
      }
      // Who works at two incidents was sent there knowingly.
      if Set(running.map(\.incident)).count > 1 { #expect(running.contains { $0.draft.acceptsCommitted }) }
    }
    let clocks = tasks.flatMap { task in task.clocks.map { (at: $0.at, task: task.id, event: $0.event) } }
      .sorted { ($0.at, $0.task, $0.event.rawValue) < ($1.at, $1.task, $1.event.rawValue) }
    let due = state.dueClocks(at: .distantFuture, limit: .max)
    #expect(due.map(\.task) == clocks.map(\.task) && due.map(\.event) == clocks.map(\.event))
    #expect(state.nextClock == clocks.first?.at)
    for task in tasks {
      #expect(task.receiptDue == nil || task.state.awaitsReceipt)
      #expect(task.state.isRunning || task.clocks.isEmpty)
      #expect(task.receipts.count <= TaskOrder.receiptLimit)
      #expect((task.sends > 0) == (task.time(of: .issued) != nil))
      #expect(!task.isEscalated || task.missed >= task.draft.limits.missedLimit)
      if task.state == .feedback { #expect(task.signedBy != nil && !task.report.isEmpty) }
      if [.cancelled, .declined, .failed].contains(task.state) { #expect(!task.reason.isEmpty) }
    }
  }

  /// The state read back from what it holds is the same one in everything that it can be asked.
  private func rebuilt(_ state: DispatchState) -> DispatchState {
    var order = Seeded(DispatchWalkFacts.seed)
    return DispatchState(
      incidents: Array(state.incidents.values), tasks: state.tasks.values.shuffled(using: &order),
      lastIncident: state.lastIncident, lastTask: state.lastTask)
  }

  @Test func whateverHappensTheIndexesAgreeWithTheTasksAndTheStateCanBeBuiltAgain() {
    var walk = Walk()
    for step in 0..<DispatchWalkFacts.steps {
      walk.step()
      guard step % 10 == 0 else { continue }
      check(walk.state)
      let again = rebuilt(walk.state)
      #expect(again == walk.state, "seed \(DispatchWalkFacts.seed) step \(step)")
      check(again)
    }
    // The walk came everywhere.
    #expect(walk.closed > 50, "\(walk.performed)")
    for event in [
      "open", "add", "issue", "step", "note", "tick", "level", "appoint", "grade", "assess", "reported",
      "terminate", "close", "receiptOut", "arrivalOut", "feedbackOut", "silenceOut",
    ] {
      #expect(walk.performed[event, default: 0] > 10, "\(event): \(walk.performed)")
    }
  }

  @Test func aStateBuiltAgainGoesOnLikeTheOneItWasBuiltFrom() {
    var walk = Walk()
    for step in 0..<400 {
      walk.step()
      guard step % 20 == 0 else { continue }
      var again = walk
      again.state = rebuilt(walk.state)
      for _ in 0..<20 {
        walk.step()
        again.step()
      }
      #expect(again.state == walk.state && again.performed == walk.performed)
    }
  }
}
