internal import Alarms
internal import Cells
internal import CitySafety
internal import Operations
internal import Widgets

/// Grouping by hand, and what a flood does to the queue.
extension Desk {
  /// The next grouping: cause, risk point, type, sector, none.
  mutating func turnGroups() {
    let next = queue.groups.map { GroupBy(rawValue: $0.by.rawValue + 1) } ?? GroupBy.cause
    use(next, isByFlood: false)
    guard let next else { return say(GroupPhrase.groupsOff.text) }
    say(GroupPhrase.groupedNow.filled(with: ["by": next.name.text]))
  }

  /// A flood groups the queue unless a person did; its end takes that back.
  mutating func followFlood(from old: FloodState, to new: FloodState) {
    if new.isOn, !old.isOn {
      say(GroupPhrase.floodNow.filled(["count": String(new.peak)]), isError: true)
      if queue.groups == nil { use(.cause, isByFlood: true) }
    } else if !new.isOn, old.isOn {
      say(GroupPhrase.floodOver.text)
      if queue.groups?.isByFlood == true { use(nil, isByFlood: false) }
    }
  }

  private mutating func use(_ by: GroupBy?, isByFlood: Bool) {
    guard let by else { return queue.setGroups(nil) }
    let keys = GroupKeys(site: index.site)
    let index = index
    queue.setGroups(QueueGroups(by, keys: keys, isByFlood: isByFlood)) { table in
      Desk.causes(in: table, index, keys)
    }
  }

  /// By alarm: the group of the cause that explains it, where an open alarm does.
  private static func causes(in table: AlarmTable, _ index: SiteIndex, _ keys: GroupKeys) -> [AlarmID: Int] {
    var causes: [AlarmID: Int] = [:]
    let site = index.site
    var ofRule: [Int32: [AlarmRow]] = [:]
    for rows in table.bySensor { for row in rows { ofRule[row.facts.rule, default: []].append(row) } }
    for relation in site.relations {
      guard let rule = index.position(ofRule: relation.cause) else { continue }
      for cause in ofRule[rule] ?? [] where cause.isActive {
        for other in relation.consequences.compactMap({ index.position(ofRule: $0) }) {
          for row in ofRule[other] ?? [] where causes[row.id] == nil && row.id != cause.id {
            guard let here = index.sensor(at: cause.facts.sensor),
              let there = index.sensor(at: row.facts.sensor),
              site.isNear(here, there, for: relation.scope),
              relation.reaches(from: cause.raisedAt, to: row.raisedAt)
            else { continue }
            causes[row.id] = keys.key(cause, .cause)
          }
        }
      }
    }
    return causes
  }

  // MARK: What is drawn of it

  /// Lines above the queue's rows while a flood is on: its counts, and the red lane.
  var floodLines: [[Segment]] {
    let flood = shown.duty.flood
    guard flood.isOn else { return [] }
    let policy = shown.duty.policy
    let groups = queue.groups
    let banner = t(
      .floodBanner,
      [
        "count": String(flood.count(at: clock, window: policy.floodWindow)), "peak": String(flood.peak),
        "groups": String(groups?.groupCount ?? 0), "folded": String(groups?.foldedCount ?? 0),
      ])
    let red = shown.alarms.unacknowledged(.red)
    guard red > 0, let first = shown.alarms.rows.first else {
      return [[Segment(banner, .error)], [Segment(t(.redLaneEmpty), .muted)]]
    }
    let title = wording.title(of: first.alarm)[language]
    return [
      [Segment(banner, .error)],
      [Segment(t(.redLane, ["count": String(red)]) + " ", Grade.red.newRole), Segment(title)],
    ]
  }

  /// What stands before a row's content while the queue is grouped: how many it stands for, or that it came first.
  func groupMark(of row: AlarmRow) -> String {
    guard let groups = queue.groups else { return "" }
    let group = groups.group(of: row)
    guard group.count > 1 else { return "" }
    let first = group.firstOut == row.id ? t(.firstOut) + " " : ""
    return groups.isFolded(row) ? "[+\(group.count - 1)] " + first : first
  }
}
