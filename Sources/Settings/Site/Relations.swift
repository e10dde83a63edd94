import CitySafety

/// `relations.toml`
extension SiteLoading {
  func loadRelations() {
    guard let root = table("relations.toml", isOptional: true) else { return }
    var names = Names(zh: "关系", en: "relation", file: "relations.toml")
    for table in root.members("relation") {
      loadRelation(table, &names)
      table.finish()
    }
    root.finish()
  }

  private func loadRelation(_ table: TableReader, _ names: inout Names) {
    let id = table.id(into: &names)
    let cause = table.reference("cause", in: thresholdNames)
    let consequences = consequences(table)
    let suppresses = table.flag("suppresses") ?? false
    for (rule, location) in consequences where cause >= 0 {
      let name = site.thresholds[rule].id
      if rule == cause {
        problems.add(.causesItself(name), at: location)
      } else if let path = chain(from: name, to: site.thresholds[cause].id) {
        problems.add(.circle([site.thresholds[cause].id] + path), at: location)
      } else if suppresses {
        checkSuppression(of: site.thresholds[rule], by: site.thresholds[cause], at: location)
      }
    }
    let scope = table.word("scope", Choices(Relation.Scope.allCases.map { ($0.rawValue, $0) }))
    let (origin, isLocalDefault) = origin(table)
    site.relations.append(
      Relation(
        id: id, cause: cause >= 0 ? site.thresholds[cause].id : "",
        consequences: consequences.map { site.thresholds[$0.rule].id }, scope: scope ?? .riskPoint,
        within: table.span("within-s", in: Limits.windowSeconds) ?? .zero, suppresses: suppresses,
        why: longText(table, "why"), origin: origin, isLocalDefault: isLocalDefault))
  }

  private func consequences(_ table: TableReader) -> [(rule: Int, location: Location)] {
    guard let texts = table.texts("consequences") else {
      if !table.has("consequences") { table.report(.missingKey("consequences", table: table.name)) }
      return []
    }
    if texts.isEmpty { table.report(.empty("consequences"), at: "consequences") }
    return texts.compactMap { text, location in
      let rule = problems.checkReference(text, "consequences", in: thresholdNames, at: location)
      return rule < 0 ? nil : (rule, location)
    }
  }

  /// The rules from one to another along the relations read so far; `nil` when they do not lead there.
  ///
  /// Those relations have no circle that was not reported, so each rule is looked at once.
  private func chain(from start: String, to end: String) -> [String]? {
    var cameFrom: [String: String] = [start: start]
    var waiting = [start]
    while let rule = waiting.popLast() {
      if rule == end {
        var path = [rule]
        while let last = path.last, last != start, let before = cameFrom[last] { path.append(before) }
        return path.reversed()
      }
      for relation in site.relations where relation.cause == rule {
        for next in relation.consequences where cameFrom[next] == nil {
          cameFrom[next] = rule
          waiting.append(next)
        }
      }
    }
    return nil
  }

  /// A suppressed alarm is not seen: it may not be red, nor worse than the cause that is seen in its place.
  private func checkSuppression(of rule: Threshold, by cause: Threshold, at location: Location) {
    guard let worst = rule.limits.first?.grade, let mildest = cause.limits.last?.grade else { return }
    if worst == .red {
      problems.add(.suppressesRed(rule.id), at: location)
    } else if worst.isWorse(than: mildest) {
      problems.add(.suppressesWorse(rule.id, worst, cause: cause.id, mildest), at: location)
    }
  }
}
