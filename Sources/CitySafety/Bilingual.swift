/// The languages of the screen; Chinese is the first.
public enum Language: String, Sendable, Hashable, CaseIterable {
  case zh
  case en
}

/// One text in both languages of the screen.
public struct Bilingual: Sendable, Hashable {
  public var zh: String
  public var en: String

  public init(zh: String, en: String) {
    self.zh = zh
    self.en = en
  }

  /// A text that is the same in both, such as the title of a received warning.
  public init(same text: String) {
    self.init(zh: text, en: text)
  }

  public subscript(language: Language) -> String {
    language == .zh ? zh : en
  }
}
