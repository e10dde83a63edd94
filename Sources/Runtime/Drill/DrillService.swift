internal import CLinux
public import CitySafety
public import Drills
internal import Glibc
public import Settings
internal import Synchronization

/// The process of a drill: `watchfloor drill run`, as a console starts it or a person does.
public enum DrillService {
  public struct Options: Sendable {
    public var folder: String
    /// Whose passphrases count: the live store's people, never the live store itself.
    public var livePeople: String
    public var version: String
    /// Starts at once in a person's name, at this speed, and ends with the drill.
    public var unattended: (person: Person, speed: Int)?

    public init(
      folder: String, livePeople: String, version: String, unattended: (person: Person, speed: Int)?
    ) {
      self.folder = folder
      self.livePeople = livePeople
      self.version = version
      self.unattended = unattended
    }
  }

  /// Runs until the drill is over and left, or SIGTERM or SIGINT.
  ///
  /// Blocks the calling thread, which must be the first of the process. Returns what the drill came to.
  public static func run(
    site: LoadedSite, scenario: Scenario, options: Options, log: @escaping @Sendable (Bilingual) -> Void
  ) throws(OwnerFailure) -> DrillState {
    let files = DrillFiles(folder: DrillFolder.all(site: site.site.id))
    let beganAt = SystemClock().now()
    // Everything that this process writes lies in the drill's folder, whatever writes it.
    // Nothing that another program left open goes into a drill.
    clinux_close_from(3)
    setenv("XDG_STATE_HOME", options.folder + "/state", 1)
    setenv("XDG_DATA_HOME", options.folder, 1)
    var set = sigset_t()
    sigemptyset(&set)
    for signal in [SIGTERM, SIGINT, SIGHUP, SIGQUIT] { sigaddset(&set, signal) }
    pthread_sigmask(SIG_BLOCK, &set, nil)
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    if fileInformation(DrillFolder.store(in: options.folder) + ".people") == nil {
      do throws(People.Failure) {
        try DrillFolder.admit(peopleOf: options.livePeople, to: options.folder, scenario: scenario)
      } catch {
        throw .store(error.message)
      }
    }
    let owner = try DrillOwner(
      site: site, scenario: scenario, folder: options.folder, version: options.version, log: log)
    log(
      Bilingual(
        zh: "演练 DRILL 就绪：\(scenario.name.zh)，\(options.folder)",
        en: "演练 DRILL armed: \(scenario.name.en), \(options.folder)"))
    if let (person, speed) = options.unattended {
      owner.isUnattended = true
      owner.perform(.start, by: person)
      owner.perform(.speed(speed), by: person)
    }
    owner.onEnd = {
      do throws(DrillResult.Failure) {
        let result = try DrillResult(folder: options.folder, site: site)
        if let trouble = result.keep(site: site, files: files, now: beganAt) { log(trouble) }
      } catch {
        log(error.message)
      }
    }
    owner.run(isStopping: {
      var pause = timespec(tv_sec: 0, tv_nsec: 0)
      let signal = sigtimedwait(&set, nil, &pause)
      return signal == SIGTERM || signal == SIGINT || signal == SIGQUIT
    })
    log(
      Bilingual(
        zh: "演练结束：注入 \(owner.state.deliveries.count) 项，最大偏差 \(owner.worstJitter) 毫秒",
        en: "The drill is over: \(owner.state.deliveries.count) injects, at most \(owner.worstJitter) ms late"
      ))
    return owner.state
  }
}
