import Alarms
import Analysis
import CitySafety

extension OperationsState {
  /// Whether a change of a rule may be performed now; what comes back has harmless texts and the old values of
  /// the owner.
  ///
  /// - Parameter seen: `RuleRecord.revision` on the screen.
  func checked(
    _ change: RuleChange, by author: Actor, seen: Int64, authority: Authority, site: Site
  ) throws(DutyRefusal) -> RuleChange {
    guard let approver = change.approver else { throw .needsApprover }
    guard approver.person != author.person else { throw .approverIsAuthor(approver.displayName) }
    guard authority.permits(.approveChange, approver.role) else {
      throw .notPermitted(.approveChange, role: approver.role)
    }
    guard change.reason.utf8.count <= OperationsState.textByteLimit,
      change.reason.count <= OperationsState.textLimit
    else { throw .textTooLong(limit: OperationsState.textLimit) }
    var checked = change
    checked.reason = HarmlessText.clean(change.reason, limit: .max)
    guard !checked.reason.allSatisfy(\.isWhitespace) else { throw .needsReason }
    guard let record = rules.records[change.rule] else { throw .unknownRule(change.rule) }
    guard record.revision == seen else { throw .ruleChanged(change.rule, by: record.changedBy ?? "") }
    checked.edits = try self.checked(change.edits, of: record)
    var values = record.inForce
    for edit in checked.edits { values[edit.attribute] = edit.new }
    if record.isThere, let fault = fault(of: values, change.rule, checked.edits, record, site) {
      throw .badValue(fault)
    }
    return checked
  }

  private func checked(_ edits: [RuleEdit], of record: RuleRecord) throws(DutyRefusal) -> [RuleEdit] {
    guard !edits.isEmpty, Set(edits.map(\.attribute)).count == edits.count else { throw .nothingToDo }
    var checked: [RuleEdit] = []
    for edit in edits {
      let isFound = record.found[edit.attribute] != nil
      // What makes it another rule is the file's alone: it can be approved, and not be changed.
      let mayHave =
        RuleAttribute.changeable.contains(edit.attribute) && record.isThere
        || isFound && edit.new == record.fileValue(edit.attribute)
      guard mayHave, isFound || edit.new != record.value(edit.attribute) else { throw .nothingToDo }
      guard edit.attribute.takes(edit.new) || edit.new == record.fileValue(edit.attribute) else {
        throw .nothingToDo
      }
      checked.append(
        RuleEdit(edit.attribute, old: record.authorised(edit.attribute), new: edit.new))
    }
    return checked
  }

  /// What `check` would refuse, or warn of where it is not what the file says already.
  private func fault(
    of values: RuleValues, _ rule: String, _ edits: [RuleEdit], _ record: RuleRecord, _ site: Site
  ) -> RuleFault? {
    if let fault = values.fault { return fault }
    if edits.allSatisfy({ $0.new == record.fileValue($0.attribute) }) { return nil }
    if let type = site.sensorTypes.first(where: { .word($0.id) == values[.sensorType] }),
      let fault = values.reachFault(of: type)
    {
      return fault
    }
    return site.relations.first { relation in
      relation.suppresses
        && relation.consequences.contains { consequence in
          guard rule == relation.cause || rule == consequence else { return false }
          let cause = grades(of: relation.cause, rule, values)
          let hidden = grades(of: consequence, rule, values)
          guard let worst = hidden.first, let mildest = cause.last else { return false }
          return worst == .red || worst.isWorse(than: mildest)
        }
    }.map { .suppressed(relation: $0.id) }
  }

  private func grades(of rule: String, _ changed: String, _ values: RuleValues) -> [Grade] {
    let values = rule == changed ? values : rules.records[rule]?.inForce ?? RuleValues()
    return Grade.allCases.filter { values[RuleAttribute(limitOf: $0)] != .none }
  }
}

extension RuleAttribute {
  /// Whether a value is of the attribute's kind.
  fileprivate func takes(_ value: RuleValue) -> Bool {
    switch value {
    case .none, .number: !isFlag
    case .flag: isFlag
    case .word: false
    }
  }
}
