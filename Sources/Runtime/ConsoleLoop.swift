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
  private static let clockPause: Int64 = 500
  /// An escape byte followed by nothing for this long is the Esc key; the rest of a torn sequence is waited
  /// for longer.
  ///
  /// In milliseconds.
  private static let escapePause: Int64 = 25
  private static let sequencePause: Int64 = 1000
  /// A cursor that moved no more for this long has come to rest, in milliseconds.
  private static let settlePause: Int64 = 120

  private let terminal: Terminal
  private var desk: Desk
  /// Time in which the machine slept counts as time that passed: nobody sat here.
  private var steps = ClockStepDetector(wall: SystemClock().now(), monotonic: SystemClock.sinceBoot())
  private let link: SeatLink
  private let reader: SeatReader
  private let mailbox: Mailbox
  private let player: SoundPlayer
  private var decoder = InputDecoder()
  private let themes: ThemeShelf
  private let options: ConsoleOptions
  private var end: ConsoleEnd?
  private var awaited = AwaitedAnswers()
  private var first: SeatReader.First?

  /// Reads the last snapshot, paints it, and only then looks for an owner.
  public init(site: LoadedSite, options: ConsoleOptions) throws(ConsoleFailure) {
    self.options = options
    mailbox = Mailbox()
    let mailbox = mailbox
    let shelf = ThemeShelf(folders: Paths.fromEnvironment().themeFolders, chosen: options.theme)
    themes = shelf
    let keys = try ConsoleLoop.keyTable(file: Paths.fromEnvironment().keyFile)
    let sound = try ConsoleLoop.sound(file: Paths.fromEnvironment().configFile, over: site.sound)
    let widths = WidthTable.system(ambiguousIsWide: options.ambiguousIsWide)
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
    let configuration = ConsoleLoop.configuration(
      site: site, options: options, theme: shelf.current, widths: widths, keys: keys, sound: sound)
    desk = Desk(configuration: configuration, now: options.clock.now())
    player = SoundPlayer(timeout: sound.timeout, post: { mailbox.post(.sounded($0)) })
    let relay = Mailbox.Relay()
    link = ConsoleLoop.makeLink(site: site, options: options, mailbox: mailbox, relay: relay)
    reader = ConsoleLoop.makeReader(site: site, options: options, mailbox: mailbox, shelf: shelf, link: link)
    relay.connect(reader)
    firstSnapshot(site.site)
  }

  private func firstSnapshot(_ site: Site) {
    _ = desk.update(.resized(terminal.size), now: link.now())
    _ = desk.update(.themes(names: themes.names, current: themes.current.name), now: link.now())
    if let reader = try? StoreReader(path: options.store, site: site),
      let snapshot = try? reader.snapshot(after: nil, now: link.now())
    {
      _ = desk.update(.snapshot(snapshot), now: link.now())
      first = SeatReader.First(reader: reader, snapshot: snapshot)
    }
    if let record = SoundTestFile.read(Paths.fromEnvironment().soundTestFile), record.seat == options.seat {
      _ = desk.update(.soundTested(record.test), now: link.now())
    }
    for notice in themes.takeNotices() { _ = desk.update(.notice(notice), now: link.now()) }
    draw()
  }

  /// Runs until the person quits, the terminal goes away or a signal asks to end.
  public func run() -> ConsoleEnd {
    if !link.start() || !reader.start(after: first.take()) || !player.start() {
      update(.notice(OwnerFailure.noResources))
    }
    var nextTick = SystemClock.monotonic() + 1000
    var lastDataFrame: Int64 = 0
    var dataIsWaiting = false
    var lastInput = SystemClock.monotonic()
    while end == nil {
      let now = SystemClock.monotonic()
      var pause = min(max(0, nextTick - now), ConsoleLoop.clockPause)
      if let patience { pause = min(pause, patience) }
      if desk.isSettling { pause = min(pause, max(0, lastInput + ConsoleLoop.settlePause - now)) }
      if desk.isSearching { pause = 0 }
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
      if desk.isSettling, SystemClock.monotonic() - lastInput >= ConsoleLoop.settlePause {
        update(.settle)
        mustDraw = true
      }
      if desk.isSearching, !ready.input {
        update(.search)
        // One frame for what the key began and one for the end of it.
        mustDraw = !desk.isSearching || mustDraw
      }
      if ready.mailbox {
        switch takeMail() {
        case .nothing: break
        case .data: dataIsWaiting = true
        case .answer: mustDraw = true
        }
      }
      if SystemClock.monotonic() >= nextTick {
        nextTick = SystemClock.monotonic() + 1000
        update(.tick)
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
    reader.stop()
    link.stop()
    let tail = ErrorOutput.giveBack()
    if !tail.isEmpty { _ = TextFile.writeAll(STDERR_FILENO, Array(tail.utf8)) }
    return end ?? .quit
  }

  private func waitForSomething(_ pause: Int32) -> (input: Bool, signal: Bool, mailbox: Bool) {
    var entries = [
      pollfd(fd: terminal.inputDescriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: terminal.signalDescriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: mailbox.wake.descriptor, events: Int16(POLLIN), revents: 0),
    ]
    _ = poll(&entries, 3, pause)
    return (entries[0].revents != 0, entries[1].revents != 0, entries[2].revents != 0)
  }

  private func draw() {
    terminal.show(desk.view(size: terminal.size))
  }

  /// Tells the desk of a step of the wall clock before anything else is measured by it; whether there was one.
  private func watchTheClock() -> Bool {
    guard let step = steps.step(wall: SystemClock().now(), monotonic: SystemClock.sinceBoot()) else {
      return false
    }
    for effect in desk.update(.clockStepped(by: step), now: link.now()) { perform(effect) }
    return true
  }

  private func update(_ message: Message) {
    _ = watchTheClock()
    for effect in desk.update(message, now: link.now()) { perform(effect) }
  }

  private enum Mail { case nothing, data, answer }

  private func takeMail() -> Mail {
    var mail = Mail.nothing
    for message in mailbox.drain() {
      update(message)
      switch message {
      case .result(let id, let result):
        awaited.note(id, result)
        mail = .answer
      case .snapshot(let snapshot) where awaited.isAnswered(by: snapshot.alarms): mail = .answer
      case .signedIn, .signedOut: mail = .answer
      default: if mail == .nothing { mail = .data }
      }
    }
    guard let theme = mailbox.takeTheme() else { return mail }
    terminal.setTheme(theme)
    desk.use(lines: options.lines ?? theme.lines, chart: options.lines == .ascii ? .ascii : theme.chart)
    update(.themes(names: themes.names, current: theme.name))
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
    for event in events { update(.input(event)) }
    return !events.isEmpty
  }

  /// Nothing more came: what was begun is what was meant.
  private func endInput() -> Bool {
    var events: [InputEvent] = []
    decoder.flush(into: &events)
    for event in events { update(.input(event)) }
    return !events.isEmpty
  }

  private func takeSignals() -> Bool {
    for signal in terminal.readSignals() {
      switch signal {
      case .resized:
        terminal.resize()
        update(.resized(terminal.size))
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
    update(.resized(terminal.size))
  }

  private func perform(_ effect: Effect) {
    switch effect {
    case .perform(let command, let leadName, let leadCode):
      awaited.note(command)
      if !link.send(.perform(command, leadName: leadName ?? "", leadCode: leadCode ?? "")) {
        update(.result(command.id, .refused(.noOwner)))
      }
    case .performDuty(let command, let name, let passphrase):
      if !link.send(.performDuty(command, name: name ?? "", passphrase: passphrase ?? "")) {
        update(.result(command.id, .refused(.noOwner)))
      }
    case .requestLog: reader.ask(.log)
    case .look(let alarm): _ = link.send(.looking(alarm))
    case .signIn(let name, let passphrase): _ = link.send(.signIn(name: name, passphrase: passphrase))
    case .signOut: _ = link.send(.signOut)
    case .requestChart(let sensor, let window): reader.ask(.chart(sensor, window))
    case .requestTimeline(let alarm): reader.ask(.timeline(alarm))
    case .requestQuality(let isOwned): reader.ask(.quality(isOwned: isOwned))
    case .pollNow: _ = link.send(.pollNow)
    case .copy(let text): copy(text)
    case .bell: terminal.bell()
    case .play(let request): player.play(request)
    case .hush: player.hush()
    case .keepSoundTest(let test): keep(test)
    case .redraw: terminal.redraw()
    case .setTheme(let name): setTheme(name)
    case .suspend: suspend()
    case .quit: end = .quit
    case .searchKnowledge(let words, let language): reader.ask(.knowledge(words: words, language))
    case .requestHandover(let soon): reader.ask(.handover(soon: soon))
    }
  }

  private func copy(_ text: String) {
    _ = terminal.copy(text)
    let file = Paths.fromEnvironment().copyFile
    let mailbox = mailbox
    let cannot = Bilingual(zh: "无法写入 \(file)", en: "Cannot write \(file)")
    let isTaken = reader.run(errand: {
      if !TextFile.replace(file, with: text + "\n") { mailbox.post(.notice(cannot)) }
    })
    if !isTaken { update(.notice(cannot)) }
  }

  private func keep(_ test: SoundTest) {
    let file = Paths.fromEnvironment().soundTestFile
    let record = SoundTestFile.Record(test: test, seat: options.seat)
    let mailbox = mailbox
    let cannot = Bilingual(zh: "无法写入 \(file)", en: "Cannot write \(file)")
    let isTaken = reader.run(errand: {
      if !SoundTestFile.write(record, to: file) { mailbox.post(.notice(cannot)) }
    })
    if !isTaken { update(.notice(cannot)) }
  }

  private func setTheme(_ name: String) {
    let (mailbox, themes) = (mailbox, themes)
    _ = reader.run(errand: {
      if let theme = themes.choose(name) { mailbox.post(theme) }
      for notice in themes.takeNotices() { mailbox.post(.notice(notice)) }
    })
  }
}
