internal import Alarms
internal import CityDispatch
internal import CitySafety
internal import Operations
internal import Store

/// What units say of their orders over a wire.
extension OwnerLoop {
  /// Receipts of one transaction.
  static let receiptsPerSlice = 50

  /// Journals the receipts that came, each id of a source once; returns whether more waits.
  func takeReceipts() -> Bool {
    let arrivals = receipts.arrivals(limit: OwnerLoop.receiptsPerSlice)
    guard !arrivals.isEmpty else { return false }
    var slice = WriteSlice()
    var refused: [Int: Bilingual] = [:]
    var ids: Set<CommandID> = []
    do {
      for (position, arrival) in arrivals.enumerated() {
        let id = OwnerLoop.id(of: arrival)
        guard ids.insert(id).inserted, try store.result(of: id) == nil else { continue }
        refused[position] = take(arrival, id, in: &slice)
      }
    } catch {
      // Whether they were taken before is not known: they wait.
      log(error.explanation)
      return false
    }
    if !slice.results.isEmpty, let failure = write(&slice), failure.code != .refused { return false }
    receipts.settle(arrivals.count, refused: refused)
    return arrivals.count == OwnerLoop.receiptsPerSlice
  }

  private static func id(of arrival: ReceiptRunner.Arrival) -> CommandID {
    CommandID(text: "receipt/\(arrival.source.id)/\(arrival.receipt.id)")
  }

  /// Puts one receipt into the slice; why it is none of any task, if so.
  private func take(
    _ arrival: ReceiptRunner.Arrival, _ id: CommandID, in slice: inout WriteSlice
  ) -> Bilingual? {
    let receipt = arrival.receipt
    guard let task = state.dispatch.tasks[receipt.task] else {
      return Bilingual(
        zh: "没有在办的指令 \(receipt.task.value)", en: "no order \(receipt.task.value) is under way")
    }
    let input = TaskInput(at: clock.now(), channel: arrival.source.sourceID, words: receipt.words)
    switch task.outcome(of: receipt.event, input) {
    case .performed:
      _ = apply(
        .task(receipt.task, receipt.event, channel: arrival.source.sourceID, words: receipt.words), to: &slice
      )
    case .noRow where TaskTable.isPassed(receipt.event, by: task.state):
      // The unit says again, or late, what is known already: by telephone, or by a later milestone.
      break
    case .noRow, .hindered:
      return Bilingual(
        zh: "指令 \(receipt.task.value) \(task.state.name.zh)，不能\(receipt.event.name.zh)",
        en: "order \(receipt.task.value) is \(task.state.name.en): not \(receipt.event.name.en)")
    }
    slice.results.append(
      ResultRow(
        id: id, result: .done(revision: state.dispatch.tasks[receipt.task]?.revision ?? 0), at: clock.now()))
    return nil
  }
}
