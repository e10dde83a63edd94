public import Alarms
public import CitySafety

/// The authored warnings that are not over: the part of the state that their journal entries lead to.
///
/// What is over leaves it; the store keeps it.
public struct PublicWarningBook: Sendable, Equatable {
  /// Most drafts and warnings in force at once; one more is refused.
  public static let limit = 200

  public private(set) var warnings: [PublicWarningID: PublicWarning] = [:]
  /// The last number given, and the last time of issue.
  public private(set) var last: PublicWarningID
  public private(set) var lastSent: Instant
  /// What changed since it was last taken; not part of what the state is.
  private var changes: [PublicWarningID: PublicWarning] = [:]

  /// The book at a checkpoint.
  public init(
    warnings: [PublicWarning] = [], last: PublicWarningID = PublicWarningID(0), lastSent: Instant = .epoch
  ) {
    self.last = last
    self.lastSent = lastSent
    for warning in warnings {
      self.warnings[warning.id] = warning
      self.last = max(self.last, warning.id)
    }
  }

  public static func == (left: PublicWarningBook, right: PublicWarningBook) -> Bool {
    left.last == right.last && left.lastSent == right.lastSent && left.warnings == right.warnings
  }

  /// What changed since it was asked last, ascending; what is over for the last time.
  public mutating func takeChanges() -> [PublicWarning] {
    defer { changes = [:] }
    return changes.values.sorted { $0.id < $1.id }
  }

  /// A warning that changed since that, also one that is over.
  public func changed(_ id: PublicWarningID) -> PublicWarning? { changes[id] }

  /// When the next warning in force runs out.
  public var nextEnd: Instant? { warnings.values.lazy.compactMap(\.runsOut).min() }

  /// The warnings whose time ran out at or before `now`, ascending.
  public func due(at now: Instant) -> [PublicWarningID] {
    warnings.values.filter { warning in warning.runsOut.map { $0 <= now } ?? false }.map(\.id).sorted()
  }

  /// Whole seconds, later than every time of issue before it: identifiers are made of them.
  public func nextSent(at now: Instant) -> Instant {
    max(Instant(milliseconds: now.milliseconds - now.milliseconds % 1000), lastSent + .seconds(1))
  }

  private mutating func put(_ warning: PublicWarning) {
    last = max(last, warning.id)
    warnings[warning.id] = warning.state.isOver ? nil : warning
    changes[warning.id] = warning
  }

  // MARK: The reducer's part

  /// Performs what was decided.
  public mutating func apply(_ action: WarningAction, by actor: Actor, at: Instant) {
    if case .draft(let id, let incident, let content, let isSubmitted) = action, warnings[id] == nil {
      guard id > last else { return }
      return put(
        PublicWarning(
          id: id, incident: incident,
          proposal: WarningProposal(content: content, isSubmitted: isSubmitted, by: actor, at: at),
          changedAt: at,
          changedBy: actor.displayName))
    }
    guard var warning = warnings[action.id] else { return }
    switch action {
    case .draft(_, _, let content, let isSubmitted):
      warning.proposal = WarningProposal(content: content, isSubmitted: isSubmitted, by: actor, at: at)
    case .back(_, let reason):
      warning.proposal?.isSubmitted = false
      warning.proposal?.remark = reason
    case .issue(_, let approver):
      let sent = nextSent(at: at)
      guard let message = warning.next(sent: sent, by: actor.displayName, approver: approver?.displayName)
      else {
        return
      }
      warning.messages.append(message)
      warning.proposal = nil
      lastSent = sent
    case .cancel(_, let reason):
      let sent = nextSent(at: at)
      guard let message = warning.cancellation(sent: sent, reason: reason, by: actor.displayName) else {
        return
      }
      warning.messages.append(message)
      warning.proposal = nil
      lastSent = sent
    case .discard:
      warning.isDiscarded = warning.messages.isEmpty
      warning.proposal = nil
    }
    warning.changedAt = at
    warning.changedBy = actor.displayName
    warning.revision &+= 1
    put(warning)
  }

  /// The time of a warning ran out; what was to follow it is given up.
  public mutating func expire(_ id: PublicWarningID, at: Instant) {
    guard var warning = warnings[id], warning.state.isInForce else { return }
    warning.expiredAt = at
    warning.proposal = nil
    warning.changedAt = at
    warning.changedBy = nil
    warning.revision &+= 1
    put(warning)
  }
}

// MARK: - What may be done

/// What a decision about a warning rests on beside the book.
public struct WarningGrounds {
  public var authoring: WarningAuthoring
  public var offset: UTCOffset
  public var now: Instant
  public var mayIssue: (Role, Grade) -> Bool
  public var mayApprove: (Role, Grade) -> Bool
  public var needsSecond: (Grade) -> Bool
  public var knows: (IncidentID) -> Bool

  public init(
    authoring: WarningAuthoring, offset: UTCOffset, now: Instant, mayIssue: @escaping (Role, Grade) -> Bool,
    mayApprove: @escaping (Role, Grade) -> Bool, needsSecond: @escaping (Grade) -> Bool,
    knows: @escaping (IncidentID) -> Bool
  ) {
    self.authoring = authoring
    self.offset = offset
    self.now = now
    self.mayIssue = mayIssue
    self.mayApprove = mayApprove
    self.needsSecond = needsSecond
    self.knows = knows
  }
}

extension PublicWarningBook {
  /// What to journal, or why it cannot be performed.
  ///
  /// Kind, issuer and status come from the site's data, whatever the seat sent. `seen` is the revision on the screen.
  public func decided(
    _ action: WarningAction, by actor: Actor, seen: Int64, _ grounds: WarningGrounds
  ) throws(WarningRefusal) -> WarningAction {
    if case .draft(let id, let incident, let content, let isSubmitted) = action, id.value == 0 {
      guard warnings.count < PublicWarningBook.limit else { throw .tooMany(limit: PublicWarningBook.limit) }
      if let incident, !grounds.knows(incident) { throw .unknownIncident(incident) }
      let number = PublicWarningID(last.value + 1)
      return .draft(number, incident: incident, try checked(content, grounds), isSubmitted: isSubmitted)
    }
    guard let warning = warnings[action.id] else { throw .unknown(action.id) }
    guard seen == warning.revision else { throw .raced(by: warning.changedBy, at: warning.changedAt) }
    switch action {
    case .draft(let id, _, let content, let isSubmitted):
      guard warning.messages.count < PublicWarning.versionLimit else {
        throw .tooMany(limit: PublicWarning.versionLimit)
      }
      return .draft(id, incident: warning.incident, try checked(content, grounds), isSubmitted: isSubmitted)
    case .back(_, let reason):
      guard warning.proposal?.isSubmitted == true else { throw .nothingToDo }
      guard !reason.allSatisfy(\.isWhitespace) else { throw .needsReason }
    case .issue(_, let approver):
      guard let proposal = warning.proposal else { throw .nothingToDo }
      let grade = proposal.content.grade
      guard grounds.mayIssue(actor.role, grade) else { throw .notForGrade(grade, actor.role) }
      try checkSecond(approver, beside: actor, grade, grounds)
      _ = try checked(proposal.content, grounds)
      if let next = warning.next(sent: grounds.now, by: actor.displayName, approver: nil) {
        try checkLength(next, grounds)
      }
    case .cancel(_, let reason):
      guard let content = warning.messages.last?.content, warning.state.isInForce else {
        throw .wrongState(warning.state)
      }
      guard grounds.mayIssue(actor.role, content.grade) else { throw .notForGrade(content.grade, actor.role) }
      guard !reason.allSatisfy(\.isWhitespace) else { throw .needsReason }
      if let last = warning.cancellation(sent: grounds.now, reason: reason, by: actor.displayName) {
        try checkLength(last, grounds)
      }
    case .discard: guard warning.proposal != nil else { throw .nothingToDo }
    }
    return action
  }

  private func checkSecond(
    _ approver: Actor?, beside actor: Actor, _ grade: Grade, _ grounds: WarningGrounds
  ) throws(WarningRefusal) {
    guard grounds.needsSecond(grade) else { return }
    guard let approver else { throw .needsSecond(grade) }
    guard approver.person != actor.person else { throw .secondIsFirst(approver.displayName) }
    guard grounds.mayApprove(approver.role, grade) else { throw .approverNotForGrade(grade, approver.role) }
  }

  private func checkLength(_ warning: IssuedWarning, _ grounds: WarningGrounds) throws(WarningRefusal) {
    let parts = WarningText(authoring: grounds.authoring, offset: grounds.offset).smsParts(warning)
    guard parts <= grounds.authoring.smsParts else {
      throw .smsTooLong(parts: parts, limit: grounds.authoring.smsParts)
    }
  }

  /// The content with what the site's data says of its kind and level.
  private func checked(
    _ content: WarningContent, _ grounds: WarningGrounds
  ) throws(WarningRefusal) -> WarningContent {
    guard let kind = grounds.authoring.kind(content.type.id) else { throw .unknownKind(content.type.id) }
    if let publisher = kind.publisher {
      throw .received(kind: kind.type.name, publisher: publisher, origin: kind.origin)
    }
    guard let issuer = grounds.authoring.issuers[content.grade] else { throw .noIssuer(content.grade) }
    for (field, text) in [
      (WarningField.area, content.area), (.caution, content.caution), (.measures, content.measures),
    ] {
      guard ![text.zh, text.en].contains(where: { $0.allSatisfy(\.isWhitespace) }) else {
        throw .missing(field)
      }
    }
    guard content.ends > content.starts, content.ends > grounds.now else { throw .ended }
    guard content.geocodes.count <= WarningContent.geocodeLimit else {
      throw .tooMany(limit: WarningContent.geocodeLimit)
    }
    for code in content.geocodes {
      let isCode = (6...12).contains(code.utf8.count) && code.utf8.allSatisfy { (0x30...0x39).contains($0) }
      guard isCode else { throw .badCode(code) }
    }
    var checked = content
    checked.type = kind.type
    checked.issuer = issuer
    checked.status = grounds.authoring.status
    return checked
  }
}
