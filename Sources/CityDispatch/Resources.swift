public import CitySafety

/// Whether a thing of the register can be used at all; not whether it is on duty or at work elsewhere.
public enum ResourceState: String, Sendable, Hashable, CaseIterable {
  case ready
  case out

  public var name: Bilingual {
    switch self {
    case .ready: Bilingual(zh: "可用", en: "ready")
    case .out: Bilingual(zh: "停用", en: "out of service")
    }
  }
}

/// A team that can be sent; a row of the site's `teams.csv`.
public struct Team: Sendable, Hashable, Identifiable {
  public var id: String
  public var name: Bilingual
  /// What it can do, the word that plans ask for, such as `gas-repair`.
  public var kind: String
  /// Id of the department it belongs to.
  public var unit: String
  public var size: Int
  public var equipment: String
  public var place: Place
  /// When somebody is there: id of a shift, or empty for always.
  public var duty: String
  public var phone: String
  /// Name of the outbox's recipient that reaches it.
  public var recipient: String
  public var isMadeUp: Bool
  public var state: ResourceState
  /// Materials that it has with it: id of the material and how much, in its unit.
  public var carries: [String: Double]

  public init(
    id: String, name: Bilingual, kind: String, unit: String, size: Int, equipment: String, place: Place,
    duty: String, phone: String, recipient: String, isMadeUp: Bool, state: ResourceState = .ready,
    carries: [String: Double] = [:]
  ) {
    self.id = id
    self.name = name
    self.kind = kind
    self.unit = unit
    self.size = size
    self.equipment = equipment
    self.place = place
    self.duty = duty
    self.phone = phone
    self.recipient = recipient
    self.isMadeUp = isMadeUp
    self.state = state
    self.carries = carries
  }
}

/// Everything that a site can answer an alarm with.
public struct DispatchRegister: Sendable, Hashable {
  public var plans: [ResponsePlan] = []
  public var teams: [Team] = []
  /// What kinds of teams and vehicles are called, by their id.
  public var kindNames: [String: Bilingual] = [:]
  /// The times that hold for every order.
  public var orders = OrderPolicy()
  public var materials: [Material] = []
  public var stores: [MaterialStore] = []
  public var stocks: [Stock] = []
  public var shelters: [Shelter] = []
  public var vehicles: [Vehicle] = []
  public var experts: [Expert] = []
  public var hospitals: [Hospital] = []
  public var contacts: [Contact] = []
  /// In the order in which the reports of an incident follow each other.
  public var reportRules: [ReportRule] = []
  public var policy = DispatchPolicy()
  /// Ids of the rules whose clocks an incident without a plan starts.
  public var reportsWithoutPlan: [String] = []
  /// The fields of reports upward, in their order.
  public var reportFields: [ReportField] = []
  public var reportAlarms = ReportAlarms()
  public var grading = EventGrading()
  public var affectedPolicy = AffectedPolicy()

  public init() {}

  /// The name of a kind of team or vehicle; its id where the site gives none.
  public func kindName(_ id: String) -> Bilingual { kindNames[id] ?? Bilingual(same: id) }

  /// The plans that an alarm of a subject, grade and town calls for: a specific subject goes before a general one, then
  /// the order of the register.
  public func plans(for subject: AlarmSubject, grade: Grade, town: String) -> [ResponsePlan] {
    func fits(_ plan: ResponsePlan, _ wanted: AlarmSubject) -> Bool {
      plan.trigger.subjects.contains(wanted) && plan.trigger.from.rawValue >= grade.rawValue
        && (plan.trigger.towns.isEmpty || plan.trigger.towns.contains(town))
    }
    let specific = plans.filter { fits($0, subject) }
    guard let general = subject.general, general != subject else { return specific }
    return specific + plans.filter { fits($0, general) && !specific.contains($0) }
  }
}

extension DispatchRegister {
  /// Why a request names somebody whom the site does not have; `nil` when it does not.
  ///
  /// Whatever plan the form knew: the owner's site counts.
  public func refusal(of action: DispatchAction, departments: [Department]) -> DispatchRefusal? {
    let drafts: [TaskDraft]
    switch action {
    case .open(_, let draft, _): drafts = draft.tasks
    case .add(_, let tasks, _): drafts = tasks
    case .extend(_, let more, _): drafts = more.tasks
    case .reassign(_, let draft, _): drafts = [draft]
    default: return nil
    }
    for draft in drafts {
      guard departments.contains(where: { $0.id == draft.unit }) else { return .unknownUnit(draft.unit) }
      guard draft.team.isEmpty || teams.contains(where: { $0.id == draft.team }) else {
        return .unknownTeam(draft.team)
      }
    }
    return nil
  }
}

extension AlarmSubject {
  /// The subject that stands for all of its sort; `nil` where rules are each their own.
  public var general: AlarmSubject? {
    switch self {
    case .rule: nil
    case .sourceLost: .sourceLost(nil)
    case .warning: .warning(nil)
    case .earthquake: .earthquake
    }
  }
}
