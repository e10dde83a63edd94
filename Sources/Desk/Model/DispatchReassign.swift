internal import Alarms
internal import CityDispatch
internal import CitySafety
internal import Operations

/// Who else may have a task.
extension Desk {
  /// Departments that are offered where the task asks for no team.
  private static let unitLimit = 40

  /// The task for each other team of its kind, the best first, and for its unit or another one without a team.
  func otherDrafts(for task: TaskOrder) -> [TaskDraft] {
    let teams = candidates(for: task).filter { $0.team.id != task.draft.team }
    var drafts = teams.map { candidate in
      var draft = task.draft
      (draft.unit, draft.team, draft.recipient) = (
        candidate.team.unit, candidate.team.id, candidate.team.recipient
      )
      draft.acceptsCommitted = commitment(of: candidate.team.id, outside: task.incident) != nil
      return draft
    }
    let units = drafts.isEmpty ? configuration.site.departments.map(\.id) : [task.draft.unit]
    for unit in units.prefix(Desk.unitLimit) where (unit, "") != (task.draft.unit, task.draft.team) {
      var draft = task.draft
      (draft.unit, draft.team, draft.recipient, draft.acceptsCommitted) = (unit, "", unit, false)
      drafts.append(draft)
    }
    return drafts
  }

  private func candidates(for task: TaskOrder) -> [Recommendation.Candidate] {
    guard let wanted = planTask(of: task), let incident = latest.dispatch[task.incident] else { return [] }
    let alarm = incident.alarms.lazy.compactMap { self.queue.table.row(of: $0)?.alarm }.first
    let place = alarm.flatMap(measuredPlace) ?? Place(name: incident.place)
    let found = Recommendation.make(
      for: wanted, at: place, register: configuration.dispatch, situation: dispatchSituation)
    return found.chosen + found.passedOver
  }

  /// What the plan asks for; of a task without one, a team of the kind that has it.
  private func planTask(of task: TaskOrder) -> PlanTask? {
    let register = configuration.dispatch
    let plan = latest.dispatch[task.incident].flatMap { incident in
      register.plans.first { $0.id == incident.plan }
    }
    if let wanted = plan?.tasks.first(where: { $0.id == task.draft.planTask }) { return wanted }
    guard let kind = register.teams.first(where: { $0.id == task.draft.team })?.kind else { return nil }
    return PlanTask(
      id: "", unit: task.draft.unit, teamKind: kind, what: task.draft.what, from: task.grade, arrival: .zero,
      feedback: .zero)
  }

  /// Whom a draft is for, and what speaks against it.
  func label(of draft: TaskDraft) -> Bilingual {
    guard let team = configuration.dispatch.teams.first(where: { $0.id == draft.team }) else {
      let unit =
        configuration.site.departments.first { $0.id == draft.unit }?.name ?? Bilingual(same: draft.unit)
      let free = DispatchPhrase.formNoTeam.text
      return Bilingual(zh: "\(unit.zh)（\(free.zh)）", en: "\(unit.en) (\(free.en))")
    }
    guard draft.acceptsCommitted, let other = commitment(of: team.id, outside: nil) else { return team.name }
    let out = DispatchPhrase.formTeamOut.filled(["task": String(other.value)])
    return Bilingual(zh: "\(team.name.zh)（\(out.zh)）", en: "\(team.name.en) (\(out.en))")
  }
}
