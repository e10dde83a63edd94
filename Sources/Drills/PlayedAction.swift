public import Alarms
public import CitySafety

/// One action of a player as the journal has it, in the words in which a scenario expects it.
public struct PlayedAction: Sendable, Hashable {
  /// What became of it.
  public enum Standing: Sendable, Hashable {
    case stands
    /// The command was undone.
    case undone
    /// The order was cancelled or given to another before its unit had said that it has it.
    case withdrawn
  }

  /// Number of the journal entry: the evidence.
  public var sequence: Int64
  /// Drill time.
  public var at: Instant
  public var verb: ActionPattern.Verb
  public var actor: Actor
  /// Who approved it beside the actor, where two are asked for.
  public var approver: Actor?
  /// What it is about: see `ActionPattern.subjects`.
  public var subjects: [String] = []
  /// Department and team.
  public var units: [String] = []
  public var plan = ""
  /// 1 to 4: a warning colour or a response level, the highest first; `nil` where the action has none.
  public var grade: UInt8?
  /// Verdict, kind of report and its rule, milestone, response level, kind of note.
  public var details: [String] = []
  /// All that was written.
  public var text = ""
  /// Whether it came along with another action, as the orders that a plan holds ready and the level that it names.
  public var isByPlan = false
  public var standing = Standing.stands

  init(_ verb: ActionPattern.Verb, _ sequence: Int64, at: Instant, by actor: Actor) {
    self.verb = verb
    self.sequence = sequence
    self.at = at
    self.actor = actor
  }

  /// Whether somebody of the role did it, approved it or authorised it.
  func isBy(_ role: Role) -> Bool {
    actor.role == role || approver?.role == role || (role == .lead && actor.authoriser != nil)
  }
}

extension ActionPattern {
  /// Whether the action is of the kind and about what the pattern names, whoever did it and whatever it says.
  func isAbout(_ action: PlayedAction) -> Bool {
    verb == action.verb && (subjects.isEmpty || subjects.contains(where: action.subjects.contains))
  }

  /// Whether the action is what the pattern names; of words and units one is enough.
  func matches(_ action: PlayedAction) -> Bool {
    isAbout(action) && hasRightTarget(action)
      && (words.isEmpty || words.contains { $0.stands(in: action) })
  }

  /// Whether it is that with every word.
  func matchesWholly(_ action: PlayedAction) -> Bool {
    matches(action) && words.allSatisfy { $0.stands(in: action) }
  }

  private func hasRightTarget(_ action: PlayedAction) -> Bool {
    (units.isEmpty || units.contains(where: action.units.contains))
      && (plan.isEmpty || plan == action.plan)
      && (detail.isEmpty || action.details.contains(detail))
      && (grade.map { wanted in action.grade.map { $0 <= wanted.rawValue } ?? false } ?? true)
  }

  /// Whether it is a try at what the pattern names that went to the wrong unit, plan, grade or level.
  ///
  /// Of notes, receipts and the like there may be many; only what commits somebody can be a wrong try.
  func isMissed(by action: PlayedAction) -> Bool {
    switch verb {
    case .order, .openIncident, .level, .warn, .close:
      isAbout(action) && !action.isByPlan && !hasRightTarget(action)
    default: false
    }
  }

  /// Of the units and words asked for, the share that the actions have together; 1 where none are asked for.
  func completeness(of actions: [PlayedAction]) -> Double {
    let asked = units.count + words.count
    guard asked > 0 else { return 1 }
    let found =
      units.count { unit in actions.contains { $0.units.contains(unit) } }
      + words.count { word in actions.contains { word.stands(in: $0) } }
    return Double(found) / Double(asked)
  }

  /// The units and words that none of the actions has.
  func lacking(in actions: [PlayedAction]) -> [String] {
    units.filter { unit in !actions.contains { $0.units.contains(unit) } }
      + words.filter { word in !actions.contains { word.stands(in: $0) } }
  }
}

extension String {
  /// Whether the word was written, in small or capital letters.
  fileprivate func stands(in action: PlayedAction) -> Bool { action.text.lowercased().contains(lowercased()) }
}
