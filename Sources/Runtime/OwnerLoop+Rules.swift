internal import Analysis
internal import CitySafety
internal import Desk
internal import Operations
internal import Settings

/// The alarm rules: what the site's files say, and what was approved over it.
extension OwnerLoop {
  /// Journals what the site's files say otherwise than the journal knows, and says it.
  func tellRules() {
    var book = state.rules
    for event in book.events(of: rulesOfFiles) {
      owe(event)
      book.take(event)
    }
    for line in RuleText(site: site.site).warnings(book) { log(line) }
  }

  /// Judges by the rules that the state knows to be in force from the next reading on.
  ///
  /// What the rules hold of the past stays: grades in force, counted samples, windows of change.
  func useRules() {
    let rules = state.rules.inForce(rulesOfFiles)
    guard rules != site.site.thresholds else { return }
    use(rules: rules)
    engine = RuleEngine(site: site.site, continuing: engine)
  }
}
