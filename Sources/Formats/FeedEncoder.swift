public import CitySafety

/// One row for a simulated upstream system to send.
public struct EncodedRow: Sendable, Hashable {
  /// The sensor's upstream code.
  public var code: String
  public var time: Instant
  /// In the sensor's unit; NaN for a value that the source does not have.
  public var values: [Value]

  public struct Value: Sendable, Hashable {
    /// Matches `ValueField.metric`.
    public var metric: String
    public var value: Double

    public init(metric: String = "", value: Double) {
      self.metric = metric
      self.value = value
    }
  }

  public init(code: String, time: Instant, values: [Value]) {
    self.code = code
    self.time = time
    self.values = values
  }
}

/// What an encoded answer says of itself.
public struct EncodedPage: Sendable, Hashable {
  /// Rows over all pages; `nil` for the rows given.
  public var total: Int?
  /// The address of the next page, for feeds that name it.
  public var next: String?

  public init(total: Int? = nil, next: String? = nil) {
    self.total = total
    self.next = next
  }
}

/// Writes answers as the upstream system of a format would, so that its decoder reads the same values back.
public struct FeedEncoder: Sendable {
  private enum Writer: Sendable {
    case json(JSONRows)
    case csv(CSVMapping)
    case none
  }

  private let writer: Writer

  /// Prepares for a format.
  ///
  /// Only JSON and CSV mappings have rows; the others have encoders of their own.
  public init(format: FeedFormat) {
    writer =
      switch format {
      case .json(let mapping): .json(JSONRows(mapping))
      case .csv(let mapping): .csv(mapping)
      default: .none
      }
  }

  /// Appends one answer that holds these rows.
  public func encode(rows: [EncodedRow], page: EncodedPage = EncodedPage(), into output: inout [UInt8]) {
    switch writer {
    case .json(let plan): EncodingJSON(plan: plan, rows: rows, page: page).write(into: &output)
    case .csv(let mapping): EncodingCSV(mapping: mapping, rows: rows).write(into: &output)
    case .none: break
    }
  }

  /// The upstream number that the mapping turns into `value`.
  static func upstream(_ value: Double, _ field: ValueField) -> Double {
    if field.scale == 1 && field.shift == 0 { return value }
    let near = (value - field.shift) / field.scale
    // Division and multiplication round apart by a step at most.
    for candidate in [near, near.nextUp, near.nextDown] where candidate * field.scale + field.shift == value {
      return candidate
    }
    return near
  }
}
