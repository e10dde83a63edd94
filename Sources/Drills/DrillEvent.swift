public import Alarms
public import CitySafety

/// What a person at a drill seat asks of the drill itself.
public enum DrillControl: Sendable, Hashable {
  case start
  case pause
  case resume
  /// In thousandths of the wall clock: 500 to 60,000.
  case speed(Int)
  /// Brings the next inject of the timeline in now; those after it keep their times.
  case step
  /// Runs the clock on to the inject.
  case jump(to: String)
  /// Brings a contingency inject, or one of the timeline once more, in now.
  case insert(String)
  /// A call made up by the director.
  case call(from: String, text: String)
  case skip(String)
  /// 观察记录: about an objective, or the drill as a whole when empty.
  case observe(objective: String, text: String)
  /// A message of the drill is taken by its player.
  case take(message: Int)
  case end
}

/// The little that passes from the live screen to a drill: no alarm, no text of one.
public struct LiveStrip: Sendable, Hashable {
  /// Unacknowledged live alarms of each grade, red first.
  public var counts: [Int]
  /// The worst grade that is unacknowledged.
  public var worst: Grade?
  /// Of the live snapshot.
  public var revision: Int64
  /// How many red alarms have come or grown worse since the console began; rises only.
  public var reds: Int
  /// Whether the live owner is heard.
  public var isAlive: Bool

  public init(
    counts: [Int] = [0, 0, 0, 0], worst: Grade? = nil, revision: Int64 = 0, reds: Int = 0,
    isAlive: Bool = false
  ) {
    self.counts = counts
    self.worst = worst
    self.revision = revision
    self.reds = reds
    self.isAlive = isAlive
  }
}

/// What happens to a drill: the body of an entry of its own journal, beside those of the alarms.
public enum DrillEvent: Sendable, Hashable {
  /// What brought an inject in.
  public enum Cause: UInt8, Sendable, Hashable {
    case timeline = 1
    case condition, hand, step
  }

  case loaded(scenario: String, version: Int, seed: UInt64)
  /// The store is the drill's own and no channel leads out of the house.
  case armed
  case delivered(String, Cause)
  /// A live red came, at a seat.
  case interrupted(seat: String, LiveStrip)
  /// A seat went to the live screen so long after the interruption, by its own wall clock.
  case reachedLive(seat: String, after: Span)
  /// A seat asked for something and it was done: the request as the wire codes it. The entries that follow are what it did.
  case performed([UInt8])
  /// The drill's owner began again after it had been cut off.
  case resumedAfterLoss
  case ended
  /// A seat asked for something and was refused: an observation, which costs no marks.
  case refused(Actor, what: Bilingual, why: Bilingual)
}
