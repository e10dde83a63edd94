public import CityDispatch
public import CitySafety

/// An authored warning as a handover tells it: in force, or waiting for approval, or both.
public struct HandoverWarning: Sendable, Hashable {
  public var id: PublicWarningID
  /// The incident that it was drafted from.
  public var incident: IncidentID?
  public var grade: Grade
  public var kind: Bilingual
  public var area: Bilingual
  /// Whether the public has been told and it still holds.
  public var isInForce: Bool
  /// Whether a version of it waits for approval.
  public var isWaiting: Bool
  /// When it runs out, or would.
  public var ends: Instant
  public var revision: Int64

  /// Nil for what nobody outside has heard of and nobody has to decide.
  public init?(_ warning: PublicWarning) {
    isInForce = warning.state.isInForce
    isWaiting = warning.proposal?.isSubmitted == true
    guard isInForce || isWaiting, let content = warning.content else { return nil }
    id = warning.id
    incident = warning.incident
    grade = content.grade
    kind = content.type.name
    area = content.area
    ends = content.ends
    revision = warning.revision
  }

  /// The item that the incoming person reads back.
  var item: HandoverItem {
    var reasons: HandoverReasons = []
    if isInForce { reasons.insert(.inForce) }
    if isWaiting { reasons.insert(.approval) }
    if grade.isWorse(than: .yellow) { reasons.insert(.severe) }
    return HandoverItem(key: .warning(id), reasons: reasons, revision: revision)
  }
}

extension HandoverWarning {
  func write(to writer: inout ByteWriter) {
    writer.write(id.value)
    writer.write(incident) { $0.write($1.value) }
    writer.write(grade.rawValue)
    writer.write(kind)
    writer.write(area)
    writer.write(isInForce)
    writer.write(isWaiting)
    writer.write(ends)
    writer.write(revision)
  }

  init(from reader: inout ByteReader) throws(CodingFailure) {
    id = PublicWarningID(try reader.int64())
    incident = try reader.bool() ? IncidentID(try reader.int64()) : nil
    grade = try reader.choice()
    kind = try reader.bilingual()
    area = try reader.bilingual()
    isInForce = try reader.bool()
    isWaiting = try reader.bool()
    ends = try reader.instant()
    revision = try reader.int64()
  }
}

extension PublicWarningTable {
  /// Those in force and those that wait for approval, by number, as a handover tells them.
  public var handedOver: [HandoverWarning] {
    warnings.sorted { $0.id < $1.id }.compactMap(HandoverWarning.init)
  }
}

extension PublicWarningBook {
  /// Those in force and those that wait for approval, by number, as a handover tells them.
  var handedOver: [HandoverWarning] {
    warnings.values.sorted { $0.id < $1.id }.compactMap(HandoverWarning.init)
  }

  /// Numbers of the warnings of an incident that are in force, ascending.
  public func inForce(of incident: IncidentID) -> [PublicWarningID] {
    warnings.values.filter { $0.incident == incident && $0.state.isInForce }.map(\.id).sorted()
  }
}
