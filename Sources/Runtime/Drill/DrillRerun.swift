internal import Alarms
internal import CitySafety
public import Drills
internal import Glibc
public import Operations
public import Settings
internal import Store

/// Runs a drill again from its recording, as fast as the machine can: the same doings at the same moments of the drill's
/// clock, everything else made anew.
public enum DrillRerun {
  /// The journal that comes of it.
  ///
  /// - Parameter folder: an empty one, for the store of the rerun.
  public static func entries(
    of recording: DrillRecording, site: LoadedSite, scenario: Scenario, folder: String, version: String
  ) throws(DrillRecording.Failure) -> [JournalEntry] {
    guard scenario.id == recording.scenario, scenario.version == recording.version,
      scenario.seed == recording.seed
    else {
      let taken = "\(recording.scenario) v\(recording.version) #\(recording.seed)"
      let found = "\(scenario.id) v\(scenario.version) #\(scenario.seed)"
      throw DrillRecording.Failure(
        message: Bilingual(
          zh: "录制的是 \(taken)，站点现为 \(found)：版本与种子须相同",
          en: "The recording is of \(taken), the site has \(found): version and seed must be the same"))
    }
    let store = DrillFolder.store(in: folder)
    do throws(OwnerFailure) {
      let engine = try DrillEngine(
        site: site, scenario: scenario, store: store, messages: nil, players: players(of: recording),
        name: "drill", version: version, log: { _ in })
      guard engine.open() else { throw .store(OwnerFailure.noResources) }
      for input in recording.inputs { take(input, engine) }
      engine.advance(to: recording.end)
      engine.leave()
    } catch {
      switch error {
      case .store(let reason), .socket(let reason): throw DrillRecording.Failure(message: reason)
      case .ownedElsewhere:
        throw DrillRecording.Failure(
          message: Bilingual(zh: "存储 \(store) 正被使用", en: "The store \(store) is in use"))
      }
    }
    do throws(StoreFailure) {
      return try JournalReading.entries(of: store)
    } catch {
      throw DrillRecording.Failure(message: error.explanation)
    }
  }

  private static func players(of recording: DrillRecording) -> Set<String> {
    Set(
      recording.inputs.compactMap { input in
        switch input.event {
        case .signedIn(let actor): return actor.person
        case .remark(let remark):
          guard case .performed(let bytes)? = try? DrillCoding.event(remark.body) else { return nil }
          return (try? DrillRequest.decode(bytes))?.actor.person
        default: return nil
        }
      })
  }

  private static func take(_ input: JournalEntry, _ engine: DrillEngine) {
    engine.advance(to: input.at)
    switch input.event {
    case .signedIn(let actor): engine.note(actor, isIn: true)
    case .signedOut(let person, let seat):
      engine.note(Alarms.Actor(person: person, displayName: person, role: .readOnly, seat: seat), isIn: false)
    case .ownerStarted: engine.lose(input.event)
    case .remark(let remark):
      guard let event = try? DrillCoding.event(remark.body) else { return }
      guard case .performed(let bytes) = event else { return engine.take(event) }
      guard let request = try? DrillRequest.decode(bytes) else { return }
      engine.perform(SeatServer.Submission(connection: 0, request: request))
    default: break
    }
  }
}
