import Alarms
public import CitySafety
public import Operations

/// The score of a drill (reference alarms.md 9, K20); docs/drill-score.md says it in words.
public enum DrillScore {
  /// Wrong actions listed; those after it are not.
  public static let wrongLimit = 1000

  /// The score as the journal of the drill's store tells it, from its first entry.
  public static func of(
    scenario: Scenario, site: Site, entries: some Sequence<JournalEntry>
  ) -> ScoreSheet {
    of(DrillCourse(of: scenario, entries: entries), offset: site.offset)
  }

  /// The score of a drill as far as it has come.
  public static func of(_ course: DrillCourse, offset: UTCOffset) -> ScoreSheet {
    Scoring(course).sheet(offset: offset)
  }

  /// The share of the time term: 1 up to the expected time, 0 from twice of it on; within the tolerance or not where it is
  /// expected at once.
  public static func timeShare(_ taken: Span, expected: Span, tolerance: Span) -> Double {
    guard expected > .zero else { return taken <= tolerance ? 1 : 0 }
    let late = Double(taken.milliseconds - expected.milliseconds) / Double(expected.milliseconds)
    return min(max(0, 1 - late), 1)
  }

  /// The share of the correct term: of all tries, wrong ones among them, the one that was right.
  public static func correctShare(wrong: Int) -> Double { 1 / Double(1 + max(0, wrong)) }
}

extension DrillCourse {
  /// When the clock of an expectation started; `nil` while its inject has not come.
  public func clock(of expectation: Expectation) -> Instant? {
    expectation.after.isEmpty ? drill.startedAt : drill.delivery(of: expectation.after)?.at
  }

  /// When an expectation is due; `nil` while its clock has not started.
  public func due(of expectation: Expectation) -> Instant? {
    clock(of: expectation).map {
      $0 + (expectation.expected > .zero ? expectation.expected : scenario.scoring.tolerance)
    }
  }

  func firstMet(_ expectation: Expectation) -> Instant? {
    candidates(for: expectation).first { action in
      action.standing == .stands
        && expectation.actions.contains {
          expectation.isForbidden ? $0.matchesWholly(action) : $0.matches(action)
        }
    }?.at
  }

  /// The actions of an expectation's window.
  func candidates(for expectation: Expectation) -> ArraySlice<PlayedAction> {
    guard let clock = clock(of: expectation) else { return [] }
    let last = clock + expectation.window
    let first = actions.firstIndex { $0.at >= clock } ?? actions.endIndex
    return actions[first...].prefix { $0.at <= last }
  }
}

/// The scoring of one course.
private struct Scoring {
  let course: DrillCourse
  let table: ScoringTable
  /// Whether nobody's seat is held against them.
  let ignoresSeats: Bool
  /// Positions of the actions that some expectation asks for.
  let wanted: Set<Int>
  let roles: [String: Role]

  init(_ course: DrillCourse) {
    self.course = course
    let scenario = course.scenario
    table = scenario.scoring
    let players = Set(course.actions.map(\.actor.person))
    ignoresSeats = scenario.kind == .training || players.count < 2
    let patterns = scenario.expectations.filter { !$0.isForbidden }.flatMap(\.actions)
    wanted = Set(
      course.actions.indices.filter { index in patterns.contains { $0.matches(course.actions[index]) } })
    roles = Dictionary(scenario.seats.map { ($0.id, $0.role) }, uniquingKeysWith: { first, _ in first })
  }

  /// An expectation with the alternative that was taken.
  private struct Judged {
    var line: ScoreSheet.Line
    var first: PlayedAction?
    /// The entry with which nothing was lacking any more.
    var completedBy: Int64?
    var time = 0.0
    var complete = 0.0
    var wrong = 0
  }

  func sheet(offset: UTCOffset) -> ScoreSheet {
    let scenario = course.scenario
    var judged = scenario.expectations.map { $0.isForbidden ? judgeForbidden($0) : judge($0) }
    var wrong = seatFaults(&judged) + violations()
    wrong += attribute(&judged)
    let lines = judged.map(settle)
    let objectives = scenario.objectives.map { result(of: $0, lines) }
    let total = whole(objectives)
    wrong.sort { ($0.evidence.sequence, $0.expectation) < ($1.evidence.sequence, $1.expectation) }
    return ScoreSheet(
      scenario: scenario.id, version: course.version ?? scenario.version, kind: scenario.kind,
      seed: course.seed ?? scenario.seed, startedAt: course.drill.startedAt, endedAt: course.drill.endedAt,
      offset: offset, points: total, rating: total.map(table.rating), objectives: objectives,
      people: people(lines, objectives, wrong), lines: lines,
      wrong: Array(wrong.prefix(DrillScore.wrongLimit)), deliveries: course.drill.deliveries,
      observations: course.drill.observations, refused: course.drill.refused,
      interruptions: course.interruptions, pauses: course.pauses,
      isCut: course.droppedActions > 0 || wrong.count > DrillScore.wrongLimit)
  }

  // MARK: One expectation

  private func judge(_ expectation: Expectation) -> Judged {
    let clock = course.clock(of: expectation)
    let due = course.due(of: expectation)
    var best = Judged(
      line: ScoreSheet.Line(expectation: expectation, clock: clock, due: due, outcome: .notDue))
    guard let clock, let due else { return best }
    // It is missed once it was due; before that a drill that ends leaves it open.
    if let end = course.end, end >= due { best.line.outcome = .missed }
    let candidates = course.candidates(for: expectation).filter { $0.standing == .stands }
    for pattern in expectation.actions {
      let found = candidates.filter(pattern.matches)
      guard let first = found.first else { continue }
      var one = best
      one.first = first
      one.time = DrillScore.timeShare(
        first.at - clock, expected: expectation.expected, tolerance: table.tolerance)
      one.complete = pattern.completeness(of: found)
      one.completedBy = found.indices.first { pattern.lacking(in: Array(found[...$0])).isEmpty }
        .map { found[$0].sequence }
      one.line.outcome = .met
      one.line.action = evidence(first)
      one.line.lacking = pattern.lacking(in: found)
      if best.first == nil || worth(one) > worth(best) { best = one }
    }
    return best
  }

  private func worth(_ judged: Judged) -> Double {
    table.time * judged.time + table.complete * judged.complete
  }

  private func judgeForbidden(_ expectation: Expectation) -> Judged {
    var line = ScoreSheet.Line(
      expectation: expectation, clock: course.clock(of: expectation), due: nil, outcome: .notDue)
    guard line.clock != nil else { return Judged(line: line) }
    let done = violations(of: expectation).first
    line.outcome = done == nil ? .avoided : .violated
    line.action = done.map(evidence)
    return Judged(line: line)
  }

  private func violations(of expectation: Expectation) -> [PlayedAction] {
    course.candidates(for: expectation).filter { action in
      action.standing == .stands && expectation.actions.contains { $0.matchesWholly(action) }
    }
  }

  private func violations() -> [ScoreSheet.Wrong] {
    course.scenario.expectations.filter(\.isForbidden).flatMap { expectation in
      violations(of: expectation).map {
        ScoreSheet.Wrong(fault: .forbidden, evidence: evidence($0), expectation: expectation.id)
      }
    }
  }

  // MARK: Wrong tries

  private func seatFaults(_ judged: inout [Judged]) -> [ScoreSheet.Wrong] {
    guard !ignoresSeats else { return [] }
    var found: [ScoreSheet.Wrong] = []
    for index in judged.indices {
      let expectation = judged[index].line.expectation
      guard let first = judged[index].first, let role = roles[expectation.seat], !first.isBy(role) else {
        continue
      }
      judged[index].wrong += 1
      found.append(ScoreSheet.Wrong(fault: .seat, evidence: evidence(first), expectation: expectation.id))
    }
    return found
  }

  /// Gives each wrong try to one expectation that was open then: that which was due first.
  private func attribute(_ judged: inout [Judged]) -> [ScoreSheet.Wrong] {
    var found: [ScoreSheet.Wrong] = []
    for index in course.actions.indices {
      let action = course.actions[index]
      let fault: ScoreSheet.Fault
      switch action.standing {
      case .undone: fault = .undone
      case .withdrawn: fault = .withdrawn
      case .stands where wanted.contains(index): continue
      case .stands: fault = .target
      }
      let open = judged.indices.filter { isTry(action, fault, at: judged[$0]) }
      guard
        let chosen = open.min(by: {
          (judged[$0].line.due ?? .distantFuture, $0) < (judged[$1].line.due ?? .distantFuture, $1)
        })
      else { continue }
      judged[chosen].wrong += 1
      found.append(
        ScoreSheet.Wrong(
          fault: fault, evidence: evidence(action), expectation: judged[chosen].line.expectation.id))
    }
    return found
  }

  private func isTry(_ action: PlayedAction, _ fault: ScoreSheet.Fault, at judged: Judged) -> Bool {
    let expectation = judged.line.expectation
    guard !expectation.isForbidden, let clock = judged.line.clock, action.at >= clock,
      action.at <= clock + expectation.window
    else { return false }
    if let last = judged.completedBy, last < action.sequence { return false }
    return expectation.actions.contains { fault == .target ? $0.isMissed(by: action) : $0.matches(action) }
  }

  private func settle(_ judged: Judged) -> ScoreSheet.Line {
    var line = judged.line
    guard line.outcome == .met else { return line }
    let correct = DrillScore.correctShare(wrong: judged.wrong)
    line.time = Points(share: judged.time)
    line.correct = Points(share: correct)
    line.complete = Points(share: judged.complete)
    line.points = Points(
      share: table.time * judged.time + table.correct * correct + table.complete * judged.complete)
    return line
  }

  private func evidence(_ action: PlayedAction) -> ScoreSheet.Evidence {
    var target = action.units
    switch action.verb {
    case .openIncident: target = [action.plan]
    case .level: target = action.details
    case .warn, .lift, .take: target = Array(action.subjects.prefix(1))
    case .receipt, .report, .close: target += action.details.prefix(1)
    default: if target.isEmpty { target = Array(action.subjects.prefix(1)) }
    }
    return ScoreSheet.Evidence(
      sequence: action.sequence, at: action.at, verb: action.verb, person: action.actor.person,
      displayName: action.actor.displayName, role: action.actor.role, seat: action.actor.seat,
      target: target.filter { !$0.isEmpty }.joined(separator: " "))
  }

  // MARK: Sums

  private func result(of objective: Scenario.Objective, _ lines: [ScoreSheet.Line])
    -> ScoreSheet.ObjectiveResult
  {
    let own = lines.filter { $0.expectation.objective == objective.id && $0.outcome != .notDue }
    let scored = own.filter { !$0.expectation.isForbidden }
    let weight = scored.reduce(0) { $0 + $1.expectation.weight }
    var points: Points?
    if weight > 0 {
      points = Points(share: scored.reduce(0) { $0 + $1.expectation.weight * $1.points.share } / weight)
    } else if !own.isEmpty {
      points = Points(share: 1)
    }
    let isCapped = own.contains { $0.outcome == .violated }
    if isCapped { points = points.map { min($0, table.cap) } }
    return ScoreSheet.ObjectiveResult(
      objective: objective, points: points, rating: points.map(table.rating), isCapped: isCapped)
  }

  private func whole(_ objectives: [ScoreSheet.ObjectiveResult]) -> Points? {
    let rated = objectives.compactMap { one in one.points.map { (one.objective.weight, $0.share) } }
    let weight = rated.reduce(0) { $0 + $1.0 }
    return weight > 0 ? Points(share: rated.reduce(0) { $0 + $1.0 * $1.1 } / weight) : nil
  }

  private func people(
    _ lines: [ScoreSheet.Line], _ objectives: [ScoreSheet.ObjectiveResult], _ wrong: [ScoreSheet.Wrong]
  ) -> [ScoreSheet.PersonResult] {
    let weights = shares(of: lines, objectives)
    let acted = Set(course.actions.map(\.actor.person))
    let players = course.people.filter { acted.contains($0.person) || $0.role != .director }
    return players.map { player in
      var sum = 0.0
      var weight = 0.0
      var result = ScoreSheet.PersonResult(
        person: player.person, displayName: player.displayName, role: player.role, points: nil, rating: nil,
        met: 0, missed: 0,
        wrong: wrong.count { $0.evidence.person == player.person && $0.fault != .forbidden },
        forbidden: wrong.count { $0.evidence.person == player.person && $0.fault == .forbidden })
      for (line, share) in zip(lines, weights) {
        let isOwn = line.action?.person == player.person
        if line.outcome == .met, isOwn {
          result.met += 1
          sum += share * line.points.share
        } else if line.outcome == .missed, isDue(line.expectation, to: player, of: players.count) {
          result.missed += 1
        } else {
          continue
        }
        weight += share
      }
      if weight > 0 { result.points = Points(share: sum / weight) }
      if result.forbidden > 0 { result.points = min(result.points ?? table.cap, table.cap) }
      result.rating = result.points.map(table.rating)
      return result
    }
  }

  /// Whether what was missed was the player's to do.
  private func isDue(_ expectation: Expectation, to player: Actor, of players: Int) -> Bool {
    if ignoresSeats || players == 1 { return true }
    return roles[expectation.seat] == player.role
  }

  /// What each line weighs in the whole.
  private func shares(of lines: [ScoreSheet.Line], _ objectives: [ScoreSheet.ObjectiveResult]) -> [Double] {
    lines.map { line in
      guard line.isScored,
        let objective = objectives.first(where: { $0.objective.id == line.expectation.objective })
      else { return 0 }
      let all = lines.filter {
        $0.isScored && $0.expectation.objective == line.expectation.objective
      }.reduce(0) { $0 + $1.expectation.weight }
      return all > 0 ? objective.objective.weight * line.expectation.weight / all : 0
    }
  }
}

extension Points {
  /// Of 1.
  fileprivate var share: Double { Double(hundredths) / 10_000 }
}
