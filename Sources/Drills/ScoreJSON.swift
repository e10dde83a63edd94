import CitySafety

extension ScoreSheet {
  /// The score as one JSON object: its bytes are the same whenever the journal is the same.
  ///
  /// Times are milliseconds from the start of the drill; what was measured on a wall clock (how long somebody took to reach
  /// the live screen) is no part of the score.
  public var json: String {
    JSONText.object { json in
      json.add("exercise", "演练 DRILL")
      json.add("scenario", scenario)
      json.add("version", version)
      json.add("kind", kind.rawValue)
      json.add("seed", raw: String(seed))
      json.add("start", orNull: startedAt?.iso8601(at: offset))
      json.add("lengthMs", raw: endedAt == nil ? "null" : String(length.milliseconds))
      json.add("score", points)
      json.add("rating", orNull: rating?.rawValue)
      json.add("cut", isCut)
      json.add("objectives", raw: JSONText.list(objectives.map(\.json)))
      json.add("people", raw: JSONText.list(people.map(\.json)))
      json.add("expectations", raw: JSONText.list(lines.map(json(of:))))
      json.add("wrong", raw: JSONText.list(wrong.map(json(of:))))
      json.add("injects", raw: JSONText.list(deliveries.map(json(of:))))
      json.add("interruptions", raw: JSONText.list(interruptions.map { String(moment($0.at)) }))
      json.add("pauses", raw: JSONText.list(pauses.map { String(moment($0.at)) }))
    }
  }

  /// Milliseconds from the start of the drill.
  private func moment(_ at: Instant) -> Int64 { startedAt.map { (at - $0).milliseconds } ?? 0 }

  private func json(of line: Line) -> String {
    JSONText.object { json in
      json.add("id", line.expectation.id)
      json.add("objective", line.expectation.objective)
      json.add("seat", line.expectation.seat)
      json.add("forbidden", line.expectation.isForbidden)
      json.add("outcome", line.outcome.rawValue)
      json.add("clockMs", raw: line.clock.map { String(moment($0)) } ?? "null")
      json.add("dueMs", raw: line.due.map { String(moment($0)) } ?? "null")
      json.add("time", line.isScored ? line.time : nil)
      json.add("correct", line.isScored ? line.correct : nil)
      json.add("complete", line.isScored ? line.complete : nil)
      json.add("score", line.isScored ? line.points : nil)
      json.add("lacking", raw: JSONText.list(line.lacking.map(JSONText.quoted)))
      json.add("action", raw: line.action.map(self.json(of:)) ?? "null")
    }
  }

  private func json(of evidence: Evidence) -> String {
    JSONText.object { json in
      json.add("entry", evidence.sequence)
      json.add("ms", moment(evidence.at))
      json.add("verb", evidence.verb.rawValue)
      json.add("person", evidence.person)
      json.add("role", evidence.role.word)
      json.add("target", evidence.target)
    }
  }

  private func json(of wrong: Wrong) -> String {
    JSONText.object { json in
      json.add("fault", wrong.fault.rawValue)
      json.add("expectation", wrong.expectation)
      json.add("action", raw: self.json(of: wrong.evidence))
    }
  }

  private func json(of delivery: DrillState.Delivery) -> String {
    JSONText.object { json in
      json.add("inject", delivery.inject)
      json.add("ms", moment(delivery.at))
    }
  }
}

extension ScoreSheet.ObjectiveResult {
  fileprivate var json: String {
    JSONText.object { json in
      json.add("id", objective.id)
      json.add("score", points)
      json.add("rating", orNull: rating?.rawValue)
      json.add("capped", isCapped)
    }
  }
}

extension ScoreSheet.PersonResult {
  fileprivate var json: String {
    JSONText.object { json in
      json.add("person", person)
      json.add("role", role.word)
      json.add("score", points)
      json.add("rating", orNull: rating?.rawValue)
      json.add("met", met)
      json.add("missed", missed)
      json.add("wrong", wrong)
      json.add("forbidden", forbidden)
    }
  }
}
