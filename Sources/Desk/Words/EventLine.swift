internal import Alarms
public import CityDispatch
public import CitySafety
public import Drills
public import Operations

/// The journal in plain words, for `watchfloor watch`.
public struct EventLine {
  private let wording: Wording
  private let language: Language

  public init(
    site: Site, register: DispatchRegister = DispatchRegister(), scenarios: [Scenario] = [],
    language: Language
  ) {
    wording = Wording(index: SiteIndex(site: site), register: register, scenarios: scenarios)
    self.language = language
  }

  /// Who, and what happened; the alarms are needed for the names of those that an entry gives by number.
  public func text(for entry: JournalEntry, alarms: AlarmTable) -> String {
    let subject = wording.subject(of: entry.event)[language]
    return subject + "  " + wording.text(of: entry.event, alarms: alarms)[language]
  }
}
