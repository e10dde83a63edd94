public import CitySafety

/// How one source is fetched and understood, as its site declares it.
///
/// What the screen needs is `SourceInfo`.
public struct SourceDefinition: Sendable, Hashable {
  public var index: SourceIndex
  public var id: String
  public var transport: Transport
  public var schedule: Schedule
  public var format: FeedFormat

  public init(index: SourceIndex, id: String, transport: Transport, schedule: Schedule, format: FeedFormat) {
    self.index = index
    self.id = id
    self.transport = transport
    self.schedule = schedule
    self.format = format
  }
}

/// Where bytes come from.
public enum Transport: Sendable, Hashable {
  case http(HTTPRequest)
  /// One file, read when its size or time changed.
  case file(path: String, sizeLimit: Int)
  /// A drop folder.
  case directory(DropFolder)
}

public struct HTTPRequest: Sendable, Hashable {
  /// `http` or `https`.
  public var url: String
  /// `nil` for GET; the body of a POST.
  public var body: String?
  public var headers: [Header]
  /// Sent as `Authorization: Bearer` unless `tokenHeader` names another header.
  public var token: Token?
  public var tokenHeader: String
  public var timeout: Span
  /// Bytes after decompression.
  public var sizeLimit: Int
  public var redirectLimit: Int
  /// PEM file of the authority that signs the server's certificate; `nil` for the system's list.
  public var authorityFile: String?

  public struct Header: Sendable, Hashable {
    public var name: String
    public var value: String

    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  public enum Token: Sendable, Hashable {
    case file(String)
    case environment(String)
  }

  public init(
    url: String, body: String? = nil, headers: [Header] = [], token: Token? = nil,
    tokenHeader: String = "Authorization", timeout: Span = .seconds(10), sizeLimit: Int = 16 << 20,
    redirectLimit: Int = 5, authorityFile: String? = nil
  ) {
    self.url = url
    self.body = body
    self.headers = headers
    self.token = token
    self.tokenHeader = tokenHeader
    self.timeout = timeout
    self.sizeLimit = sizeLimit
    self.redirectLimit = redirectLimit
    self.authorityFile = authorityFile
  }
}

public struct DropFolder: Sendable, Hashable {
  public var path: String
  /// File name pattern with `*` and `?`.
  public var pattern: String
  public var sizeLimit: Int
  public var completeness: Completeness
  /// Where a read file goes; `nil` remembers it instead.
  public var moveTo: String?

  /// How a complete file is told from one that is still growing.
  public enum Completeness: Sendable, Hashable {
    /// Its size and time did not change between two polls.
    case stable
    /// It ends with these bytes, such as `||`.
    case endsWith(String)
    /// A file of the same name with this suffix stands beside it, such as `.ok`.
    case companion(suffix: String)
  }

  public init(path: String, pattern: String, sizeLimit: Int, completeness: Completeness, moveTo: String?) {
    self.path = path
    self.pattern = pattern
    self.sizeLimit = sizeLimit
    self.completeness = completeness
    self.moveTo = moveTo
  }
}

public struct Schedule: Sendable, Hashable {
  public var interval: Span
  /// Each poll is shifted by up to this share of the interval, 0 to 0.5.
  public var jitter: Double
  /// After failures the wait doubles from the interval up to this.
  public var backoffCeiling: Span

  public init(interval: Span, jitter: Double, backoffCeiling: Span) {
    self.interval = interval
    self.jitter = jitter
    self.backoffCeiling = backoffCeiling
  }
}

/// How bytes become observations.
public enum FeedFormat: Sendable, Hashable {
  case json(JSONMapping)
  case csv(CSVMapping)
  case usgsGeoJSON
  case cenc
  /// A CAP 1.1 or 1.2 document, or an Atom or RSS index whose entries link to such documents.
  case cap
  /// 12379 `alertData` or NMC `rest/findAlarm`.
  case nationalWarnings
}

/// A step path into a JSON document: member names and array positions, such as `data.rows`; empty for the root.
public struct JSONPath: Sendable, Hashable {
  public var steps: [String]
  /// Reads `data.rows`; steps are separated by dots.
  public init(_ text: String) { steps = text.isEmpty ? [] : text.split(separator: ".").map(String.init) }
}

/// How a time is written upstream.
public enum TimeFormat: Sendable, Hashable {
  /// ISO 8601; the mapping's offset where it has none.
  case iso8601
  /// Digits and separators in the order year, month, day, hour, minute, second: `2026-11-23 15:41:07`,
  /// `2026/11/23 15:41`, `20261123154107`.
  case fields
  case epochSeconds
  case epochMilliseconds
}

/// One value that a row carries.
public struct ValueField: Sendable, Hashable {
  /// Member path (JSON) or column name or number from 1 (CSV).
  public var field: String
  /// Matches `Sensor.metric`; empty when a row has one value.
  public var metric: String
  /// The upstream number times `scale` plus `shift` is in the sensor's unit.
  public var scale: Double
  public var shift: Double

  public init(field: String, metric: String = "", scale: Double = 1, shift: Double = 0) {
    self.field = field
    self.metric = metric
    self.scale = scale
    self.shift = shift
  }
}

/// What JSON and CSV mappings share.
public struct RowMapping: Sendable, Hashable {
  /// Field with the upstream code of the sensor; `nil` when the whole feed is `constantCode`.
  public var codeField: String?
  public var constantCode: String
  /// `nil`: rows carry no time and count as measured when they arrived.
  public var timeField: String?
  /// A second field joined to the first with a space, for feeds that split date and time.
  public var timeOfDayField: String?
  public var timeFormat: TimeFormat
  /// Of times that name no zone.
  public var offset: UTCOffset
  public var values: [ValueField]
  /// Numbers that mean "no value", such as −9999.
  public var sentinels: [Double]
  /// Texts that mean "no value", beside the empty one: `-`, `null`, `NaN`, `M`.
  public var sentinelTexts: [String]
  /// Added to each time: replays an old series against today's clock.
  ///
  /// Zero in real use.
  public var timeShift: TimeShift

  public enum TimeShift: Sendable, Hashable {
    case none
    /// The first row of the series is taken as measured at this instant; later rows keep their distance, and
    /// rows still in the future are held back.
    case replay(from: Instant, speed: Double)
    /// The same from the time at which the program started, `DecodeContext.started`.
    case replayFromStart(speed: Double)
  }

  public init(
    codeField: String?, constantCode: String = "", timeField: String?, timeOfDayField: String? = nil,
    timeFormat: TimeFormat = .fields, offset: UTCOffset = .beijing, values: [ValueField],
    sentinels: [Double] = [], sentinelTexts: [String] = [], timeShift: TimeShift = .none
  ) {
    self.codeField = codeField
    self.constantCode = constantCode
    self.timeField = timeField
    self.timeOfDayField = timeOfDayField
    self.timeFormat = timeFormat
    self.offset = offset
    self.values = values
    self.sentinels = sentinels
    self.sentinelTexts = sentinelTexts
    self.timeShift = timeShift
  }
}

public struct JSONMapping: Sendable, Hashable {
  /// To the array (or object of objects) of rows.
  public var root: JSONPath
  /// Parentheses or a callback name around the document are taken off.
  public var allowsWrapper: Bool
  /// One document a line.
  public var isLines: Bool
  public var row: RowMapping
  /// The member that says whether the answer is good, and its good values as text.
  public var successPath: JSONPath?
  public var successValues: [String]
  public var paging: Paging?
  /// Query parameter and row field of an incremental feed: the greatest value seen is sent with the next poll.
  public var incremental: Incremental?

  public enum Paging: Sendable, Hashable {
    /// `?page=1`, counted up until the total at `total` or an empty page is reached; at most `limit` pages.
    case number(parameter: String, first: Int, total: JSONPath?, size: Int, limit: Int)
    /// The address of the next page stands at this path.
    case next(JSONPath, limit: Int)
  }

  public struct Incremental: Sendable, Hashable {
    public var parameter: String
    public var field: String

    public init(parameter: String, field: String) {
      self.parameter = parameter
      self.field = field
    }
  }

  public init(
    root: JSONPath, allowsWrapper: Bool = false, isLines: Bool = false, row: RowMapping,
    successPath: JSONPath? = nil, successValues: [String] = [], paging: Paging? = nil,
    incremental: Incremental? = nil
  ) {
    self.root = root
    self.allowsWrapper = allowsWrapper
    self.isLines = isLines
    self.row = row
    self.successPath = successPath
    self.successValues = successValues
    self.paging = paging
    self.incremental = incremental
  }
}

public struct CSVMapping: Sendable, Hashable {
  public enum Encoding: Sendable, Hashable { case utf8, gb18030 }

  /// One ASCII character.
  public var delimiter: UInt8
  public var decimalComma: Bool
  public var hasHeader: Bool
  /// Lines to skip before the header or first row, and lines that start with `commentPrefix`.
  public var skipLines: Int
  public var commentPrefix: String
  public var encoding: Encoding
  public var row: RowMapping

  public init(
    delimiter: UInt8 = UInt8(ascii: ","), decimalComma: Bool = false, hasHeader: Bool = true,
    skipLines: Int = 0,
    commentPrefix: String = "", encoding: Encoding = .utf8, row: RowMapping
  ) {
    self.delimiter = delimiter
    self.decimalComma = decimalComma
    self.hasHeader = hasHeader
    self.skipLines = skipLines
    self.commentPrefix = commentPrefix
    self.encoding = encoding
    self.row = row
  }
}
