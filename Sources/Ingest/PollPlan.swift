import CitySafety
import Formats

/// What both polling threads need to know; set once.
struct PollPlan: Sendable {
  var definitions: [SourceDefinition]
  var lookups: [SensorLookup]
  var offset: UTCOffset
  var futureTolerance: Span
  var seed: UInt64
  /// Relative paths start here.
  var folder: String
  var agent: String
  /// Wall time at which the poller was made.
  var started: Instant
  /// Wall clock, possibly shifted for replay.
  var clock: @Sendable () -> Instant
  /// Milliseconds that no clock step changes.
  var monotonic: @Sendable () -> Int64

  func context(of definition: SourceDefinition, arrived: Instant) -> DecodeContext {
    let index = Int(definition.index.value)
    let sensors = lookups.indices.contains(index) ? lookups[index] : SensorLookup([])
    return DecodeContext(
      source: definition.index, arrived: arrived, offset: offset, futureTolerance: futureTolerance,
      sensors: sensors, started: started)
  }

  func schedule(of definition: SourceDefinition) -> SourceSchedule {
    SourceSchedule(
      definition.schedule, seed: seed &+ UInt64(truncatingIfNeeded: definition.index.value) &* 0x9E37_79B9,
      start: monotonic())
  }

  /// A path of the site's files made absolute.
  func path(_ path: String) -> String {
    path.hasPrefix("/") ? path : folder + "/" + path
  }
}

/// What a source's format asks of the way it is fetched.
struct FetchRules {
  /// Whether "nothing new" may stand for an answer.
  ///
  /// Not where rows take their time from the answer's arrival or from the clock, for those are new each time;
  /// and not where one address is only a part of the answer.
  private(set) var isConditional = true
  /// Whether an unchanged file is decoded again, because the clock brings out more of it.
  private(set) var rereadsUnchanged = false
  private(set) var pageParameter: String?
  private(set) var firstPage = 1
  private(set) var pageLimit = 1
  private(set) var incrementalParameter: String?

  init(_ format: FeedFormat) {
    switch format {
    case .json(let mapping):
      take(mapping.row)
      incrementalParameter = mapping.incremental?.parameter
      switch mapping.paging {
      case .number(let parameter, let first, _, _, let limit):
        pageParameter = parameter
        firstPage = first
        pageLimit = max(1, limit)
        isConditional = false
      case .next(_, let limit):
        pageLimit = max(1, limit)
        isConditional = false
      case nil: break
      }
    case .csv(let mapping): take(mapping.row)
    case .usgsGeoJSON, .cenc, .cap, .nationalWarnings: break
    }
  }

  private mutating func take(_ row: RowMapping) {
    if row.timeField == nil { isConditional = false }
    if row.timeShift != .none {
      isConditional = false
      rereadsUnchanged = true
    }
  }
}
