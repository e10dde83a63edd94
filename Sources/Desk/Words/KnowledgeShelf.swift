internal import Alarms
public import CityDispatch
public import CitySafety

/// Every page of a site's knowledge base: its cards and handbooks, its plans and its past cases.
public struct KnowledgeShelf: Sendable {
  /// Cards first, then handbooks, plans and cases.
  public let pages: [KnowledgePage]
  private let bySubject: [AlarmSubject: [Int]]

  public init(site: Site, dispatch: DispatchRegister, pages: [KnowledgePage]) {
    let all =
      pages + dispatch.plans.map { KnowledgeShelf.page(of: $0, site) }
      + site.cases.map(KnowledgeShelf.page)
    self.pages = KnowledgeKind.allCases.flatMap { kind in all.filter { $0.kind == kind } }
    var found: [AlarmSubject: [Int]] = [:]
    for (position, page) in self.pages.enumerated() {
      for subject in Set(page.subjects) { found[subject, default: []].append(position) }
    }
    bySubject = found
  }

  public init() {
    pages = []
    bySubject = [:]
  }

  /// The pages of alarms, by kind as they stand.
  func pages(for subjects: some Sequence<AlarmSubject>) -> [Int] {
    Set(subjects.flatMap { bySubject[$0] ?? [] }).sorted()
  }

  /// What `--page` and `--json` name a page by: `card/chlorine`.
  public static func name(of page: KnowledgePage) -> String { page.kind.rawValue + "/" + page.id }

  /// The page of a name, or of an id that only one page has.
  public func page(named name: String) -> KnowledgePage? {
    if let page = pages.first(where: { KnowledgeShelf.name(of: $0) == name }) { return page }
    let found = pages.filter { $0.id == name }
    return found.count == 1 ? found[0] : nil
  }

  // MARK: Plans and cases as pages

  private static func page(of plan: ResponsePlan, _ site: Site) -> KnowledgePage {
    func unit(_ id: String) -> Bilingual {
      site.departments.first { $0.id == id }?.name ?? Bilingual(same: id)
    }
    func line(_ parts: [Bilingual]) -> Bilingual {
      Bilingual(
        zh: parts.map(\.zh).joined(separator: "  "), en: parts.map(\.en).joined(separator: "  "))
    }
    let sections: [(KnowledgePhrase, [Bilingual])] = [
      (
        .sectionResponses,
        plan.responses.map { line([Bilingual(same: $0.grade.mark), $0.level.name, $0.commander]) }
      ),
      (
        .sectionChecklist,
        plan.checklist.map {
          line([
            Bilingual(same: $0.from.mark), $0.text, Bilingual(zh: "（\($0.origin)）", en: "(\($0.origin))"),
          ])
        }
      ),
      (
        .sectionTasks,
        plan.tasks.map { line([Bilingual(same: $0.from.mark), unit($0.unit), $0.what]) }
      ),
      (.sectionAdvice, [plan.advice]),
    ]
    return KnowledgePage(
      id: plan.id, kind: .plan, title: plan.name, subjects: plan.trigger.subjects, sections: made(sections),
      source: KnowledgePhrase.planVersion.filled(["version": plan.version, "origin": plan.origin]).zh,
      isLocalDefault: plan.isLocalDefault)
  }

  private static func page(of past: PastCase) -> KnowledgePage {
    let place = Bilingual(zh: past.date + " " + past.place.zh, en: past.date + " " + past.place.en)
    return KnowledgePage(
      id: past.id, kind: .past, title: past.name, subjects: past.subjects,
      sections: made([
        (.sectionPlace, [place]), (.sectionHappened, [past.happened]), (.sectionDone, [past.done]),
        (.sectionLearnt, [past.learnt]),
      ]), source: past.source, isMadeUp: past.isMadeUp)
  }

  private static func made(_ sections: [(KnowledgePhrase, [Bilingual])]) -> [KnowledgePage.Section] {
    sections.compactMap { title, lines in
      let lines = lines.filter { !$0.zh.isEmpty || !$0.en.isEmpty }
      return lines.isEmpty ? nil : KnowledgePage.Section(title: title.text, lines: lines)
    }
  }
}
