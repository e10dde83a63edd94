public import Alarms
public import CitySafety

/// What can happen to a task.
public enum TaskEvent: UInt8, Sendable, Hashable, CaseIterable {
  case issue = 1
  /// The channel took the order.
  case deliver
  case receive, depart, arrive, control
  /// A sign of life without a new state.
  case checkIn
  /// The unit tells what it did.
  case report
  /// A lead signs the feedback.
  case sign
  case decline, cancel, fail
  case archive
  // Clocks.
  case receiptOut, arrivalOut, feedbackOut, silenceOut

  public var name: Bilingual {
    switch self {
    case .issue: Bilingual(zh: "下达", en: "Issue")
    case .deliver: Bilingual(zh: "送达", en: "Deliver")
    case .receive: Bilingual(zh: "签收", en: "Receive")
    case .depart: Bilingual(zh: "出动", en: "Depart")
    case .arrive: Bilingual(zh: "到场", en: "Arrive")
    case .control: Bilingual(zh: "控制", en: "Control")
    case .checkIn: Bilingual(zh: "报平安", en: "Check in")
    case .report: Bilingual(zh: "反馈", en: "Feedback")
    case .sign: Bilingual(zh: "签认", en: "Sign")
    case .decline: Bilingual(zh: "退回", en: "Decline")
    case .cancel: Bilingual(zh: "撤销", en: "Cancel")
    case .fail: Bilingual(zh: "未完成", en: "Fail")
    case .archive: Bilingual(zh: "归档", en: "Archive")
    case .receiptOut: Bilingual(zh: "签收超时", en: "Receipt overdue")
    case .arrivalOut: Bilingual(zh: "到场超时", en: "Arrival overdue")
    case .feedbackOut: Bilingual(zh: "反馈超时", en: "Feedback overdue")
    case .silenceOut: Bilingual(zh: "失联", en: "Silent")
    }
  }

  /// Whether it is a clock that ran out.
  public var isClock: Bool { rawValue >= TaskEvent.receiptOut.rawValue }
}

/// What must hold besides the state for a row to apply.
public enum TaskGuard: UInt8, Sendable, Hashable, CaseIterable {
  case reasonGiven = 1
  /// The unit has told what it did.
  case reported
  case textGiven
}

/// What a row does beside setting the state.
public enum TaskEffect: UInt8, Sendable, Hashable, CaseIterable {
  /// The clocks of an order start.
  case start = 1
  /// No receipt is waited for any more.
  case stopReceipt
  case stopArrival
  /// The unit has told what it did.
  case stopFeedback
  case stopAll
  /// A sign of life: the silence clock begins anew.
  case hear
  case keepReport, keepReason, keepSigner
  case remindOrMiss, markLate, markOverdue, markSilence
}

/// One row of the task machine.
public struct TaskRow: Sendable, Hashable {
  public var event: TaskEvent
  public var from: Set<TaskState>
  public var guards: [TaskGuard]
  /// `nil`: it stays where it is.
  public var to: TaskState?
  public var effects: [TaskEffect]

  init(
    _ event: TaskEvent, _ from: Set<TaskState>, to: TaskState?, guards: [TaskGuard] = [],
    _ effects: TaskEffect...
  ) {
    self.event = event
    self.from = from
    self.guards = guards
    self.to = to
    self.effects = effects
  }
}

/// The task machine of alarms.md 8.2 as data: what is not here is a refusal.
///
/// Two things are wider there than in 8.2, because the telephone is: a later milestone stands for the earlier ones that
/// nobody heard of, and a sign of life needs no new state.
public enum TaskTable {
  /// Whether a unit is past the milestone that an event reaches, and still at work.
  public static func isPassed(_ event: TaskEvent, by state: TaskState) -> Bool {
    guard state.isRunning, let reached = rows.first(where: { $0.event == event })?.to else { return false }
    return reached.rawValue <= state.rawValue
  }

  private static let awaiting: Set<TaskState> = [.issued, .delivered]
  private static let running: Set<TaskState> = [
    .issued, .delivered, .received, .enRoute, .onScene, .controlled,
  ]

  public static let rows: [TaskRow] = [
    TaskRow(.issue, [.draft], to: .issued, .start),
    TaskRow(.deliver, [.issued], to: .delivered),
    // A receipt may be faster than the news that the channel took the order.
    TaskRow(.receive, awaiting, to: .received, .stopReceipt, .hear),
    TaskRow(.depart, awaiting.union([.received]), to: .enRoute, .stopReceipt, .hear),
    TaskRow(.arrive, awaiting.union([.received, .enRoute]), to: .onScene, .stopReceipt, .stopArrival, .hear),
    TaskRow(
      .control, awaiting.union([.received, .enRoute, .onScene]), to: .controlled, .stopReceipt, .stopArrival,
      .hear),
    TaskRow(.checkIn, [.received, .enRoute, .onScene, .controlled], to: nil, .hear),
    TaskRow(
      .report, running, to: .controlled, guards: [.textGiven], .stopReceipt, .stopArrival, .stopFeedback,
      .hear,
      .keepReport),
    TaskRow(.sign, [.controlled], to: .feedback, guards: [.reported], .stopAll, .keepSigner),
    TaskRow(
      .decline, awaiting.union([.received]), to: .declined, guards: [.reasonGiven], .stopAll, .keepReason),
    TaskRow(.cancel, running.union([.draft]), to: .cancelled, guards: [.reasonGiven], .stopAll, .keepReason),
    TaskRow(.fail, running, to: .failed, guards: [.reasonGiven], .stopAll, .keepReason),
    TaskRow(.archive, [.feedback, .declined, .cancelled, .failed], to: .archived, .stopAll),
    TaskRow(.receiptOut, awaiting, to: nil, .remindOrMiss),
    TaskRow(.arrivalOut, awaiting.union([.received, .enRoute]), to: nil, .markLate),
    TaskRow(.feedbackOut, running, to: nil, .markOverdue),
    TaskRow(.silenceOut, [.received, .enRoute, .onScene, .controlled], to: nil, .markSilence),
  ]

  private static let byEvent = Dictionary(uniqueKeysWithValues: rows.map { ($0.event, $0) })

  /// The row of an event: there is one each.
  static func row(_ event: TaskEvent) -> TaskRow? { byEvent[event] }
}

/// What an event brings with it.
public struct TaskInput: Sendable, Hashable {
  public var at: Instant
  /// `nil` for clocks and channels.
  public var actor: Actor?
  public var channel: String
  public var words: String

  public init(at: Instant, actor: Actor? = nil, channel: String = "", words: String = "") {
    self.at = at
    self.actor = actor
    self.channel = channel
    self.words = words
  }
}

/// What came of an event.
public enum TaskOutcome: Sendable, Hashable {
  case performed
  /// The state has the transition, but this is missing.
  case hindered(TaskGuard)
  /// The state has no such transition.
  case noRow
}

extension TaskOrder {
  /// Whether the event can be performed now, without performing it.
  public func outcome(of event: TaskEvent, _ input: TaskInput) -> TaskOutcome {
    guard let row = TaskTable.row(event), row.from.contains(state) else { return .noRow }
    for rule in row.guards where !holds(rule, input) { return .hindered(rule) }
    return .performed
  }

  private func holds(_ rule: TaskGuard, _ input: TaskInput) -> Bool {
    switch rule {
    case .reasonGiven, .textGiven: !input.words.isEmpty
    case .reported: !report.isEmpty
    }
  }

  /// Performs the event where the table has it; otherwise nothing changes.
  public mutating func perform(_ event: TaskEvent, _ input: TaskInput) -> TaskOutcome {
    let outcome = outcome(of: event, input)
    guard outcome == .performed, let row = TaskTable.row(event) else { return outcome }
    if let to = row.to { state = to }
    for effect in row.effects { apply(effect, input) }
    if !event.isClock {
      keep(Receipt(state: state, at: input.at, by: input.actor, channel: input.channel, words: input.words))
    }
    changedAt = input.at
    changedBy = input.actor?.displayName
    revision &+= 1
    return .performed
  }

  private mutating func keep(_ receipt: Receipt) {
    if receipts.count == TaskOrder.receiptLimit {
      // The first of each state says when it was reached.
      var seen: Set<TaskState> = []
      let index = receipts.firstIndex { !seen.insert($0.state).inserted }
      receipts.remove(at: index ?? 0)
    }
    receipts.append(receipt)
  }

  private mutating func apply(_ effect: TaskEffect, _ input: TaskInput) {
    let limits = draft.limits
    switch effect {
    case .start:
      sends = 1
      receiptDue = input.at + limits.receipt
      if limits.arrival > .zero {
        let allowed = limits.arrival.milliseconds / 100 * Int64(100 + limits.arrivalGrace)
        arrivalDue = input.at + Span(milliseconds: allowed)
      }
      if limits.feedback > .zero { feedbackDue = input.at + limits.feedback }
    case .stopReceipt: receiptDue = nil
    case .stopArrival: arrivalDue = nil
    case .stopFeedback: feedbackDue = nil
    case .stopAll: (receiptDue, arrivalDue, feedbackDue, silenceDue) = (nil, nil, nil, nil)
    case .hear:
      silence = .none
      silenceDue = limits.checkIn > .zero ? input.at + limits.checkIn : nil
    case .keepReport: report = input.words
    case .keepReason: reason = input.words
    case .keepSigner: signedBy = input.actor
    case .remindOrMiss: remindOrMiss(at: input.at)
    case .markLate:
      isLate = true
      arrivalDue = nil
    case .markOverdue:
      isOverdue = true
      feedbackDue = nil
    case .markSilence:
      silenceDue = silence == .none ? input.at + limits.checkIn : nil
      silence = silence == .none ? .warning : .critical
    }
  }

  /// First the order goes out again, then it counts as missed; missed too often it goes to the lead, and no more is sent.
  private mutating func remindOrMiss(at now: Instant) {
    guard isReminded else {
      isReminded = true
      sends += 1
      receiptDue = now + draft.limits.missed
      return
    }
    missed += 1
    isReminded = false
    isEscalated = missed >= draft.limits.missedLimit
    receiptDue = isEscalated ? nil : now + draft.limits.receipt
  }

  /// When a clock runs out; `nil` when it does not run.
  public func clock(_ event: TaskEvent) -> Instant? {
    switch event {
    case .receiptOut: receiptDue
    case .arrivalOut: arrivalDue
    case .feedbackOut: feedbackDue
    case .silenceOut: silenceDue
    default: nil
    }
  }

  /// The clocks that run.
  public var clocks: [(event: TaskEvent, at: Instant)] {
    [TaskEvent.receiptOut, .arrivalOut, .feedbackOut, .silenceOut].compactMap { event in
      clock(event).map { (event, $0) }
    }
  }

  /// The wall clock moved: what was left of each clock is left still.
  ///
  /// Returns whether anything changed.
  public mutating func stepClock(by step: Span, now: Instant) -> Bool {
    guard !clocks.isEmpty else { return false }
    receiptDue = receiptDue.map { $0 + step }
    arrivalDue = arrivalDue.map { $0 + step }
    feedbackDue = feedbackDue.map { $0 + step }
    silenceDue = silenceDue.map { $0 + step }
    changedAt = now
    changedBy = nil
    revision &+= 1
    return true
  }
}
