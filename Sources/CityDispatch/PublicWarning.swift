public import Alarms
public import CitySafety

/// The number of an authored warning; it is never given twice at a site.
public struct PublicWarningID: Sendable, Hashable, Comparable {
  public var value: Int64
  public init(_ value: Int64) { self.value = value }
  public static func < (left: PublicWarningID, right: PublicWarningID) -> Bool { left.value < right.value }
}

/// Where an authored warning stands (发布 → 更新 → 解除).
public enum PublicWarningState: UInt8, Sendable, Hashable, CaseIterable {
  /// Written down; nobody outside has heard of it.
  case draft = 1
  /// Waits for whom its level asks for.
  case pending = 2
  case issued = 3
  /// A later version of it went out.
  case updated = 4
  /// 解除
  case cancelled = 5
  /// Its time ran out.
  case expired = 6
  /// A draft that never went out and will not.
  case discarded = 7

  public var name: Bilingual {
    switch self {
    case .draft: Bilingual(zh: "拟稿", en: "Draft")
    case .pending: Bilingual(zh: "待审批", en: "To approve")
    case .issued: Bilingual(zh: "已发布", en: "Issued")
    case .updated: Bilingual(zh: "已更新", en: "Updated")
    case .cancelled: Bilingual(zh: "已解除", en: "Lifted")
    case .expired: Bilingual(zh: "已到期", en: "Expired")
    case .discarded: Bilingual(zh: "已弃稿", en: "Discarded")
    }
  }

  /// Whether the public has been told and it still holds.
  public var isInForce: Bool { self == .issued || self == .updated }
  public var isOver: Bool { self == .cancelled || self == .expired || self == .discarded }
}

/// What is written and has not gone out: a first draft, or the next version of what is in force.
public struct WarningProposal: Sendable, Hashable {
  public var content: WarningContent
  /// Whether it waits for approval.
  public var isSubmitted: Bool
  public var by: Actor
  public var at: Instant
  /// Why it was sent back; empty otherwise.
  public var remark: String

  public init(content: WarningContent, isSubmitted: Bool, by: Actor, at: Instant, remark: String = "") {
    self.content = content
    self.isSubmitted = isSubmitted
    self.by = by
    self.at = at
    self.remark = remark
  }
}

/// A warning that this centre writes: its versions under one number.
public struct PublicWarning: Sendable, Hashable, Identifiable {
  /// Versions of one warning; one more is refused, a cancellation never.
  public static let versionLimit = 50

  public let id: PublicWarningID
  /// The incident that it was drafted from.
  public let incident: IncidentID?
  public var proposal: WarningProposal?
  /// What went out, oldest first.
  public var messages: [IssuedWarning]
  public var expiredAt: Instant?
  public var isDiscarded: Bool
  public var changedAt: Instant
  public var changedBy: String?
  public var revision: Int64

  public init(
    id: PublicWarningID, incident: IncidentID?, proposal: WarningProposal?, messages: [IssuedWarning] = [],
    expiredAt: Instant? = nil, isDiscarded: Bool = false, changedAt: Instant, changedBy: String?,
    revision: Int64 = 1
  ) {
    self.id = id
    self.incident = incident
    self.proposal = proposal
    self.messages = messages
    self.expiredAt = expiredAt
    self.isDiscarded = isDiscarded
    self.changedAt = changedAt
    self.changedBy = changedBy
    self.revision = revision
  }

  public var state: PublicWarningState {
    if isDiscarded { return .discarded }
    guard let last = messages.last else { return proposal?.isSubmitted == true ? .pending : .draft }
    if last.type == .cancel { return .cancelled }
    if expiredAt != nil { return .expired }
    return last.type == .update ? .updated : .issued
  }

  /// What it says now: what went out, or the draft where nothing did.
  public var content: WarningContent? { messages.last?.content ?? proposal?.content }

  /// When it runs out; `nil` while nothing is in force.
  public var runsOut: Instant? { state.isInForce ? messages.last?.content.ends : nil }

  /// The proposal as it would go out at a moment.
  public func next(sent: Instant, by: String, approver: String?) -> IssuedWarning? {
    guard let proposal else { return nil }
    return IssuedWarning(
      number: id.value, version: messages.count + 1, type: messages.isEmpty ? .alert : .update, sent: sent,
      content: proposal.content, references: messages.map(\.reference), by: by, approver: approver)
  }

  /// The message that lifts it; `nil` while nothing is in force.
  public func cancellation(sent: Instant, reason: String, by: String) -> IssuedWarning? {
    guard state.isInForce, let last = messages.last else { return nil }
    return IssuedWarning(
      number: id.value, version: messages.count + 1, type: .cancel, sent: sent, content: last.content,
      references: messages.map(\.reference), reason: reason, by: by)
  }
}

/// What a person may ask for about an authored warning.
public enum WarningAction: Sendable, Hashable {
  /// Writes a draft, or the next version of what is in force; number 0 begins a new one.
  case draft(PublicWarningID, incident: IncidentID?, WarningContent, isSubmitted: Bool)
  /// Sends what waits for approval back to be written anew.
  case back(PublicWarningID, reason: String)
  /// 发布 or 更新; who approves beside the person, proven with a passphrase before the owner's thread sees it.
  case issue(PublicWarningID, approver: Actor?)
  /// 解除
  case cancel(PublicWarningID, reason: String)
  /// Gives up a draft.
  case discard(PublicWarningID)

  public var id: PublicWarningID {
    switch self {
    case .draft(let id, _, _, _), .back(let id, _), .issue(let id, _), .cancel(let id, _), .discard(let id):
      id
    }
  }

  /// Every text that came from a seat, with a way to put it back.
  public func mappingTexts<Failure: Error>(
    _ body: (String) throws(Failure) -> String
  ) throws(Failure) -> WarningAction {
    switch self {
    case .draft(let id, let incident, var content, let isSubmitted):
      content.type.id = try body(content.type.id)
      for path in [\WarningContent.area, \.caution, \.measures] {
        let text = content[keyPath: path]
        content[keyPath: path] = Bilingual(zh: try body(text.zh), en: try body(text.en))
      }
      for index in content.geocodes.indices { content.geocodes[index] = try body(content.geocodes[index]) }
      return .draft(id, incident: incident, content, isSubmitted: isSubmitted)
    case .back(let id, let reason): return .back(id, reason: try body(reason))
    case .cancel(let id, let reason): return .cancel(id, reason: try body(reason))
    case .issue, .discard: return self
    }
  }
}

/// Why a request about an authored warning was refused.
public enum WarningRefusal: Error, Sendable, Hashable {
  case unknown(PublicWarningID)
  case unknownIncident(IncidentID)
  case raced(by: String?, at: Instant)
  /// The site names no such kind.
  case unknownKind(String)
  /// Such warnings are received, never authored; who publishes them, and which rule says so.
  case received(kind: Bilingual, publisher: Bilingual, origin: String)
  /// The site names nobody who issues warnings of the level.
  case noIssuer(Grade)
  case missing(WarningField)
  /// It would end before it begins, or is over already.
  case ended
  case badCode(String)
  /// The role may not issue the level.
  case notForGrade(Grade, Role)
  case approverNotForGrade(Grade, Role)
  /// The level asks for a second person.
  case needsSecond(Grade)
  case secondIsFirst(String)
  case wrongState(PublicWarningState)
  /// There is no draft to be sent or sent back.
  case nothingToDo
  case needsReason
  case smsTooLong(parts: Int, limit: Int)
  case tooMany(limit: Int)
}
