internal import Alarms
internal import Analysis
internal import CitySafety
internal import Operations
internal import Widgets

/// A rule as the view lists it: the site's, the journal's, or one of them where the other has it not.
struct RuleRow: Sendable {
  var id: String
  var rule: Threshold?
  var record: RuleRecord?

  /// What nobody authorised first, then what was changed, then the rest.
  var rank: Int {
    guard let record else { return 2 }
    return record.found.isEmpty ? (record.standing.isEmpty ? 2 : 1) : 0
  }
}

/// A change of a rule while it is written: the rule as it stood on the screen.
struct RuleForm: Sendable, Hashable {
  var rule: String
  var record: RuleRecord
  var message: Bilingual
  var openAlarms: Int

  /// The attributes that have a field, in the order of the fields.
  var attributes: [RuleAttribute] { record.isThere ? RuleAttribute.changeable : [] }

  /// What the file says of what has no field and nobody authorised yet.
  var foundBesides: [RuleEdit] {
    record.found.keys.filter { !attributes.contains($0) }.sorted { $0.rawValue < $1.rawValue }.map {
      attribute in
      let new = attribute == .rule && !record.isThere ? RuleValue.none : record.file[attribute]
      return RuleEdit(attribute, old: record.authorised(attribute), new: new)
    }
  }
}

/// Alarm rules: the view of them, and the form that changes one.
extension Desk {
  /// The rule with the values that readings are judged by.
  func inForce(_ rule: Threshold) -> Threshold { shown.rules.inForce(rule) }

  /// Every rule of the site and of the journal, in the order of the view.
  var ruleRows: [RuleRow] {
    let records = shown.rules.records
    let rules = configuration.site.thresholds
    let known = Set(rules.map(\.id))
    let own = rules.map { RuleRow(id: $0.id, rule: $0, record: records[$0.id]) }
    let others = records.keys.filter { !known.contains($0) }.sorted().map {
      RuleRow(id: $0, rule: nil, record: records[$0])
    }
    return (own + others).enumerated().sorted {
      ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset)
    }.map(\.element)
  }

  mutating func moveInRules(by rows: Int) {
    guard var view = dutyView else { return }
    let all = ruleRows
    let at = all.firstIndex { $0.id == view.rule } ?? 0
    view.position = min(max(0, at + rows), max(0, all.count - 1))
    view.rule = all.isEmpty ? nil : all[view.position].id
    dutyView = view
  }

  /// The form for the rule of the alarm under the cursor.
  mutating func changeRuleOfAlarm() {
    guard let alarm = queue.current?.alarm else { return say(.noRow) }
    guard case .threshold(_, let rule) = alarm.key else { return say(RulePhrase.ofAnAlarmOfARule.text) }
    openRule(rule)
  }

  /// Opens the form, filled with what is in force.
  mutating func openRule(_ rule: String) {
    guard mayCommand(), let actor else { return }
    guard configuration.authority.permits(.changeRule, actor.role) else {
      return say(wording.text(of: .notPermitted(.changeRule, role: actor.role)), isError: true)
    }
    guard pendingDuty.isEmpty else { return say(DutyPhrase.waitsForAnswer.text) }
    guard let record = shown.rules.records[rule] else {
      return say(RulePhrase.notKnownYet.text, isError: true)
    }
    let site = configuration.site.thresholds.first { $0.id == rule }
    let place = index.position(ofRule: rule)
    let form = RuleForm(
      rule: rule, record: record, message: site?.message ?? Bilingual(same: rule),
      openAlarms: place.map { place in shown.alarms.rows.count { $0.facts.rule == place } } ?? 0)
    let fields =
      form.attributes.map { field(of: $0, record) } + [
        Dialog.Field(label: .reasonField, input: TextField(limit: Desk.textLimit)),
        Dialog.Field(
          label: .nameField, input: TextField(limit: 64), name: RulePhrase.approverField.text),
        Dialog.Field(
          label: .passphraseField, input: TextField(limit: 256), isSecret: true,
          name: RulePhrase.approverSecret.text),
      ]
    open(Dialog(.ruleChange(form), fields: fields, at: hand))
  }

  private func field(of attribute: RuleAttribute, _ record: RuleRecord) -> Dialog.Field {
    let value = record.value(attribute)
    var field = Dialog.Field(
      label: .commentField, input: TextField(limit: 20), isOptional: true, name: attribute.name)
    field.before = record.authorised(attribute)
    if attribute.isFlag {
      field.options = [RulePhrase.yes.text, RulePhrase.no.text]
      field.choice = value == .flag(true) ? 0 : 1
    } else if value != .none {
      field.input.set(value.text)
    }
    return field
  }

  /// Sends what stands in the form, or says what is wrong with it.
  mutating func confirm(_ form: RuleForm, _ dialog: Dialog, _ texts: [String]) {
    var dialog = dialog
    var values = form.record.inForce
    var edits = form.foundBesides
    for (position, attribute) in form.attributes.enumerated() {
      guard let value = dialog.fields[position].ruleValue else {
        dialog.focus = position
        dialog.problem = RulePhrase.noNumber.filled(with: [
          "attribute": attribute.name, "text": Bilingual(same: texts[position]),
        ])
        return overlay = .dialog(dialog)
      }
      values[attribute] = value
      let old = form.record.authorised(attribute)
      // What nobody authorised is decided now, whatever is written.
      if value != old || form.record.found[attribute] != nil {
        edits.append(RuleEdit(attribute, old: old, new: value))
      }
    }
    if edits.isEmpty {
      dialog.problem = RulePhrase.noEdits.text
    } else if form.record.isThere, let fault = values.fault {
      dialog.problem = wording.text(of: fault)
    } else {
      dialog.isWaiting = true
      dialog.problem = nil
      let rest = texts[form.attributes.count...]
      let change = RuleChange(rule: form.rule, edits: edits, reason: rest[rest.startIndex])
      send(
        .changeRule(change), as: (rest[rest.startIndex + 1].trimmed, rest[rest.startIndex + 2]),
        seen: form.record.revision)
    }
    overlay = .dialog(dialog)
  }
}

extension Dialog.Field {
  /// What a field of a rule says; `nil` when it is no number.
  var ruleValue: RuleValue? {
    options.isEmpty ? RuleValue(typed: cleaned) : .flag(choice == 0)
  }
}
