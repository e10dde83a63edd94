internal import Alarms
internal import Cells
internal import CitySafety
public import Drills
internal import Operations
internal import Widgets

/// A drill of the site that was run or is running.
public struct DrillPlace: Sendable, Hashable {
  public var folder: String
  public var scenario: String
  /// When it was begun, by the wall clock and the site's civil time, such as `20261126-051500`.
  public var stamp: String
  /// Whether its owner answers.
  public var isRunning: Bool
  /// Whether it came to its end and was scored; one that was cut off goes on where it was.
  public var isOver: Bool

  public init(folder: String, scenario: String, stamp: String, isRunning: Bool, isOver: Bool) {
    self.folder = folder
    self.scenario = scenario
    self.stamp = stamp
    self.isRunning = isRunning
    self.isOver = isOver
  }
}

/// What a desk knows of the drill that it plays in.
struct DrillSeat: Sendable {
  let scenario: Scenario
  private(set) var state = DrillState()
  /// The live desk, as little of it as passes.
  var strip = LiveStrip()
  /// Once it is over.
  var sheet: ScoreSheet?
  private var taken = 0

  /// Where a drill is looked at again.
  var review: DrillReview?

  init(scenario: Scenario, isReview: Bool) {
    self.scenario = scenario
    review = isReview ? DrillReview() : nil
  }

  /// Takes in what the journal says of the drill; returns the messages that came.
  mutating func take(_ remarks: [JournalEntry]) -> [DrillState.Message] {
    if remarks.count < taken {
      state = DrillState()
      taken = 0
    }
    let before = state.messages.count
    for entry in remarks.dropFirst(taken) {
      guard let found = try? DrillCoding.read(entry) else { continue }
      switch found.content {
      case .event(let event): state.apply(event, of: scenario, at: entry.at)
      case .control(let control): state.apply(control, by: found.by?.actor.displayName ?? "", at: entry.at)
      }
    }
    taken = remarks.count
    return Array(state.messages.dropFirst(before))
  }

  /// The hint that stands on the screen of one who learns.
  var hint: DrillState.Message? { state.messages.last { $0.isHint } }
  /// Messages that somebody has yet to take; none where that cannot be done any more.
  var waiting: Int {
    guard review == nil, state.phase != .ended else { return 0 }
    return state.messages.count { !$0.isHint && $0.takenBy == nil }
  }
}

/// The clock of a review, and the moments that it can be sent to.
struct DrillReview: Sendable {
  /// Thousandths of the wall clock; 0 while it stands.
  var rate = 0 {
    didSet { if rate > 0 { last = rate } }
  }
  private(set) var last = 1000
  /// What came in and what people did, oldest first.
  private(set) var moments: [JournalEntry] = []

  mutating func take(_ entries: [JournalEntry]) { moments = entries.filter(DrillReview.isMoment) }

  private static func isMoment(_ entry: JournalEntry) -> Bool {
    switch entry.event {
    case .command, .undone, .task: return true
    case .condition(let condition): return condition.grade != nil
    case .duty: return true
    case .remark:
      guard case .event(let event)? = try? DrillCoding.read(entry)?.content else { return false }
      if case .performed = event { return false }
      return true
    default: return false
    }
  }
}

extension Desk {
  /// Rows above and below the panes that a drill takes: its banner, the hint of a training, and the live strip.
  var reservedRows: Int { drill == nil ? 0 : rowsAbove + 1 }

  var rowsAbove: Int {
    guard let drill else { return 0 }
    return drill.scenario.kind == .training ? 3 : 1
  }

  func innerSize(of size: Size) -> Size {
    Size(columns: size.columns, rows: max(0, size.rows - reservedRows))
  }

  /// Takes in the course of the drill from the snapshot that came, and says what it brought to the players.
  mutating func followDrill() {
    guard var seat = drill else { return }
    let wasOver = seat.state.phase == .ended
    let messages = seat.take(latest.remarks)
    drill = seat
    if let message = messages.last(where: { !$0.isHint && $0.takenBy == nil }), seat.review == nil {
      say(
        DrillPhrase.messageNow.filled(with: [
          "from": message.from, "text": message.text,
          "key": Bilingual(same: configuration.keys.hint(.drill)),
        ]))
    }
    if !wasOver, seat.state.phase == .ended {
      say(DrillPhrase.endedNow.filled(["key": configuration.keys.hint(.drill)]))
      effects.append(.requestScore)
    }
  }

  /// The events that who sits here may read: what the director does to the injects, and observes, is no player's to know
  /// before the end.
  var shownEvents: [JournalEntry] {
    guard let drill, drill.review == nil, drill.state.phase != .ended, !mayConduct else {
      return shown.events
    }
    return shown.events.filter { entry in
      guard case .control(let control)? = try? DrillCoding.read(entry)?.content else { return true }
      return switch control {
      case .start, .pause, .resume, .speed, .take, .end: true
      case .step, .jump, .insert, .call, .skip, .observe: false
      }
    }
  }

  // MARK: Conducting

  /// Whether who sits here may direct the drill.
  var mayConduct: Bool {
    guard let drill, let actor else { return false }
    return configuration.authority.permits(DrillControl.pause.right(in: drill.scenario), actor.role)
  }

  /// Whether who sits here directs a drill that goes on.
  var isDirecting: Bool {
    guard let drill else { return false }
    return mayConduct && drill.review == nil && drill.state.phase != .ended
  }

  /// Whether the keys of the clock do something for who sits here.
  var hasClockKeys: Bool { isDirecting || drill?.review != nil }

  mutating func send(_ control: DrillControl) {
    guard let drill else { return say(DrillPhrase.noDrill.text) }
    guard drill.review == nil else { return say(DrillPhrase.reviewOnly.text) }
    guard let actor else { return openSignIn(because: .signInFirst) }
    let right = control.right(in: drill.scenario)
    guard configuration.authority.permits(right, actor.role) else {
      return say(wording.text(of: .notPermitted(right, role: actor.role)), isError: true)
    }
    if let reason = control.refusal(in: drill.state, of: drill.scenario) { return say(reason, isError: true) }
    send(.remark(DrillCoding.remark(control, of: drill.scenario)), seen: shown.sequence)
  }

  /// The speeds that the keys step through, in thousandths.
  private static let speeds = [500, 1000, 2000, 4000, 8000, 15_000, 30_000, 60_000]

  mutating func conduct(_ action: Action) {
    guard let drill else { return say(DrillPhrase.noDrill.text) }
    if let review = drill.review { return steer(review, action) }
    let speed = drill.state.speed
    switch action {
    case .drillStep: send(DrillControl.step)
    case .drillPause:
      switch drill.state.phase {
      case .armed: send(DrillControl.start)
      case .running: send(DrillControl.pause)
      default: send(DrillControl.resume)
      }
    case .drillSlower: if let next = Desk.speeds.last(where: { $0 < speed }) { send(.speed(next)) }
    case .drillFaster: if let next = Desk.speeds.first(where: { $0 > speed }) { send(.speed(next)) }
    case .drillObserve: openDrillQuestion(.observe)
    default: break
    }
  }

  /// The same keys in a review: run or stand, the next moment, slower and faster.
  private mutating func steer(_ review: DrillReview, _ action: Action) {
    switch action {
    case .drillPause: effects.append(.review(.rate(review.rate == 0 ? review.last : 0)))
    case .drillSlower:
      if let next = Desk.speeds.last(where: { $0 < review.last }) { effects.append(.review(.rate(next))) }
    case .drillFaster:
      if let next = Desk.speeds.first(where: { $0 > review.last }) { effects.append(.review(.rate(next))) }
    case .drillStep:
      if let next = review.moments.first(where: { $0.at > now }) { effects.append(.review(.goTo(next.at))) }
    default: say(DrillPhrase.reviewOnly.text)
    }
  }

  mutating func switchLive() { effects.append(.switchLive) }

  // MARK: Live

  /// How this live desk stands, as a drill screen shows it.
  public var strip: LiveStrip {
    let isAlive = if case .attached = link { true } else { false }
    return LiveStrip(
      counts: Grade.allCases.map { latest.alarms.unacknowledged($0) },
      worst: latest.alarms.counts.worstUnacknowledged, revision: latest.sequence, reds: redsSeen,
      isAlive: isAlive)
  }

  /// Shows the queue with the worst alarm under the cursor, whatever was open.
  public mutating func showWorst() {
    overlay = nil
    dispatchView = nil
    warningView = nil
    dutyView = nil
    perform(.overview)
  }
}

/// What is asked before a drill is touched.
enum DrillQuestion: Sendable, Hashable {
  case observe
  case call
  case insert(String)
  case jump(String)
  case skip(String)
  case end
  case begin(String)
  /// An improvement item is written down, or the one with a number is closed.
  case addItem
  case closeItem(Int64)
}

extension Desk {
  mutating func openDrillQuestion(_ question: DrillQuestion) {
    if let drill {
      guard drill.review == nil else { return say(DrillPhrase.reviewOnly.text) }
      guard let actor else { return openSignIn(because: .signInFirst) }
      let right = DrillControl.pause.right(in: drill.scenario)
      guard configuration.authority.permits(right, actor.role) else {
        return say(wording.text(of: .notPermitted(right, role: actor.role)), isError: true)
      }
    }
    func field(_ phrase: DrillPhrase, isOptional: Bool = false) -> Dialog.Field {
      Dialog.Field(
        label: .reasonField, input: TextField(limit: Desk.textLimit), isOptional: isOptional,
        name: phrase.text)
    }
    var fields: [Dialog.Field] = []
    switch question {
    case .observe:
      var objective = field(.fieldObjective)
      let objectives = drill?.scenario.objectives ?? []
      objective.options = [DrillPhrase.whole.text] + objectives.map(\.name)
      fields = [objective, field(.fieldObservation)]
    case .call: fields = [field(.fieldFrom), field(.fieldText)]
    case .insert, .jump, .skip, .end, .begin, .addItem, .closeItem: break
    }
    open(Dialog(.drill(question), fields: fields, at: hand))
  }

  func title(of question: DrillQuestion) -> String {
    let phrase: DrillPhrase =
      switch question {
      case .observe: .titleObserve
      case .call: .titleCall
      case .insert: .titleInsert
      case .jump: .titleJump
      case .skip: .titleSkip
      case .end: .titleEnd
      case .begin: .titleBegin
      case .addItem: .titleAddItem
      case .closeItem: .titleCloseItem
      }
    return phrase.text[language]
  }

  /// What the dialog says will happen.
  func lines(of question: DrillQuestion) -> [Bilingual] {
    func inject(_ id: String) -> [Bilingual] {
      drill?.scenario.inject(id).map { [$0.synopsis] } ?? []
    }
    switch question {
    case .observe, .call, .addItem: return []
    case .closeItem(let number):
      return item(number).map { [Bilingual(same: "\($0.number)  \($0.text)")] } ?? []
    case .insert(let id): return inject(id) + [DrillPhrase.willInsert.text]
    case .jump(let id): return inject(id) + [DrillPhrase.willJump.text]
    case .skip(let id): return inject(id) + [DrillPhrase.willSkip.text]
    case .end: return [DrillPhrase.willEnd.text]
    case .begin(let id):
      guard let scenario = configuration.scenarios.first(where: { $0.id == id }) else { return [] }
      return [scenario.name, DrillPhrase.willBegin.text, DrillPhrase.liveGoesOn.text]
    }
  }

  mutating func confirm(_ question: DrillQuestion, _ dialog: Dialog) {
    let fields = dialog.fields
    overlay = nil
    switch question {
    case .addItem, .closeItem: confirm(item: question, dialog)
    case .observe:
      let objectives = drill?.scenario.objectives ?? []
      let choice = fields[0].choice
      let id = choice == 0 ? "" : objectives[choice - 1].id
      send(.observe(objective: id, text: fields[1].cleaned))
    case .call: send(.call(from: fields[0].cleaned, text: fields[1].cleaned))
    case .insert(let id): send(.insert(id))
    case .jump(let id): send(.jump(to: id))
    case .skip(let id): send(.skip(id))
    case .end: send(DrillControl.end)
    case .begin(let id): effects.append(.beginDrill(id))
    }
  }
}
