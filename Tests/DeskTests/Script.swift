import Alarms
import Cells
import CitySafety
import Desk
import Operations
import Testing

/// A desk with a clock that tests move by hand.
struct Script {
  var desk: Desk
  var now: Instant
  /// The person's time where `now` is a drill's, and how fast the drill's goes against it, in thousandths.
  var hand: Instant?
  var speed: Int64 = 1000
  var size: Size
  var effects: [Effect] = []

  init(
    _ size: Size = Size(columns: 80, rows: 24), _ configuration: DeskConfiguration = Fixture.configuration(),
    snapshot: Snapshot? = Fixture.snapshot(), signedIn: Actor? = nil, hand: Instant? = nil
  ) {
    now = Fixture.now
    self.hand = hand
    self.size = size
    desk = Desk(configuration: configuration, now: now)
    send(.resized(size))
    send(.link(.attached(isHere: true, owner: "一席")))
    if let snapshot { send(.snapshot(snapshot)) }
    if let signedIn { send(.signedIn(signedIn)) }
    effects = []
  }

  mutating func send(_ message: Message) {
    effects += desk.update(message, now: now, hand: hand)
  }

  /// Lets time pass with the tick at its end.
  mutating func pass(_ span: Span) {
    move(span)
    send(.tick)
  }

  private mutating func move(_ span: Span) {
    guard let hand else { return now = now + span }
    self.hand = hand + span
    now = now + .milliseconds(span.milliseconds * speed / 1000)
  }

  /// Presses keys as `KeyName` writes them, half a second apart.
  mutating func press(_ keys: String...) {
    for key in keys {
      move(.milliseconds(500))
      if let key = KeyName.key(key) {
        send(.input(.key(key)))
        if desk.isSettling { send(.settle) }
      } else {
        Issue.record("no key \(key)")
      }
    }
  }

  mutating func type(_ text: String) {
    for character in text { send(.input(.key(.character(character)))) }
  }

  mutating func frame() -> Frame { desk.view(size: size) }

  mutating func lines() -> [String] {
    let grid = frame().grid
    return (0..<grid.size.rows).map { grid.line($0) }
  }

  mutating func text() -> String { lines().joined(separator: "\n") }

  /// The commands asked for since the effects were last cleared.
  var commands: [Command] {
    effects.compactMap { if case .perform(let command, _, _) = $0 { command } else { nil } }
  }

  /// The line with the cursor's mark in the queue.
  mutating func cursorLine() -> (row: Int, text: String)? {
    for (row, line) in lines().enumerated() where line.hasPrefix("│>") { return (row, line) }
    return nil
  }
}
