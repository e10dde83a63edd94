import Alarms
import CitySafety
import Glibc
import LifeModel
import Operations

/// `LifeWalk [--seed N] [--steps N] [--cells]`: a random life against the reference model; with --cells every cell of
/// the state table instead, with --replay how long a journal of so many entries takes to be read, applied and checked.
/// Ends with 0 when the two agree.

func argument(_ name: String) -> UInt64? {
  let arguments = CommandLine.arguments
  guard let index = arguments.firstIndex(of: name), arguments.indices.contains(index + 1) else { return nil }
  return UInt64(arguments[index + 1])
}

func fail(_ text: String) -> Never {
  print(text)
  exit(1)
}

let begin = ContinuousClock.now

if CommandLine.arguments.contains("--cells") {
  var total = 0
  let states = LifeCells.states()
  for event in LifeEvent.allCases {
    let (count, difference) = LifeCells.compare(event, .shipped, states: states)
    if let difference { fail(difference.description) }
    total += count
  }
  print("\(states.count) states, \(LifeEvent.allCases.count) events, \(total) cells agree")
} else if let count = argument("--replay") {
  var life = RandomLife(seed: argument("--seed") ?? 1, keepsJournal: true)
  while life.journal.count < count { if let trouble = life.step() { fail(trouble) } }
  let bodies = life.journal.map { entry -> [UInt8] in
    var body: [UInt8] = []
    EventCoding.encode(entry.event, into: &body)
    return body
  }
  let start = ContinuousClock.now
  var state = OperationsState()
  var checker = InvariantChecker(state)
  for (index, body) in bodies.enumerated() {
    guard let event = try? body.withUnsafeBytes({ try EventCoding.decode($0) }) else {
      fail("entry \(index)")
    }
    let entry = JournalEntry(sequence: Int64(index + 1), at: life.journal[index].at, event: event)
    let changed = state.apply(entry)
    if let breach = checker.check(entry, changed: changed, state).first { fail(breach.message.en) }
  }
  if state != life.state { fail("the replayed state differs") }
  print("\(bodies.count) entries replayed and checked in \(ContinuousClock.now - start)")
} else {
  let seed = argument("--seed") ?? 1
  let steps = argument("--steps") ?? 1_000_000
  var life = RandomLife(seed: seed)
  for step in 1...max(1, steps) {
    if let trouble = life.step() ?? (step % 4096 == 0 ? life.wholeTrouble() : nil) {
      fail("\(trouble)\nseed \(seed), step \(step); again: scripts/walk --seed \(seed) --steps \(step)")
    }
  }
  if let trouble = life.wholeTrouble() { fail("\(trouble)\nseed \(seed), after the last step") }
  let idle = CommandName.allCases.filter { life.performed[$0] == nil }
  print("seed \(seed): \(steps) steps, \(life.state.lastSequence) entries, \(life.floods) floods, agree")
  print("commands performed \(life.performed.values.reduce(0, +)), refused \(life.refusals), never \(idle)")
  print("labels \(life.labels.map(\.letter).sorted().joined(separator: " "))")
}
print("in \(ContinuousClock.now - begin)")
