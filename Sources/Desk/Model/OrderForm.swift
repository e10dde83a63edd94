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
    /// Which teams it can be given to, and why; none where the unit decides.
    let recommendation: Recommendation
    /// Position in `candidates`; `nil` when the unit decides whom it sends.
    var position: Int?
    var isChosen = true
    /// The incident that takes it in has this order already.
    var isOrdered = false

    init(task: PlanTask, recommendation: Recommendation) {
      self.task = task
      self.recommendation = recommendation
      // A team that cannot go is ordered by nobody who did not choose it.
      position = recommendation.chosen.isEmpty ? nil : 0
    }

    /// The best first.
    var candidates: [Recommendation.Candidate] { recommendation.chosen + recommendation.passedOver }
    var candidate: Recommendation.Candidate? { position.map { candidates[$0] } }
    var team: Team? { candidate?.team }

    /// The next team after the one that stands there, then none.
    mutating func turnTeam() {
      let next = position.map { $0 + 1 } ?? 0
      position = next < candidates.count ? next : nil
    }
  }

  var alarms: [AlarmID]
  var title: Bilingual
  var place: Bilingual
  /// Where teams are to go; without coordinates where the alarm has none.
  var site: Place
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
  /// The incident under way that takes it in; `nil` when it opens one.
  var extended: Incident?

  var chosenPlan: ResponsePlan? { plans.indices.contains(plan) ? plans[plan] : nil }

  var chosen: [Line] { lines.filter(\.isChosen) }
}

extension Incident {
  /// Whether an alarm is one of its own, or about a report of it.
  func isMeant(by alarm: Alarm) -> Bool {
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
    if let known = incident(ofFirst: [worst] + alarms) ?? closedIncident(owingReportOf: worst) {
      if extends(known, alarms) { return openExtension(of: known, joining: alarms) }
      openDispatchBoard()
      dispatchView?.showsClosed = known.state == .closed
      dispatchView?.incident = known.id
      return settleDispatch()
    }
    var form = OrderForm(
      alarms: alarms.map(\.id), title: incidentTitle(of: worst), place: worst.place,
      site: measuredPlace(of: worst) ?? Place(name: worst.place), sector: worst.sector,
      grade: worst.grade, plans: plans(for: worst), openedAt: hand)
    form.lines = lines(of: form)
    overlay = .order(form)
  }

  /// The closed incident of which an alarm says that a report is due.
  private func closedIncident(owingReportOf alarm: Alarm) -> Incident? {
    guard case .reportDue(let number, _) = alarm.key else { return nil }
    return latest.dispatch.closed.first { $0.id.value == number }
  }

  /// The plans that an alarm calls for.
  func plans(for alarm: Alarm) -> [ResponsePlan] {
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

  private func town(of alarm: Alarm) -> String { measuredPlace(of: alarm)?.town ?? "" }

  /// Where the sensor of an alarm stands; `nil` for what no sensor measured.
  func measuredPlace(of alarm: Alarm) -> Place? {
    index.sensor(at: index.facts(of: alarm).sensor)?.place
  }

  func lines(of form: OrderForm) -> [OrderForm.Line] {
    guard let plan = form.chosenPlan else { return [] }
    let situation = dispatchSituation
    return plan.tasks.filter { form.grade.rawValue <= $0.from.rawValue }.map { task in
      var line = OrderForm.Line(
        task: task,
        recommendation: .make(
          for: task, at: form.site, register: configuration.dispatch, situation: situation))
      if let incident = form.extended {
        line.isOrdered = isOrdered(planTask(task, in: form), in: incident)
        line.isChosen = !line.isOrdered
      }
      return line
    }
  }

  /// What is known now of where teams are and what they do.
  var dispatchSituation: DispatchSituation {
    var commitments: [String: Bilingual] = [:]
    for incident in latest.dispatch.incidents {
      for task in latest.dispatch.tasksOf[incident.id] ?? []
      where task.state.isRunning && commitments[task.draft.team] == nil {
        commitments[task.draft.team] = DispatchPhrase.formTeamTask.filled([
          "task": String(task.id.value), "incident": String(incident.id.value),
        ])
      }
    }
    let plan = configuration.shiftPlan
    let now = now
    return DispatchSituation(
      now: now, today: CivilTime(now, at: configuration.site.offset).date,
      isOnDuty: { plan.runs($0, at: now) }, commitments: commitments,
      positions: latest.dispatch.reports)
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

  mutating func perform(_ action: Action, in form: OrderForm) {
    var form = form
    if action == .back || action == .close { return overlay = nil }
    guard !form.isWaiting else { return }
    let last = max(0, form.lines.count - 1)
    switch action {
    case .left: turnPlan(&form, by: -1)
    case .right: turnPlan(&form, by: 1)
    case .mark: if form.lines.indices.contains(form.cursor) { form.lines[form.cursor].isChosen.toggle() }
    case .orderTeam: turnTeam(&form)
    case .orderIssue: return sendOrders(form)
    case .down, .pageDown: form.cursor = min(last, form.cursor + (action == .down ? 1 : 10))
    case .up, .pageUp: form.cursor = max(0, form.cursor - (action == .up ? 1 : 10))
    case .top: form.cursor = 0
    case .bottom: form.cursor = last
    case .language: perform(.language)
    default: return
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
    guard form.lines.indices.contains(form.cursor) else { return }
    form.lines[form.cursor].turnTeam()
  }

  /// Whether this seat's person may order; otherwise the form makes drafts.
  var mayOrder: Bool { actor.map { configuration.authority.permits(.issueOrder, $0.role) } ?? false }

  private mutating func sendOrders(_ form: OrderForm) {
    var form = form
    guard mayCommand(), pendingDuty.isEmpty else { return }
    form.isWaiting = true
    form.problem = nil
    overlay = .order(form)
    if let incident = form.extended {
      let more = extensionDraft(of: form, incident)
      return send(.extend(incident.id, more, isOrdered: mayOrder), seen: incident.revision)
    }
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
      tasks: form.chosen.map { taskDraft($0, in: form) })
  }

  func taskDraft(_ line: OrderForm.Line, in form: OrderForm) -> TaskDraft {
    let team = line.team
    return TaskDraft(
      planTask: planTask(line.task, in: form), unit: team?.unit ?? line.task.unit, team: team?.id ?? "",
      what: line.task.what,
      limits: configuration.dispatch.orders.limits(arrival: line.task.arrival, feedback: line.task.feedback),
      recipient: team?.recipient ?? line.task.unit,
      acceptsCommitted: team.map { commitment(of: $0) != nil } ?? false)
  }
}
