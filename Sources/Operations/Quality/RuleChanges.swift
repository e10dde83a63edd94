internal import Analysis

/// K9: attributes of alarm rules that were changed without an approval.
///
/// One that an approved change took up or set back counts no longer; one that the site's file took back by itself
/// does: readings were judged by it.
struct RuleChanges: Sendable, Hashable {
  struct Key: Hashable, Sendable {
    var rule: String
    var attribute: RuleAttribute
  }

  /// By rule and attribute, so that the site bounds it.
  private(set) var unauthorised: [Key: RuleDifference] = [:]

  /// Those that nobody has approved at the beginning.
  init(_ book: RuleBook) { note(book) }

  /// Takes an entry, and the rules after it.
  mutating func take(_ event: Event, _ book: RuleBook) {
    switch event {
    case .rules: note(book)
    case .duty(let command):
      guard case .changeRule(let change) = command.action else { return }
      for edit in change.edits { unauthorised[Key(rule: change.rule, attribute: edit.attribute)] = nil }
    default: break
    }
  }

  private mutating func note(_ book: RuleBook) {
    for difference in book.differences {
      unauthorised[Key(rule: difference.rule, attribute: difference.attribute)] = difference
    }
  }

  /// By rule, then in the order of the attributes.
  var sorted: [RuleDifference] {
    unauthorised.values.sorted { ($0.rule, $0.attribute.rawValue) < ($1.rule, $1.attribute.rawValue) }
  }
}
