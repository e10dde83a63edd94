package import Alarms
package import CitySafety
internal import Formats
package import Ingest
package import Operations
package import Settings
internal import Store
internal import Synchronization

/// The owner without its thread and without polling: whoever holds it moves its clock and brings it the answers of
/// sources and the commands of seats.
///
/// Everything between them and the store is the owner's own, so that long times can be lived in short ones.
package final class SteppedOwner {
  private let loop: OwnerLoop

  /// Takes the store's lock and begins at a time.
  package init(site: LoadedSite, store: String, start: Instant) throws(OwnerFailure) {
    loop = try OwnerLoop(
      site: site, store: store, clock: SystemClock(startingAt: start), name: "stepped", version: "0",
      isDemo: true, log: { _ in })
    guard loop.open() else { throw .store(OwnerFailure.noResources) }
  }

  /// Moves the clock, which goes on by itself until the next step, and does all that is due then.
  ///
  /// A clock that is moved by more than two seconds against the machine's has stepped, and is journalled as that.
  package func step(
    to now: Instant, answers: [PollOutcome] = [], commands: [Command] = [], withUpkeep: Bool = false
  ) {
    loop.clock = SystemClock(startingAt: now)
    if withUpkeep { loop.nextUpkeep = 0 }
    loop.inbox.withLock { inbox in
      inbox.submissions += commands.map { SeatServer.Submission(connection: 0, request: .command($0)) }
    }
    _ = loop.goRound()
    for answer in answers {
      loop.current = loop.begin(answer)
      while loop.current != nil, loop.mayWrite() { _ = loop.workOneSlice() }
    }
  }

  package func alarm(about key: AlarmKey) -> Alarm? { loop.state.alarms[key] }

  /// Why the store cannot be written; `nil` while it can.
  package var trouble: Bilingual? { loop.writing.trouble?.explanation }

  /// Writes what is in hand and gives the store up.
  package func stop() {
    loop.leave()
    loop.store.close()
  }
}
