internal import CitySafety

/// K18: of the items that signed handovers had to cover, those that were read back and stood when they were signed, and how
/// long a handover took from its preparation to its last signature.
///
/// One that was cancelled is none.
struct HandoverMeasures: Sendable, Hashable {
  private var running: Handover?
  /// When the running one was prepared, in milliseconds of the log's own time; `nil` where that was before the window.
  private var since: Int64?
  private(set) var ticked = 0
  private(set) var due = 0
  private(set) var times = SpanTally()

  init(_ state: OperationsState) { running = state.duty.handover }

  /// Takes an entry and the state after it.
  mutating func take(_ entry: JournalEntry, _ state: OperationsState, at time: Int64) {
    // Ticks go with what else happens too: a source comes back, a guest's seat is left.
    defer { running = state.duty.handover }
    guard case .duty(let command) = entry.event else { return }
    switch command.action {
    case .prepare: since = time
    case .sign, .secondSign:
      guard let running, state.duty.handover == nil, state.duty.lastHandover?.number == running.number else {
        return
      }
      end(running, state, at: time)
      since = nil
    case .cancel: since = nil
    default: return
    }
  }

  private mutating func end(_ handover: Handover, _ state: OperationsState, at time: Int64) {
    let report = state.handoverReport(soon: nil)
    due += report.items.count
    ticked += report.items.count - report.missing(in: handover)
    if let since { times.add(Span(milliseconds: time - since)) }
  }
}
