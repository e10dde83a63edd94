/// A department or enterprise that owns things or acts.
public struct Department: Sendable, Hashable {
  public var id: String
  public var name: Bilingual
  public var phone: String

  public init(id: String, name: Bilingual, phone: String = "") {
    self.id = id
    self.name = name
    self.phone = phone
  }
}

/// A township-level unit with its administrative code.
public struct Town: Sendable, Hashable {
  public var code: String
  public var name: Bilingual

  public init(code: String, name: Bilingual) {
    self.code = code
    self.name = name
  }
}

/// A kind of sensor: what it measures and how it is shown.
public struct SensorType: Sendable, Hashable {
  public var id: String
  public var name: Bilingual
  public var sector: Sector
  /// The plan's object, such as 燃气相邻空间 or 草原火险.
  public var object: Bilingual
  /// ASCII unit, such as `%LEL`, `MPa`, `ug/m3`.
  public var unit: String
  public var rangeLow: Double
  public var rangeHigh: Double
  /// Digits after the point when shown.
  public var decimals: Int
  /// Order among the leading values of its pane; lower is earlier.
  public var priority: Int

  public init(
    id: String, name: Bilingual, sector: Sector, object: Bilingual, unit: String, rangeLow: Double,
    rangeHigh: Double, decimals: Int, priority: Int
  ) {
    self.id = id
    self.name = name
    self.sector = sector
    self.object = object
    self.unit = unit
    self.rangeLow = rangeLow
    self.rangeHigh = rangeHigh
    self.decimals = decimals
    self.priority = priority
  }
}

/// One measuring point.
public struct Sensor: Sendable, Hashable {
  public var id: String
  public var name: Bilingual
  /// Latin letters for filtering without an input method, such as `tygc`.
  public var alias: String
  /// Position in `Site.sensorTypes`.
  public var type: Int
  /// Position in `Site.riskPoints`.
  public var riskPoint: Int
  /// Position in `Site.departments`.
  public var department: Int
  /// Position in `Site.sources`.
  public var source: SourceIndex
  public var place: Place
  public var rangeLow: Double
  public var rangeHigh: Double
  /// How often a value is expected; a value older than `staleAfter` is stale.
  public var cadence: Span
  public var staleAfter: Span
  /// How its source names it: the upstream code, and the metric when one row carries several.
  public var code: String
  public var metric: String
  public var isMadeUp: Bool

  public init(
    id: String, name: Bilingual, alias: String, type: Int, riskPoint: Int, department: Int,
    source: SourceIndex, place: Place, rangeLow: Double, rangeHigh: Double, cadence: Span, staleAfter: Span,
    code: String, metric: String, isMadeUp: Bool
  ) {
    self.id = id
    self.name = name
    self.alias = alias
    self.type = type
    self.riskPoint = riskPoint
    self.department = department
    self.source = source
    self.place = place
    self.rangeLow = rangeLow
    self.rangeHigh = rangeHigh
    self.cadence = cadence
    self.staleAfter = staleAfter
    self.code = code
    self.metric = metric
    self.isMadeUp = isMadeUp
  }
}

/// A risk point with the eight 八清 fields of the action plan (task 3).
public struct RiskPoint: Sendable, Hashable {
  public var id: String
  public var name: Bilingual
  public var alias: String
  public var sector: Sector
  /// 1 底数: what it is, its unit and stock.
  public var inventory: String
  /// 2 风险等级: static risk 重大/较大/一般/低, drawn as red to blue.
  public var riskLevel: Grade
  /// 3 隐患类别.
  public var hazardCategory: String
  /// 4 所属网格（空间位置）.
  public var grid: String
  public var place: Place
  /// 5 监管责任层级: 旗/园区/苏木镇/嘎查.
  public var supervisionTier: String
  /// 6 行业主管部门; position in `Site.departments`.
  public var industryDepartment: Int
  /// 7 监管责任部门, with the person responsible.
  public var responsibleDepartment: Int
  public var responsiblePerson: String
  /// 8 信息共享路径: upstream system, contact, frequency, way.
  public var sharingPath: String
  public var isMadeUp: Bool

  public init(
    id: String, name: Bilingual, alias: String, sector: Sector, inventory: String, riskLevel: Grade,
    hazardCategory: String, grid: String, place: Place, supervisionTier: String, industryDepartment: Int,
    responsibleDepartment: Int, responsiblePerson: String, sharingPath: String, isMadeUp: Bool
  ) {
    self.id = id
    self.name = name
    self.alias = alias
    self.sector = sector
    self.inventory = inventory
    self.riskLevel = riskLevel
    self.hazardCategory = hazardCategory
    self.grid = grid
    self.place = place
    self.supervisionTier = supervisionTier
    self.industryDepartment = industryDepartment
    self.responsibleDepartment = responsibleDepartment
    self.responsiblePerson = responsiblePerson
    self.sharingPath = sharingPath
    self.isMadeUp = isMadeUp
  }
}

/// What the screen and the alarms need to know of a source; how it is fetched is `Formats.SourceDefinition`.
public struct SourceInfo: Sendable, Hashable {
  public var id: String
  public var name: Bilingual
  /// The sector whose pane shows its health, and whose alarm its loss is.
  public var sector: Sector
  public var interval: Span
  /// Without a good answer for this long the source is stale, then lost.
  public var staleAfter: Span
  public var lostAfter: Span
  /// The grade of the alarm raised when it is lost.
  public var lostGrade: Grade
  public var isMadeUp: Bool

  public init(
    id: String, name: Bilingual, sector: Sector, interval: Span, staleAfter: Span, lostAfter: Span,
    lostGrade: Grade, isMadeUp: Bool
  ) {
    self.id = id
    self.name = name
    self.sector = sector
    self.interval = interval
    self.staleAfter = staleAfter
    self.lostAfter = lostAfter
    self.lostGrade = lostGrade
    self.isMadeUp = isMadeUp
  }
}

/// How received warnings and earthquakes become alarms at this site.
public struct WarningPolicy: Sendable, Hashable {
  /// One row of the OASIS table: severity and urgency words to a grade; `*` matches any urgency.
  public struct Row: Sendable, Hashable {
    public var severity: String
    public var urgency: String
    public var grade: Grade

    public init(severity: String, urgency: String, grade: Grade) {
      self.severity = severity
      self.urgency = urgency
      self.grade = grade
    }
  }

  public var severityTable: [Row]
  /// Geocode prefixes whose warnings alarm; empty for all.
  ///
  /// Others are shown and do not alarm.
  public var areaPrefixes: [String]
  /// How long a warning without an expiry time counts as in force.
  public var defaultValidity: Span
  /// Earthquake rule: magnitude limits by distance, worst first.
  public var quakeRules: [QuakeRule]
  /// How old an earthquake may be and still alarm.
  public var quakeMaximumAge: Span

  public init(
    severityTable: [Row], areaPrefixes: [String], defaultValidity: Span, quakeRules: [QuakeRule],
    quakeMaximumAge: Span
  ) {
    self.severityTable = severityTable
    self.areaPrefixes = areaPrefixes
    self.defaultValidity = defaultValidity
    self.quakeRules = quakeRules
    self.quakeMaximumAge = quakeMaximumAge
  }
}

/// An earthquake of at least `magnitude` within `distance` kilometres of the site is an alarm of `grade`.
public struct QuakeRule: Sendable, Hashable {
  public var grade: Grade
  public var magnitude: Double
  /// Kilometres from the site's centre; infinity for anywhere.
  public var distance: Double
  public var origin: String

  public init(grade: Grade, magnitude: Double, distance: Double, origin: String) {
    self.grade = grade
    self.magnitude = magnitude
    self.distance = distance
    self.origin = origin
  }
}

/// Everything that belongs to one command centre and not to the program, checked and ready for use.
public struct Site: Sendable, Hashable {
  /// Letters, digits and hyphens; names the store.
  public var id: String
  public var name: Bilingual
  public var centre: Place
  public var offset: UTCOffset
  public var isMadeUp: Bool
  public var departments: [Department]
  public var towns: [Town]
  public var sensorTypes: [SensorType]
  public var sensors: [Sensor]
  public var riskPoints: [RiskPoint]
  public var thresholds: [Threshold]
  /// What to do about each alarm type; every rule has one.
  public var guidance: [Guidance]
  public var cases: [PastCase]
  public var relations: [Relation]
  public var sources: [SourceInfo]
  public var warnings: WarningPolicy
  /// Whether this is the form that a drill has of it.
  public var isDrill = false
  /// What it may warn of by itself; nothing in a site without `warnings.toml`.
  public var authoring = WarningAuthoring()
  /// A value further in the future than this of its arrival is `.fromFuture`.
  public var futureTolerance: Span
  /// Readings older than this are dropped; likewise when the file is larger than `storeLimit` bytes.
  public var readingRetention: Span
  public var storeLimit: Int64
  /// Messages that left are dropped when they are older, once the incident or warning that they are about is over; `nil`: never.
  public var sentRetention: Span?
  /// A seat with no key pressed for this long refuses commands until its person signs in again.
  public var idleLock: Span

  public init(
    id: String, name: Bilingual, centre: Place, offset: UTCOffset, isMadeUp: Bool, departments: [Department],
    towns: [Town], sensorTypes: [SensorType], sensors: [Sensor], riskPoints: [RiskPoint],
    thresholds: [Threshold], sources: [SourceInfo], warnings: WarningPolicy, futureTolerance: Span,
    readingRetention: Span, storeLimit: Int64, idleLock: Span, guidance: [Guidance] = [],
    cases: [PastCase] = [], relations: [Relation] = []
  ) {
    self.id = id
    self.name = name
    self.centre = centre
    self.offset = offset
    self.isMadeUp = isMadeUp
    self.departments = departments
    self.towns = towns
    self.sensorTypes = sensorTypes
    self.sensors = sensors
    self.riskPoints = riskPoints
    self.thresholds = thresholds
    self.guidance = guidance
    self.cases = cases
    self.relations = relations
    self.sources = sources
    self.warnings = warnings
    self.futureTolerance = futureTolerance
    self.readingRetention = readingRetention
    self.storeLimit = storeLimit
    self.idleLock = idleLock
  }
}

/// Whether a source answers.
public enum SourceState: UInt8, Sendable, Hashable, CaseIterable {
  /// Not asked yet.
  case unknown = 0
  case live = 1
  /// No good answer for more than its stale limit.
  case stale = 2
  /// No good answer for more than its lost limit: an alarm of its own.
  case lost = 3
}

/// What is known of one source's health.
public struct SourceHealth: Sendable, Hashable {
  public var state: SourceState
  public var lastAttempt: Instant?
  public var lastSuccess: Instant?
  public var nextAttempt: Instant?
  /// Consecutive failures.
  public var failures: Int
  /// The last failure in words, made harmless; after a good answer what of it was refused, empty when nothing was.
  public var failure: Bilingual
  /// How long the last answer took.
  public var duration: Span
  /// Rows in the last good answer, and rows ever refused into quarantine.
  public var rows: Int
  public var quarantined: Int64

  public init(
    state: SourceState = .unknown, lastAttempt: Instant? = nil, lastSuccess: Instant? = nil,
    nextAttempt: Instant? = nil, failures: Int = 0, failure: Bilingual = Bilingual(same: ""),
    duration: Span = .zero, rows: Int = 0, quarantined: Int64 = 0
  ) {
    self.state = state
    self.lastAttempt = lastAttempt
    self.lastSuccess = lastSuccess
    self.nextAttempt = nextAttempt
    self.failures = failures
    self.failure = failure
    self.duration = duration
    self.rows = rows
    self.quarantined = quarantined
  }
}
