internal import Alarms
internal import Cells
internal import CitySafety
internal import Drills
internal import Operations
internal import Widgets

/// The forms that write an improvement item down or close one: requests to the live owner, journalled like all others.
extension Desk {
  /// Runs that a new item can be said to come from, the newest.
  static let runsOffered = 20

  /// An item of the list that is open below the dialog.
  func item(_ number: Int64) -> Improvement? { improvements.first { $0.number == number } }

  mutating func openImprovement(_ question: DrillQuestion) {
    guard let actor else { return openSignIn(because: .signInFirst) }
    guard configuration.authority.permits(.keepImprovements, actor.role) else {
      return say(wording.text(of: .notPermitted(.keepImprovements, role: actor.role)), isError: true)
    }
    guard pendingDuty.isEmpty else { return say(DutyPhrase.waitsForAnswer.text) }
    if case .closeItem(let number) = question, item(number)?.closing != nil {
      return say(DrillPhrase.itemClosedAlready.filled(["number": String(number)]))
    }
    open(Dialog(.drill(question), fields: fields(of: question), at: hand))
  }

  private func fields(of question: DrillQuestion) -> [Dialog.Field] {
    func field(_ phrase: DrillPhrase, limit: Int) -> Dialog.Field {
      Dialog.Field(label: .reasonField, input: TextField(limit: limit), name: phrase.text)
    }
    guard case .addItem = question else { return [field(.fieldWhy, limit: Improvement.textLimit)] }
    var run = Dialog.Field(
      label: .reasonField, input: TextField(limit: 0),
      options: offeredRuns.map(name(of:)) + [DrillPhrase.noRun.text], name: DrillPhrase.fieldFromRun.text)
    run.choice = 0
    return [
      field(.fieldItem, limit: Improvement.textLimit), field(.fieldOwner, limit: Improvement.nameLimit),
      field(.fieldDue, limit: 10), run,
    ]
  }

  private var offeredRuns: [DrillRun] { Array(drillRuns.runs.reversed().prefix(Desk.runsOffered)) }

  func name(of run: DrillRun) -> Bilingual {
    DrillPhrase.oneRun.filled(with: [
      "number": Bilingual(same: String(run.number)), "name": wording.names.scenario(run.scenario),
      "date": Bilingual(same: CivilTime(run.startedAt, at: configuration.site.offset).date),
    ])
  }

  /// Sends what the dialog says; it stays until the owner has answered.
  mutating func confirm(item question: DrillQuestion, _ dialog: Dialog) {
    var dialog = dialog
    let request: ImprovementRequest
    switch question {
    case .addItem:
      let due = dialog.fields[2].cleaned
      guard ImprovementList.isDay(due) else {
        (dialog.problem, dialog.focus) = (DrillPhrase.badDay.filled(["text": due]), 2)
        return overlay = .dialog(dialog)
      }
      let (runs, choice) = (offeredRuns, dialog.fields[3].choice)
      request = .add(
        text: dialog.fields[0].cleaned, owner: dialog.fields[1].cleaned, due: due,
        run: runs.indices.contains(choice) ? runs[choice].number : 0)
    case .closeItem(let number): request = .close(number, note: dialog.fields[0].cleaned)
    default: return
    }
    dialog.isWaiting = true
    dialog.problem = nil
    overlay = .dialog(dialog)
    // The same item asked for twice at one sight is one.
    send(.remark(request.remark), seen: improvements.map(\.number).max() ?? 0)
  }

  /// A request of the list was done: the list is shown again, as soon as it has been read.
  mutating func sayKept(_ remark: Remark) {
    guard let request = ImprovementRequest(remark) else { return }
    openDrillChoice()
    if case .drillChoice(var view) = overlay {
      view.tab = .items
      view.items = improvements
      overlay = .drillChoice(view)
    }
    if case .add = request {
      say(DrillPhrase.itemKept.text)
    } else {
      say(DrillPhrase.itemClosedNow.text)
    }
  }
}
