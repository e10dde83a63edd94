internal import Alarms
internal import CityDispatch
internal import CitySafety
internal import Operations

/// What an incident under way takes in when more happens: the order form once more, over its own incident.
extension Desk {
  /// The incident that an alarm leads to: it responds to it, is about a report of its own, or is what the alarm was part of.
  ///
  /// An alarm that is active though its incident is terminated has come again, and leads to a new one.
  func incident(of alarm: Alarm) -> Incident? {
    latest.dispatch.incidents.first { incident in
      guard incident.isMeant(by: alarm) else { return false }
      return incident.state == .responding || !incident.alarms.contains(alarm.id) || !alarm.condition.isActive
    }
  }

  func incident(ofFirst alarms: [Alarm]) -> Incident? {
    for alarm in alarms {
      if let incident = incident(of: alarm) { return incident }
    }
    return nil
  }

  /// Whether `d` on these alarms, of which at least one is the incident's, asks for more than to look at it.
  func extends(_ incident: Incident, _ alarms: [Alarm]) -> Bool {
    guard incident.state == .responding else { return false }
    return alarms.contains { alarm in
      incident.alarms.contains(alarm.id)
        ? alarm.grade.isWorse(than: incident.grade) : self.incident(of: alarm) == nil
    }
  }

  /// Opens the form for an incident; alarms that are no other incident's join it.
  mutating func openExtension(of incident: Incident, joining alarms: [Alarm] = []) {
    guard mayCommand() else { return }
    guard incident.state == .responding else {
      return say(wording.text(of: DispatchRefusal.over(incident.state)), isError: true)
    }
    let joining = alarms.filter { self.incident(of: $0) == nil }
    let all = incident.alarms.compactMap { latest.alarms[$0] } + joining
    let grade = all.map(\.grade).reduce(incident.grade) { $1.isWorse(than: $0) ? $1 : $0 }
    let place = all.compactMap(measuredPlace).first ?? Place(name: incident.place)
    var form = OrderForm(
      alarms: joining.map(\.id), title: incident.title, place: incident.place, site: place,
      sector: incident.sector, grade: grade, plans: plans(of: incident, all), openedAt: hand)
    form.extended = incident
    form.lines = lines(of: form)
    overlay = .order(form)
  }

  /// The incident's own plan, those that its alarms call for, and every other one.
  private func plans(of incident: Incident, _ alarms: [Alarm]) -> [ResponsePlan] {
    let known = configuration.dispatch.plans
    var found: [ResponsePlan] = []
    for plan in known.filter({ $0.id == incident.plan }) + alarms.flatMap(plans) + known
    where !found.contains(where: { $0.id == plan.id }) {
      found.append(plan)
    }
    return found
  }

  /// Under which name an order of the form's plan is kept with the incident.
  func planTask(_ task: PlanTask, in form: OrderForm) -> String {
    guard let incident = form.extended, let plan = form.chosenPlan, plan.id != incident.plan else {
      return task.id
    }
    return plan.id + "/" + task.id
  }

  /// Whether an incident has an order already that somebody works at or has seen through.
  func isOrdered(_ name: String, in incident: Incident) -> Bool {
    (latest.dispatch.tasksOf[incident.id] ?? []).contains { task in
      task.draft.planTask == name && ![.declined, .failed, .cancelled].contains(task.state)
    }
  }

  /// The level and who commands, as the incident's plan has them at the grade of the form; never a lower level.
  func response(of form: OrderForm, _ incident: Incident) -> (level: ResponseLevel, commander: String) {
    let plan = configuration.dispatch.plans.first { $0.id == incident.plan }
    guard mayOrder, let response = plan?.response(at: form.grade),
      response.level.rawValue < incident.level.rawValue
    else { return (incident.level, incident.commander) }
    return (response.level, response.commander[language])
  }

  func extensionDraft(of form: OrderForm, _ incident: Incident) -> IncidentExtension {
    let plan = configuration.dispatch.plans.first { $0.id == incident.plan }
    let (level, commander) = response(of: form, incident)
    return IncidentExtension(
      alarms: form.alarms, grade: form.grade, level: level, commander: commander,
      checklist: (plan?.checklist ?? []).filter { item in
        form.grade.rawValue <= item.from.rawValue && !incident.checklist.contains { $0.text == item.text }
      },
      tasks: form.chosen.map { taskDraft($0, in: form) })
  }
}
