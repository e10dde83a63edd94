public import Cells
public import CitySafety
internal import Desk
internal import Glibc
internal import Operations
public import Settings
internal import Store
internal import TerminalUI

/// What a console is started with.
public struct ConsoleOptions: Sendable {
  public var store: String
  public var clock: SystemClock
  /// Keeps its own clock instead of the owner's: `--now` was given.
  public var keepsOwnClock: Bool
  public var language: Language
  public var theme: String
  public var lines: LineSet?
  public var depth: ColourDepth
  public var ambiguousIsWide: Bool
  public var seat: String
  public var version: String
  public var isDemo: Bool
  /// Whether this console may own the store when nobody does.
  public var mayOwn: Bool

  public init(
    store: String, clock: SystemClock, keepsOwnClock: Bool, language: Language, theme: String,
    lines: LineSet?,
    depth: ColourDepth, ambiguousIsWide: Bool, seat: String, version: String, isDemo: Bool, mayOwn: Bool
  ) {
    self.store = store
    self.clock = clock
    self.keepsOwnClock = keepsOwnClock
    self.language = language
    self.theme = theme
    self.lines = lines
    self.depth = depth
    self.ambiguousIsWide = ambiguousIsWide
    self.seat = seat
    self.version = version
    self.isDemo = isDemo
    self.mayOwn = mayOwn
  }
}

/// How a console ended.
public enum ConsoleEnd: Sendable, Hashable {
  case quit
  /// The terminal went away.
  case hangUp
  case signal(Int32)
}

/// The console's main thread: keyboard, mailbox, tick; `update` decides, this performs, one frame is drawn.
public final class ConsoleLoop {
  /// A frame of data waits until the last frame that showed data is this old, in milliseconds.
  ///
  /// A key's frame never waits, and neither does the frame that answers what this seat asked for.
  private static let dataPause: Int64 = 50
  /// The longest time in which the wall clock is not looked at, in milliseconds: a step of it stands on the screen within
  /// a second (issue 3), and a tick a second would leave nothing of it for the frame.
  private static let clockPause: Int64 = 250
  /// An escape byte followed by nothing for this long is the Esc key; the rest of a torn sequence is waited
  /// for longer.
  ///
  /// In milliseconds.
  private static let escapePause: Int64 = 25
  private static let sequencePause: Int64 = 1000
  /// A cursor that moved no more for this long has come to rest, in milliseconds.
  private static let settlePause: Int64 = 120

  let terminal: Terminal
  let live: ConsoleSeat
  var play: DrillPlay?
  /// Drills that this console began, as long as they run.
  var drillProcesses: [pid_t] = []
  let site: LoadedSite
  let keys: KeyTable
  let sound: SoundSettings
  /// Time in which the machine slept counts as time that passed: nobody sat here.
  private var steps = ClockStepDetector(wall: SystemClock().now(), monotonic: SystemClock.sinceBoot())
  private let player: SoundPlayer
  private var decoder = InputDecoder()
  let themes: ThemeShelf
  let options: ConsoleOptions
  private var end: ConsoleEnd?
  private var first: SeatReader.First?

  /// Reads the last snapshot, paints it, and only then looks for an owner.
  public init(site: LoadedSite, options: ConsoleOptions) throws(ConsoleFailure) {
    self.options = options
    self.site = site
    let shelf = ThemeShelf(folders: Paths.fromEnvironment().themeFolders, chosen: options.theme)
    themes = shelf
    keys = try KeySettings.table(file: Paths.fromEnvironment().keyFile)
    sound = try ConsoleLoop.sound(file: Paths.fromEnvironment().configFile, over: site.sound)
    let paths = Paths.fromEnvironment()
    makeFolder(paths.state)
    do {
      terminal = try Terminal(
        Terminal.Setup(
          theme: shelf.current, depth: options.depth, noColour: environment("NO_COLOR") != nil,
          type: environment("TERM") ?? ""))
    } catch {
      throw .terminal(Bilingual(zh: error.zh, en: error.en))
    }
    _ = ErrorOutput.redirect(to: paths.errorLog)
    live = ConsoleLoop.makeSeat(
      site: site, options: options, shelf: shelf, keys: keys, sound: sound, scenario: nil)
    let mailbox = live.mailbox
    player = SoundPlayer(timeout: sound.timeout, post: { mailbox.post(.sounded($0)) })
    firstSnapshot(site.site)
  }

  /// The screen that is shown.
  var shown: ConsoleSeat {
    guard let play, play.isShown else { return live }
    return play.seat
  }

  private var seats: [ConsoleSeat] { [live] + (play.map { [$0.seat] } ?? []) }

  private func firstSnapshot(_ site: Site) {
    _ = live.update(.resized(terminal.size))
    _ = live.update(.themes(names: themes.names, current: themes.current.name))
    if let reader = try? StoreReader(path: options.store, site: site),
      let snapshot = try? reader.snapshot(after: nil, now: live.link.now())
    {
      _ = live.update(.snapshot(snapshot))
      first = SeatReader.First(reader: reader, snapshot: snapshot)
    }
    if let record = SoundTestFile.read(Paths.fromEnvironment().soundTestFile), record.seat == options.seat {
      _ = live.update(.soundTested(record.test))
    }
    for notice in themes.takeNotices() { _ = live.update(.notice(notice)) }
    draw()
  }

  /// Runs until the person quits, the terminal goes away or a signal asks to end.
  public func run() -> ConsoleEnd {
    if !live.link.start() || !live.reader.start(after: first.take()) || !player.start() {
      update(.notice(OwnerFailure.noResources), at: live)
    }
    var nextTick = SystemClock.monotonic() + 1000
    var lastDataFrame: Int64 = 0
    var dataIsWaiting = false
    var lastInput = SystemClock.monotonic()
    while end == nil {
      let now = SystemClock.monotonic()
      var pause = min(max(0, nextTick - now), ConsoleLoop.clockPause)
      if let patience { pause = min(pause, patience) }
      if shown.desk.isSettling { pause = min(pause, max(0, lastInput + ConsoleLoop.settlePause - now)) }
      if shown.desk.isSearching { pause = 0 }
      if dataIsWaiting { pause = min(pause, max(0, lastDataFrame + ConsoleLoop.dataPause - now)) }
      let ready = waitForSomething(Int32(pause))
      var mustDraw = watchTheClock()
      if ready.signal { mustDraw = takeSignals() || mustDraw }
      if ready.input {
        mustDraw = takeInput() || mustDraw
        lastInput = SystemClock.monotonic()
      } else if let patience, SystemClock.monotonic() - lastInput >= patience {
        mustDraw = endInput() || mustDraw
      }
      if shown.desk.isSettling, SystemClock.monotonic() - lastInput >= ConsoleLoop.settlePause {
        update(.settle, at: shown)
        mustDraw = true
      }
      if shown.desk.isSearching, !ready.input {
        update(.search, at: shown)
        // One frame for what the key began and one for the end of it.
        mustDraw = !shown.desk.isSearching || mustDraw
      }
      if ready.mailbox {
        for seat in seats {
          switch takeMail(of: seat) {
          case .nothing: break
          case .data: dataIsWaiting = true
          case .answer: mustDraw = true
          }
        }
        bringLive()
      }
      if SystemClock.monotonic() >= nextTick {
        nextTick = SystemClock.monotonic() + 1000
        for seat in seats { update(.tick, at: seat) }
        goOnReviewing()
        bringLive()
        buryDrills()
        mustDraw = true
      }
      if terminal.isLost { end = .hangUp }
      let isDue = dataIsWaiting && SystemClock.monotonic() - lastDataFrame >= ConsoleLoop.dataPause
      if mustDraw || isDue {
        draw()
        if dataIsWaiting { lastDataFrame = SystemClock.monotonic() }
        dataIsWaiting = false
      }
    }
    // The screen first: stopping an owner may take seconds.
    terminal.close()
    player.stop()
    leaveDrill()
    live.stop()
    let tail = ErrorOutput.giveBack()
    if !tail.isEmpty { _ = TextFile.writeAll(STDERR_FILENO, Array(tail.utf8)) }
    return end ?? .quit
  }

  private func waitForSomething(_ pause: Int32) -> (input: Bool, signal: Bool, mailbox: Bool) {
    let mailbox = play?.seat.mailbox.wake.descriptor ?? -1
    var entries = [
      pollfd(fd: terminal.inputDescriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: terminal.signalDescriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: live.mailbox.wake.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: mailbox, events: Int16(POLLIN), revents: 0),
    ]
    _ = poll(&entries, 4, pause)
    let hasMail = entries[2].revents != 0 || entries[3].revents != 0
    return (entries[0].revents != 0, entries[1].revents != 0, hasMail)
  }

  private func draw() {
    terminal.show(shown.desk.view(size: terminal.size))
  }

  /// Tells the desk of a step of the wall clock before anything else is measured by it; whether there was one.
  private func watchTheClock() -> Bool {
    guard let step = steps.step(wall: SystemClock().now(), monotonic: SystemClock.sinceBoot()) else {
      return false
    }
    // The clock of a drill does not follow the wall's.
    for effect in live.update(.clockStepped(by: step)) { perform(effect, at: live) }
    return true
  }

  func update(_ message: Message, at seat: ConsoleSeat) {
    _ = watchTheClock()
    for effect in seat.update(message) { perform(effect, at: seat) }
  }

  private func takeMail(of seat: ConsoleSeat) -> ConsoleSeat.Mail {
    var mail = ConsoleSeat.Mail.nothing
    for message in seat.mailbox.drain() {
      update(message, at: seat)
      let found = seat.mail(of: message)
      if mail != .answer { mail = found }
    }
    guard let theme = seat.mailbox.takeTheme() else { return mail }
    terminal.setTheme(theme)
    for seat in seats {
      seat.desk.use(
        lines: ConsoleLoop.lines(options, theme: theme, isDrill: seat !== live),
        chart: options.lines == .ascii ? .ascii : theme.chart)
      update(.themes(names: themes.names, current: theme.name), at: seat)
    }
    return .answer
  }

  /// How long to wait for the rest of what was begun to be typed; `nil` when nothing is pending.
  private var patience: Int64? {
    switch decoder.waiting {
    case .nothing: nil
    case .escape: ConsoleLoop.escapePause
    case .rest: ConsoleLoop.sequencePause
    }
  }

  private func takeInput() -> Bool {
    var events: [InputEvent] = []
    if terminal.read(with: &decoder, into: &events) == .closed {
      end = .hangUp
      return false
    }
    for event in events { update(.input(event), at: shown) }
    return !events.isEmpty
  }

  /// Nothing more came: what was begun is what was meant.
  private func endInput() -> Bool {
    var events: [InputEvent] = []
    decoder.flush(into: &events)
    for event in events { update(.input(event), at: shown) }
    return !events.isEmpty
  }

  private func takeSignals() -> Bool {
    for signal in terminal.readSignals() {
      switch signal {
      case .resized:
        terminal.resize()
        for seat in seats { update(.resized(terminal.size), at: seat) }
      case .hangUp: end = .hangUp
      case .terminate(let number): end = .signal(number)
      case .stop: suspend()
      case .continued:
        // After a stop from outside the shell has set the terminal to its own liking.
        terminal.suspend()
        terminal.resume()
      }
    }
    return true
  }

  private func suspend() {
    terminal.suspend()
    terminal.stopJob()
    terminal.resume()
    for seat in seats { update(.resized(terminal.size), at: seat) }
  }

  private func perform(_ effect: Effect, at seat: ConsoleSeat) {
    if let more = seat.perform(effect) {
      for effect in more { perform(effect, at: seat) }
      return
    }
    switch effect {
    case .copy(let text): copy(text, at: seat)
    case .bell: terminal.bell()
    case .play(let request): player.play(request)
    case .hush: player.hush()
    case .keepSoundTest(let test): keep(test)
    case .redraw: terminal.redraw()
    case .setTheme(let name): setTheme(name)
    case .suspend: suspend()
    case .quit: if seat === live { end = .quit } else { leaveDrill() }
    case .switchLive: switchLive()
    case .requestDrills: listDrills()
    case .requestScore: scoreDrill()
    case .reviewDrill(let folder, let scenario): reviewDrill(folder: folder, scenario: scenario)
    case .review(let control): review(control)
    case .beginDrill(let scenario): beginDrill(scenario)
    case .joinDrill(let folder, let scenario): joinDrill(folder: folder, scenario: scenario)
    case .perform, .performDuty, .requestLog, .requestReports, .requestHandover, .look, .signIn, .signOut,
      .requestChart,
      .requestTimeline,
      .requestQuality, .pollNow, .searchKnowledge:
      break
    }
  }

  private func copy(_ text: String, at seat: ConsoleSeat) {
    _ = terminal.copy(text)
    let file = Paths.fromEnvironment().copyFile
    let mailbox = seat.mailbox
    let cannot = Bilingual(zh: "无法写入 \(file)", en: "Cannot write \(file)")
    let isTaken = seat.reader.run(errand: {
      if !TextFile.replace(file, with: text + "\n") { mailbox.post(.notice(cannot)) }
    })
    if !isTaken { update(.notice(cannot), at: seat) }
  }

  private func keep(_ test: SoundTest) {
    let file = Paths.fromEnvironment().soundTestFile
    let record = SoundTestFile.Record(test: test, seat: options.seat)
    let mailbox = live.mailbox
    let cannot = Bilingual(zh: "无法写入 \(file)", en: "Cannot write \(file)")
    let isTaken = live.reader.run(errand: {
      if !SoundTestFile.write(record, to: file) { mailbox.post(.notice(cannot)) }
    })
    if !isTaken { update(.notice(cannot), at: live) }
  }

  private func setTheme(_ name: String) {
    let (mailbox, themes) = (live.mailbox, themes)
    _ = live.reader.run(errand: {
      if let theme = themes.choose(name) { mailbox.post(theme) }
      for notice in themes.takeNotices() { mailbox.post(.notice(notice)) }
    })
  }
}
