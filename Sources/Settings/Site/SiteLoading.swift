import Alarms
import CityDispatch
import CitySafety
import Drills
import Formats
import Operations

/// One load of a site folder.
///
/// Each file is read in the order of what it refers to; a file with mistakes is
/// still read to its end, with placeholders for what could not be understood, so that one load finds all.
final class SiteLoading {
  let folder: String
  let overrides: [String: String]
  let problems = ProblemList()

  var departmentNames = Names(zh: "部门", en: "department", file: "departments.csv")
  var townNames = Names(zh: "苏木镇", en: "town", file: "towns.csv")
  var typeNames = Names(zh: "传感器类型", en: "sensor type", file: "sensor-types.csv")
  var riskPointNames = Names(zh: "风险点", en: "risk point", file: "risk-points.csv")
  var sourceNames = Names(zh: "数据源", en: "source", file: "sources.toml")
  var sensorNames = Names(zh: "传感器", en: "sensor", file: "sensors.csv")
  var episodeNames = Names(zh: "情景", en: "episode", file: "episodes.toml")
  var shiftNames = Names(zh: "班次", en: "shift", file: "shifts.toml")
  var channelNames = Names(zh: "通道", en: "channel", file: "channels.toml")
  var channelRecipientNames = Names(zh: "接收人", en: "recipient", file: "channels.toml")
  var thresholdNames = Names(zh: "阈值", en: "threshold", file: "thresholds.toml")

  var materialNames = Names(zh: "物资", en: "material", file: "materials.csv")
  var storeNames = Names(zh: "物资库", en: "store", file: "stores.csv")
  var teamNames = Names(zh: "队伍", en: "team", file: "teams.csv")
  var recipientNames = Names(zh: "接收方", en: "recipient", file: "contacts.csv")
  var reportRuleNames = Names(zh: "报告规则", en: "report rule", file: "report-rules.toml")

  var site = SiteLoading.blankSite
  var definitions: [SourceDefinition] = []
  var authority = Authority()
  var alarmPolicy = AlarmPolicy.silent
  var escalation = EscalationRules()
  var shiftPlan = ShiftPlan()
  var channels = ChannelPlan()
  /// To check the addresses of recipients.
  var receiptNames = Names(zh: "回执来源", en: "receipt source", file: "channels.toml")
  var channelKinds: [String: Channel.Kind] = [:]
  /// The rows of the plan with their lines, to find those that never count.
  var planLines: [(shift: Int, days: PlanRow.Days, line: Int)] = []
  var profiles: [SimulationProfile] = []
  var episodes: [Episode] = []
  var scenarios: [Scenario] = []
  var dispatch = DispatchRegister()
  /// Where each plan says when it was evaluated, and the lines of the rows whose gaps are looked for.
  var planPlaces: [Location] = []
  var stockLines: [Int] = []
  var shelterLines: [Int] = []
  /// Plans that the reach of incidents is written for.
  var affectedPlans: [(plan: String, location: Location)] = []
  /// False when a plan could not be read: then no alarm is said to have none.
  var plansAreComplete = true
  /// Positions of departments that plans give tasks to, and the kinds of team that they ask for.
  var unitsWithTasks: Set<Int> = []
  var askedKinds: [(kind: String, location: Location)] = []
  var sound = SoundSettings.standard
  var knowledge: [KnowledgePage] = []
  var knowledgeBytes = 0
  /// Positions of sources whose format was reported as unknown: their sensors are not blamed for it.
  var sourcesOfUnknownFormat: Set<Int> = []
  /// Replacements for `{name}` in urls and paths.
  var variables: [String: String] = [:]

  /// When it is loaded; dates are not compared without.
  let now: Instant?

  /// The local date of the load.
  var today: String? { now.map { CivilTime($0, at: site.offset).date } }

  init(folder: String, overrides: [String: String], now: Instant?) {
    self.folder = folder
    self.overrides = overrides
    self.now = now
  }

  func load() -> LoadedSite {
    for name in SiteLoading.reportOrder { problems.opened(path(name)) }
    loadTowns()
    loadCentre()
    loadDepartments()
    loadSensorTypes()
    loadSimulation()
    loadRiskPoints()
    loadSources()
    loadSensors()
    loadThresholds()
    loadGuidance()
    loadCases()
    loadRelations()
    loadAuthority()
    loadChannels()
    loadAlarmRules()
    loadShifts()
    loadEpisodes()
    loadDispatchPolicy()
    loadDispatchRegisters()
    loadReportRules()
    loadReportFields()
    loadPlans()
    loadKnowledge()
    loadAuthoredWarnings()
    loadEventGrades()
    loadScenarios()
    checkDispatchGaps()
    checkSourcesAreUsed()
    var loaded = LoadedSite(
      site: site, definitions: definitions, authority: authority, alarmPolicy: alarmPolicy,
      escalation: escalation, profiles: profiles, episodes: episodes, scenarios: scenarios, sound: sound,
      folder: folder, warnings: problems.sorted)
    loaded.shiftPlan = shiftPlan
    loaded.dispatch = dispatch
    loaded.channels = channels
    loaded.knowledge = knowledge
    return loaded
  }

  /// The order of the files in a report, which is the order in which a person would write them.
  private static let reportOrder = [
    "site.toml", "departments.csv", "towns.csv", "sensor-types.csv", "simulation.csv", "risk-points.csv",
    "sources.toml", "sensors.csv", "thresholds.toml", "guidance.toml", "cases.toml", "relations.toml",
    "channels.toml", "alarms.toml", "authority.toml", "shifts.toml", "episodes.toml", "dispatch.toml",
    "materials.csv", "stores.csv", "stocks.csv", "teams.csv", "vehicles.csv", "shelters.csv", "experts.csv",
    "hospitals.csv", "contacts.csv", "report-rules.toml", "report-fields.toml", "event-grades.toml",
    "warnings.toml",
  ]

  func path(_ name: String) -> String { folder + "/" + name }

  /// A path from the site's files: relative ones are relative to the site folder.
  func resolved(_ path: String) -> String {
    path.isEmpty || path.hasPrefix("/") ? path : self.path(path)
  }

  /// The bytes of a file; `nil` after a report, or in silence when an optional file is missing.
  private func bytes(_ name: String, isOptional: Bool) -> [UInt8]? {
    switch FileBytes.read(path(name)) {
    case .bytes(let bytes):
      return bytes
    case .missing:
      if !isOptional { problems.add(.missingFile(), at: Location(file: path(name))) }
    case .failed(let mistake):
      problems.add(mistake, at: Location(file: path(name)))
    }
    return nil
  }

  /// The rows of a register; `nil` when it could not be read.
  func rows(_ name: String, columns: [String], isOptional: Bool = false) -> [RowReader]? {
    guard let bytes = bytes(name, isOptional: isOptional),
      let register = Register(bytes, file: path(name), columns: columns, problems: problems)
    else { return nil }
    return register.rows.map { RowReader(register: register, row: $0, problems: problems) }
  }

  /// The root table of a TOML file; `nil` when it could not be read.
  func table(_ name: String, isOptional: Bool = false) -> TableReader? {
    guard let bytes = bytes(name, isOptional: isOptional) else { return nil }
    return TableReader.root(bytes, file: path(name), problems: problems)
  }

  private static let blankSite = Site(
    id: "", name: Bilingual(same: ""), centre: Place(name: Bilingual(same: "")), offset: .utc,
    isMadeUp: false,
    departments: [], towns: [], sensorTypes: [], sensors: [], riskPoints: [], thresholds: [], sources: [],
    warnings: WarningPolicy(
      severityTable: [], areaPrefixes: [], defaultValidity: .zero, quakeRules: [], quakeMaximumAge: .zero),
    futureTolerance: .zero, readingRetention: .zero, storeLimit: 0, idleLock: .zero)
}

extension TableReader {
  /// The root table of a document; `nil` after a report.
  static func root(_ bytes: [UInt8], file: String, problems: ProblemList) -> TableReader? {
    if let line = Register.firstBadUTF8(bytes) {
      problems.add(.notUTF8(), at: Location(file: file, line: line))
      return nil
    }
    switch TOMLTable.parse(bytes) {
    case .success(let table):
      return TableReader(table, name: "", file: file, problems: problems)
    case .failure(let failure):
      let location = Location(file: file, line: failure.position.line, column: failure.position.column)
      problems.add(.syntax(HarmlessText.clean(failure.words, limit: Limits.name)), at: location)
      return nil
    }
  }
}
