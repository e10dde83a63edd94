internal import Alarms
internal import Cells
internal import CitySafety
internal import Operations
internal import Widgets

/// The view that takes the whole body: the handover, the shift log, who is on duty, or the alarm rules.
struct DutyView: Sendable {
  enum Page: Sendable, Hashable { case handover, log, board, rules }

  /// Open alarms up to which the report is made at once; of more it is made on the reader's thread, so that no key waits.
  static let reportAtOnce = 1000
  /// How long after one such report the next is asked for at the earliest.
  static let reportPause = Span.seconds(1)
  /// How long after one that did not come: what a reader has no room for it drops.
  static let reportPatience = Span.seconds(10)

  var page: Page
  /// The report of the snapshot that is shown, and the sequence it was made from.
  var report = HandoverReport(open: [], lostSources: [], duty: DutyState(), soon: nil)
  var madeAt: Int64 = -1
  /// When a report was asked for last, and whether it has yet to come.
  var askedAt: Instant?
  var isAwaited = false
  /// The item under the cursor; `nil` on the row of buttons.
  var cursor: HandoverKey?
  var position = 0
  /// The rule under the cursor.
  var rule: String?
  var window = ListWindow()
  /// The newest entries of the log, newest first.
  var log: [RecordedEntry] = []
}

/// A request on its way to the owner.
struct PendingDuty: Sendable {
  var command: DutyCommand
  var sentAt: Instant
}

extension Desk {
  /// The shift that runs by the plan.
  var runningShift: RunningShift? { configuration.shiftPlan.running(at: clock) }

  mutating func openDuty(_ page: DutyView.Page) {
    var view = DutyView(page: page)
    view.log = dutyView?.log ?? []
    leaveBoards()
    dutyView = view
    refreshDuty()
    if page == .handover || page == .rules { moveInDuty(by: -1_000_000) }
    if page == .rules { return drawing.forget() }
    if page != .handover || shown.duty.logCount > 0 { effects.append(.requestLog) }
    drawing.forget()
  }

  mutating func closeDuty() {
    dutyView = nil
    drawing.forget()
  }

  /// Makes the report anew when something was committed since it was made; the cursor keeps its item.
  mutating func refreshDuty() {
    guard var view = dutyView, view.madeAt != shown.sequence || view.madeAt < 0 else { return }
    guard view.page == .handover else {
      if view.madeAt >= 0, view.page == .log || view.page == .board { effects.append(.requestLog) }
      dutyView?.madeAt = shown.sequence
      return
    }
    let soon = runningShift.flatMap { configuration.shiftPlan.next(after: $0)?.end }
    guard shown.alarms.rows.count > DutyView.reportAtOnce else {
      return take(HandoverReport(of: shown, site: configuration.site, soon: soon), of: shown.sequence)
    }
    // A frozen screen may have a report that is newer than it is.
    guard freeze == nil || view.madeAt < shown.sequence else { return }
    let pause = view.isAwaited ? DutyView.reportPatience : DutyView.reportPause
    guard view.askedAt.map({ $0.age(at: now) >= pause }) ?? true else { return }
    view.askedAt = now
    view.isAwaited = true
    dutyView = view
    effects.append(.requestHandover(soon: soon))
  }

  /// Shows a report; one that was asked for by a view that is closed is of no use.
  mutating func take(_ report: HandoverReport, of sequence: Int64) {
    guard var view = dutyView, view.page == .handover else { return }
    let isFirst = view.madeAt < 0
    view.report = report
    view.madeAt = sequence
    view.isAwaited = false
    if let cursor = view.cursor {
      if let found = report.items.firstIndex(where: { $0.key == cursor }) {
        view.position = found
      } else {
        view.position = min(view.position, report.items.count)
        view.cursor = view.item?.key
      }
    } else if isFirst {
      view.position = 0
      view.cursor = view.item?.key
    } else {
      view.position = report.items.count
    }
    dutyView = view
  }

  /// Ids of the sources that are lost in the snapshot that is shown.
  var lostSources: [String] { shown.lostSources(of: configuration.site) }

  // MARK: Keys

  mutating func performInDuty(_ action: Action) {
    switch action {
    case .open, .mark: actOnRow()
    case .handoverStep: if dutyView?.cursor == nil { takeNextStep() }
    case .handoverCancel: if shown.duty.handover != nil, mayAct() { open(Dialog(.cancelHandover, at: hand)) }
    case .down: moveInDuty(by: 1)
    case .up: moveInDuty(by: -1)
    case .pageDown: moveInDuty(by: 10)
    case .pageUp: moveInDuty(by: -10)
    case .top: moveInDuty(by: -1_000_000)
    case .bottom: moveInDuty(by: 1_000_000)
    case .back, .close, .overview: closeDuty()
    default: perform(action)
    }
  }

  private mutating func moveInDuty(by rows: Int) {
    guard var view = dutyView else { return }
    if view.page == .rules { return moveInRules(by: rows) }
    let last = view.page == .handover ? view.report.items.count : max(0, view.log.count - 1)
    view.position = min(max(0, view.position + rows), last)
    view.cursor = view.item?.key
    dutyView = view
  }

  private mutating func actOnRow() {
    guard let view = dutyView else { return }
    switch view.page {
    case .board: return
    case .rules: if let rule = view.rule { openRule(rule) }
    case .log:
      guard view.log.indices.contains(view.position), view.log[view.position].isPending, mayAct() else {
        return
      }
      send(.finish(entry: view.log[view.position].number))
    case .handover:
      guard let item = view.item, let handover = shown.duty.handover, mayAct() else { return }
      guard handover.incoming != nil else { return say(DutyPhrase.waitsFor.text) }
      if case .ticked = handover.mark(of: item) {
        send(.untick(handover: handover.number, item.key))
      } else {
        send(.tick(handover: handover.number, item.key, revision: item.revision))
      }
    }
  }

  /// The next step of the handover, from the row of buttons.
  private mutating func takeNextStep() {
    guard mayAct(), let actor, let view = dutyView else { return }
    guard let handover = shown.duty.handover else { return send(.prepare(after: shown.duty.handoverCount)) }
    let number = handover.number
    let missing = handover.incoming == nil ? 0 : view.report.missing(in: handover)
    guard view.madeAt >= 0 else { return say(DutyPhrase.reportAwaited.text) }
    guard missing == 0 else {
      return say(DutyPhrase.missingItems.filled(["count": String(missing)]), isError: true)
    }
    switch handover.phase {
    case .preparing:
      if actor.person == handover.outgoing.actor.person {
        openProof(.join(handover: number, isGuest: true))
      } else {
        send(.join(handover: number, isGuest: false))
      }
    case .exchange, .readback:
      if actor.person == handover.incoming?.actor.person {
        send(.sign(handover: number, isHigherRisk: false))
      } else {
        openProof(.sign(handover: number, isHigherRisk: false), name: handover.incoming?.actor.person ?? "")
      }
    case .signed:
      if actor.person == handover.signature?.actor.person {
        openProof(.secondSign(handover: number))
      } else {
        send(.secondSign(handover: number))
      }
    }
  }

  private mutating func mayAct() -> Bool {
    guard mayCommand() else { return false }
    guard pendingDuty.isEmpty else {
      say(DutyPhrase.waitsForAnswer.text)
      return false
    }
    return true
  }

  /// Asks another person than the one signed in here for name and passphrase.
  private mutating func openProof(_ action: DutyAction, name: String = "") {
    var field = TextField(limit: 64)
    field.set(name)
    var dialog = Dialog(
      .dutyProof(action),
      fields: [
        .init(label: .nameField, input: field),
        .init(label: .passphraseField, input: TextField(limit: 256), isSecret: true),
      ], at: hand)
    if !name.isEmpty { dialog.focus = 1 }
    open(dialog)
  }

  // MARK: Sending and answers

  mutating func send(
    _ action: DutyAction, as guest: (name: String, passphrase: String)? = nil, seen: Int64? = nil
  ) {
    guard var actor else { return }
    // What is approved stays its author's.
    if let guest, !action.hasApprover { actor.person = guest.name }
    let seen = seen ?? (action.right == .log ? shown.duty.logCount : shown.duty.handover?.revision ?? 0)
    let command = DutyCommand(action, actor: actor, seen: seen)
    pendingDuty[command.id] = PendingDuty(command: command, sentAt: now)
    effects.append(.performDuty(command, name: guest?.name, passphrase: guest?.passphrase))
  }

  /// The answer to a request of the shift log or the handover.
  mutating func takeDuty(_ result: CommandResult, of id: CommandID) {
    guard let sent = pendingDuty.removeValue(forKey: id) else { return }
    var waiting: Dialog?
    if case .dialog(let dialog) = overlay, dialog.isWaiting, dialog.isOfDuty { waiting = dialog }
    switch result {
    case .done(let number):
      _ = takeQuickAnswer(nil)
      if waiting != nil { overlay = nil }
      if case .order(let form) = overlay, form.isWaiting {
        overlay = nil
        queue.clearMarks()
      }
      sayDone(sent.command.action, number)
      if sent.command.action.right == .log { effects.append(.requestLog) }
      if case .tick = sent.command.action { moveInDuty(by: 1) }
    case .refused(let refusal):
      if takeQuickAnswer(refusal) { return }
      if case .order(var form) = overlay, form.isWaiting {
        form.isWaiting = false
        form.problem = wording.text(of: refusal)
        return overlay = .order(form)
      }
      guard var dialog = waiting else { return say(wording.text(of: refusal), isError: true) }
      // What was typed stays for the next try.
      dialog.isWaiting = false
      dialog.problem = wording.text(of: refusal)
      if refusal == .wrongCode, let secret = dialog.fields.firstIndex(where: \.isSecret) {
        dialog.fields[secret].input.set("")
        dialog.focus = secret
        dialog.problem = Phrase.wrongPassphrase.text
      }
      overlay = .dialog(dialog)
    }
  }

  /// A handover whose revision is none is over: the last signature completed it.
  private mutating func sayDone(_ action: DutyAction, _ number: Int64) {
    switch action {
    case .changeRule: say(RulePhrase.changedNow.text)
    case .sign(let handover, _) where number == 0, .secondSign(let handover):
      say(DutyPhrase.signedNow.filled(["number": String(handover)]))
    case .dispatch(let action):
      forgetReport(sentBy: action)
      say(wording.done(action, number))
    case .warning(let action): say(wording.done(action, number, key: configuration.keys.hint(.warningBoard)))
    case .remark(let remark): sayKept(remark)
    // The self-test has said what was heard.
    case .log(let entry) where entry.kind == .soundTest: break
    default:
      if let phrase = DutyPhrase.done(action) { say(phrase.filled(["number": String(number)])) }
    }
  }

  mutating func take(log: [RecordedEntry]) {
    dutyView?.log = log
  }

  /// Says when a handover was completed, at every seat.
  mutating func noteHandover(since before: DutyState) {
    guard let last = latest.duty.lastHandover, hasSnapshot, last.number != before.lastHandover?.number else {
      return
    }
    say(DutyPhrase.signedNow.filled(["number": String(last.number)]))
  }
}

extension DutyView {
  /// The item under the cursor.
  var item: HandoverItem? {
    page == .handover && report.items.indices.contains(position) ? report.items[position] : nil
  }
}

extension Dialog {
  /// Whether it waits for an answer of the shift log or the handover.
  var isOfDuty: Bool {
    switch purpose {
    case .dutyProof, .logEntry, .cancelHandover, .dispatch, .ruleChange, .warning, .drill: true
    default: false
    }
  }
}
