internal import Alarms
internal import CitySafety

/// Which guidance, past cases and relations belong to which alarm, worked out once.
struct GuidanceIndex: Sendable {
  private let site: Site
  private let guidanceBySubject: [AlarmSubject: Int]
  private let casesBySubject: [AlarmSubject: [Int]]
  private let relationsByRule: [String: [Int]]

  init(site: Site) {
    self.site = site
    var guidance: [AlarmSubject: Int] = [:]
    for (position, entry) in site.guidance.enumerated() {
      for subject in entry.subjects where guidance[subject] == nil { guidance[subject] = position }
    }
    var cases: [AlarmSubject: [Int]] = [:]
    for (position, entry) in site.cases.enumerated() {
      for subject in Set(entry.subjects) { cases[subject, default: []].append(position) }
    }
    var relations: [String: [Int]] = [:]
    for (position, relation) in site.relations.enumerated() {
      for rule in Set(relation.consequences + [relation.cause]) {
        relations[rule, default: []].append(position)
      }
    }
    guidanceBySubject = guidance
    casesBySubject = cases
    relationsByRule = relations
  }

  /// What an alarm is about, the most specific first.
  func subjects(of key: AlarmKey, warning: ReceivedWarning?) -> [AlarmSubject] {
    switch key {
    case .threshold(_, let rule): [.rule(rule)]
    case .sourceLost(let source): [.sourceLost(source), .sourceLost(nil)]
    case .warning:
      [warning?.eventCode, warning?.event].compactMap { $0.map { .warning($0) } } + [.warning(nil)]
    case .earthquake: [.earthquake]
    case .reportDue: []
    }
  }

  /// The guidance of the first subject that has any.
  func guidance(for subjects: [AlarmSubject]) -> Guidance? {
    subjects.lazy.compactMap { guidanceBySubject[$0] }.first.map { site.guidance[$0] }
  }

  /// The cases of every subject, each once, in the order of the file.
  func cases(for subjects: [AlarmSubject]) -> [PastCase] {
    Set(subjects.flatMap { casesBySubject[$0] ?? [] }).sorted().map { site.cases[$0] }
  }

  /// The relations in which a rule is the cause or a consequence.
  func relations(of rule: String) -> [Relation] { (relationsByRule[rule] ?? []).map { site.relations[$0] } }
}
