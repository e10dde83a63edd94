public import Alarms
public import CitySafety

/// What must hold of the alarms after every journal entry: I1 to I6 of alarms.md 8.1, and the two counters.
public enum Invariant: UInt8, Sendable, Hashable, CaseIterable {
  /// Unacknowledged becomes acknowledged by an acknowledgement, by unshelving (row 18) or by an undo alone.
  case acknowledgedByAPerson = 1
  /// The label is a function of the regions.
  case labelFromRegions
  /// Replaying the journal gives the tables; checked by whoever has both.
  case replayGivesTheTables
  /// What is visible and what is suppressed together are all that are active, unacknowledged or latched.
  case nothingIsHidden
  /// Red is never suppressed silently.
  case redIsNotSilent
  /// Rows of a drill never stand in the live file: what was received as an exercise or a test raises nothing.
  case noDrillInTheLiveFile
  /// `version` and `revision` never go back; `revision` rises on every change, `version` only when it is to be
  /// looked at again.
  case countersRise

  /// The short name in the manual and in faults.
  public var code: String { self == .countersRise ? "V" : "I\(rawValue)" }

  public var name: Bilingual {
    switch self {
    case .acknowledgedByAPerson:
      Bilingual(zh: "未确认只能由人确认", en: "only a person acknowledges")
    case .labelFromRegions: Bilingual(zh: "状态字由各区推出", en: "the label follows from the regions")
    case .replayGivesTheTables: Bilingual(zh: "重放得到相同的表", en: "replay gives the tables")
    case .nothingIsHidden: Bilingual(zh: "可见与抑制合为全部", en: "nothing is neither visible nor suppressed")
    case .redIsNotSilent: Bilingual(zh: "红色不得静默抑制", en: "red is not suppressed silently")
    case .noDrillInTheLiveFile: Bilingual(zh: "实战库中没有演练", en: "no drill in the live file")
    case .countersRise: Bilingual(zh: "版本与修订不倒退", en: "version and revision never go back")
    }
  }
}

/// Where an invariant did not hold.
public struct InvariantBreach: Sendable, Hashable {
  public var invariant: Invariant
  public var sequence: Int64
  public var alarm: AlarmID

  public var message: Bilingual {
    let name = invariant.name
    return Bilingual(
      zh: "违反 \(invariant.code)：\(name.zh)（第 \(sequence) 条，告警 \(alarm.value)）",
      en: "\(invariant.code) broken: \(name.en) (entry \(sequence), alarm \(alarm.value))")
  }
}

/// Follows a state from entry to entry and says where an invariant broke.
///
/// It looks at the alarms that an entry changed only, and keeps of each what the next look needs: a whole journal
/// is followed at the pace of its replay.
public struct InvariantChecker: Sendable {
  private struct Seen {
    var isAcknowledged: Bool
    var occurrence: Int32
    var version: Int32
    var revision: Int64
  }

  private var seen: [AlarmID: Seen] = [:]
  /// Received warnings that are not real; one that an update made real goes.
  private var unreal: Set<String> = []

  /// Begins with the state before the next entry.
  public init(_ state: OperationsState) {
    for alarm in state.alarms.each { seen[alarm.id] = InvariantChecker.sight(of: alarm) }
  }

  private static func sight(of alarm: Alarm) -> Seen {
    Seen(
      isAcknowledged: alarm.isAcknowledged, occurrence: alarm.occurrence, version: alarm.version,
      revision: alarm.revision)
  }

  /// What broke with an entry that was applied and changed these alarms; empty always.
  public mutating func check(
    _ entry: JournalEntry, changed: [AlarmID], _ state: OperationsState
  ) -> [InvariantBreach] {
    if case .warningReceived(let warning) = entry.event {
      if warning.status == .actual {
        unreal.remove(warning.identifier)
      } else {
        unreal.insert(warning.identifier)
      }
    }
    var breaches: [InvariantBreach] = []
    for id in changed {
      guard let alarm = state.alarms[id] else {
        seen[id] = nil
        continue
      }
      let before = seen.updateValue(InvariantChecker.sight(of: alarm), forKey: id)
      for invariant in broken(alarm, before, entry.event) {
        breaches.append(InvariantBreach(invariant: invariant, sequence: entry.sequence, alarm: id))
      }
    }
    return breaches
  }

  private func broken(_ alarm: Alarm, _ before: Seen?, _ event: Event) -> [Invariant] {
    var broken: [Invariant] = []
    if let before {
      if !before.isAcknowledged, alarm.isAcknowledged, !event.mayAcknowledge {
        broken.append(.acknowledgedByAPerson)
      }
      if !alarm.follows(version: before.version, occurrence: before.occurrence, revision: before.revision) {
        broken.append(.countersRise)
      } else if before.isAcknowledged, !alarm.isAcknowledged, alarm.version == before.version {
        broken.append(.countersRise)
      }
    }
    if alarm.label != alarm.labelFromRegions { broken.append(.labelFromRegions) }
    if !alarm.isAccountedFor { broken.append(.nothingIsHidden) }
    if alarm.isSilentRed { broken.append(.redIsNotSilent) }
    if case .warning(let identifier) = alarm.key, alarm.condition.isActive, unreal.contains(identifier) {
      broken.append(.noDrillInTheLiveFile)
    }
    return broken
  }
}

extension Event {
  /// Whether it may make an unacknowledged alarm acknowledged.
  fileprivate var mayAcknowledge: Bool {
    switch self {
    case .command(let command): command.name == .acknowledge || command.name == .unshelve
    case .undone: true
    default: false
    }
  }
}

extension Alarm {
  fileprivate func follows(version: Int32, occurrence: Int32, revision: Int64) -> Bool {
    self.version >= version && self.occurrence >= occurrence && self.revision > revision
      && self.version - version >= self.occurrence - occurrence
  }

  /// The label by the precedence of alarms.md 8.1, written out once more.
  fileprivate var labelFromRegions: Label {
    switch (
      serviceOrder != nil, !suppressedBy.isEmpty, shelf != nil, condition.kind, isAcknowledged, isLatched
    ) {
    case (true, _, _, _, _, _): .outOfService
    case (_, true, _, _, _, _): .suppressed
    case (_, _, true, _, _, _): .shelved
    case (_, _, _, .active, false, _), (_, _, _, .pendingOff, false, _): .unacknowledged
    case (_, _, _, .active, true, _), (_, _, _, .pendingOff, true, _): .acknowledged
    case (_, _, _, _, false, true): .latchedUnacknowledged
    case (_, _, _, _, true, true): .latchedAcknowledged
    case (_, _, _, _, false, false): .returnedUnacknowledged
    case (_, _, _, _, true, false): .normal
    }
  }

  /// I4 of one alarm: what is active, unacknowledged or latched is listed, visible or suppressed and never both.
  fileprivate var isAccountedFor: Bool {
    let isDue = condition.isActive || !isAcknowledged || isLatched
    let isVisible = isOpen && !isSuppressed && !isTaskOpen
    let isHeldBack = isOpen && isSuppressed
    return isDue ? isVisible != isHeldBack : !isVisible
  }

  /// I5 of one alarm: a red that is shelved was shelved at red, by two, unless its type may stay shelved; one that
  /// is out of service is so under an order of two.
  fileprivate var isSilentRed: Bool {
    guard condition.isActive, gradeNow == .red else { return false }
    if let shelf, breaksThrough, shelf.grade != .red || shelf.second == nil { return true }
    if let serviceOrder, serviceOrder.number.isEmpty || serviceOrder.second.isEmpty { return true }
    return false
  }
}

extension OperationsState {
  /// The state without its counters and without who changed an alarm last and when: what two histories that came to
  /// the same have in common.
  ///
  /// Equal states have equal bytes; hash them to compare.
  public var contentBytes: [UInt8] {
    var plain = self
    for var alarm in alarms.each {
      alarm.version = 0
      alarm.revision = 0
      alarm.changedBy = nil
      alarm.changedAt = .epoch
      plain.alarms.insert(alarm)
    }
    plain.lastSequence = 0
    var bytes: [UInt8] = []
    CheckpointCoding.encode(plain, into: &bytes)
    return bytes
  }
}
