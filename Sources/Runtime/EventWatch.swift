public import CitySafety
internal import Desk
internal import Glibc
internal import Operations
internal import Store
internal import Synchronization

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

  public init(site: Site, store: String, language: Language, version: String) {
    self.site = site
    self.store = store
    self.language = language
    self.version = version
    words = EventLine(site: site, language: language)
  }

  /// Prints until a signal ends the process; with `once` only what is there.
  public func run(past: Int, once: Bool, print: (String) -> Void) throws(Failure) {
    let mailbox = Mailbox()
    let relay = WakeDescriptor()
    let link = SeatLink(
      store: store, seat: "watch", version: version, clock: SystemClock(), keepsOwnClock: false, becomeOwner: nil,
      post: { message in
        mailbox.post(message)
        relay.wake()
      }, woken: { _ in relay.wake() })
    if !once { link.start() }
    var reader: StoreReader?
    var snapshot: Snapshot?
    var isFirst = true
    while true {
      do throws(StoreFailure) {
        if reader == nil { reader = try StoreReader(path: store, site: site) }
        guard let open = reader else { continue }
        let new = try open.snapshot(after: snapshot, now: link.now())
        snapshot = new
        let fresh = new.events.filter { $0.sequence > last }.reversed()
        for entry in isFirst ? fresh.suffix(past) : Array(fresh) {
          print(entry.at.iso8601(at: site.offset) + "  " + words.text(for: entry, alarms: new.alarms))
        }
        last = max(last, new.sequence)
        isFirst = false
      } catch {
        guard error.code == .absent, !once else { throw Failure(message: error.message) }
      }
      if once { return }
      for message in mailbox.drain() { tell(message, print) }
      relay.wait(milliseconds: 1000)
    }
  }

  private func tell(_ message: Message, _ print: (String) -> Void) {
    guard case .link(let state) = message else { return }
    switch state {
    case .stalled(let since):
      let time = since.iso8601(at: site.offset)
      print(Bilingual(zh: "\(time)  采集停滞", en: "\(time)  gathering stalled")[language])
    case .attached(_, let owner):
      print(Bilingual(zh: "已连接采集主控 \(owner)", en: "attached to the owner \(owner)")[language])
    case .connecting: break
    }
  }
}
