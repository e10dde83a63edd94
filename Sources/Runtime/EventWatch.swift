public import CitySafety
internal import Desk
internal import Operations
public import Settings
internal import Store

/// Follows a store and prints what happens as plain lines.
public final class EventWatch {
  /// Why the store cannot be followed.
  public struct Failure: Error, Sendable {
    public var message: Bilingual
  }

  private let site: Site
  private let store: String
  private let language: Language
  private let version: String
  private let words: EventLine
  private var last: Int64 = 0
  private var reader: StoreReader?
  private var snapshot: Snapshot?
  private var failure: StoreFailure.Code?

  public init(site loaded: LoadedSite, store: String, language: Language, version: String) {
    site = loaded.site
    self.store = store
    self.language = language
    self.version = version
    words = EventLine(
      site: site, register: loaded.dispatch, scenarios: loaded.scenarios, language: language)
  }

  /// Prints until a signal ends the process; with `once` only what is there.
  ///
  /// A store that does not exist yet is waited for. One that cannot be read later is said once and tried again.
  public func run(past: Int, once: Bool, print: (String) -> Void) throws(Failure) {
    let mailbox = Mailbox()
    let relay = WakeDescriptor()
    let link = SeatLink(
      store: store, seat: "watch", version: version, clock: SystemClock(), keepsOwnClock: false,
      becomeOwner: nil,
      post: { message in
        mailbox.post(message)
        relay.wake()
      }, woken: { _ in relay.wake() })
    if !once { link.start() }
    while true {
      do throws(StoreFailure) {
        try readOn(past: past, now: link.now(), print)
        failure = nil
      } catch {
        let passes = error.code == .absent || error.code == .locked || snapshot != nil
        guard !once, passes else { throw Failure(message: error.explanation) }
        if error.code != failure, error.code != .absent || snapshot != nil {
          say(error.explanation, at: link.now(), print)
        }
        failure = error.code
        reader = nil
      }
      if once { return }
      for message in mailbox.drain() { tell(message, at: link.now(), print) }
      relay.wait(milliseconds: 1000)
    }
  }

  /// Prints what was journalled since the last time.
  private func readOn(past: Int, now: Instant, _ print: (String) -> Void) throws(StoreFailure) {
    if reader == nil { reader = try StoreReader(path: store, site: site) }
    guard let reader else { return }
    let isFirst = snapshot == nil
    let new = try reader.snapshot(after: snapshot, now: now)
    snapshot = new
    let fresh = Array(new.events.filter { $0.sequence > last }.reversed())
    if !isFirst, let next = fresh.first?.sequence, next > last + 1 {
      let count = next - last - 1
      say(
        Bilingual(
          zh: "另有 \(count) 条事件未列出，用 watchfloor db export SITE journal 查看",
          en: "\(count) more events are not listed; see watchfloor db export SITE journal"), at: now, print)
    }
    for entry in isFirst ? fresh.suffix(past) : fresh[...] {
      print(entry.at.iso8601(at: site.offset) + "  " + words.text(for: entry, alarms: new.alarms))
    }
    // A store that was put in another's place may be shorter.
    last = new.sequence
  }

  private func say(_ text: Bilingual, at time: Instant, _ print: (String) -> Void) {
    print(time.iso8601(at: site.offset) + "  " + text[language])
  }

  private func tell(_ message: Message, at now: Instant, _ print: (String) -> Void) {
    switch message {
    case .link(.stalled(let since)): say(Bilingual(zh: "采集停滞", en: "gathering stalled"), at: since, print)
    case .link(.attached(_, let owner)):
      // Another owner may have another file in its place.
      reader = nil
      say(Bilingual(zh: "已连接采集主控 \(owner)", en: "attached to the owner \(owner)"), at: now, print)
    case .notice(let text), .trouble(let text), .mended(let text): say(text, at: now, print)
    default: break
    }
  }
}
