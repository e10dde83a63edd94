public import CitySafety
internal import Glibc
public import Settings

/// The owner without a screen: `watchfloor ingest`, as systemd runs it.
public enum IngestService {
  /// Runs until SIGTERM or SIGINT.
  ///
  /// Blocks the calling thread, which must be the first of the process.
  public static func run(
    site: LoadedSite, store: String, clock: SystemClock, version: String, isDemo: Bool,
    log: @escaping @Sendable (Bilingual) -> Void
  ) throws(OwnerFailure) {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in [SIGTERM, SIGINT, SIGHUP, SIGQUIT] { sigaddset(&set, signal) }
    // Before any thread starts, so that all inherit it and only the wait below takes these signals.
    pthread_sigmask(SIG_BLOCK, &set, nil)
    // A reader of the log that went away, or a file size limit, is a failed write and no reason to die.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    let owner = try Owner(
      site: site, store: store, clock: clock, name: "ingest", version: version, isDemo: isDemo, log: log)
    let systemd = SystemdNotify()
    systemd.send("READY=1")
    log(
      Bilingual(
        zh: "采集已开始：\(site.site.name.zh)，存储 \(store)", en: "Ingest runs: \(site.site.name.en), store \(store)")
    )
    if !isDemo && !FirstPeople.hint(store: store).isEmpty {
      let note = FirstPeople.notePath(store: store)
      log(
        Bilingual(
          zh: "首次运行的口令在 \(note)；用 watchfloor user passwd 修改后该文件消失。",
          en: "The first run's passphrases are in \(note); watchfloor user passwd takes it away."))
    }
    while true {
      var pause = timespec(tv_sec: 1, tv_nsec: 0)
      let signal = sigtimedwait(&set, nil, &pause)
      // A lost terminal is no reason to stop gathering.
      if signal == SIGTERM || signal == SIGINT || signal == SIGQUIT { break }
      if owner.isAlive { systemd.send("WATCHDOG=1") }
    }
    systemd.send("STOPPING=1")
    owner.stop()
    log(Bilingual(zh: "采集已停止。", en: "Ingest has stopped."))
  }
}
