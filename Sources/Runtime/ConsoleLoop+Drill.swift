internal import Cells
internal import CitySafety
internal import Desk
internal import Drills
internal import Glibc
internal import Settings
internal import TerminalUI

/// What a console does for drills: begins and joins them, and brings the live desk through to them.
extension ConsoleLoop {
  /// The drill that this console plays in.
  struct DrillPlay {
    var seat: ConsoleSeat
    var isShown = true
    /// When a live red came, on the monotonic clock, until somebody looked at it.
    var interruptedAt: Int64?
    var strip = LiveStrip()
    let folder: String
    /// The clock of a review.
    var review: ClockPace?
  }

  /// Lists the drills on the reader's thread: each is asked whether it answers.
  func listDrills() {
    let mailbox = live.mailbox
    let site = site.site.id
    _ = live.reader.run(errand: {
      let files = DrillFiles(folder: DrillFolder.all(site: site))
      do throws(DrillFiles.Failure) {
        let (runs, items) = (try files.runs().runs, try files.improvements().sorted)
        mailbox.post(.drills(DrillFolder.places(site: site), runs: runs, items: items))
      } catch {
        mailbox.post(.notice(error.message))
        mailbox.post(.drills(DrillFolder.places(site: site), runs: [], items: []))
      }
    })
  }

  /// Scores the drill that is over, on the reader's thread.
  func scoreDrill() {
    guard let play else { return }
    let (mailbox, site, folder) = (play.seat.mailbox, site, play.folder)
    _ = play.seat.reader.run(errand: {
      do throws(DrillResult.Failure) {
        mailbox.post(.score(try DrillResult(folder: folder, site: site).sheet))
      } catch {
        mailbox.post(.notice(error.message))
      }
    })
  }

  func beginDrill(_ id: String) {
    guard play == nil else { return tellLive(ConsoleLoop.alreadyIn) }
    guard let scenario = site.scenarios.first(where: { $0.id == id }) else { return }
    let now = SystemClock().now()
    guard let folder = DrillFolder.make(for: id, site: site.site.id, now: now, offset: site.site.offset)
    else {
      return tellLive(ConsoleLoop.cannotBegin(String(cString: strerror(errno))))
    }
    start(scenario, folder: folder)
  }

  private func start(_ scenario: Scenario, folder: String) {
    let arguments = [
      "drill", "run", site.folder, scenario.id, "--folder", folder, "--store", options.store, "--lang",
      options.language.rawValue,
    ]
    switch DrillProcess.start(arguments: arguments, folder: folder) {
    case .success(let process): drillProcesses.append(process)
    case .failure(let failure): return tellLive(ConsoleLoop.cannotBegin(failure.words))
    }
    join(scenario, folder: folder)
  }

  /// Joins a drill; one that was cut off goes on in a new process.
  func joinDrill(folder: String, scenario id: String) {
    guard let scenario = scenario(id) else { return }
    if LocalSocket.isAnswered(LocalSocket.path(store: DrillFolder.store(in: folder))) {
      return join(scenario, folder: folder)
    }
    start(scenario, folder: folder)
  }

  /// The scenario of this id, where this seat may join a drill of it.
  private func scenario(_ id: String) -> Scenario? {
    guard play == nil else {
      tellLive(ConsoleLoop.alreadyIn)
      return nil
    }
    guard let found = site.scenarios.first(where: { $0.id == id }) else {
      tellLive(Bilingual(zh: "本站没有演练脚本 \(id)", en: "The site has no scenario \(id)"))
      return nil
    }
    return found
  }

  // MARK: Review

  func reviewDrill(folder: String, scenario id: String) {
    guard let scenario = scenario(id) else { return }
    join(scenario, folder: folder, isReview: true)
    guard let play else { return }
    self.play?.review = ClockPace(instant: scenario.start, rate: 0)
    play.seat.link.setPace(ClockPace(instant: scenario.start, rate: 0))
    play.seat.reader.storeChanged(alarms: true)
    scoreDrill()
  }

  func review(_ control: ReviewControl) {
    guard var play, let pace = play.review else { return }
    let now = pace.now(monotonic: SystemClock.monotonic())
    let next =
      switch control {
      case .rate(let rate): ClockPace(instant: now, rate: rate)
      case .goTo(let moment): ClockPace(instant: moment, rate: pace.rate)
      }
    play.review = next
    self.play = play
    play.seat.link.setPace(next)
    play.seat.reader.storeChanged(alarms: true)
    update(.reviewing(rate: next.rate), at: play.seat)
    update(.tick, at: play.seat)
  }

  /// Shows the next moment of a review that runs.
  func goOnReviewing() {
    guard let play, let pace = play.review, pace.rate > 0 else { return }
    play.seat.reader.storeChanged(alarms: true)
  }

  private func join(_ scenario: Scenario, folder: String, isReview: Bool = false) {
    var options = options
    options.store = DrillFolder.store(in: folder)
    options.mayOwn = false
    options.keepsOwnClock = false
    options.clock = .standing(at: scenario.start)
    let seat = ConsoleLoop.makeSeat(
      site: site.asDrill, options: options, shelf: themes, keys: keys, sound: sound, scenario: scenario,
      isReview: isReview)
    guard isReview || seat.link.start(), seat.reader.start(after: nil) else {
      seat.stop()
      return tellLive(OwnerFailure.noResources)
    }
    play = DrillPlay(seat: seat, folder: folder)
    update(.resized(terminal.size), at: seat)
    update(.themes(names: themes.names, current: themes.current.name), at: seat)
    update(.tick, at: seat)
    bringLive()
  }

  func leaveDrill() {
    guard let seat = play?.seat else { return }
    play = nil
    seat.stop()
  }

  /// From the drill to the live screen, where the worst alarm is under the cursor, or back.
  func switchLive() {
    guard var play else { return tellLive(ConsoleLoop.noDrill) }
    play.isShown.toggle()
    if !play.isShown, let since = play.interruptedAt {
      let after = Span(milliseconds: SystemClock.monotonic() - since)
      _ = play.seat.link.send(.drill(.reachedLive(seat: options.seat, after: after)))
      play.interruptedAt = nil
      live.desk.showWorst()
    }
    self.play = play
  }

  /// Brings how the live desk stands to the drill screen; a red that came stops the drill's clock.
  func bringLive() {
    guard var play else { return }
    let strip = live.desk.strip
    guard strip != play.strip else { return }
    let isRed = strip.reds > play.strip.reds && play.strip.isAlive && play.review == nil
    play.strip = strip
    if isRed {
      _ = play.seat.link.send(.drill(.interrupted(seat: options.seat, strip)))
      if play.isShown { play.interruptedAt = play.interruptedAt ?? SystemClock.monotonic() }
    }
    self.play = play
    update(.live(strip), at: play.seat)
  }

  /// Buries the drill processes of this console that have ended.
  func buryDrills() {
    drillProcesses.removeAll { id in
      var status: Int32 = 0
      return waitpid(id, &status, WNOHANG) != 0
    }
  }

  private func tellLive(_ text: Bilingual) { update(.notice(text), at: live) }

  private static let alreadyIn = Bilingual(zh: "本席已在演练中：先离开它", en: "This seat is in a drill: leave it first")
  private static let noDrill = Bilingual(
    zh: "本席没有演练：按 F12 开始或加入", en: "No drill at this seat: F12 begins or joins one")

  private static func cannotBegin(_ reason: String) -> Bilingual {
    Bilingual(zh: "无法开始演练：\(reason)", en: "The drill cannot be begun: \(reason)")
  }
}
