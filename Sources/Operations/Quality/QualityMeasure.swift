/// What is measured of the alarm desk: K1 to K20 of alarms.md 9, in the order in which they are listed.
public enum QualityMeasure: String, Sendable, Hashable, CaseIterable {
  case rate = "K1"
  case peakShare = "K2"
  case most = "K3"
  case floodTime = "K4"
  case topTen = "K5"
  case chattering = "K6.chattering"
  case fleeting = "K6.fleeting"
  case stale = "K7"
  case split = "K8"
  case shelved = "K9.shelved"
  case shelvedTooLong = "K9.past-limit"
  case withoutOrder = "K9.no-order"
  case unauthorised = "K9.unauthorised"
  case ruleChanges = "K9.rules"
  case answerRed = "K10.red"
  case answerOrange = "K10.orange"
  case answerYellow = "K10.yellow"
  case answerBlue = "K10.blue"
  case dispatch = "K11"
  case receipt = "K12"
  case emptyAnswer = "K13"
  case reflex = "K14"
  case reopened = "K15"
  case statutory = "K16"
  case freshness = "K17"
  case handover = "K18.items"
  case handoverTime = "K18.minutes"
  case availability = "K19"
  case drillScore = "K20"

  /// Shares of what is annunciated, worst grade first: red below 1 % (ISA-18.2, four levels).
  public static let splitShares = [0.005, 0.05, 0.145, 0.80]

  /// K10 by grade, worst first.
  static let answers: [QualityMeasure] = [.answerRed, .answerOrange, .answerYellow, .answerBlue]
}

/// The bound that a figure is held against.
public enum QualityTarget: Sendable, Hashable {
  case atMost(Double)
  case below(Double)
  case atLeast(Double)

  public func isMet(by value: Double) -> Bool {
    switch self {
    case .atMost(let bound): value <= bound
    case .below(let bound): value < bound
    case .atLeast(let bound): value >= bound
    }
  }

  /// The number itself, for machine output.
  public var bound: Double {
    switch self {
    case .atMost(let bound), .below(let bound), .atLeast(let bound): bound
    }
  }

  /// `<=`, `<` or `>=`.
  public var sign: String {
    switch self {
    case .atMost: "<="
    case .below: "<"
    case .atLeast: ">="
    }
  }
}

/// What a figure is counted in.
public enum QualityUnit: String, Sendable, Hashable, CaseIterable {
  /// Annunciations an hour and staffed seat.
  case perHour = "per-hour"
  /// Annunciations in ten minutes for each staffed seat.
  case perTenMinutes = "per-10-min"
  /// A part of one; shown in percent.
  case share
  /// A part of one that is no percentage: the deviation of a split.
  case deviation
  case count
  case seconds
  /// Marks of 100.
  case points
}
