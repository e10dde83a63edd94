internal import Alarms
internal import CityDispatch
internal import CitySafety
internal import Operations
internal import Settings
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
    var reports: [TeamReport] = []
    do {
      for (position, arrival) in arrivals.enumerated() {
        switch arrival.saying {
        case .receipt(let receipt):
          let id = OwnerLoop.id(of: receipt, from: arrival.source)
          guard ids.insert(id).inserted, try store.result(of: id) == nil else { continue }
          refused[position] = take(receipt, from: arrival.source, id, in: &slice)
        case .report(let report): refused[position] = take(report, in: &reports)
        }
      }
    } catch {
      // Whether they were taken before is not known: they wait.
      log(error.explanation)
      return false
    }
    if !reports.isEmpty { _ = apply(.teamReports(reports), to: &slice) }
    if !slice.results.isEmpty || !slice.entries.isEmpty, let failure = write(&slice), failure.code != .refused
    {
      return false
    }
    receipts.settle(arrivals.count, refused: refused)
    return arrivals.count == OwnerLoop.receiptsPerSlice
  }

  private static func id(of receipt: UnitReceipt, from source: ReceiptSource) -> CommandID {
    CommandID(text: "receipt/\(source.id)/\(receipt.id)")
  }

  /// Puts what is news of a team among the reports; why it is nobody's or of no time, if so.
  ///
  /// A report needs no id: an older or the same one of its team is none.
  private func take(_ report: TeamReport, in reports: inout [TeamReport]) -> Bilingual? {
    guard site.dispatch.teams.contains(where: { $0.id == report.team }) else {
      return Bilingual(zh: "没有队伍 \(report.team)", en: "there is no team \(report.team)")
    }
    guard report.at - clock.now() <= site.site.futureTolerance else {
      return Bilingual(zh: "队伍 \(report.team) 的时间在将来", en: "the time of team \(report.team) is ahead")
    }
    let earlier = reports.firstIndex { $0.team == report.team }
    let known = earlier.map { reports[$0] } ?? state.dispatch.reports[report.team]
    guard report.isNews(after: known, every: site.dispatch.policy.positionEvery) else { return nil }
    if let earlier { reports.remove(at: earlier) }
    reports.append(report)
    return nil
  }

  /// Puts one receipt into the slice; why it is none of any task, if so.
  private func take(
    _ receipt: UnitReceipt, from source: ReceiptSource, _ id: CommandID, in slice: inout WriteSlice
  ) -> Bilingual? {
    guard let task = state.dispatch.tasks[receipt.task] else {
      return Bilingual(
        zh: "没有在办的指令 \(receipt.task.value)", en: "no order \(receipt.task.value) is under way")
    }
    let input = TaskInput(at: clock.now(), channel: source.sourceID, words: receipt.words)
    switch task.outcome(of: receipt.event, input) {
    case .performed:
      _ = apply(
        .task(receipt.task, receipt.event, channel: source.sourceID, words: receipt.words), to: &slice
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
