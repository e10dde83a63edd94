public import Alarms
public import Cells
public import CitySafety
public import Operations

/// How the seat stands to the owner.
public enum LinkState: Sendable, Hashable {
  case connecting
  /// Attached; `isHere` when this process is the owner.
  case attached(isHere: Bool, owner: String)
  /// No heartbeat since `since`: 采集停滞.
  case stalled(since: Instant)
}

/// Everything that can happen to the desk.
public enum Message: Sendable {
  case input(InputEvent)
  case resized(Size)
  case tick
  /// The wall clock stepped by this against time that passed: nothing timed is over for that.
  case clockStepped(by: Span)
  /// No key came for a moment: the detail follows the cursor (`Desk.isSettling`).
  case settle
  /// Nothing waits: the filter goes on with the rows it has yet to look at (`Desk.isSearching`).
  case search
  case snapshot(Snapshot)
  case link(LinkState)
  case result(CommandID, CommandResult)
  /// The answer to `Effect.signIn`; `nil` when name and passphrase do not match.
  case signedIn(Actor?)
  case signedOut
  case chart(SensorIndex, ChartWindow, [ChartPoint])
  case timeline(AlarmID, [JournalEntry])
  case quality(QualityReport)
  /// The newest entries of the shift log, newest first.
  case shiftLog([RecordedEntry])
  /// What every seat looks at, this one among them.
  case presence([Presence])
  /// A notice from the runtime, such as a theme file that could not be read.
  case notice(Bilingual)
  case themes(names: [String], current: String)
  /// The first run's people, shown until one of their passphrases is changed; then none.
  case hints([Bilingual])
  /// What became of an `Effect.play`.
  case sounded(SoundReport)
  /// This seat's last self-test, kept from an earlier console.
  case soundTested(SoundTest)
  /// The answer to `Effect.searchKnowledge`.
  case knowledge(words: String, hits: [KnowledgeHit])
  /// The answer to `Effect.requestHandover`, made from the snapshot that ends with this entry of the journal.
  case handover(HandoverReport, sequence: Int64)
}

/// What the desk asks the runtime to do.
///
/// `update` decides, `Runtime` performs.
public enum Effect: Sendable, Hashable {
  case perform(Command, leadName: String?, leadCode: String?)
  /// A request of the shift log or the handover; with a name, by that person beside whoever sits here.
  case performDuty(DutyCommand, name: String?, passphrase: String?)
  case requestLog
  /// Tells the other seats which alarm the cursor rests on.
  case look(AlarmID?)
  case signIn(name: String, passphrase: String)
  case signOut
  case requestChart(SensorIndex, ChartWindow)
  case requestTimeline(AlarmID)
  /// The alarm desk's quality of the last 30 days; whether an owner is known to run now.
  case requestQuality(isOwned: Bool)
  case pollNow
  /// To the clipboard by OSC 52, or to a file where the terminal has none.
  case copy(String)
  case bell
  case play(SoundRequest)
  /// Ends what plays and forgets what waits to play.
  case hush
  case keepSoundTest(SoundTest)
  case redraw
  case setTheme(String)
  case suspend
  case quit
  /// Looks words up in the knowledge base.
  case searchKnowledge(words: String, Language)
  /// What a handover has to cover, of the newest snapshot; shelves that end before `soon` are listed.
  case requestHandover(soon: Instant?)
}
