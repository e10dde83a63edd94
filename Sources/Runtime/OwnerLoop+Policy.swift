internal import Alarms
internal import CitySafety
internal import Operations
internal import Settings
internal import Store

/// The numbers of the alarm life-cycle: what the site's files say, where the journal has other ones.
extension OwnerLoop {
  /// Open alarms up to which they all follow a policy in one entry; of more, a few follow in each of many, so that
  /// no transaction holds the write lock for long.
  static let settledAtOnce = 100
  /// Alarms of one of those entries.
  static let settledPerEntry = 64
  /// Open alarms that are looked at before anything else of a round has its turn.
  static let settleLooks = 512

  /// Finds what has yet to follow the site's policy; an owner before may have ended in the midst of it.
  func beginPolicy() {
    let open = state.alarms.openIDs
    if open.count > OwnerLoop.settledAtOnce {
      unsettled = open[...]
    } else if state.duty.policy != site.alarmPolicy {
      owe(.policy(site.alarmPolicy))
    }
  }

  /// Lets some of the alarms follow the policy, in one transaction that stops when its time is used.
  func runPolicy() {
    guard !unsettled.isEmpty else { return }
    let now = clock.now()
    let looked = unsettled.prefix(OwnerLoop.settleLooks)
    var waiting = looked.filter { state.isUnsettled($0, by: site.alarmPolicy, at: now) }[...]
    if !waiting.isEmpty || state.duty.policy != site.alarmPolicy {
      var isFirst = true
      var slice = WriteSlice()
      slice.isFollowed = true
      let failure = write(&slice) { slice throws(StoreFailure) in
        _ = try store.commit(
          slice,
          further: {
            guard isFirst || !waiting.isEmpty else { return nil }
            isFirst = false
            defer { waiting = waiting.dropFirst(OwnerLoop.settledPerEntry) }
            return settle(Array(waiting.prefix(OwnerLoop.settledPerEntry)))
          })
        return true
      }
      if let failure {
        // What the store refuses for what it is would be refused for ever.
        if failure.code == .refused { unsettled = [] }
        return
      }
    }
    let next = waiting.first ?? looked.last ?? AlarmID(0)
    unsettled = unsettled.drop { waiting.isEmpty ? $0 <= next : $0 < next }
  }

  private func settle(_ alarms: [AlarmID]) -> Consequences {
    var piece = Consequences()
    piece.entries.append(apply(.policyFor(site.alarmPolicy, alarms)).entry)
    piece.entries += entriesThatFollow()
    (piece.alarms, piece.dropped) = takeChangedAlarms()
    piece.duty = changedDuty
    return piece
  }
}
