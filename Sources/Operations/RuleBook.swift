public import Alarms
public import Analysis
public import CitySafety

/// A rule's attributes as an owner found them in the site's files; without any where the rule is gone.
public struct RuleSheet: Sendable, Hashable {
  public var rule: String
  public var values: RuleValues

  public init(rule: String, values: RuleValues) {
    self.rule = rule
    self.values = values
  }
}

/// One attribute that is to have another value.
public struct RuleEdit: Sendable, Hashable {
  public var attribute: RuleAttribute
  public var old: RuleValue
  public var new: RuleValue

  public init(_ attribute: RuleAttribute, old: RuleValue, new: RuleValue) {
    self.attribute = attribute
    self.old = old
    self.new = new
  }
}

/// A change of a rule's attributes (alarms.md 8.1 row 27): proposed by one person, approved by another.
public struct RuleChange: Sendable, Hashable {
  public var rule: String
  /// At least one, each attribute once.
  public var edits: [RuleEdit]
  public var reason: String
  /// Who approves: proven with a passphrase before the owner's thread sees it.
  public var approver: Actor?

  public init(rule: String, edits: [RuleEdit], reason: String, approver: Actor? = nil) {
    self.rule = rule
    self.edits = edits
    self.reason = reason
    self.approver = approver
  }
}

/// An attribute that an owner found other than it was, without an approved change.
public struct RuleDifference: Sendable, Hashable {
  public var rule: String
  public var attribute: RuleAttribute
  /// What was last authorised, and what the site's file says.
  public var old: RuleValue
  public var new: RuleValue

  public init(rule: String, attribute: RuleAttribute, old: RuleValue, new: RuleValue) {
    self.rule = rule
    self.attribute = attribute
    self.old = old
    self.new = new
  }
}

/// A change that was approved, as it is listed.
public struct RuleNote: Sendable, Hashable {
  public var sequence: Int64
  public var at: Instant
  public var change: RuleChange
  public var author: Actor
}

/// What the journal knows of one rule.
public struct RuleRecord: Sendable, Hashable {
  /// What the site's file said when an owner last started.
  public internal(set) var file: RuleValues
  /// Approved values that lie over the file's.
  public internal(set) var standing: [RuleAttribute: RuleValue] = [:]
  /// Attributes of the file that nobody authorised, each with the value that was authorised last.
  public internal(set) var found: [RuleAttribute: RuleValue] = [:]
  /// Whether the site still has the rule.
  public internal(set) var isThere = true
  /// Rises with each change and each finding.
  public internal(set) var revision: Int64 = 0
  /// Who changed it last, where it was a person.
  public internal(set) var changedBy: String?

  /// What the readings are judged by.
  public var inForce: RuleValues {
    var values = file
    for (attribute, value) in standing { values[attribute] = value }
    return values
  }

  /// What was authorised last of an attribute.
  public func authorised(_ attribute: RuleAttribute) -> RuleValue {
    standing[attribute] ?? found[attribute] ?? file[attribute]
  }

  /// What an edit would be judged against: a rule's being there is an attribute too.
  public func value(_ attribute: RuleAttribute) -> RuleValue {
    attribute == .rule && !isThere ? .none : inForce[attribute]
  }

  /// What the file says of an attribute now.
  func fileValue(_ attribute: RuleAttribute) -> RuleValue {
    attribute == .rule && !isThere ? .none : file[attribute]
  }
}

/// The rules as the journal knows them: what the site's files said, what was approved over it, and what is
/// different without an approval.
public struct RuleBook: Sendable, Hashable {
  /// Approved changes that are listed; the journal has them all.
  public static let noteLimit = 100
  /// Rules that one journal entry tells of.
  static let sheetsPerEntry = 100

  public internal(set) var records: [String: RuleRecord] = [:]
  /// Oldest first, at most `noteLimit`.
  public internal(set) var notes: [RuleNote] = []

  public init() {}

  /// How many attributes are different without an approval.
  public var unauthorised: Int { records.values.reduce(0) { $0 + $1.found.count } }

  /// What is different without an approval, by rule and attribute.
  public var differences: [RuleDifference] {
    records.filter { !$0.value.found.isEmpty }.sorted { $0.key < $1.key }.flatMap { rule, record in
      record.found.sorted { $0.key.rawValue < $1.key.rawValue }.map { attribute, old in
        RuleDifference(rule: rule, attribute: attribute, old: old, new: record.fileValue(attribute))
      }
    }
  }

  /// The entries that tell what the site's files say, where the journal knows it otherwise; none where it does not.
  public func events(of rules: [Threshold]) -> [Event] {
    let isBaseline = records.isEmpty
    var sheets: [RuleSheet] = []
    for rule in rules {
      let values = RuleValues(rule)
      if let record = records[rule.id], record.isThere, record.file == values { continue }
      sheets.append(RuleSheet(rule: rule.id, values: values))
    }
    let known = Set(rules.map(\.id))
    for (rule, record) in records.sorted(by: { $0.key < $1.key })
    where record.isThere && !known.contains(rule) {
      sheets.append(RuleSheet(rule: rule, values: RuleValues()))
    }
    return stride(from: 0, to: sheets.count, by: RuleBook.sheetsPerEntry).map { start in
      .rules(Array(sheets[start...].prefix(RuleBook.sheetsPerEntry)), isBaseline: isBaseline)
    }
  }

  /// The site's rules with what was approved over them.
  ///
  /// What the files say now counts, whether the journal has it yet or not.
  public func inForce(_ rules: [Threshold]) -> [Threshold] {
    var book = self
    for event in events(of: rules) { book.take(event) }
    return rules.map { book.inForce($0) }
  }

  /// A rule as the journal knows it to be in force.
  public func inForce(_ rule: Threshold) -> Threshold {
    guard let record = records[rule.id], record.isThere else { return rule }
    return record.inForce.applied(to: rule)
  }
}

// MARK: - The reducer's part

extension RuleBook {
  /// Takes an entry that tells what the site's files say; any other one changes nothing.
  public mutating func take(_ event: Event) {
    if case .rules(let sheets, let isBaseline) = event { take(sheets, isBaseline: isBaseline) }
  }

  /// Takes what an owner found in the site's files.
  ///
  /// A baseline is the first look of a store: nothing was known, so nothing is different.
  mutating func take(_ sheets: [RuleSheet], isBaseline: Bool) {
    for sheet in sheets {
      guard var record = records[sheet.rule] else {
        guard sheet.values.isThere else { continue }
        var record = RuleRecord(file: sheet.values)
        if !isBaseline { record.found[.rule] = RuleValue.none }
        records[sheet.rule] = record
        continue
      }
      record.revision += 1
      record.changedBy = nil
      if !sheet.values.isThere {
        // One that came without an approval and left again is as it was.
        if record.found[.rule] == RuleValue.none {
          records[sheet.rule] = nil
          continue
        }
        record.isThere = false
        record.standing = [:]
        record.found = [.rule: .flag(true)]
      } else {
        if !record.isThere {
          record.isThere = true
          record.found[.rule] = nil
        }
        record.take(sheet.values)
      }
      records[sheet.rule] = record
    }
  }

  /// Performs an approved change.
  mutating func take(_ change: RuleChange, by author: Actor, sequence: Int64, at: Instant) {
    guard var record = records[change.rule] else { return }
    record.revision += 1
    record.changedBy = author.displayName
    for edit in change.edits {
      record.found[edit.attribute] = nil
      record.standing[edit.attribute] = edit.new == record.fileValue(edit.attribute) ? nil : edit.new
    }
    records[change.rule] = record.isThere || record.found[.rule] != nil ? record : nil
    notes.append(RuleNote(sequence: sequence, at: at, change: change, author: author))
    if notes.count > RuleBook.noteLimit { notes.removeFirst() }
  }
}

extension RuleRecord {
  /// Takes other values of the file: an attribute that says what was approved is carried over; any other one is
  /// different without an approval.
  fileprivate mutating func take(_ values: RuleValues) {
    let before = file
    file = values
    // What was approved lies over the same rule only, and only where both together are one that can be.
    if !standing.isEmpty, !before.hasStructure(of: values) || inForce.fault != nil {
      for (attribute, value) in standing where values[attribute] != value { found[attribute] = value }
      standing = [:]
    }
    for attribute in RuleAttribute.allCases where before[attribute] != values[attribute] {
      if standing[attribute] == values[attribute] {
        standing[attribute] = nil
        found[attribute] = nil
        continue
      }
      let authorised = found[attribute] ?? before[attribute]
      found[attribute] = authorised == values[attribute] ? nil : authorised
    }
  }
}
