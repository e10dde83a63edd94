public import Alarms
public import CityDispatch
public import CitySafety
public import Drills
public import Formats
public import Operations

/// A site folder, checked whole.
public struct LoadedSite: Sendable {
  public var site: Site
  /// How each source is fetched and understood; by `SourceIndex`.
  public var definitions: [SourceDefinition]
  public var authority: Authority
  /// The numbers of the alarm life-cycle.
  public var alarmPolicy: AlarmPolicy
  public var escalation: EscalationRules
  /// The shifts and who stands them; without shifts where the site has no `shifts.toml`.
  public var shiftPlan = ShiftPlan()
  /// Plans and what they send; empty where the site has none.
  public var dispatch = DispatchRegister()
  /// How messages leave; the log alone where the site has no `channels.toml`.
  public var channels = ChannelPlan()
  /// Cards and handbooks, one a file of `knowledge`, in the order of their names.
  public var knowledge: [KnowledgePage] = []
  /// For the simulator; empty where the site has no `simulation.csv`.
  public var profiles: [SimulationProfile]
  public var episodes: [Episode]
  /// One a file of `drills`, in the order of their names.
  public var scenarios: [Scenario]
  public var sound: SoundSettings
  /// As it was named to `SiteFolder.load`.
  public var folder: String
  /// What is probably not meant, and does not stand in the way.
  public var warnings: [Problem]

  public init(
    site: Site, definitions: [SourceDefinition], authority: Authority, alarmPolicy: AlarmPolicy,
    escalation: EscalationRules, profiles: [SimulationProfile], episodes: [Episode],
    scenarios: [Scenario], sound: SoundSettings, folder: String, warnings: [Problem]
  ) {
    self.site = site
    self.definitions = definitions
    self.authority = authority
    self.alarmPolicy = alarmPolicy
    self.escalation = escalation
    self.profiles = profiles
    self.episodes = episodes
    self.scenarios = scenarios
    self.sound = sound
    self.folder = folder
    self.warnings = warnings
  }

  /// One lookup a source, by `SourceIndex`: from upstream code and metric to sensor.
  public var sensorLookups: [SensorLookup] {
    var entries = [[SensorLookup.Entry]](repeating: [], count: site.sources.count)
    for (index, sensor) in site.sensors.enumerated() {
      entries[Int(sensor.source.value)].append(
        SensorLookup.Entry(
          code: sensor.code, metric: sensor.metric, sensor: SensorIndex(index), rangeLow: sensor.rangeLow,
          rangeHigh: sensor.rangeHigh))
    }
    return entries.map { SensorLookup($0) }
  }
}

/// To whom an alarm goes that nobody acknowledged or acted on in time (names of the outbox's recipients), and in
/// how many messages.
public struct EscalationRules: Sendable, Hashable {
  public var lead: [String] = []
  public var leader: [String] = []
  public var limits = EscalationLimits()

  public init() {}
}

/// Reads a site folder: TOML for settings, CSV for registers.
public enum SiteFolder {
  /// Reads and checks every file of the folder.
  ///
  /// All mistakes are reported, not only the first.
  ///
  /// `variables` override the `[variables]` of `sources.toml`, each of which must be declared there. `now` is what
  /// dates are held against: without it no plan is overdue and no material too old.
  public static func load(
    _ path: String, variables: [String: String] = [:], now: Instant? = nil
  ) -> Result<LoadedSite, ProblemReport> {
    var folder = path
    while folder.count > 1 && folder.hasSuffix("/") { folder.removeLast() }
    let loading = SiteLoading(folder: folder, overrides: variables, now: now)
    guard FileBytes.isFolder(folder) else {
      loading.problems.add(.missingFolder(), at: Location(file: folder))
      return .failure(loading.problems.report)
    }
    let loaded = loading.load()
    if loading.problems.hasErrors { return .failure(loading.problems.report) }
    return .success(loaded)
  }
}
