import Alarms
import CityDispatch
import CitySafety

/// The task machine written a second time from alarms.md 8.2, by plain questions and without a table.
struct TaskModel {
  var task: TaskOrder

  /// What the event does; `task` is then as it ought to be.
  mutating func perform(_ event: TaskEvent, _ input: TaskInput) -> TaskOutcome {
    let before = task
    if let refused = refusal(event, input) { return refused }
    move(event)
    stop(event)
    if event == .issue { start(input.at) }
    if event == .receive || event == .depart || event == .arrive || event == .control || event == .checkIn
      || event == .report
    {
      // Every word of the unit is a sign of life.
      task.silence = .none
      task.silenceDue = nil
      if task.draft.limits.checkIn > .zero { task.silenceDue = input.at + task.draft.limits.checkIn }
    }
    if event == .report { task.report = input.words }
    if event == .decline || event == .cancel || event == .fail { task.reason = input.words }
    if event == .sign { task.signedBy = input.actor }
    runOut(event, input.at)
    if event != .receiptOut && event != .arrivalOut && event != .feedbackOut && event != .silenceOut {
      task.receipts.append(
        Receipt(
          state: task.state, at: input.at, by: input.actor, channel: input.channel, words: input.words))
    }
    task.changedAt = input.at
    task.changedBy = input.actor?.displayName
    task.revision = before.revision + 1
    return .performed
  }

  private func refusal(_ event: TaskEvent, _ input: TaskInput) -> TaskOutcome? {
    guard knows(event) else { return .noRow }
    if event == .report && input.words.isEmpty { return .hindered(.textGiven) }
    if event == .sign && task.report.isEmpty { return .hindered(.reported) }
    if (event == .decline || event == .cancel || event == .fail) && input.words.isEmpty {
      return .hindered(.reasonGiven)
    }
    return nil
  }

  /// How far along 下达 … 控制 the task is; `nil` beside the way and at its ends.
  private var step: Int? {
    if task.state == .issued { return 0 }
    if task.state == .delivered { return 1 }
    if task.state == .received { return 2 }
    if task.state == .enRoute { return 3 }
    if task.state == .onScene { return 4 }
    if task.state == .controlled { return 5 }
    return nil
  }

  private func knows(_ event: TaskEvent) -> Bool {
    if event == .issue { return task.state == .draft }
    if event == .archive {
      return task.state == .feedback || task.state == .declined || task.state == .cancelled
        || task.state == .failed
    }
    if event == .cancel && task.state == .draft { return true }
    // Everything else happens to orders that are out.
    guard let step else { return false }
    if event == .deliver { return step == 0 }
    // A milestone stands for those before it, and none comes twice.
    if event == .receive || event == .receiptOut { return step < 2 }
    if event == .depart || event == .decline { return step < 3 }
    if event == .arrive || event == .arrivalOut { return step < 4 }
    if event == .control { return step < 5 }
    if event == .checkIn || event == .silenceOut { return step >= 2 }
    if event == .sign { return step == 5 }
    return true
  }

  private mutating func move(_ event: TaskEvent) {
    if event == .issue { task.state = .issued }
    if event == .deliver { task.state = .delivered }
    if event == .receive { task.state = .received }
    if event == .depart { task.state = .enRoute }
    if event == .arrive { task.state = .onScene }
    if event == .control || event == .report { task.state = .controlled }
    if event == .sign { task.state = .feedback }
    if event == .decline { task.state = .declined }
    if event == .cancel { task.state = .cancelled }
    if event == .fail { task.state = .failed }
    if event == .archive { task.state = .archived }
  }

  private mutating func stop(_ event: TaskEvent) {
    let isOver =
      event == .sign || event == .decline || event == .cancel || event == .fail || event == .archive
    let isThere = event == .arrive || event == .control || event == .report
    if isOver || isThere || event == .receive || event == .depart { task.receiptDue = nil }
    if isOver || isThere { task.arrivalDue = nil }
    if isOver || event == .report { task.feedbackDue = nil }
    if isOver { task.silenceDue = nil }
  }

  private mutating func start(_ now: Instant) {
    let limits = task.draft.limits
    task.sends = 1
    task.receiptDue = now + limits.receipt
    if limits.arrival > .zero {
      task.arrivalDue =
        now + limits.arrival
        + .milliseconds(limits.arrival.milliseconds * Int64(limits.arrivalGrace) / 100)
    }
    if limits.feedback > .zero { task.feedbackDue = now + limits.feedback }
  }

  private mutating func runOut(_ event: TaskEvent, _ now: Instant) {
    let limits = task.draft.limits
    if event == .receiptOut {
      if !task.isReminded {
        task.isReminded = true
        task.sends += 1
        task.receiptDue = now + limits.missed
      } else {
        task.isReminded = false
        task.missed += 1
        task.receiptDue = now + limits.receipt
        if task.missed >= limits.missedLimit {
          task.isEscalated = true
          task.receiptDue = nil
        }
      }
    }
    if event == .arrivalOut {
      task.isLate = true
      task.arrivalDue = nil
    }
    if event == .feedbackOut {
      task.isOverdue = true
      task.feedbackDue = nil
    }
    if event == .silenceOut {
      if task.silence == .none {
        task.silence = .warning
        task.silenceDue = now + limits.checkIn
      } else {
        task.silence = .critical
        task.silenceDue = nil
      }
    }
  }
}
