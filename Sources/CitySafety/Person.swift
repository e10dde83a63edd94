/// What a person may be; the authority table says what each may do.
public enum Role: UInt8, Sendable, Hashable, CaseIterable {
  case `operator` = 1
  case lead = 2
  case director = 3
  case engineer = 4
  case readOnly = 5

  /// The word used in files and on the command line.
  public var word: String {
    switch self {
    case .operator: "operator"
    case .lead: "lead"
    case .director: "director"
    case .engineer: "engineer"
    case .readOnly: "read-only"
    }
  }

  public init?(word: String) {
    guard let role = Role.allCases.first(where: { $0.word == word }) else { return nil }
    self = role
  }

  public var name: Bilingual {
    switch self {
    case .operator: Bilingual(zh: "值班员", en: "Operator")
    case .lead: Bilingual(zh: "班长", en: "Lead")
    case .director: Bilingual(zh: "导演", en: "Director")
    case .engineer: Bilingual(zh: "工程师", en: "Engineer")
    case .readOnly: Bilingual(zh: "只读", en: "Read only")
    }
  }
}

/// A person as everything but the password file knows them.
public struct Person: Sendable, Hashable {
  /// The sign-in name, unique at a site.
  public var name: String
  public var displayName: String
  public var role: Role

  public init(name: String, displayName: String, role: Role) {
    self.name = name
    self.displayName = displayName
    self.role = role
  }
}
