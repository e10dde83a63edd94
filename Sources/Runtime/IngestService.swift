public import CitySafety
internal import Glibc
public import Settings

/// The owner without a screen: `watchfloor ingest`, as systemd runs it.
public enum IngestService {
  /// Runs until SIGTERM or SIGINT. Blocks the calling thread, which must be the first of the process.
  public static func run(
    site: LoadedSite, store: String, clock: SystemClock, version: String, isDemo: Bool,
    log: @escaping @Sendable (Bilingual) -> Void
  ) throws {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in [SIGTERM, SIGINT, SIGHUP, SIGQUIT] { sigaddset(&set, signal) }
    // Before any thread starts, so that all inherit it and only the wait below takes these signals.
    pthread_sigmask(SIG_BLOCK, &set, nil)
    try FirstPeople.createIfNeeded(store: store, demo: isDemo)
    let owner = try Owner(site: site, store: store, clock: clock, name: "ingest", version: version, log: log)
    let systemd = SystemdNotify()
    systemd.send("READY=1")
    log(
      Bilingual(
        zh: "采集已开始：\(site.site.name.zh)，存储 \(store)", en: "Ingest runs: \(site.site.name.en), store \(store)"))
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
