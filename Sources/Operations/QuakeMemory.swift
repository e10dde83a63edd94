import CitySafety

/// The recent earthquakes, those of several catalogues that are one event put together.
///
/// It decides which alarm a report belongs to *before* the event is written; the event names the key, so that
/// replay does not need it. It is refilled from the store's earthquakes at start.
struct QuakeMemory: Sendable {
  /// Most reports remembered; the earliest origin goes first.
  static let limit = 256
  /// Two catalogues mean one event when their origins differ by at most this much in time and place.
  static let sameTime = Span.seconds(60)
  static let sameDistance = 50.0

  /// Reports of one event, at most one a catalogue, first received first.
  private(set) var groups: [[Earthquake]] = []
  private var count = 0

  /// Takes a report in, in place of an earlier one with its identifier; all reports of its event.
  mutating func remember(_ quake: Earthquake) -> [Earthquake] {
    for group in groups.indices {
      if let member = groups[group].firstIndex(where: { $0.identifier == quake.identifier }) {
        groups[group][member] = quake
        return groups[group]
      }
    }
    if let group = groups.firstIndex(where: { QuakeMemory.isSame($0, quake) }) {
      groups[group].append(quake)
      count += 1
      return groups[group]
    }
    groups.append([quake])
    count += 1
    while count > QuakeMemory.limit { forgetEarliest() }
    return [quake]
  }

  /// Whether a report is of the event of a group: close in time and place to one of its reports, and no other
  /// report of the same catalogue among them, which would be a shock of its own.
  private static func isSame(_ group: [Earthquake], _ quake: Earthquake) -> Bool {
    let catalogue = QuakeMemory.catalogue(of: quake)
    guard !group.contains(where: { QuakeMemory.catalogue(of: $0) == catalogue }) else { return false }
    return group.contains { other in
      let apart = other.origin < quake.origin ? quake.origin - other.origin : other.origin - quake.origin
      return apart <= sameTime
        && GreatCircle.distance(
          fromLatitude: other.latitude, longitude: other.longitude, toLatitude: quake.latitude,
          longitude: quake.longitude) <= sameDistance
    }
  }

  /// What stands before the first colon.
  private static func catalogue(of quake: Earthquake) -> Substring {
    quake.identifier.prefix { $0 != ":" }
  }

  private mutating func forgetEarliest() {
    let earliest = groups.indices.min { left, right in
      (groups[left].first?.origin ?? .epoch) < (groups[right].first?.origin ?? .epoch)
    }
    guard let earliest else { return }
    count -= groups[earliest].count
    groups.remove(at: earliest)
  }
}
