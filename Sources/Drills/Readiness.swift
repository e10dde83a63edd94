public import CityDispatch
public import CitySafety

/// When a plan was drilled last, and when it must be again.
public struct PlanReadiness: Sendable, Hashable {
  public enum State: String, Sendable, Hashable {
    case never
    case overdue
    case current
    /// Drilled, and no interval is named for it.
    case unbound
  }

  public var plan: ResponsePlan
  /// Exercises that rehearsed it; neither lessons nor runs in which nobody played or nothing came due.
  public var count: Int
  public var last: DrillRun?
  /// Local dates; absent where it was never drilled, or no interval is named.
  public var lastOn: String?
  public var due: String?
  public var state: State

  /// Every plan by the runs of a site: never drilled ones first, then those due first.
  ///
  /// `today` is the local date.
  public static func of(
    _ plans: [ResponsePlan], runs: [DrillRun], today: String, offset: UTCOffset
  ) -> [PlanReadiness] {
    let all = plans.map { plan in
      let own = runs.filter { $0.isExercise && $0.plans.contains(plan.id) }
      let last = own.max { ($0.startedAt, $0.number) < ($1.startedAt, $1.number) }
      let lastOn = last.map { CivilTime($0.startedAt, at: offset) }
      let due = plan.drill.flatMap { interval in lastOn.map { $0.later(months: interval.months).date } }
      let state: State =
        if last == nil { .never } else if let due { due < today ? .overdue : .current } else { .unbound }
      return PlanReadiness(
        plan: plan, count: own.count, last: last, lastOn: lastOn?.date, due: due, state: state)
    }
    return all.enumerated().sorted { left, right in
      (left.element.rank, left.element.due ?? "", left.offset)
        < (right.element.rank, right.element.due ?? "", right.offset)
    }.map(\.element)
  }

  private var rank: Int {
    switch state {
    case .never: 0
    case .overdue: 1
    case .current: 2
    case .unbound: 3
    }
  }

  /// The plan's row as one line of JSON.
  public var json: String {
    JSONText.object { json in
      json.add("plan", plan.id)
      json.add("state", state.rawValue)
      json.add("exercises", count)
      json.add("last", orNull: lastOn)
      json.add("run", raw: last.map { String($0.number) } ?? "null")
      json.add("score", last?.points)
      json.add("rating", orNull: last?.rating?.rawValue)
      json.add("everyMonths", raw: plan.drill.map { String($0.months) } ?? "null")
      json.add("origin", orNull: plan.drill?.origin)
      json.add("due", orNull: due)
    }
  }
}

extension CivilTime {
  /// The same day so many months later; the last day of a month that is shorter.
  func later(months: Int) -> CivilTime {
    let count = year * 12 + month - 1 + months
    var result = self
    result.year = count / 12
    result.month = count % 12 + 1
    result.day = min(day, CivilTime.days(inMonth: result.month, of: result.year))
    return result
  }
}
