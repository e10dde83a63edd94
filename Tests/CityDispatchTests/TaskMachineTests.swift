import Alarms
import CityDispatch
import CitySafety
import Testing

/// The machine in full against its second writing.
@Suite struct TaskMachineFacts {
  /// A task in a state with every clock running or none, and with every memory that an effect looks at.
  private func starts() -> [TaskOrder] {
    var all: [TaskOrder] = []
    for state in TaskState.allCases {
      for (limits, runs) in [(Examples.limits, true), (Examples.limits, false), (Examples.bare, false)] {
        for report in ["", "r"] {
          for isReminded in [false, true] {
            for missed in 0...2 {
              for silence in Silence.allCases {
                var task = TaskOrder(
                  id: TaskID(1), incident: IncidentID(1), draft: Examples.order(limits: limits), grade: .red,
                  at: zero)
                (task.state, task.report, task.silence) = (state, report, silence)
                (task.isReminded, task.missed, task.sends) = (isReminded, missed, 3)
                task.revision = 9
                if runs {
                  task.receiptDue = zero + .seconds(1)
                  task.arrivalDue = zero + .seconds(2)
                  task.feedbackDue = zero + .seconds(3)
                  task.silenceDue = zero + .seconds(4)
                }
                all.append(task)
              }
            }
          }
        }
      }
    }
    return all
  }

  @Test func everyCellOfStateEventAndGuardIsWhatTheModelSays() {
    var cells = 0
    var performed = 0
    for start in starts() {
      for event in TaskEvent.allCases {
        for input in [
          TaskInput(at: zero + .seconds(7)),
          TaskInput(at: zero + .seconds(7), actor: lead, channel: "phone", words: "w"),
        ] {
          var (task, model) = (start, TaskModel(task: start))
          let outcome = task.perform(event, input)
          let expected = model.perform(event, input)
          cells += 1
          if outcome == .performed { performed += 1 }
          if outcome != expected || task != model.task {
            Issue.record("\(event) in \(start.state), words \(input.words): \(outcome), not \(expected)")
          }
          if start.outcome(of: event, input) != outcome {
            Issue.record("\(event) in \(start.state) foretold")
          }
          if outcome != .performed, task != start { Issue.record("\(event) in \(start.state) left a trace") }
        }
      }
    }
    #expect(cells == 12 * 3 * 2 * 2 * 3 * 3 * 17 * 2)
    #expect(performed > 1000)
  }

  @Test func everyEventHasOneRow() {
    #expect(TaskTable.rows.map(\.event).sorted { $0.rawValue < $1.rawValue } == TaskEvent.allCases)
  }

  @Test func whatIsOverIsLeftForTheArchiveAlone() {
    for state in TaskState.allCases where state.isOver {
      for event in TaskEvent.allCases where event != .archive {
        #expect(Examples.task(state).outcome(of: event, TaskInput(at: zero, words: "x")) == .noRow)
      }
    }
    #expect(Examples.task(.archived).outcome(of: .archive, TaskInput(at: zero)) == .noRow)
  }

  @Test func theShortestWayLeadsToEachState() {
    for state in TaskState.allCases { #expect(Examples.task(state).state == state) }
  }

  @Test func aRevisionRisesByExactlyOneWhateverHappens() {
    var random = Seeded(0x4E71)
    for _ in 0..<500 {
      var task = Examples.task(.draft)
      for second in 0..<Int64(60) {
        let before = task
        let event = TaskEvent.allCases.randomElement(using: &random) ?? .issue
        let input = TaskInput(at: zero + .seconds(second), words: Bool.random(using: &random) ? "x" : "")
        let isDone = task.perform(event, input) == .performed
        #expect(task.revision == before.revision + (isDone ? 1 : 0), "seed 0x4E71")
        #expect(isDone || task == before, "seed 0x4E71")
      }
    }
  }

  @Test func aReceiptOnBehalfKeepsWhoEnteredItTheChannelAndTheWords() {
    var task = Examples.task(.delivered)
    let input = TaskInput(at: zero + .seconds(9), actor: other, channel: "radio", words: "收到，三人出动")
    _ = task.perform(.receive, input)
    #expect(
      task.receipts.last
        == Receipt(state: .received, at: zero + .seconds(9), by: other, channel: "radio", words: "收到，三人出动"))
    #expect(task.changedBy == "李值班")
  }

  @Test func aReceiptOfAChannelNamesNobody() {
    var task = Examples.task(.issued)
    _ = task.perform(.deliver, TaskInput(at: zero, channel: "log"))
    #expect(task.receipts.last?.by == nil && task.receipts.last?.channel == "log")
    #expect(task.changedBy == nil)
  }

  @Test func aMilestoneThatWasSkippedHasNoTime() {
    var task = Examples.task(.issued)
    _ = task.perform(.arrive, TaskInput(at: zero + .minutes(5), words: "x"))
    #expect(task.time(of: .draft) == zero && task.time(of: .issued) == zero)
    #expect(task.time(of: .received) == nil && task.time(of: .enRoute) == nil)
    #expect(task.time(of: .onScene) == zero + .minutes(5))
  }

  @Test func atTheBoundTheFirstReceiptOfEachStateStaysAndTheOldestOfTheOthersGoes() {
    var task = Examples.task(.draft)
    func tell(_ event: TaskEvent, _ second: Int64) {
      _ = task.perform(event, TaskInput(at: zero + .seconds(second), words: "\(second)"))
    }
    tell(.issue, 1)
    tell(.receive, 2)
    for second in 3...Int64(TaskOrder.receiptLimit) { tell(.checkIn, second) }
    #expect(task.receipts.count == TaskOrder.receiptLimit)
    for second in Int64(100)..<300 { tell(second == 200 ? .arrive : .checkIn, second) }
    #expect(task.receipts.count == TaskOrder.receiptLimit)
    #expect(task.receipts.prefix(2).map(\.words) == ["1", "2"])
    #expect(task.time(of: .received) == zero + .seconds(2))
    #expect(task.time(of: .onScene) == zero + .seconds(200))
    #expect(task.receipts.dropFirst(2).map(\.words) == ["200"] + (239...299).map { "\($0)" })
  }

  @Test func aReceiptIsBoundedWhateverHappens() {
    var random = Seeded(0x4EC)
    for state in TaskState.allCases where state.isRunning {
      var task = Examples.task(state)
      for second in 0..<Int64(300) {
        let event = [TaskEvent.checkIn, .report, .receive, .arrive].randomElement(using: &random) ?? .checkIn
        let first = Dictionary(task.receipts.map { ($0.state, $0) }, uniquingKeysWith: { first, _ in first })
        _ = task.perform(event, TaskInput(at: zero + .seconds(second), words: "x"))
        #expect(task.receipts.count <= TaskOrder.receiptLimit, "seed 0x4EC")
        for (state, receipt) in first {
          #expect(task.receipts.first { $0.state == state } == receipt, "seed 0x4EC")
        }
      }
    }
  }

  @Test func limitsThatMakeNoSenseAreNotSound() {
    #expect(Examples.limits.isSound && Examples.bare.isSound)
    let changes: [(inout TaskLimits) -> Void] = [
      { $0.receipt = .zero }, { $0.missed = .zero }, { $0.missedLimit = 0 },
      { $0.arrival = .milliseconds(-1) },
      { $0.arrivalGrace = -1 }, { $0.arrivalGrace = 1001 }, { $0.feedback = .milliseconds(-1) },
      { $0.checkIn = .milliseconds(-1) },
    ]
    for change in changes {
      var limits = Examples.limits
      change(&limits)
      #expect(!limits.isSound, "\(limits)")
    }
  }

  @Test func aLimitIsSoundUpToTheLongestAndNoLonger() {
    let spans: [WritableKeyPath<TaskLimits, Span>] = [\.receipt, \.missed, \.arrival, \.feedback, \.checkIn]
    for span in spans {
      var limits = Examples.limits
      limits[keyPath: span] = TaskLimits.longest
      #expect(limits.isSound)
      limits[keyPath: span] = TaskLimits.longest + .milliseconds(1)
      #expect(!limits.isSound)
      limits[keyPath: span] = .milliseconds(.max)
      #expect(!limits.isSound)
    }
  }

  @Test func theLongestSoundLimitsStartEveryClock() {
    var limits = Examples.limits
    limits.arrivalGrace = 1000
    (limits.receipt, limits.arrival) = (TaskLimits.longest, TaskLimits.longest)
    let task = Examples.task(.issued, limits: limits)
    #expect(task.receiptDue == zero + TaskLimits.longest)
    #expect(task.arrivalDue == zero + TaskLimits.longest * 11)
  }
}
