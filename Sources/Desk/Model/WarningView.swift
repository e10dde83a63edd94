internal import Alarms
internal import Cells
internal import CityDispatch
internal import CitySafety
internal import Operations
internal import Widgets

/// Authored warnings over the whole body: the list, and what the one under the cursor says.
struct WarningView: Sendable {
  var warning: PublicWarningID?
  var window = ListWindow()
  /// First line shown of what it says.
  var top = 0
}

/// What can be asked for at the pane.
enum WarningRequest: Sendable, Hashable { case new, edit, issue, back, cancel, discard }

extension Action {
  /// What an action asks for of a warning; `nil` for the others.
  var warningRequest: WarningRequest? {
    switch self {
    case .warningNew: .new
    case .warningEdit: .edit
    case .warningIssue: .issue
    case .warningBack: .back
    case .warningLift: .cancel
    case .warningDiscard: .discard
    default: nil
    }
  }
}

extension Desk {
  mutating func openWarnings() {
    leaveBoards()
    warningView = WarningView()
    settleWarnings()
    drawing.forget()
  }

  mutating func closeWarnings() {
    warningView = nil
    drawing.forget()
  }

  /// The cursor keeps its warning; one that is gone gives it to the first.
  mutating func settleWarnings() {
    guard var view = warningView else { return }
    let table = latest.publicWarnings
    if view.warning.flatMap({ table[$0] }) == nil {
      view.warning = table.warnings.first?.id
      view.top = 0
    }
    warningView = view
  }

  /// Says, at every seat, that a warning waits for approval that did not before.
  mutating func noteWarnings(besides known: [PublicWarningID]) {
    let waiting = latest.publicWarnings.warnings.filter {
      $0.proposal?.isSubmitted == true && !known.contains($0.id)
    }
    guard let first = waiting.first, let proposal = first.proposal, proposal.by != actor else { return }
    say(
      WarningPhrase.waitsNow.filled(with: [
        "number": Bilingual(same: String(first.id.value)), "grade": proposal.content.grade.colour,
        "what": proposal.content.type.name, "by": Bilingual(same: proposal.by.displayName),
        "key": Bilingual(same: configuration.keys.hint(.warningBoard)),
      ]))
  }

  var warningUnderCursor: PublicWarning? { warningView?.warning.flatMap { latest.publicWarnings[$0] } }

  /// Whether a key of the pane does something to what is under the cursor.
  func isPossible(_ meaning: WarningRequest) -> Bool {
    if meaning == .new { return !configuration.site.authoring.kinds.isEmpty }
    guard let warning = warningUnderCursor else { return false }
    switch meaning {
    case .new: return true
    case .edit: return !warning.state.isOver
    case .issue, .discard: return warning.proposal != nil
    case .back: return warning.proposal?.isSubmitted == true
    case .cancel: return warning.state.isInForce
    }
  }

  // MARK: Keys

  mutating func performInWarnings(_ action: Action) {
    switch action {
    case .down: moveInWarnings(by: 1)
    case .up: moveInWarnings(by: -1)
    case .top: moveInWarnings(by: -1_000_000)
    case .bottom: moveInWarnings(by: 1_000_000)
    case .pageDown: warningView?.top += 5
    case .pageUp:
      let top = warningView?.top ?? 0
      warningView?.top = max(0, top - 5)
    case .back, .close, .overview, .warningBoard: closeWarnings()
    default:
      if let request = action.warningRequest { ask(request) } else { perform(action) }
    }
  }

  private mutating func moveInWarnings(by rows: Int) {
    guard var view = warningView else { return }
    let ids = latest.publicWarnings.warnings.map(\.id)
    guard !ids.isEmpty else { return }
    let position = ids.firstIndex { $0 == view.warning } ?? 0
    view.warning = ids[min(max(0, position + rows), ids.count - 1)]
    view.top = 0
    warningView = view
  }

  private mutating func ask(_ meaning: WarningRequest) {
    guard mayAskWarning() else { return }
    if meaning == .new { return openDraft(of: nil, for: nil) }
    guard let warning = warningUnderCursor else { return say(.noRow) }
    guard isPossible(meaning) else {
      let refusal: WarningRefusal = warning.state.isOver ? .wrongState(warning.state) : .nothingToDo
      return say(wording.text(of: refusal), isError: true)
    }
    let seen = warning.revision
    switch meaning {
    case .new: break
    case .edit: openDraft(of: warning, for: nil)
    case .issue: openIssue(of: warning)
    case .back: open(.back(warning.id, seen: seen), [.worded(.fieldReason)])
    case .cancel: open(.cancel(warning.id, seen: seen), [.worded(.fieldReason)])
    case .discard: open(.discard(warning.id, seen: seen), [])
    }
  }

  mutating func mayAskWarning() -> Bool {
    guard mayCommand() else { return false }
    guard pendingDuty.isEmpty else {
      say(DutyPhrase.waitsForAnswer.text)
      return false
    }
    return true
  }

  mutating func open(_ question: WarningQuestion, _ fields: [Dialog.Field]) {
    var dialog = Dialog(.warning(question), fields: fields, at: hand)
    dialog.focus = dialog.fields.firstIndex(where: \.isEmpty) ?? dialog.fields.count
    open(dialog)
  }

  private mutating func openIssue(of warning: PublicWarning) {
    guard let grade = warning.proposal?.content.grade else { return }
    let needsSecond = configuration.authority.isAsked(.approveWarning, grade)
    let second: [Dialog.Field] = [
      Dialog.Field(label: .nameField, input: TextField(limit: 64), name: WarningPhrase.fieldApprover.text),
      Dialog.Field(
        label: .passphraseField, input: TextField(limit: 256), isSecret: true,
        name: WarningPhrase.fieldSecret.text),
    ]
    open(.issue(warning.id, seen: warning.revision), needsSecond ? second : [])
  }
}
