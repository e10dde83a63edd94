internal import Alarms
internal import Analysis
public import CitySafety
public import Operations

/// Alarm rules, their changes and what is different without an approval, in words.
public struct RuleText: Sendable {
  let site: Site

  public init(site: Site) { self.site = site }

  /// What an owner says when it starts: every unauthorised difference, and every change that holds over the file.
  public func warnings(_ book: RuleBook) -> [Bilingual] {
    book.differences.map { line(.warnFound, $0) } + standing(book).map { line(.warnStanding, $0) }
  }

  /// Approved values over what the file says.
  func standing(_ book: RuleBook) -> [RuleDifference] {
    book.records.sorted { $0.key < $1.key }.flatMap { rule, record in
      record.standing.sorted { $0.key.rawValue < $1.key.rawValue }.map { attribute, value in
        RuleDifference(rule: rule, attribute: attribute, old: record.file[attribute], new: value)
      }
    }
  }

  func line(_ phrase: RulePhrase, _ difference: RuleDifference) -> Bilingual {
    phrase.filled(with: [
      "rule": Bilingual(same: difference.rule), "attribute": difference.attribute.name,
      "old": value(difference.old, of: difference.attribute),
      "new": value(difference.new, of: difference.attribute),
    ])
  }

  /// A value as people read it.
  func value(_ value: RuleValue, of attribute: RuleAttribute) -> Bilingual {
    switch value {
    case .none where attribute == .rule: RulePhrase.ruleAbsent.text
    case .flag(let flag):
      attribute == .rule ? RulePhrase.rulePresent.text : (flag ? RulePhrase.yes : .no).text
    default: Bilingual(same: value.text)
    }
  }

  func edits(_ edits: [RuleEdit]) -> Bilingual {
    let texts = edits.map { edit in
      let (old, new) = (value(edit.old, of: edit.attribute), value(edit.new, of: edit.attribute))
      return Bilingual(
        zh: "\(edit.attribute.name.zh) \(old.zh) -> \(new.zh)",
        en: "\(edit.attribute.name.en) \(old.en) -> \(new.en)")
    }
    return Bilingual(
      zh: texts.map(\.zh).joined(separator: "，"), en: texts.map(\.en).joined(separator: ", "))
  }

  func note(_ note: RuleNote) -> Bilingual {
    let civil = CivilTime(note.at, at: site.offset)
    return RulePhrase.noteLine.filled(with: [
      "time": Bilingual(same: civil.date + " " + civil.hourMinute),
      "author": Bilingual(same: note.author.displayName),
      "approver": Bilingual(same: note.change.approver?.displayName ?? "--"),
      "edits": edits(note.change.edits),
      "reason": Bilingual(same: note.change.reason),
    ])
  }

  // MARK: The command line

  /// Everything that `watchfloor changes` prints.
  public func lines(_ book: RuleBook, _ language: Language) -> [String] {
    func head(_ phrase: RulePhrase, _ count: Int) -> String {
      phrase.filled(["count": String(count), "limit": String(RuleBook.noteLimit)])[language]
    }
    func rows(_ list: [RuleDifference]) -> [String] {
      list.map { difference in
        let (old, new) = (
          value(difference.old, of: difference.attribute), value(difference.new, of: difference.attribute)
        )
        return "  \(difference.rule)  \(difference.attribute.word)  \(old[language]) -> \(new[language])"
      }
    }
    let (found, standing) = (book.differences, standing(book))
    return [head(.headFound, found.count)] + rows(found) + [head(.headStanding, standing.count)]
      + rows(standing) + [head(.headNotes, book.notes.count)]
      + book.notes.map { "  \($0.change.rule)  " + note($0)[language] }
  }

  /// The changes over the file as tables for `thresholds.toml`.
  public func toml(_ book: RuleBook, _ language: Language) -> [String] {
    var lines: [String] = ["# " + RulePhrase.tomlHead.text[language]]
    for (rule, record) in book.records.sorted(by: { $0.key < $1.key }) where !record.standing.isEmpty {
      lines += ["", "[[threshold]]", "id = \"\(rule)\""]
      for (attribute, value) in record.standing.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
        if value == .none {
          lines.append(RulePhrase.tomlRemove.filled(["word": attribute.word])[language])
        } else {
          let was = RulePhrase.tomlWas.filled(["old": record.file[attribute].text])[language]
          lines.append("\(attribute.word) = \(value.toml)  # \(was)")
        }
      }
    }
    return lines
  }
}

extension Wording {
  var rules: RuleText { RuleText(site: index.site) }

  /// What an owner found in the site's files, in one line.
  func text(of sheets: [RuleSheet], isBaseline: Bool) -> Bilingual {
    if isBaseline { return RulePhrase.eventBaseline.filled(["count": String(sheets.count)]) }
    let shown = sheets.prefix(5).map(\.rule).joined(separator: " ") + (sheets.count > 5 ? " …" : "")
    return RulePhrase.eventRules.filled(["rules": shown])
  }

  func text(of change: RuleChange) -> Bilingual {
    RulePhrase.eventChange.filled(with: [
      "rule": Bilingual(same: change.rule), "edits": rules.edits(change.edits),
      "approver": Bilingual(same: change.approver?.displayName ?? "--"),
      "reason": Bilingual(same: change.reason),
    ])
  }

  func text(of fault: RuleFault) -> Bilingual {
    switch fault {
    case .noLimit: RulePhrase.faultNoLimit.text
    case .outOfOrder(let worse, let milder):
      RulePhrase.faultOrder.filled(with: ["worse": worse.name, "milder": milder.name])
    case .outOfBounds(let attribute, let low, let high): bounds(.faultBounds, attribute, low, high)
    case .outOfReach(let attribute, let low, let high): bounds(.faultReach, attribute, low, high)
    case .needsOther(let one, let other):
      RulePhrase.faultOther.filled(with: ["one": one.name, "other": other.name])
    case .notWhole(let attribute): RulePhrase.faultWhole.filled(with: ["attribute": attribute.name])
    case .suppressed(let relation): RulePhrase.faultSuppressed.filled(["relation": relation])
    }
  }

  private func bounds(
    _ phrase: RulePhrase, _ attribute: RuleAttribute, _ low: Double, _ high: Double
  ) -> Bilingual {
    phrase.filled(with: [
      "attribute": attribute.name, "low": Bilingual(same: RuleValue.number(low).text),
      "high": Bilingual(same: RuleValue.number(high).text),
    ])
  }
}
