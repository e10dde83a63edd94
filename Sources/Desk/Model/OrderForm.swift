internal import Alarms
internal import Cells
internal import CityDispatch
internal import CitySafety
internal import Operations
internal import Widgets

/// The way from alarms to orders: which plan, which of its tasks, which team for each.
///
/// What the form lists as chosen is what is sent, all of it or nothing.
struct OrderForm: Sendable {
  struct Line: Sendable {
    var task: PlanTask
    /// The teams that it can be given to, the best first; empty when the unit decides.
    var teams: [Team]
    var team = 0
    var isChosen = true
  }

  var alarms: [AlarmID]
  var title: Bilingual
  var place: Bilingual
  var sector: Sector
  var grade: Grade
  /// The plans that the alarms call for, the most specific first.
  var plans: [ResponsePlan]
  var plan = 0
  var lines: [Line] = []
  var cursor = 0
  var window = ListWindow()
  var openedAt: Instant
  var problem: Bilingual?
  var isWaiting = false

  var chosenPlan: ResponsePlan? { plans.indices.contains(plan) ? plans[plan] : nil }

  var chosen: [Line] { lines.filter(\.isChosen) }
}

extension Incident {
  /// Whether an alarm is one of its own, or about a report of it.
  fileprivate func isMeant(by alarm: Alarm) -> Bool {
    if case .reportDue(id.value, _) = alarm.key { return true }
    return alarms.contains(alarm.id)
  }
}

extension Desk {
  /// Opens the form for the marked alarms, or for the one under the cursor.
  mutating func openOrderForm() {
    guard mayCommand() else { return }
    let marked = queue.marks.compactMap { queue.table.row(of: $0)?.alarm }.sorted { $0.id < $1.id }
    let alarms = marked.isEmpty ? queue.current.flatMap { $0.isGhost ? nil : [$0.alarm] } ?? [] : marked
    guard let worst = alarms.min(by: { ($0.grade.rawValue, $0.id) < ($1.grade.rawValue, $1.id) }) else {
      return say(.noRow)
    }
    if let known = latest.dispatch.incidents.first(where: { $0.isMeant(by: worst) }) {
      openDispatchBoard()
      dispatchView?.incident = known.id
      return settleDispatch()
    }
    var form = OrderForm(
      alarms: alarms.map(\.id), title: incidentTitle(of: worst), place: worst.place, sector: worst.sector,
      grade: worst.grade, plans: plans(for: worst), openedAt: now)
    form.lines = lines(of: form)
    overlay = .order(form)
  }

  /// The plans that an alarm calls for.
  private func plans(for alarm: Alarm) -> [ResponsePlan] {
    var found: [ResponsePlan] = []
    for subject in subjects(of: alarm) {
      for plan in configuration.dispatch.plans(for: subject, grade: alarm.grade, town: town(of: alarm))
      where !found.contains(where: { $0.id == plan.id }) {
        found.append(plan)
      }
    }
    return found
  }

  /// What happened and where, without the value of the moment: the name of the incident in every order.
  private func incidentTitle(of alarm: Alarm) -> Bilingual {
    let facts = index.facts(of: alarm)
    let message = index.rule(at: facts.rule)?.message ?? alarm.text
    let place = alarm.place.zh.isEmpty ? index.sensor(at: facts.sensor)?.name : alarm.place
    guard let place else { return message }
    return Bilingual(zh: place.zh + " " + message.zh, en: place.en + ": " + message.en)
  }

  private func town(of alarm: Alarm) -> String {
    guard case .threshold(let sensor, _) = alarm.key,
      let found = configuration.site.sensors.first(where: { $0.id == sensor })
    else { return "" }
    return found.place.town
  }

  private func lines(of form: OrderForm) -> [OrderForm.Line] {
    guard let plan = form.chosenPlan else { return [] }
    return plan.tasks.filter { form.grade.rawValue <= $0.from.rawValue }.map { task in
      OrderForm.Line(task: task, teams: teams(for: task))
    }
  }

  /// The teams of the kind that a task asks for: its own unit's first, those that are out last.
  private func teams(for task: PlanTask) -> [Team] {
    guard !task.teamKind.isEmpty else { return [] }
    func rank(_ team: Team) -> Int {
      (commitment(of: team) == nil ? 0 : 2) + (team.unit == task.unit ? 0 : 1)
    }
    let fitting = configuration.dispatch.teams.filter { $0.kind == task.teamKind }
    return fitting.enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }.map(
      \.element)
  }

  /// The running task that a team is out on.
  func commitment(of team: Team) -> TaskID? { commitment(of: team.id, outside: nil) }

  /// The running task of another incident that a team is out on.
  func commitment(of team: String, outside incident: IncidentID?) -> TaskID? {
    guard !team.isEmpty else { return nil }
    return latest.dispatch.incidents.lazy.filter { $0.id != incident }
      .flatMap { self.latest.dispatch.tasksOf[$0.id] ?? [] }
      .first { $0.draft.team == team && $0.state.isRunning }?.id
  }

  // MARK: Keys

  mutating func press(_ key: Key, in form: OrderForm) {
    // Repeats of the opening key arrive within this time and mean nothing.
    guard form.openedAt.age(at: now) >= Dialog.guardTime else { return }
    var form = form
    let folded = InputFolding.fold(key)
    guard !form.isWaiting else {
      if folded.code == .escape { overlay = nil }
      return
    }
    switch folded.code {
    case .escape: return overlay = nil
    case .left, .right: turnPlan(&form, by: folded.code == .left ? -1 : 1)
    case .character(" "):
      if form.lines.indices.contains(form.cursor) { form.lines[form.cursor].isChosen.toggle() }
    case .character("t") where !folded.control && !folded.alt: turnTeam(&form)
    case .character("y") where !folded.control && !folded.alt: return sendOrders(form)
    default:
      switch configuration.keys.action(for: folded, in: .everywhere) {
      case .down: form.cursor = min(max(0, form.lines.count - 1), form.cursor + 1)
      case .up: form.cursor = max(0, form.cursor - 1)
      case .top: form.cursor = 0
      case .bottom: form.cursor = max(0, form.lines.count - 1)
      case .back, .close: return overlay = nil
      default: break
      }
    }
    overlay = .order(form)
  }

  private func turnPlan(_ form: inout OrderForm, by step: Int) {
    guard form.plans.count > 1 else { return }
    form.plan = (form.plan + step + form.plans.count) % form.plans.count
    form.lines = lines(of: form)
    form.cursor = 0
    form.problem = nil
  }

  private func turnTeam(_ form: inout OrderForm) {
    guard form.lines.indices.contains(form.cursor), form.lines[form.cursor].teams.count > 1 else { return }
    form.lines[form.cursor].team = (form.lines[form.cursor].team + 1) % form.lines[form.cursor].teams.count
  }

  /// Whether this seat's person may order; otherwise the form makes drafts.
  var mayOrder: Bool { actor.map { configuration.authority.permits(.issueOrder, $0.role) } ?? false }

  private mutating func sendOrders(_ form: OrderForm) {
    var form = form
    guard mayCommand(), pendingDuty.isEmpty else { return }
    form.isWaiting = true
    form.problem = nil
    overlay = .order(form)
    // An incident without orders is not yet an order: whoever may draft may open it.
    let isOrdered = mayOrder && !form.chosen.isEmpty
    send(.open(IncidentID(0), draft(of: form), isOrdered: isOrdered), seen: latest.dispatch.lastNumber)
  }

  private func draft(of form: OrderForm) -> IncidentDraft {
    let plan = form.chosenPlan
    let response = plan?.response(at: form.grade)
    return IncidentDraft(
      alarms: form.alarms, plan: plan?.id ?? "", planVersion: plan?.version ?? "", title: form.title,
      place: form.place, sector: form.sector, grade: form.grade,
      level: response?.level ?? ResponseLevel(rawValue: form.grade.rawValue) ?? .four,
      commander: response?.commander[language] ?? actor?.displayName ?? "",
      checklist: plan?.checklist.filter { form.grade.rawValue <= $0.from.rawValue } ?? [],
      tasks: form.chosen.map(taskDraft))
  }

  private func taskDraft(_ line: OrderForm.Line) -> TaskDraft {
    let team = line.teams.indices.contains(line.team) ? line.teams[line.team] : nil
    return TaskDraft(
      planTask: line.task.id, unit: team?.unit ?? line.task.unit, team: team?.id ?? "", what: line.task.what,
      limits: configuration.dispatch.orders.limits(arrival: line.task.arrival, feedback: line.task.feedback),
      recipient: team?.recipient ?? line.task.unit,
      acceptsCommitted: team.map { commitment(of: $0) != nil } ?? false)
  }
}
