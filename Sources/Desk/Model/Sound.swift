internal import Alarms
internal import CitySafety
internal import Operations

/// How many alarms of each grade.
struct GradeTally: Sendable, Hashable {
  private var counts = [0, 0, 0, 0]

  subscript(grade: Grade) -> Int { counts[Int(grade.rawValue) - 1] }
  var total: Int { counts.reduce(0, +) }
  var worst: Grade? { Grade.allCases.first { self[$0] > 0 } }

  mutating func add(_ grade: Grade, count: Int = 1) { counts[Int(grade.rawValue) - 1] += count }

  mutating func add(_ other: GradeTally) {
    for grade in Grade.allCases { add(grade, count: other[grade]) }
  }
}

/// One sound, and what it is about.
struct Annunciation: Sendable, Hashable {
  /// The worst of its alarms: how it sounds.
  var grade: Grade
  var tally: GradeTally
  /// The alarm, when it is about one only.
  var alarm: AlarmID?
  /// Nothing new: alarms that nobody acknowledged.
  var isReminder: Bool
}

/// Lets through a bounded number of sounds in any minute: each fills the bucket by a drip's time, time empties it.
///
/// A quarter of the number may come at once, the others only as the bucket leaks, so that both together never
/// exceed the number within 60 seconds.
struct LeakyBucket: Sendable, Hashable {
  /// Milliseconds that one sound takes to leak away, and how many fit.
  let drip: Int64
  let capacity: Int64
  private var level: Int64 = 0
  private var leakedAt: Instant

  init(perMinute: Int, at now: Instant) {
    let most = Int64(max(1, perMinute))
    capacity = max(1, most / 4)
    let leaking = max(1, most - capacity)
    drip = (60_000 + leaking - 1) / leaking
    leakedAt = now
  }

  /// Lets time pass; a clock that went back empties nothing and fills nothing.
  mutating func leak(to now: Instant) {
    level = max(0, level - leakedAt.age(at: now).milliseconds)
    leakedAt = now
  }

  var hasRoom: Bool { level + drip <= capacity * drip }

  mutating func fill() { level += drip }
}

/// Decides what sounds and when, from the alarms that became unacknowledged or worse and the time.
///
/// A sound is about everything that waits and has its worst grade. It comes at once, unless one of the same or a worse
/// grade was less than the rest ago or the bucket is full; then it waits and takes in what comes meanwhile, so
/// that a flood is one sound with counts. What is no longer audible when its turn comes does not sound. While the
/// seat is silenced nothing sounds; what came in that time is one sound at its end. Without news, the worst
/// audible grade sounds again after the nag.
struct SoundPolicy: Sendable {
  /// Alarms that wait by number; more are only counted, by the grade they came with.
  static let waitingLimit = 4096

  private let settings: SoundSettings
  private var bucket: LeakyBucket
  private var waiting: Set<AlarmID> = []
  private var uncounted = GradeTally()
  /// The worst grade that waits, or waited when it came.
  private var worstWaiting: Grade?
  private var last: (grade: Grade, at: Instant)?
  /// When each grade sounded, or was first seen unheard; by grade, worst first.
  private var heard: [Instant?] = [nil, nil, nil, nil]
  private var clock: Instant

  init(settings: SoundSettings, at now: Instant) {
    self.settings = settings
    bucket = LeakyBucket(perMinute: settings.perMinute, at: now)
    clock = now
  }

  /// How many alarms are kept by number, for the bound's test.
  var waitingCount: Int { waiting.count }

  /// Takes the alarms that became unacknowledged or worse in `table`; the sound that is due now, if any.
  mutating func take(_ fresh: [AlarmRow], in table: AlarmTable, isSilenced: Bool, now: Instant)
    -> Annunciation?
  {
    advance(to: now)
    for alarm in fresh where alarm.needsAcknowledgement && !settings[alarm.grade].isSilent {
      worstWaiting = Grade.worst(worstWaiting, alarm.grade)
      if waiting.count < SoundPolicy.waitingLimit || waiting.contains(alarm.id) {
        waiting.insert(alarm.id)
      } else {
        uncounted.add(alarm.grade)
      }
    }
    return isSilenced ? nil : news(table)
  }

  /// Lets time pass; the sound that is due now, if any.
  mutating func passTime(in table: AlarmTable, isSilenced: Bool, now: Instant) -> Annunciation? {
    advance(to: now)
    guard !isSilenced else { return nil }
    return news(table) ?? reminder(table)
  }

  /// Nothing that is measured from the clock lasts longer because it went back.
  private mutating func advance(to now: Instant) {
    if now < clock {
      if let last { self.last = (last.grade, min(last.at, now)) }
      heard = heard.map { $0.map { min($0, now) } }
    }
    bucket.leak(to: now)
    clock = now
  }

  private func mayPlay(_ grade: Grade) -> Bool {
    guard bucket.hasRoom else { return false }
    guard let last, !grade.isWorse(than: last.grade) else { return true }
    return last.at.age(at: clock) >= settings.rest
  }

  private mutating func news(_ table: AlarmTable) -> Annunciation? {
    guard let worstWaiting, mayPlay(worstWaiting) else { return nil }
    var tally = uncounted
    waiting = waiting.filter { id in
      guard let row = table.row(of: id), row.needsAcknowledgement else { return false }
      tally.add(row.grade)
      return true
    }
    self.worstWaiting = tally.worst
    guard let worst = tally.worst, mayPlay(worst) else { return nil }
    let alarm = tally.total == 1 ? waiting.first : nil
    waiting.removeAll()
    uncounted = GradeTally()
    self.worstWaiting = nil
    return played(Annunciation(grade: worst, tally: tally, alarm: alarm, isReminder: false))
  }

  private mutating func reminder(_ table: AlarmTable) -> Annunciation? {
    var tally = GradeTally()
    for grade in Grade.allCases where !settings[grade].isSilent {
      tally.add(grade, count: table.unacknowledged(grade))
    }
    guard let nag = settings.nag, let worst = tally.worst else { return nil }
    let index = Int(worst.rawValue)
    // A worse sound has called as well.
    guard let before = heard[..<index].compactMap({ $0 }).max() else {
      heard[index - 1] = clock
      return nil
    }
    guard before.age(at: clock) >= nag, mayPlay(worst) else { return nil }
    // Of several the first that may sound stands for them: unacknowledged ones come first, worst first.
    let first = tally.total == 1 ? table.rows.first { !settings[$0.grade].isSilent } : nil
    return played(Annunciation(grade: worst, tally: tally, alarm: first?.id, isReminder: true))
  }

  private mutating func played(_ sound: Annunciation) -> Annunciation {
    bucket.fill()
    last = (sound.grade, clock)
    heard[Int(sound.grade.rawValue) - 1] = clock
    return sound
  }
}

/// New alarms of the last five seconds: more than three are a flurry and become one message.
struct Flurry: Sendable {
  static let span = Span.seconds(5)
  static let most = 3
  /// Entries kept; at the bound the newest alarms go to the newest entry.
  static let limit = 64

  private var entries: [(at: Instant, tally: GradeTally)] = []

  /// Takes new alarms; what came within the span, when that is a flurry.
  mutating func take(_ fresh: [AlarmRow], now: Instant) -> GradeTally? {
    var tally = GradeTally()
    for alarm in fresh { tally.add(alarm.grade) }
    entries.removeAll { $0.at > now || $0.at.age(at: now) > Flurry.span }
    if entries.count < Flurry.limit {
      entries.append((now, tally))
    } else {
      entries[entries.count - 1].tally.add(tally)
    }
    var all = GradeTally()
    for entry in entries { all.add(entry.tally) }
    return all.total > Flurry.most ? all : nil
  }
}
