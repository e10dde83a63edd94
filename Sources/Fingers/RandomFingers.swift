public import Alarms
public import Cells
public import CitySafety
internal import Desk
public import Operations

/// SplitMix64: the same seed gives the same walk.
struct FingerRandom {
  var state: UInt64

  mutating func below(_ limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
  }
}

/// A queue that changes under the fingers of somebody who types at random.
///
/// Whatever comes between looking and pressing, a command is about the alarm that stood under the cursor, as it was
/// shown, or about exactly what a preview listed; and nothing but a key moves the cursor to another alarm.
public struct RandomFingers {
  public private(set) var commands = 0
  /// Commands that a preview listed first.
  public private(set) var previewed = 0
  private var random: FingerRandom
  private var desk: Desk
  private var now: Instant
  private var alarms: [AlarmID: Alarm] = [:]
  private var number: UInt64 = 2
  private var nextID: Int64 = 1
  private let site: Site
  private let lookup: SiteLookup
  private let duty: DutyState
  private let rules: [(sensor: Int, rule: String)]

  private static let size = Size(columns: 80, rows: 24)
  /// Alarms that are open at once: between a queue that fits its pane and some pages of it.
  private static let fewest = 12
  private static let most = 150
  private static let lead = Actor(person: "chenli", displayName: "陈立", role: .lead, seat: "一席")

  /// Forty alarms of the site's rules are open, and a lead is signed in.
  public init(seed: UInt64, site: Site, authority: Authority, policy: AlarmPolicy, widths: WidthTable) {
    random = FingerRandom(state: seed)
    now = Instant(seconds: 1_764_000_000)
    self.site = site
    lookup = SiteLookup(site: site)
    var state = OperationsState()
    _ = state.apply(JournalEntry(sequence: 1, at: now, event: .policy(policy)))
    duty = state.duty
    rules = site.sensors.indices.flatMap { index -> [(sensor: Int, rule: String)] in
      let type = site.sensorTypes[site.sensors[index].type].id
      return site.thresholds.filter { $0.sensorType == type }.map { (index, $0.id) }
    }
    precondition(!rules.isEmpty, "the site has no rule on any sensor")
    desk = Desk(
      configuration: DeskConfiguration(
        site: site, authority: authority, widths: widths, seat: "一席", version: "walk"), now: now)
    for _ in 0..<40 { raise() }
    _ = desk.update(.resized(RandomFingers.size), now: now)
    _ = desk.update(.link(.attached(isHere: true, owner: "一席")), now: now)
    _ = desk.update(.snapshot(snapshot()), now: now)
    _ = desk.update(.signedIn(RandomFingers.lead), now: now)
  }

  // MARK: What others do

  private mutating func raise() {
    let grade = Grade.allCases[random.below(4)]
    let (sensor, rule) = rules[random.below(rules.count)]
    let at = now - .seconds(Int64(random.below(900)))
    var alarm = Alarm(
      id: AlarmID(nextID), key: .threshold(sensor: site.sensors[sensor].id, rule: rule),
      sector: site.sensorTypes[site.sensors[sensor].type].sector, source: nil, grade: grade, at: at)
    alarm.condition = .active
    alarm.occurrence = 1
    alarm.version = 1
    alarm.revision = 1
    alarm.value = Double(nextID)
    alarm.lastAt = at
    alarms[alarm.id] = alarm
    nextID += 1
  }

  /// What other seats and the data do between two keys.
  private mutating func change() {
    for _ in 0..<(1 + random.below(3)) {
      let id = alarms.keys.sorted()[random.below(alarms.count)]
      alarms[id]?.revision += 1
      switch random.below(6) {
      case 0: if alarms.count < RandomFingers.most { raise() }
      case 1: if alarms.count > RandomFingers.fewest { alarms[id] = nil }
      case 2:
        alarms[id]?.isAcknowledged.toggle()
        alarms[id]?.version += 1
      case 3:
        alarms[id]?.gradeWorst = Grade.allCases[random.below(4)]
        alarms[id]?.version += 1
      case 4:
        let shelf = Shelf(
          until: now + .minutes(20), since: now, reason: "r", by: "b", second: nil, grade: .orange)
        let isShelved = alarms[id]?.shelf != nil
        alarms[id]?.shelf = isShelved ? nil : shelf
      default: alarms[id]?.raisedAt = now - .seconds(Int64(random.below(900)))
      }
    }
  }

  private mutating func snapshot() -> Snapshot {
    number += 1
    var snapshot = Snapshot.empty(site: site, at: now)
    snapshot.number = number
    snapshot.sequence = Int64(number)
    snapshot.duty = duty
    snapshot.alarms = AlarmTable(
      open: alarms.values.map { AlarmRow($0, in: lookup) }, sensors: site.sensors.count)
    return snapshot
  }

  // MARK: Steps

  private static let keys: [Key] = [
    "j", "j", "j", "k", "k", "g", "G", "<pgdn>", "<pgup>", "n", "N", "s", "b", "<enter>", "<esc>", "<esc>",
    "<space>", "v", "f", "z", "a", "a", "a", "o", "A", "y", "y", "/", "5", "0", "0", "<f2>",
  ].compactMap(KeyName.key)
  private static let letters: [Character] = ["甲", "穿", " ", "3"]

  /// One thing that happens: others change something, time passes, a key or the wheel.
  ///
  /// Returns what went wrong, `nil` when nothing did.
  public mutating func step() -> String? {
    now = now + .milliseconds(Int64(random.below(700)))
    switch random.below(20) {
    case 0...3:
      change()
      return watch(.snapshot(snapshot()), isOfThePerson: false)
    case 4, 5: return watch(.tick, isOfThePerson: false)
    case 6: return watch(.search, isOfThePerson: false)
    case 7: return watch(.input(.key(.character(RandomFingers.letters[random.below(4)]))))
    case 8:
      let action: MouseEvent.Action = [.press, .wheelDown, .wheelUp][random.below(3)]
      let (row, column) = (random.below(RandomFingers.size.rows), random.below(RandomFingers.size.columns))
      return watch(.input(.mouse(MouseEvent(action: action, row: row, column: column))))
    default: return watch(.input(.key(RandomFingers.keys[random.below(RandomFingers.keys.count)])))
    }
  }

  /// Sends a message and holds what came of it against what was shown before it.
  private mutating func watch(_ message: Message, isOfThePerson: Bool = true) -> String? {
    let before = desk.aim
    let effects = desk.update(message, now: now)
    for case .perform(let command, _, _) in effects {
      commands += 1
      guard isOfThePerson else { return "\(command.name) was sent and no key was pressed" }
      if let listed = before.listed {
        previewed += 1
        guard command.targets == listed else { return "\(command.targets) was sent, \(listed) was listed" }
      } else {
        guard let cursor = before.cursor, !before.isGhost, command.targets == [CommandTarget(cursor)] else {
          return "\(command.name) went to \(command.targets), the cursor stood on \(text(before.cursor))"
        }
      }
      // The owner answers at once, so that no row stays locked.
      _ = desk.update(.result(command.id, .refused(.noOwner)), now: now)
    }
    guard isOfThePerson || before.cursor == nil || desk.aim.cursor?.id == before.cursor?.id else {
      return "the cursor went from \(text(before.cursor)) to \(text(desk.aim.cursor)) and no key was pressed"
    }
    return nil
  }

  private func text(_ alarm: Alarm?) -> String { alarm.map { "#\($0.id.value)" } ?? "no row" }

  /// What is wrong with the frame, `nil` when nothing is.
  ///
  /// It is the frame of a desk that draws everything anew, and its cursor is on the alarm that a command would go to.
  public mutating func frameTrouble() -> String? {
    let grid = desk.view(size: RandomFingers.size).grid
    var fresh = desk
    fresh.use(lines: .single, chart: .braille)
    let anew = fresh.view(size: RandomFingers.size).grid
    if let difference = GoldenFile.difference(expected: anew.text, actual: grid.text) {
      return "the frame is not what it is when drawn anew:\n\(difference)"
    }
    let aim = desk.aim
    guard aim.isQueueInFront, let cursor = aim.cursor, !aim.isGhost else { return nil }
    guard let line = (0..<grid.size.rows).map({ grid.line($0) }).first(where: { $0.hasPrefix("│>") }) else {
      return nil
    }
    let raised = CivilTime(cursor.raisedAt, at: site.offset).hourMinute
    guard line.contains(cursor.grade.mark), line.contains(raised) else {
      return "the frame's cursor is on \(line), a command would go to \(text(cursor))"
    }
    return nil
  }
}
