internal import Cells
public import CitySafety
public import Desk
internal import Drills
internal import Glibc
internal import Operations
public import Settings
internal import Synchronization

/// Why a console cannot start.
public enum ConsoleFailure: Error, Sendable {
  case terminal(Bilingual)
  /// Mistakes in the person's own files.
  case keys([Bilingual])
}

extension Mailbox {
  /// Passes the owner's wake-ups to a reader that is made after the link.
  final class Relay: Sendable {
    private let target = Mutex<SeatReader?>(nil)

    func connect(_ reader: SeatReader) { target.withLock { $0 = reader } }

    func storeChanged(alarms: Bool) {
      target.withLock { $0 }?.storeChanged(alarms: alarms)
    }

    func answered() { target.withLock { $0 }?.answered() }

    func reopen() { target.withLock { $0 }?.reopen() }
  }
}

extension ConsoleLoop {
  /// A screen with its threads, which are not started yet; of a drill where there is a scenario.
  static func makeSeat(
    site: LoadedSite, options: ConsoleOptions, shelf: ThemeShelf, keys: KeyTable, sound: SoundSettings,
    scenario: Scenario?, isReview: Bool = false
  ) -> ConsoleSeat {
    let mailbox = Mailbox()
    let widths = WidthTable.system(ambiguousIsWide: options.ambiguousIsWide)
    var configuration = configuration(
      site: site, options: options, theme: shelf.current, widths: widths, keys: keys, sound: sound)
    configuration.scenario = scenario
    configuration.isReview = isReview
    configuration.lines = lines(options, theme: shelf.current, isDrill: scenario != nil)
    let desk = Desk(configuration: configuration, now: options.clock.now())
    let relay = Mailbox.Relay()
    let link = makeLink(site: site, options: options, mailbox: mailbox, relay: relay)
    let reader = makeReader(
      site: site, options: options, mailbox: mailbox, shelf: shelf, link: link, isReview: isReview)
    relay.connect(reader)
    return ConsoleSeat(desk: desk, link: link, reader: reader, mailbox: mailbox, isDrill: scenario != nil)
  }

  /// The border lines: doubled in a drill, plain where box characters would be wide.
  static func lines(_ options: ConsoleOptions, theme: Theme, isDrill: Bool) -> LineSet {
    let chosen = options.lines ?? (options.ambiguousIsWide ? .ascii : theme.lines)
    return isDrill && chosen != .ascii ? .double : chosen
  }

  static func makeLink(
    site: LoadedSite, options: ConsoleOptions, mailbox: Mailbox, relay: Mailbox.Relay
  ) -> SeatLink {
    let becomeOwner: @Sendable (SystemClock) -> SeatLink.OwnerAttempt = { clock in
      do throws(OwnerFailure) {
        let owner = try Owner(
          site: site, store: options.store, clock: clock, name: options.seat, version: options.version,
          isDemo: options.isDemo, log: { mailbox.post(.notice($0)) })
        return .started(owner)
      } catch {
        switch error {
        case .ownedElsewhere: return .ownedElsewhere
        case .store(let reason), .socket(let reason): return .failed(reason)
        }
      }
    }
    return SeatLink(
      store: options.store, seat: options.seat, version: options.version, clock: options.clock,
      keepsOwnClock: options.keepsOwnClock, becomeOwner: options.mayOwn ? becomeOwner : nil,
      post: { message in
        if case .link(.attached) = message { relay.reopen() }
        mailbox.post(message)
        // After the result, so that the snapshot that shows it finds it known.
        if case .result(_, .done) = message { relay.answered() }
      }, woken: { relay.storeChanged(alarms: $0) })
  }

  /// The reader, which also watches the theme's file and the note of the first run.
  static func makeReader(
    site: LoadedSite, options: ConsoleOptions, mailbox: Mailbox, shelf: ThemeShelf, link: SeatLink,
    isReview: Bool
  ) -> SeatReader {
    let hints = Mutex(FirstPeople.hint(store: options.store))
    return SeatReader(
      path: options.store, site: site.site, pages: site.shelf.pages, now: { link.now() },
      isReview: isReview, post: { mailbox.post($0) },
      everySecond: {
        if let theme = shelf.reloadIfChanged() { mailbox.post(theme) }
        for notice in shelf.takeNotices() { mailbox.post(.notice(notice)) }
        let now = FirstPeople.hint(store: options.store)
        let isNew = hints.withLock { hints in
          defer { hints = now }
          return hints != now
        }
        if isNew { mailbox.post(.hints(now)) }
      })
  }

  static func configuration(
    site: LoadedSite, options: ConsoleOptions, theme: Theme, widths: WidthTable, keys: KeyTable,
    sound: SoundSettings
  ) -> DeskConfiguration {
    let lines = lines(options, theme: theme, isDrill: false)
    var configuration = DeskConfiguration(
      site: site.site, authority: site.authority, language: options.language, lines: lines,
      chart: lines == .ascii ? .ascii : theme.chart, widths: widths, seat: options.seat,
      version: options.version,
      demoHint: FirstPeople.hint(store: options.store), keys: keys, sound: sound)
    configuration.shiftPlan = site.shiftPlan
    configuration.dispatch = site.dispatch
    configuration.knowledge = site.shelf
    configuration.scenarios = site.scenarios
    return configuration
  }

  /// The site's sounds with the person's own in their place.
  static func sound(file: String, over base: SoundSettings) throws(ConsoleFailure) -> SoundSettings {
    switch ConfigFile.sound(file: file, over: base) {
    case .success(let sound): return sound
    case .failure(let report): throw .keys(report.problems.map(\.whole))
    }
  }
}

extension Problem {
  /// Place, mistake and remedy in both languages.
  var whole: Bilingual { Bilingual(zh: text(.zh), en: text(.en)) }
}

extension LoadedSite {
  /// Every page of the knowledge base.
  public var shelf: KnowledgeShelf { KnowledgeShelf(site: site, dispatch: dispatch, pages: knowledge) }
}
