internal import Alarms
internal import Analysis
internal import CitySafety
public import Operations

extension QualityReport {
  /// One JSON object; times in UTC, shares as parts of one, lengths of time in seconds.
  ///
  /// Equal reports give equal bytes.
  public var json: String {
    var json = JSONText()
    json.add("from", from.utc)
    json.add("until", until.utc)
    json.add("days", raw: String(days))
    json.add("daysNeeded", raw: String(QualityFigure.daysNeeded))
    json.add("watchedSeconds", raw: String(watched.seconds))
    json.add("seats", raw: String(seats))
    json.add("entries", raw: String(entries))
    json.add("annunciations", raw: String(annunciations))
    json.add("types", raw: String(types))
    json.add("unfollowed", raw: String(unfollowed))
    json.add("figures", raw: QualityReport.list(figures.map(\.json)))
    json.add("split", raw: splitJSON)
    json.add("topTypes", raw: QualityReport.list(topTypes.map(\.json)))
    json.add("chattering", raw: QualityReport.list(chattering.map(\.json)))
    json.add("fleeting", raw: QualityReport.list(fleeting.map(\.json)))
    json.add("stale", raw: QualityReport.list(stale.map(\.json)))
    json.add("unauthorisedRules", raw: QualityReport.list(ruleChanges.map(\.json)))
    return json.object
  }

  private var splitJSON: String {
    QualityReport.list(
      zip(Grade.allCases, QualityMeasure.splitShares).map { grade, target in
        var json = JSONText()
        json.add("grade", grade.word)
        json.add("count", raw: String(byGrade[grade] ?? 0))
        json.add("share", raw: String(share(of: grade)))
        json.add("target", raw: String(target))
        return json.object
      })
  }

  private static func list(_ objects: [String]) -> String { "[" + objects.joined(separator: ",") + "]" }
}

extension QualityFigure {
  fileprivate var json: String {
    var json = JSONText()
    json.add("id", measure.rawValue)
    json.add("name", measure.name.en)
    json.add("value", raw: value.map { String($0.value) } ?? "null")
    json.add("unit", measure.unit.rawValue)
    json.add("median", raw: value?.median.map { String($0) } ?? "null")
    json.add("count", raw: value?.count.map { String($0) } ?? "null")
    json.add("target", raw: measure.target.map { String($0.bound) } ?? "null")
    json.add("comparison", measure.target?.sign)
    json.add("verdict", verdict.rawValue)
    json.add("needs", measure.needs?.en)
    json.add("action", measure.action.en)
    return json.object
  }
}

extension QualityReport.Count {
  fileprivate var json: String {
    var json = JSONText()
    json.add("type", type.text)
    json.add("count", raw: String(count))
    return json.object
  }
}

extension QualityReport.Chatter {
  fileprivate var json: String {
    var json = JSONText()
    json.add("type", type.text)
    json.add("alarm", key.text)
    json.add("index", raw: String(index))
    json.add("annunciations", raw: String(annunciations))
    json.add("threeInAMinute", raw: isFast ? "true" : "false")
    return json.object
  }
}

extension QualityReport.Stale {
  fileprivate var json: String {
    var json = JSONText()
    json.add("alarm", key.text)
    json.add("standingSeconds", raw: String(standing.seconds))
    return json.object
  }
}

extension RuleDifference {
  fileprivate var json: String {
    var json = JSONText()
    json.add("rule", rule)
    json.add("attribute", attribute.word)
    json.add("old", old.text)
    json.add("new", new.text)
    return json.object
  }
}
