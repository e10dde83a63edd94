public import CitySafety

/// What of an assessment a limit looks at.
public enum HarmMeasure: String, Sendable, Hashable, CaseIterable {
  case dead, missing, injured, endangered, evacuated, loss, area
  /// Without a number: it is so, or it is not.
  case pollution
  case criticalPlace = "critical-place"
  case magnitude

  public var name: Bilingual {
    switch self {
    case .dead: Bilingual(zh: "死亡", en: "dead")
    case .missing: Bilingual(zh: "失联", en: "missing")
    case .injured: Bilingual(zh: "重伤", en: "seriously injured")
    case .endangered: Bilingual(zh: "涉险", en: "endangered")
    case .evacuated: Bilingual(zh: "疏散转移", en: "evacuated")
    case .loss: Bilingual(zh: "直接损失（元）", en: "direct loss (yuan)")
    case .area: Bilingual(zh: "受害面积（公顷）", en: "area (ha)")
    case .pollution: Bilingual(zh: "严重环境污染", en: "serious pollution")
    case .criticalPlace: Bilingual(zh: "危及重要场所设施", en: "critical place threatened")
    case .magnitude: Bilingual(zh: "震级", en: "magnitude")
    }
  }

  /// Whether it counts persons.
  public var isCount: Bool {
    switch self {
    case .dead, .missing, .injured, .endangered, .evacuated: true
    case .loss, .area, .pollution, .criticalPlace, .magnitude: false
    }
  }

  /// Whether it is 1 or 0.
  public var isFlag: Bool { self == .pollution || self == .criticalPlace }

  /// The largest that can be meant.
  public var limit: Double {
    switch self {
    case .pollution, .criticalPlace: 1
    case .magnitude: Assessment.magnitudeLimit
    default: isCount ? Double(Assessment.countLimit) : Assessment.amountLimit
    }
  }
}

extension Assessment {
  /// Persons, yuan or hectares.
  public subscript(measure: HarmMeasure) -> Double {
    get {
      switch measure {
      case .dead: Double(dead)
      case .missing: Double(missing)
      case .injured: Double(injured)
      case .endangered: Double(endangered)
      case .evacuated: Double(evacuated)
      case .loss: loss
      case .area: area
      case .pollution: isPolluting ? 1 : 0
      case .criticalPlace: threatensCriticalPlace ? 1 : 0
      case .magnitude: magnitude
      }
    }
    set {
      let count = newValue.isFinite ? Int(min(max(0, newValue), Double(Assessment.countLimit))) : 0
      switch measure {
      case .dead: dead = count
      case .missing: missing = count
      case .injured: injured = count
      case .endangered: endangered = count
      case .evacuated: evacuated = count
      case .loss: loss = newValue
      case .area: area = newValue
      case .pollution: isPolluting = newValue > 0
      case .criticalPlace: threatensCriticalPlace = newValue > 0
      case .magnitude: magnitude = newValue
      }
    }
  }

  /// More persons than this are a slip of the finger.
  public static let countLimit = 10_000_000
  /// Likewise yuan and hectares.
  public static let amountLimit = 1e13
  /// No earthquake was ever stronger.
  public static let magnitudeLimit = 10.0

  /// Whether every number can be meant.
  public var isSound: Bool {
    HarmMeasure.allCases.allSatisfy { measure in
      self[measure].isFinite && (0...measure.limit).contains(self[measure])
    }
  }

  /// Whether the numbers of dead, missing or injured are others (伤亡人数变化).
  public func differsInCasualties(from other: Assessment) -> Bool {
    dead != other.dead || missing != other.missing || injured != other.injured
  }
}

/// The limits of one measure: at or above each the event has that grade (以上 holds the number itself).
public struct GradeLimit: Sendable, Hashable {
  public var measure: HarmMeasure
  /// Each grade once; a grade that the statute does not count by this measure is left out.
  public var from: [EventGrade: Double]
  /// Statute and article.
  public var origin: String
  public var isLocalDefault: Bool

  public init(measure: HarmMeasure, from: [EventGrade: Double], origin: String, isLocalDefault: Bool = false)
  {
    self.measure = measure
    self.from = from
    self.origin = origin
    self.isLocalDefault = isLocalDefault
  }
}

/// How events of a kind are graded (domain.md 2.2); a table of the site's data.
public struct GradeTable: Sendable, Hashable, Identifiable {
  public var id: String
  public var name: Bilingual
  /// The plans whose incidents it grades.
  public var plans: [String]
  /// It grades the other incidents of these sectors.
  public var sectors: [Sector]
  public var limits: [GradeLimit]

  public init(id: String, name: Bilingual, plans: [String], sectors: [Sector], limits: [GradeLimit]) {
    self.id = id
    self.name = name
    self.plans = plans
    self.sectors = sectors
    self.limits = limits
  }
}

/// A limit that an assessment reaches.
public struct HarmFinding: Sendable, Hashable {
  public var measure: HarmMeasure
  public var value: Double
  public var limit: Double
  public var origin: String

  public init(measure: HarmMeasure, value: Double, limit: Double, origin: String) {
    self.measure = measure
    self.value = value
    self.limit = limit
    self.origin = origin
  }
}

/// The grade that a table suggests, and why.
public struct GradeSuggestion: Sendable, Hashable {
  public var grade: EventGrade
  public var table: GradeTable
  public var reason: HarmFinding
}

/// 较大涉险事故: what must be reported although nobody was hurt (21号令 §26); the site's data.
public struct EndangeredRule: Sendable, Hashable {
  public var measure: HarmMeasure
  public var from: Double
  public var origin: String
  public var isLocalDefault: Bool
  /// What makes it likely before somebody has looked: plans, and parts of what risk points in reach are a hazard of.
  public var plans: [String] = []
  public var hazards: [String] = []

  public init(measure: HarmMeasure, from: Double, origin: String, isLocalDefault: Bool = false) {
    self.measure = measure
    self.from = from
    self.origin = origin
    self.isLocalDefault = isLocalDefault
  }
}

/// By what a site grades events.
public struct EventGrading: Sendable, Hashable {
  /// The first that names an incident's plan, else the first that names its sector.
  public var tables: [GradeTable] = []
  public var endangered: [EndangeredRule] = []

  public init() {}

  public func table(plan: String, sector: Sector) -> GradeTable? {
    tables.first { !plan.isEmpty && $0.plans.contains(plan) } ?? tables.first { $0.sectors.contains(sector) }
  }

  /// The worst grade that any of the table's limits gives an assessment; `nil` when none is reached.
  public func suggestion(_ assessment: Assessment, plan: String, sector: Sector) -> GradeSuggestion? {
    guard let table = table(plan: plan, sector: sector) else { return nil }
    var found: GradeSuggestion?
    for limit in table.limits {
      let value = assessment[limit.measure]
      let reached = limit.from.filter { value >= $0.value && value > 0 }.min {
        $0.key.rawValue < $1.key.rawValue
      }
      guard let reached, reached.key.rawValue < found?.grade.rawValue ?? .max else { continue }
      found = GradeSuggestion(
        grade: reached.key, table: table,
        reason: HarmFinding(
          measure: limit.measure, value: value, limit: reached.value, origin: limit.origin))
    }
    return found
  }

  /// What makes it a 较大涉险事故; `nil` when it is none.
  public func endangering(_ assessment: Assessment) -> HarmFinding? {
    endangered.first { assessment[$0.measure] >= $0.from }.map {
      HarmFinding(measure: $0.measure, value: assessment[$0.measure], limit: $0.from, origin: $0.origin)
    }
  }

  /// What a person should look for, though nothing of it was entered: each rule once, with why.
  public func suspected(
    _ assessment: Assessment, plan: ResponsePlan?, near points: [RiskPoint]
  ) -> [(rule: EndangeredRule, why: Bilingual)] {
    endangered.compactMap { rule in
      guard assessment[rule.measure] < rule.from else { return nil }
      if let plan, rule.plans.contains(plan.id) { return (rule, plan.name) }
      let point = points.first { point in rule.hazards.contains { point.hazardCategory.contains($0) } }
      return point.map { (rule, $0.name) }
    }
  }

  /// What is asked of an incident: everything that is counted, and what else a rule of the site looks at.
  public func measures(plan: String, sector: Sector) -> [HarmMeasure] {
    let graded = table(plan: plan, sector: sector)?.limits.map(\.measure) ?? []
    let named = Set(graded + endangered.map(\.measure))
    return HarmMeasure.allCases.filter { named.contains($0) || $0.isCount || $0 == .loss || $0 == .area }
  }
}
