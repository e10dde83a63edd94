internal import CityDispatch
internal import CitySafety
internal import Desk
public import Settings
public import Store
internal import Synchronization

/// Writes the sealed archives of closed incidents, and addenda to them, on a thread of its own: nothing waits for it.
///
/// What a kill or a full disk left out is written at the next start.
final class ArchiveRunner: Sendable {
  private struct Shared {
    var waiting: [IncidentID] = []
    var isStopping = false
  }

  private let site: LoadedSite
  private let store: String
  private let folder: String
  private let program: String
  private let clock: SystemClock
  private let log: @Sendable (Bilingual) -> Void
  private let shared = Mutex(Shared())
  private let wake = WakeDescriptor()
  private let thread = Mutex<WorkerThread?>(nil)

  init(
    site: LoadedSite, store: String, program: String, clock: SystemClock,
    log: @escaping @Sendable (Bilingual) -> Void
  ) {
    self.site = site
    self.store = store
    folder = Paths.fromEnvironment().archives(site: site.site.id)
    self.program = program
    self.clock = clock
    self.log = log
  }

  /// Begins with the closed incidents whose files are not whole.
  func start() {
    thread.withLock { $0 = WorkerThread(name: "wf-archive") { [self] in run() } }
  }

  func stop() {
    shared.withLock { $0.isStopping = true }
    wake.wake()
    thread.withLock { $0.take() }?.join()
  }

  /// Takes an incident that was closed, or of which something was said afterwards.
  func add(_ incident: IncidentID) {
    shared.withLock { $0.waiting.append(incident) }
    wake.wake()
  }

  private var isStopping: Bool { shared.withLock { $0.isStopping } }

  private func run() {
    do {
      for incident in try StoreTools.closedIncidents(store) {
        if isStopping { return }
        write(incident)
      }
    } catch {
      log(error.explanation)
    }
    while !isStopping {
      guard
        let incident = shared.withLock({ $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() })
      else {
        wake.wait(milliseconds: -1)
        continue
      }
      write(incident)
    }
  }

  private func write(_ incident: IncidentID) {
    let file = ArchiveRunner.file(of: incident, in: folder)
    guard makeFolder(folder) else { return log(ArchiveRunner.cannotWrite(file, incident)) }
    let archive = IncidentArchive(site: site) { [self] in isStopping }
    do {
      _ = try archive.complete(store, incident: incident, now: clock.now(), program: program, at: file)
    } catch {
      log(error.explanation)
      log(ArchiveRunner.cannotWrite(file, incident))
    }
  }

  /// Where the archive of an incident stands.
  static func file(of incident: IncidentID, in folder: String) -> String {
    folder + "/incident-\(incident.value).jsonl"
  }

  private static func cannotWrite(_ file: String, _ incident: IncidentID) -> Bilingual {
    Bilingual(
      zh: "事件 #\(incident.value) 的归档未能写入 \(file)；可用 watchfloor incident archive 重写。",
      en:
        "The archive of incident #\(incident.value) could not be written to \(file); watchfloor incident archive writes it again."
    )
  }
}

extension IncidentArchive {
  /// The archive as the site's people read it.
  public init(site: LoadedSite, isStopped: @escaping () -> Bool = { false }) {
    let printer = IncidentPrint(site: site.site, register: site.dispatch)
    self.init(
      site: site.site, lead: site.dispatch.policy.archiveLead, words: printer.words(of:),
      message: { OutboxItem($0)?.text },
      page: { incident, tasks, timeline, language in
        printer.lines(of: incident, tasks: tasks, timeline: timeline, style: .plain, language: language)
      }, isStopped: isStopped)
  }
}
