public import CityDispatch
public import CitySafety

/// A message as it waits: what it is, and what was tried with it.
public struct OutboxEntry: Sendable, Hashable {
  /// Rises with each message and each resend: the order in which a receiver gets them.
  public var number: Int64
  public var item: OutboxItem
  public var attempts: Int
  /// How often it may have come before.
  public var resends: Int
  var due = Instant.epoch

  public init(number: Int64, item: OutboxItem, attempts: Int = 0, resends: Int = 0) {
    self.number = number
    self.item = item
    self.attempts = attempts
    self.resends = resends
  }
}

/// What became of one attempt.
public struct Delivery: Sendable, Hashable {
  public enum Result: Sendable, Hashable {
    case sent
    /// It is tried again at this time.
    case failed(Bilingual, retryAt: Instant)
    /// It is given up, and somebody has to look at it.
    case dead(Bilingual)
  }

  /// With the attempt counted.
  public var entry: OutboxEntry
  public var at: Instant
  public var result: Result
}

/// Says which message of one channel goes next, and when.
///
/// A receiver gets its messages in their order: one that failed holds up those behind it, of the same receiver only. What
/// quiet hours or the rate hold back is overtaken by what they do not hold. Has no thread and no clock.
public struct OutboxWorker: Sendable {
  /// Messages in memory of one lane; the rest stay in the store until there is room.
  public static let laneLimit = 200

  /// Messages of one receiver and grade, 0 for none: one grade may be held back while another is not.
  public struct Lane: Sendable, Hashable {
    public var receiver: String
    public var grade: UInt8

    public init(receiver: String, grade: UInt8) {
      self.receiver = receiver
      self.grade = grade
    }
  }

  /// A lane whose next messages are wanted from the store: those with numbers above `after`.
  public struct Want: Sendable, Hashable {
    public var lane: Lane
    public var after: Int64
    public var room: Int
  }

  public enum Next: Sendable, Hashable {
    /// Send it, then call `finish`.
    case send(OutgoingMessage)
    /// Nothing is due before this.
    case wait(until: Instant?)
    /// A message was given up without being sent; ask again.
    case gaveUp(Delivery)
  }

  private struct Waiting {
    var entries: [OutboxEntry] = []
    var last: Int64 = 0
    var hasMore = true
  }

  private let channel: Channel
  private let plan: ChannelPlan
  private let offset: UTCOffset
  private var lanes: [Lane: Waiting] = [:]
  /// Receivers in the order of their turns.
  private var receivers: [String] = []
  private var turn = 0
  private var running: Lane?
  /// When the last messages but red ones went, oldest first, at most as many as a minute allows.
  private var recent: [Instant] = []
  private var failingSince: Instant?
  private var hasSucceeded = false

  /// `offset` is the site's, for quiet hours and the times in messages.
  public init(channel: Channel, plan: ChannelPlan, offset: UTCOffset) {
    self.channel = channel
    self.plan = plan
    self.offset = offset
  }

  // MARK: The store

  /// Notes that the store holds messages of a lane that are not in memory.
  public mutating func noteMore(in lane: Lane) {
    if lanes[lane] == nil, !receivers.contains(lane.receiver) { receivers.append(lane.receiver) }
    lanes[lane, default: Waiting()].hasMore = true
  }

  /// The lanes that have room for more; emptied down to half before the store is asked.
  public var wants: [Want] {
    lanes.compactMap { lane, waiting in
      guard waiting.hasMore, waiting.entries.count <= OutboxWorker.laneLimit / 2 else { return nil }
      return Want(lane: lane, after: waiting.last, room: OutboxWorker.laneLimit - waiting.entries.count)
    }
  }

  /// Takes in what the store gave to a want; `isLast` when it has no more.
  public mutating func add(_ entries: [OutboxEntry], for want: Want, isLast: Bool) {
    var waiting = lanes[want.lane] ?? Waiting()
    waiting.entries += entries
    waiting.last = max(waiting.last, entries.last?.number ?? 0)
    waiting.hasMore = !isLast
    lanes[want.lane] = waiting
  }

  /// Messages in memory.
  public var count: Int { lanes.values.reduce(0) { $0 + $1.entries.count } }

  // MARK: Sending

  /// The next message that is due: of the receiver whose turn it is, its oldest that nothing holds back.
  public mutating func next(now: Instant) -> Next {
    precondition(running == nil, "a channel sends one message at a time")
    let holds = (0...4).map { hold(of: UInt8($0), now: now) }
    var soonest: Instant?
    for step in 0..<receivers.count {
      let place = (turn + step) % receivers.count
      guard let (lane, entry, due) = head(of: receivers[place], holds: holds) else { continue }
      guard due <= now else {
        soonest = min(soonest ?? due, due)
        continue
      }
      turn = place + 1
      guard let way = plan.way(of: entry.item) else {
        remove(from: lane)
        return .gaveUp(Delivery(entry: entry, at: now, result: .dead(OutboxWorker.noWay(entry.item))))
      }
      running = lane
      if lane.grade > 1, let most = channel.perMinute {
        recent.append(now)
        if recent.count > most { recent.removeFirst() }
      }
      return .send(
        OutgoingMessage(
          entry.item, address: way.address, language: way.language, template: channel.template,
          resends: entry.resends, offset: offset))
    }
    return .wait(until: soonest)
  }

  /// The oldest message of a receiver in the lanes that are not held; where all are, when the first hold ends.
  private func head(of receiver: String, holds: [Instant?]) -> (Lane, OutboxEntry, due: Instant)? {
    var free: (Lane, OutboxEntry)?
    var held: (Lane, OutboxEntry, due: Instant)?
    for grade in UInt8(0)...4 {
      let lane = Lane(receiver: receiver, grade: grade)
      guard let entry = lanes[lane]?.entries.first else { continue }
      if let end = holds[Int(grade)] {
        if held.map({ end < $0.due }) ?? true { held = (lane, entry, end) }
      } else if free.map({ entry.number < $0.1.number }) ?? true {
        free = (lane, entry)
      }
    }
    guard let free else { return held }
    // It may have to wait for its own retry while a hold ends earlier; the receiver's order stands.
    return (free.0, free.1, free.1.due)
  }

  /// Until when a grade is held back; `nil` when it is not.
  ///
  /// Red, and what has no grade, never is.
  private func hold(of grade: UInt8, now: Instant) -> Instant? {
    guard grade > Grade.red.rawValue, let word = Grade(rawValue: grade) else { return nil }
    var end = channel.quiet[word]?.end(after: now, offset: offset)
    if let most = channel.perMinute, recent.count >= most, let first = recent.first {
      // A clock that went back far does not hold for longer than the minute.
      let free = min(first, now) + .minutes(1)
      if free > now { end = max(end ?? free, free) }
    }
    return end
  }

  /// Notes how the message that `next` gave ended.
  public mutating func finish(_ failure: ChannelFailure?, now: Instant) -> Delivery? {
    guard let lane = running, var entry = lanes[lane]?.entries.first else { return nil }
    running = nil
    entry.attempts += 1
    guard let failure else {
      failingSince = nil
      hasSucceeded = true
      remove(from: lane)
      return Delivery(entry: entry, at: now, result: .sent)
    }
    if failure.mayHaveArrived { entry.resends += 1 }
    if failure.isFinal {
      // Whoever refuses a message can be reached.
      failingSince = nil
    } else {
      failingSince = failingSince ?? now
    }
    if failure.isFinal || entry.attempts >= channel.attempts {
      remove(from: lane)
      return Delivery(entry: entry, at: now, result: .dead(failure.message))
    }
    entry.due = now + channel.wait(afterFailures: entry.attempts)
    lanes[lane]?.entries[0] = entry
    return Delivery(entry: entry, at: now, result: .failed(failure.message, retryAt: entry.due))
  }

  private mutating func remove(from lane: Lane) { lanes[lane]?.entries.removeFirst() }

  private static func noWay(_ item: OutboxItem) -> Bilingual {
    let name = HarmlessText.clean(item.recipient, limit: 64)
    let channel = HarmlessText.clean(item.channel, limit: 64)
    return Bilingual(
      zh: "通道 \(channel) 没有接收人 \(name) 的地址。补全 channels.toml 后用 watchfloor outbox resend 重发。",
      en:
        "The channel \(channel) has no address of \(name). Complete channels.toml, then watchfloor outbox resend."
    )
  }

  // MARK: Health

  /// Whether the channel has failed for longer than it may; `nil` while nothing is known of it.
  public func isDown(at now: Instant) -> Bool? {
    if let failingSince { return now - failingSince >= channel.alarmAfter ? true : nil }
    return hasSucceeded ? false : nil
  }
}
