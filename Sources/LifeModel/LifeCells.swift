public import Alarms
import CitySafety

/// Every cell of the state table: each state, with each event, with each guard held and not.
public enum LifeCells {
  static let now = Instant(seconds: 1_750_000_000)
  static let me = Actor(person: "wang", displayName: "王", role: .lead, seat: "A1")

  static let policy = AlarmPolicy(
    actionLimit: .init([.minutes(1), .minutes(2), .minutes(3), .minutes(4)]),
    escalateAfter: .init([.minutes(5), .minutes(6), .minutes(7), .minutes(8)]), leaderAfter: .minutes(9),
    shelfLimit: .init([.minutes(10), .minutes(20), .minutes(30), .minutes(40)]), shelfRelease: .seconds(6),
    offerLimit: .minutes(1), undoLimit: .seconds(30), chatterCount: 3, chatterWindow: .seconds(60),
    floodStart: 10, floodEnd: 5, floodWindow: .minutes(10))

  // MARK: States

  /// Every combination of the regions: 4 conditions, acknowledged, latching, latched, shelved, by design, out of
  /// service, 3 states of the data, 5 of handling, 3 relations of the grade now to the worst.
  public static func states() -> [Alarm] {
    var states = [base]
    func each<Value>(_ values: [Value], _ change: (inout Alarm, Value) -> Void) {
      states = states.flatMap { state in
        values.map { value in
          var state = state
          change(&state, value)
          return state
        }
      }
    }
    each([0, 1, 2, 3]) { setCondition(of: &$0, $1) }
    each([true, false]) { alarm, isAcknowledged in
      alarm.isAcknowledged = isAcknowledged
      if isAcknowledged { alarm.acknowledgedBy = me }
      if isAcknowledged { alarm.acknowledgedAt = now - .minutes(3) }
    }
    each([false, true]) { $0.latches = $1 }
    each([false, true]) { $0.isLatched = $1 }
    each([false, true]) { alarm, isShelved in
      guard isShelved else { return }
      alarm.shelf = Shelf(
        until: now + .minutes(5), since: now - .minutes(5), reason: "x", by: "王", second: nil, grade: .orange)
    }
    each([[], ["r1"]]) { $0.suppressedBy = $1 }
    each([false, true]) { alarm, isOut in
      guard isOut else { return }
      alarm.serviceOrder = ServiceOrder(
        number: "7", measure: "y", by: "王", second: "zhao", since: now - .minutes(9))
    }
    each([DataState.good, .stale, .lost]) { $0.data = $1 }
    each([
      Handling.none, .offered(to: "wang", by: "赵", until: now + .seconds(30)), .owned(by: "王"),
      .responding(by: "李"), .resolved(by: "李"),
    ]) { $0.handling = $1 }
    each([(Grade.orange, Grade.orange), (.yellow, .orange), (.red, .red)]) { alarm, grades in
      alarm.gradeNow = grades.0
      alarm.gradeWorst = grades.1
    }
    return states
  }

  private static let base: Alarm = {
    var alarm = Alarm(
      id: AlarmID(7), key: .threshold(sensor: "s", rule: "r"), sector: .lifelines, source: "feed",
      grade: .orange, at: now - .minutes(20))
    alarm.occurrence = 3
    alarm.version = 5
    alarm.revision = 40
    alarm.value = 12
    alarm.limit = 10
    alarm.comments = 2
    alarm.escalatedAt = now - .minutes(1)
    alarm.verdict = .real
    alarm.expires = now + .hours(2)
    alarm.raises = [now - .seconds(50), now - .seconds(10)]
    return alarm
  }()

  private static func setCondition(of alarm: inout Alarm, _ kind: Int) {
    alarm.lastAt = now - .seconds(20)
    switch kind {
    case 0: alarm.condition = .normal
    case 1:
      alarm.condition = .pendingOn(since: now - .seconds(20), count: 2)
      alarm.countedAt = [now - .seconds(20), now - .seconds(10)]
      alarm.delay = .seconds(30)
      alarm.deadline = now + .seconds(10)
    case 2: alarm.condition = .active
    default:
      alarm.condition = .pendingOff(since: now - .seconds(20))
      alarm.delay = .seconds(30)
      alarm.deadline = now + .seconds(10)
    }
  }

  // MARK: Inputs

  /// What comes with an event, and how the state is varied for the guards that only this event has.
  public struct Input: Sendable {
    public var input: LifeInput
    public var vary: @Sendable (inout Alarm) -> Void

    init(_ input: LifeInput, _ vary: @escaping @Sendable (inout Alarm) -> Void = { _ in }) {
      self.input = input
      self.vary = vary
    }
  }

  private static func plain(_ change: (inout LifeInput) -> Void = { _ in }) -> LifeInput {
    var input = LifeInput(at: now, policy: policy, actor: me)
    change(&input)
    return input
  }

  private static func signal(_ grade: Grade?, _ change: (inout AlarmSignal) -> Void = { _ in }) -> LifeInput {
    var signal = AlarmSignal(grade: grade, value: 44, limit: 40, measured: now - .seconds(1))
    change(&signal)
    return plain { $0.signal = signal }
  }

  public static func inputs(of event: LifeEvent) -> [Input] {
    switch event {
    case .conditionOn, .conditionOff, .gradeUp, .gradeDown, .timerOn, .timerOff, .expire:
      return conditionInputs(event)
    case .breakThrough:
      return [
        Input(plain()), Input(plain()) { $0.breaksThrough = false },
        Input(plain()) { $0.shelf?.grade = .red },
      ]
    case .escalationDue: return [0, 1, 2].map { stage in Input(plain()) { $0.escalationStage = stage } }
    case .sourceStale, .sourceLost, .sourceBack, .actionTimeout, .shelfExpire, .offerTimeout, .reset,
      .unshelve:
      return [Input(plain()), Input(plain()) { $0.deadline = nil }]
    case .designOn, .designOff:
      return ["r1", "r2"].map { name in Input(plain { $0.name = name }) }
        + [Input(plain { $0.name = "z" }) { $0.suppressedBy = (10..<26).map { "q\($0)" } }]
    case .acknowledge:
      return [false, true].map { accepts in Input(plain { $0.acceptsLostData = accepts }) }
    case .shelve: return shelveInputs
    case .outOfService, .returnToService: return serviceInputs
    case .claim, .assign, .accept, .decline, .respond, .resolve: return handlingInputs(event)
    case .close, .reopen, .escalate, .comment: return wordInputs
    case .prioritise: return priorityInputs
    }
  }

  private static func conditionInputs(_ event: LifeEvent) -> [Input] {
    switch event {
    case .conditionOn:
      return [Grade.red, .yellow].flatMap { grade in
        [Span.zero, .seconds(30)].flatMap { delay in
          // No count; one that this sample reaches, one of which a sample is too old, one that is not reached.
          [(0, Span.zero), (3, .seconds(60)), (3, .seconds(15)), (4, .seconds(60))].map { count in
            Input(
              signal(grade) {
                $0.onDelay = delay
                $0.count = count.0
                $0.countWindow = count.1
              }
            ) { $0.priority = grade == .red ? .blue : .red }
          }
        }
      }
    case .conditionOff:
      return [Span.zero, .seconds(30)].flatMap { delay in
        [Span.seconds(1), .seconds(25)].map { age in
          Input(
            signal(nil) {
              $0.offDelay = delay
              $0.measured = now - age
            })
        }
      }
    case .gradeUp:
      return [nil, Grade.yellow, .red].flatMap { priority in
        [nil, now + .minutes(1), now + .hours(1)].map { due in
          Input(signal(.red)) { alarm in
            alarm.priority = priority
            alarm.escalationDeadline = alarm.isAcknowledged ? nil : due
            if alarm.gradeNow == .red { alarm.gradeNow = .yellow }
          }
        }
      }
    case .gradeDown: return [Input(signal(.blue))]
    case .timerOn, .timerOff:
      return [Input(plain { $0.measured = now - .seconds(2) }), Input(plain { $0.policy.chatterCount = 0 })]
    default: return [Input(plain { $0.measured = now - .seconds(2) })]
    }
  }

  /// All guards held, then each of them not.
  private static let shelveInputs: [Input] = {
    func shelve(
      _ text: String = "x", until: Instant? = now + .minutes(8), second: String? = "zhao",
      shiftEnd: Instant? = nil, occurrence: Int32 = 3, priority: Grade? = nil
    ) -> Input {
      let input = plain {
        $0.text = text
        $0.until = until
        $0.shiftEnd = shiftEnd
        $0.actor?.authoriser = second
      }
      return Input(input) {
        $0.occurrence = occurrence
        $0.priority = priority
      }
    }
    return [
      shelve(), shelve(" \t"), shelve(until: nil), shelve(until: now), shelve(until: now + .minutes(25)),
      shelve(until: now + .minutes(10)), shelve(until: now + .minutes(15)), shelve(until: now + .minutes(20)),
      shelve(shiftEnd: now + .minutes(8)), shelve(shiftEnd: now + .minutes(7)), shelve(second: nil),
      shelve(second: "wang"), shelve(occurrence: 0), shelve(second: nil, priority: .red),
      shelve(second: nil, priority: .blue), shelve("", until: nil, second: nil, occurrence: 0),
    ]
  }()

  private static let serviceInputs: [Input] = {
    func order(_ text: String = "7", _ measure: String = "patrol", second: String? = "zhao") -> Input {
      Input(
        plain {
          $0.text = text
          $0.measure = measure
          $0.actor?.authoriser = second
        })
    }
    return [order(), order(" "), order("7", " "), order(second: nil), order(second: "wang"), order("", "")]
  }()

  private static func handlingInputs(_ event: LifeEvent) -> [Input] {
    let other = Actor(person: "li", displayName: "李", role: .operator, seat: "A2")
    return [me, other].flatMap { actor in
      ["", "x"].map { text in
        Input(
          plain {
            $0.actor = actor
            $0.text = text
            if event == .assign { $0.name = text.isEmpty ? "wang" : "li" }
          })
      }
    }
  }

  private static let wordInputs: [Input] = ["x", " "].flatMap { text in
    [nil, Verdict.falseAlarm].flatMap { verdict in
      [Int32(0), 3].map { occurrence in
        Input(
          plain {
            $0.text = text
            $0.verdict = verdict
          }
        ) { $0.occurrence = occurrence }
      }
    }
  }

  private static let priorityInputs: [Input] = [nil, Grade.red, .orange, .blue].flatMap { grade in
    ["x", ""].flatMap { text in
      [nil, now + .seconds(30), now + .hours(3)].map { due in
        Input(
          plain {
            $0.text = text
            $0.grade = grade
          }
        ) { alarm in
          if !alarm.isAcknowledged { alarm.escalationDeadline = due }
          if alarm.isAcknowledged { alarm.actionDeadline = due }
        }
      }
    }
  }

  // MARK: Comparing

  /// One cell where the table and the model differ.
  public struct Difference: CustomStringConvertible {
    public var event: LifeEvent
    public var state: Alarm
    public var table: String
    public var model: String
    public var description: String { "\(event) in \(state): table \(table), model \(model)" }
  }

  /// Holds a table against the model, cell by cell; stops at the first difference.
  ///
  /// Returns how many cells were compared.
  public static func compare(
    _ event: LifeEvent, _ table: LifeTable, states: [Alarm]
  ) -> (count: Int, difference: Difference?) {
    var count = 0
    for input in inputs(of: event) {
      for state in states {
        var start = state
        input.vary(&start)
        var real = start
        let outcome = real.perform(event, input.input, table: table)
        var model = AlarmModel(start)
        let answer = model.take(event, input.input)
        count += 1
        let isSame = ModelAnswer(outcome) == answer && real == model.alarm
        let regions = model.letter == real.label.letter && model.isListed == real.isOpen
        guard isSame, regions, model.rank == real.grade else {
          return (
            count,
            Difference(
              event: event, state: start, table: "\(outcome) \(real)", model: "\(answer) \(model.alarm)")
          )
        }
      }
    }
    return (count, nil)
  }
}

extension ModelAnswer {
  public init(_ outcome: LifeOutcome) {
    switch outcome {
    case .performed(let row): self = .done(row: row)
    case .hindered(let missing): self = .missing("\(missing)")
    case .noRow: self = .noRow
    }
  }
}
