internal import CityDispatch
internal import CitySafety
internal import Drills

/// The names that events are told by, where the journal has ids: what a site has no longer keeps its id.
struct EventNames: Sendable {
  var register = DispatchRegister()
  var departments: [Department] = []
  var scenarios: [Scenario] = []

  func field(_ id: String) -> Bilingual {
    register.reportFields.first { $0.id == id }?.name ?? Bilingual(same: id)
  }

  func rule(_ id: String) -> Bilingual {
    register.reportRules.first { $0.id == id }?.name ?? Bilingual(same: id)
  }

  /// Who has an order: the team, else the department.
  func unit(of draft: TaskDraft) -> Bilingual {
    if !draft.team.isEmpty {
      return register.teams.first { $0.id == draft.team }?.name ?? Bilingual(same: draft.team)
    }
    return departments.first { $0.id == draft.unit }?.name ?? Bilingual(same: draft.unit)
  }

  func scenario(_ id: String) -> Bilingual {
    scenarios.first { $0.id == id }?.name ?? Bilingual(same: id)
  }
}
