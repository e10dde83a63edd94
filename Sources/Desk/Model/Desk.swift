public import Alarms
public import Cells
internal import CityDispatch
public import CitySafety
internal import Drills
internal import Operations

/// The console as a value: what a person sees and what their keys mean.
///
/// `update` takes one message and says what is to be done; `view` draws. Neither reads a clock, a file or a
/// terminal: time comes with each message. The same messages, size and widths give the same frames.
public struct Desk: Sendable {
  struct Freeze: Sendable {
    var since: Instant
    var missed: Int
  }

  struct Notice: Sendable {
    var text: Bilingual
    var at: Instant
    /// By the person's time.
    var since: Instant
    var isError: Bool
  }

  /// A command that has been sent.
  ///
  /// `revision` is set when it is durable and the snapshot has yet to show it.
  struct Pending: Sendable {
    var command: Command
    var proposal: Proposal
    var revision: Int64?
    var sentAt: Instant
  }

  /// A command of this seat that was done and may still be undone.
  struct Undoable: Sendable {
    var id: CommandID
    var proposal: Proposal
    var doneAt: Instant
  }

  struct Draft: Sendable {
    var name: CommandName
    var alarm: AlarmID
    var text: String
  }

  struct ChartKey: Hashable, Sendable {
    var sensor: SensorIndex
    var window: ChartWindow
  }

  struct Chart: Sendable {
    var points: [ChartPoint]
    var at: Instant
  }

  enum DetailTab: Int, Sendable, CaseIterable { case summary, chart, eight, timeline, guidance }
  enum SourcesTab: Int, Sendable, CaseIterable { case sources, warnings, earthquakes }

  /// Charts and timelines kept; the oldest leaves.
  static let chartLimit = 32
  static let timelineLimit = 32
  /// Commands waiting for an answer; more are refused on the spot.
  static let pendingLimit = 1000
  static let freezeLimit = Span.minutes(5)
  static let silenceTime = Span.minutes(2)
  static let noticeTime = Span.seconds(20)

  var configuration: DeskConfiguration
  let index: SiteIndex
  let wording: Wording
  var size = Layout.minimum
  var now: Instant
  /// The time of the person at the keys, by which dialogs, locks and notices go: `now`, but in a drill, whose clock may stand
  /// or run.
  var hand: Instant
  /// The time that ages and the clock are drawn from; moves with ticks, not with keys.
  var clock: Instant

  var focus: Pane = .queue
  /// The alarm that the detail still shows while the cursor runs; `nil` when the detail shows the cursor's own.
  var rested: AlarmID?
  /// What the detail shows the cursor of: the queue, or a sector.
  var origin: Pane = .queue
  var zoom = false
  var latest: Snapshot
  var shown: Snapshot
  /// Where values and source health are drawn from: renewed at most once a second.
  var values: Snapshot
  var hasSnapshot = false
  var freeze: Freeze?
  var link: LinkState = .connecting
  /// Since when the owner cannot write.
  var troubleSince: Instant?

  var actor: Actor?
  var isLocked = false
  /// The person asked to be signed out, and it was not done yet.
  var asksToSignOut = false
  var lastInput: Instant
  var silencedUntil: Instant?
  var sound: SoundPolicy
  var flurry = Flurry()
  var soundTest: SoundTest?
  /// Programs that did not play the last time, with why; at most one a grade.
  var soundFaults: [String: SoundFault] = [:]

  var queue: QueueList
  var sectors: [SectorList]
  var worstOfSensor: [Grade?]
  var detailTab: DetailTab = .summary
  var detailTop = 0
  var sourcesTab: SourcesTab = .sources
  var sourcesTop = 0
  var eventsTop = 0
  var window: ChartWindow = .halfHour
  var scrollX = 0
  var searchText = ""

  var overlay: Overlay?
  /// The handover, the shift log or the on-duty board in place of the panes.
  var dutyView: DutyView?
  var dispatchView: DispatchView?
  var warningView: WarningView?
  /// The open clocks of reports upward, as `latest` has them.
  var reports = ReportSheet()
  /// What the incident on the board threatens, worked out once.
  var reach: IncidentReach?
  /// A report that was left before it was sent.
  var reportDraft: ReportDraft?
  /// The incident whose reports are being read to correct one.
  var correcting: IncidentID?
  var pendingDuty: [CommandID: PendingDuty] = [:]
  var notice: Notice?
  var pending: [CommandID: Pending] = [:]
  /// The rows that show that a command is on its way.
  var pendingAlarms: [AlarmID: CommandName] = [:]
  /// Text of a dialog that was left or refused, kept for the next try.
  var draft: Draft?
  var lookAgain: Set<AlarmID> = []
  /// What the seats look at, and what the others were told of this one.
  var presence: [Presence] = []
  var toldLooking: AlarmID?
  /// Oldest first, at most `undoableLimit`.
  var undoable: [Undoable] = []
  static let undoableLimit = 20
  var charts: [ChartKey: Chart] = [:]
  var timelines: [AlarmID: (revision: Int64, entries: [JournalEntry])] = [:]
  var requestedCharts: [ChartKey: Instant] = [:]
  var requestedTimeline: (id: AlarmID, revision: Int64)?
  var quality: QualityReport?
  var requestedQuality: Instant?
  /// The drill that this desk plays in; `nil` at the live desk.
  var drill: DrillSeat?
  /// Reds that came or grew worse since this desk began.
  var redsSeen = 0
  /// The drills of the site that were run or are running, as the runtime knows them.
  var drills: [DrillPlace] = []
  /// Those that were run to their end, as the list of runs has them.
  var drillRuns = DrillRuns()
  /// What drills showed that has to become better, open ones first.
  var improvements: [Improvement] = []
  var themes: [String] = []
  var theme = ""

  var effects: [Effect] = []
  var drawing = Drawing()

  public init(configuration: DeskConfiguration, now: Instant) {
    self.configuration = configuration
    index = SiteIndex(site: configuration.site)
    wording = Wording(
      index: index, register: configuration.dispatch,
      scenarios: configuration.scenarios + (configuration.scenario.map { [$0] } ?? []))
    self.now = now
    hand = now
    clock = Desk.wholeSeconds(now)
    lastInput = now
    sound = SoundPolicy(settings: configuration.sound, at: now)
    let empty = Snapshot.empty(site: configuration.site, at: now)
    latest = empty
    shown = empty
    values = empty
    queue = QueueList(empty.alarms)
    worstOfSensor = Array(repeating: nil, count: configuration.site.sensors.count)
    sectors = Array(repeating: SectorList(), count: 4)
    drill = configuration.scenario.map { DrillSeat(scenario: $0, isReview: configuration.isReview) }
    orderSectors()
  }

  public var language: Language { configuration.language }
  /// The person signed in at this seat, if any.
  public var signedIn: Actor? { actor }

  /// Takes the border and chart characters of a theme that was chosen or reloaded.
  public mutating func use(lines: LineSet, chart: ChartAlphabet) {
    configuration.lines = lines
    configuration.chart = chart
    drawing.forget()
  }

  /// Takes in one message and returns what is to be done, in order.
  ///
  /// `hand` is the time of the person at the keys where that is another one, as in a drill.
  public mutating func update(_ message: Message, now: Instant, hand: Instant? = nil) -> [Effect] {
    let hand = hand ?? now
    if hand < self.hand { followClock(backTo: hand) }
    self.now = now
    self.hand = hand
    effects.removeAll(keepingCapacity: true)
    switch message {
    case .input(let event): takeAndFollow(event)
    case .settle: rested = nil
    case .search: queue.goOn(QueueList.scanLimit)
    case .resized(let size): self.size = innerSize(of: size)
    case .tick: tick()
    case .clockStepped(let step): stepClock(by: step)
    case .snapshot(let snapshot): take(snapshot)
    case .link(let state): take(state)
    case .result(let id, let result): take(result, of: id)
    case .signedIn(let actor): takeSignIn(actor)
    case .signedOut: takeSignOut()
    case .chart(let sensor, let window, let points):
      take(points, for: ChartKey(sensor: sensor, window: window))
    case .timeline(let id, let entries): take(entries, for: id)
    case .quality(let report): quality = report
    case .shiftLog(let entries): take(log: entries)
    case .reports(let id, let sent): take(reports: sent, of: id)
    case .presence(let list):
      presence = list
      drawing.stamp &+= 1
    case .notice(let text): say(text)
    case .trouble(let text):
      troubleSince = troubleSince ?? now
      say(text, isError: true)
    case .mended(let text):
      troubleSince = nil
      say(text)
    case .themes(let names, let current):
      themes = names
      theme = current
    case .hints(let lines):
      configuration.demoHint = lines
      drawing.forget()
    case .sounded(let report): take(report)
    case .soundTested(let test): take(test)
    case .knowledge(let words, let hits): takeKnowledge(words, hits)
    case .live(let strip): drill?.strip = strip
    case .drills(let places, let runs, let items): take(places, runs, items)
    case .score(let sheet): drill?.sheet = sheet
    case .journal(let entries): drill?.review?.take(entries)
    case .reviewing(let rate): drill?.review?.rate = rate
    case .handover(let report, let sequence): take(report, of: sequence)
    }
    requestDetail()
    requestQuality()
    return effects
  }

  /// Whether the detail waits for the cursor to rest; then `Message.settle` is to follow.
  public var isSettling: Bool { rested != nil }

  /// Whether the filter has yet to look at some rows; then `Message.search` is to follow when no key waits.
  public var isSearching: Bool { queue.isScanning }

  /// Whether an event only changes the words of the filter: all others find its rows complete.
  private func isTypingFilter(_ event: InputEvent) -> Bool {
    guard case .prompt(let prompt) = overlay, prompt.purpose == .filter else { return false }
    if case .key(let key) = event { return key.code != .up && key.code != .down }
    return true
  }

  /// Takes input; a key that moved the cursor in the queue leaves the detail beside it until the cursor rests.
  private mutating func takeAndFollow(_ event: InputEvent) {
    if !isTypingFilter(event) { queue.finishScan() }
    let before = queue.cursor
    let shownBefore = rested ?? before
    take(event)
    let isBeside = focus == .queue && Layout.kind(of: size, reserved: reservedRows) != .small
    rested = isBeside && queue.cursor != before ? shownBefore : nil
  }

  /// The wall clock went back: nothing that is measured from it may last longer for that.
  private mutating func followClock(backTo now: Instant) {
    lastInput = min(lastInput, now)
    silencedUntil = silencedUntil.map { min($0, now + Desk.silenceTime) }
    if let test = soundTest, test.at > now { soundTest?.at = now }
    if let notice, notice.since > now {
      self.notice?.since = now
      if drill == nil { self.notice?.at = min(notice.at, now) }
    }
    if let freeze, freeze.since > now { self.freeze?.since = now }
    if case .dialog(var dialog) = overlay {
      dialog.openedAt = min(dialog.openedAt, now)
      overlay = .dialog(dialog)
    }
    requestedQuality = requestedQuality.map { min($0, now) }
    for key in requestedCharts.keys { requestedCharts[key] = min(requestedCharts[key] ?? now, now) }
  }

  /// The wall clock stepped: what runs from a moment before it runs on as if it had not, and the person is told.
  private mutating func stepClock(by step: Span) {
    if step > .zero {
      lastInput = lastInput + step
      silencedUntil = silencedUntil.map { $0 + step }
      if let freeze { self.freeze?.since = freeze.since + step }
    }
    moveClock()
    say(Phrase.eventClock, ["seconds": String(step.nearestSecond)], isError: true)
  }

  mutating func say(_ text: Bilingual, isError: Bool = false) {
    notice = Notice(text: text, at: now, since: hand, isError: isError)
  }

  mutating func say(_ phrase: Phrase, _ values: KeyValuePairs<String, String> = [:], isError: Bool = false) {
    say(phrase.filled(values), isError: isError)
  }

  /// Moves the clock by whole seconds, which is what the screen shows.
  mutating func moveClock() {
    clock = Desk.wholeSeconds(now)
  }

  /// The person's time as the screen shows it: it moves with ticks, not with keys.
  var handClock: Instant { drill == nil ? clock : Desk.wholeSeconds(hand) }

  private static func wholeSeconds(_ instant: Instant) -> Instant {
    let rest = instant.milliseconds % 1000
    return Instant(milliseconds: instant.milliseconds - (rest < 0 ? rest + 1000 : rest))
  }

  mutating func tick() {
    moveClock()
    if values.number != shown.number { values = shown }
    if let silencedUntil, silencedUntil <= hand { self.silencedUntil = nil }
    if let notice, notice.since.age(at: hand) > Desk.noticeTime { self.notice = nil }
    if let freeze, freeze.since.age(at: hand) >= Desk.freezeLimit { thaw(because: .thawedByTime) }
    queue.passTime(now: now)
    refreshDuty()
    remind()
    tellLooking()
    lockWhenIdle()
  }

  /// Once a second: where the cursor rests, while somebody is there to tell.
  private mutating func tellLooking() {
    guard case .attached = link, toldLooking != queue.cursor else { return }
    toldLooking = queue.cursor
    effects.append(.look(queue.cursor))
  }

  /// Who else looks at an alarm: name and seat.
  func lookers(at alarm: AlarmID) -> [String] {
    presence.filter { $0.alarm == alarm && $0.seat != configuration.seat }.map { one in
      one.name.isEmpty ? one.seat : "\(one.name) (\(one.seat))"
    }
  }

  func t(_ phrase: Phrase) -> String { phrase.text[language] }

  func t(_ phrase: Phrase, _ values: KeyValuePairs<String, String>) -> String {
    phrase.filled(values)[language]
  }

  func t(_ phrase: GroupPhrase, _ values: KeyValuePairs<String, String> = [:]) -> String {
    phrase.filled(values)[language]
  }
}
