internal import Alarms
internal import CitySafety

/// One annunciation shared out among the seats that are staffed when it comes.
///
/// In whole numbers, so that ten thirds of thirty alarms are exactly ten: exact for up to 16 seats, rounded up
/// beyond, so that no figure looks better than it is.
enum SeatShare {
  /// Divisible by 1 to 16.
  static let whole: Int64 = 720_720

  static func of(seats: Int) -> Int64 {
    let seats = Int64(max(1, seats))
    return (whole + seats - 1) / seats
  }
}

/// The load of a window that slides by the second; what came less than a second before its beginning still counts.
struct SlidingLoad: Sendable, Hashable {
  private var parts: [Int64]
  private var newest: Int64 = 0
  private(set) var sum: Int64 = 0

  init(window: Span) {
    parts = Array(repeating: 0, count: Int(max(1, window.seconds)) + 1)
  }

  mutating func advance(to second: Int64) {
    guard second > newest else { return }
    let steps = min(second - newest, Int64(parts.count))
    for step in 1...steps {
      let index = Int((second - steps + step) % Int64(parts.count))
      sum -= parts[index]
      parts[index] = 0
    }
    newest = second
  }

  mutating func add(_ share: Int64, at second: Int64) {
    advance(to: second)
    parts[Int(newest % Int64(parts.count))] += share
    sum += share
  }
}

/// K2 to K4: how much comes at once, for each staffed seat.
///
/// Times are milliseconds of the log's own time.
struct AlarmLoad: Sendable, Hashable {
  static let bin: Int64 = 600_000
  /// More than this in ten minutes is a peak (ISA-18.2, EEMUA 191).
  static let peak = 10
  /// A flood ends below this (ISA-18.2); both hold where no policy is journalled.
  static let floodEnd = 5

  private var currentBin: Int64 = -1
  private var binLoad: Int64 = 0
  private var lastBin: Int64 = -1
  private(set) var bins: Int64 = 0
  private(set) var peakBins: Int64 = 0
  private var tenMinutes = SlidingLoad(window: .minutes(10))
  /// Share units.
  private(set) var most: Int64 = 0

  private var floodStart = AlarmLoad.peak
  private var floodEnd = AlarmLoad.floodEnd
  private var floodWindow = Span.minutes(10)
  private var flood = SlidingLoad(window: .minutes(10))
  private var isFlood = false
  private(set) var floods = 0
  private(set) var floodTime: Int64 = 0

  /// Takes the flood's numbers from the policy in force; a policy without floods leaves the standard's.
  mutating func use(_ policy: AlarmPolicy) {
    let isSet = policy.floodWindow > .zero && policy.floodStart < .max
    let window = isSet ? policy.floodWindow : .minutes(10)
    floodStart = isSet ? policy.floodStart : AlarmLoad.peak
    floodEnd = isSet ? policy.floodEnd : AlarmLoad.floodEnd
    guard window != floodWindow else { return }
    floodWindow = window
    flood = SlidingLoad(window: window)
    isFlood = false
  }

  /// Time passes while the owner watches.
  mutating func watch(from start: Int64, to end: Int64) {
    guard end > start else { return }
    note(bins: start / AlarmLoad.bin, through: (end - 1) / AlarmLoad.bin)
    guard isFlood else { return flood.advance(to: end / 1000) }
    var from = start
    for second in start / 1000 + 1..<max(start / 1000 + 1, end / 1000 + 1) {
      flood.advance(to: second)
      guard isOver else { continue }
      isFlood = false
      floodTime += second * 1000 - from
      flood.advance(to: end / 1000)
      return
    }
    from = min(from, end)
    floodTime += end - from
  }

  /// Time passes while nobody watches: what was a flood is one no more.
  mutating func skip(to end: Int64) {
    flood.advance(to: end / 1000)
    isFlood = isFlood && !isOver
  }

  private var isOver: Bool { flood.sum < Int64(floodEnd) * SeatShare.whole }

  mutating func annunciate(at time: Int64, seats: Int) {
    let share = SeatShare.of(seats: seats)
    let bin = time / AlarmLoad.bin
    note(bins: bin, through: bin)
    if bin != currentBin {
      currentBin = bin
      binLoad = 0
    }
    let limit = Int64(AlarmLoad.peak) * SeatShare.whole
    if binLoad <= limit && binLoad + share > limit { peakBins += 1 }
    binLoad += share
    tenMinutes.add(share, at: time / 1000)
    most = max(most, tenMinutes.sum)
    flood.add(share, at: time / 1000)
    if !isFlood, flood.sum > Int64(clamping: floodStart) * SeatShare.whole {
      isFlood = true
      floods += 1
    }
  }

  private mutating func note(bins first: Int64, through last: Int64) {
    let new = max(first, lastBin + 1)
    guard last >= new else { return }
    bins += last - new + 1
    lastBin = last
  }
}
