/// What a page of the knowledge base is.
public enum KnowledgeKind: String, Sendable, Hashable, CaseIterable {
  /// A substance: what it does and how to keep from it.
  case card
  /// What to do in one kind of situation.
  case handbook
  /// A response plan of the site.
  case plan
  /// Something that happened before.
  case past = "case"
}

/// One page of the knowledge base 知识库: of the site's `knowledge` folder, or made from a plan or a past case.
public struct KnowledgePage: Sendable, Hashable {
  /// One fact with where it can be read.
  public struct Fact: Sendable, Hashable {
    public var name: Bilingual
    public var value: Bilingual
    public var source: String

    public init(name: Bilingual, value: Bilingual, source: String) {
      self.name = name
      self.value = value
      self.source = source
    }
  }

  public struct Section: Sendable, Hashable {
    public var title: Bilingual
    public var lines: [Bilingual]

    public init(title: Bilingual, lines: [Bilingual]) {
      self.title = title
      self.lines = lines
    }
  }

  /// Unique among the pages of its kind.
  public var id: String
  public var kind: KnowledgeKind
  public var title: Bilingual
  /// Other words that people look for: formulas, numbers, names.
  public var keywords: [String]
  /// Alarms beside which it is offered; may be empty.
  public var subjects: [AlarmSubject]
  public var facts: [Fact]
  public var sections: [Section]
  public var source: String
  /// Its advice is this site's own: shown as 本地默认值.
  public var isLocalDefault: Bool
  /// Invented for the demonstration: shown as 模拟.
  public var isMadeUp: Bool

  public init(
    id: String, kind: KnowledgeKind, title: Bilingual, keywords: [String] = [],
    subjects: [AlarmSubject] = [],
    facts: [Fact] = [], sections: [Section], source: String, isLocalDefault: Bool = false,
    isMadeUp: Bool = false
  ) {
    self.id = id
    self.kind = kind
    self.title = title
    self.keywords = keywords
    self.subjects = subjects
    self.facts = facts
    self.sections = sections
    self.source = source
    self.isLocalDefault = isLocalDefault
    self.isMadeUp = isMadeUp
  }

  /// Every line that is searched below the title, in one language.
  public func body(_ language: Language) -> [String] {
    facts.map { $0.name[language] + " " + $0.value[language] }
      + sections.flatMap { [$0.title[language]] + $0.lines.map { $0[language] } }
  }
}

/// A page that a search found.
public struct KnowledgeHit: Sendable, Hashable {
  /// Position among the pages that were searched.
  public var page: Int
  /// The line of the page that holds what was looked for; the hit is marked.
  public var snippet: [MarkedText]

  public init(page: Int, snippet: [MarkedText]) {
    self.page = page
    self.snippet = snippet
  }
}

/// A piece of a line, and whether it is what was looked for.
public struct MarkedText: Sendable, Hashable {
  public var text: String
  public var isHit: Bool

  public init(_ text: String, isHit: Bool = false) {
    self.text = text
    self.isHit = isHit
  }
}
