public import Alarms
import CityDispatch
public import CitySafety

/// A signed handover with all that was read back, as it stood: what is printed and kept.
public struct HandoverRecord: Sendable, Hashable {
  /// One item with what it was about.
  public struct Item: Sendable, Hashable {
    public var item: HandoverItem
    public var tickedAt: Instant
    /// The alarm as it was; `nil` for other items.
    public var alarm: Alarm?
    public var followUp: RecordedEntry?
    public var incident: HandoverIncident?
    public var warning: HandoverWarning?
  }

  public var signed: SignedHandover
  /// The journal entry of the last signature: the anchor is its sequence and hash.
  public var sequence: Int64
  public var isFlood: Bool
  public var suppressed: Int
  public var items: [Item]
  /// Shelves that end in the next shift, soonest first.
  public var expiring: [AlarmID]
}

extension OperationsState {
  /// The record that a decided request brings about; `nil` when it does not complete a handover.
  ///
  /// To be asked before the request is applied, with the time and the sequence that its entry will have.
  public func record(of command: DutyCommand, at: Instant, sequence: Int64, soon: Instant?) -> HandoverRecord?
  {
    guard var handover = duty.handover, handover.number == command.action.handover else { return nil }
    let signature = Signature(actor: command.actor, at: at)
    let second: Signature?
    switch command.action {
    case .sign(_, false):
      handover.signature = signature
      handover.isHigherRisk = false
      second = nil
    case .secondSign: second = signature
    default: return nil
    }
    guard let signed = handover.signed(second: second) else { return nil }
    let report = handoverReport(soon: soon)
    let items = report.items.map { item in
      var record = HandoverRecord.Item(item: item, tickedAt: handover.ticks[item.key]?.at ?? at)
      switch item.key {
      case .alarm(let id): record.alarm = alarms[id]
      case .followUp(let number): record.followUp = duty.followUps[number]
      case .incident(let id):
        record.incident = dispatch.incidents[id].map { HandoverIncident($0, dispatch.tasks(of: id)) }
      case .warning(let id): record.warning = publicWarnings.warnings[id].flatMap(HandoverWarning.init)
      case .source, .suppressed: break
      }
      return record
    }
    return HandoverRecord(
      signed: signed, sequence: sequence, isFlood: report.isFlood, suppressed: report.suppressed,
      items: items,
      expiring: report.expiring)
  }
}
