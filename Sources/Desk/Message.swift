public import Alarms
public import Cells
public import CityDispatch
public import CitySafety
public import Drills
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
  /// The owner cannot write: what is shown is what it wrote last. Told again from time to time.
  case trouble(Bilingual)
  /// It can again.
  case mended(Bilingual)
  case themes(names: [String], current: String)
  /// The first run's people, shown until one of their passphrases is changed; then none.
  case hints([Bilingual])
  /// What became of an `Effect.play`.
  case sounded(SoundReport)
  /// This seat's last self-test, kept from an earlier console.
  case soundTested(SoundTest)
  /// The answer to `Effect.searchKnowledge`.
  case knowledge(words: String, hits: [KnowledgeHit])
  /// How the live desk stands, for a desk that plays in a drill.
  case live(LiveStrip)
  /// The answer to `Effect.requestDrills`.
  case drills([DrillPlace], runs: [DrillRun], items: [Improvement])
  /// The journal of a drill that is looked at again.
  case journal([JournalEntry])
  /// How fast the review goes, in thousandths; 0 while it stands.
  case reviewing(rate: Int)
  /// The answer to `Effect.requestScore`.
  case score(ScoreSheet)
  /// The answer to `Effect.requestReports`: the reports upward of an incident as they were sent.
  case reports(IncidentID, [UpwardReport])
  /// The answer to `Effect.requestHandover`, made from the snapshot that ends with this entry of the journal.
  case handover(HandoverReport, sequence: Int64)
}

/// What is asked of the clock of a review.
public enum ReviewControl: Sendable, Hashable {
  /// Stands, or goes at this many thousandths of the wall clock.
  case rate(Int)
  /// Any moment of the drill, earlier or later.
  case goTo(Instant)
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
  /// From a drill to the live screen, or back to the drill.
  case switchLive
  case requestDrills
  /// Looks at the drill in this folder again.
  case reviewDrill(folder: String, scenario: String)
  case review(ReviewControl)
  /// The score of the drill that this desk plays in, which is over.
  case requestScore
  /// Begins a drill of the scenario of this id, in a process of its own, and joins it.
  case beginDrill(String)
  /// Joins the drill in this folder, which its process is running.
  case joinDrill(folder: String, scenario: String)
  /// The reports upward of an incident, from its timeline.
  case requestReports(IncidentID)
  /// What a handover has to cover, of the newest snapshot; shelves that end before `soon` are listed.
  case requestHandover(soon: Instant?)
}
