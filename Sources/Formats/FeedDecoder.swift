/// Turns the bytes of one source's answers into observations.
///
/// Pure: the same bytes give the same batch.
///
/// One per source. It never fails as such: what was not understood stands in the batch as rejects and, when the
/// answer as a whole is bad, as its failure.
public struct FeedDecoder: Sendable {
  /// Rows, warnings or earthquakes read of one answer; an answer with more fails with `.tooManyRows`.
  public static let rowLimit = 2_000_000

  private enum Reader: Sendable {
    case json(JSONRows)
    case csv(CSVRows)
    case usgs
    case cenc
    case cap
    case nationalWarnings
  }

  private let reader: Reader

  /// Prepares for answers of this format, of which at most `rowLimit` rows each are read.
  public init(format: FeedFormat, rowLimit: Int = FeedDecoder.rowLimit) {
    reader =
      switch format {
      case .json(let mapping): .json(JSONRows(mapping, rowLimit: rowLimit))
      case .csv(let mapping): .csv(CSVRows(mapping, rowLimit: rowLimit))
      case .usgsGeoJSON: .usgs
      case .cenc: .cenc
      case .cap: .cap
      case .nationalWarnings: .nationalWarnings
      }
  }

  /// Decodes one answer into the batch, after what it already holds.
  public mutating func decode(
    _ body: UnsafeRawBufferPointer, context: DecodeContext, into batch: inout DecodedBatch
  ) {
    decode(body, context: context, page: nil, into: &batch)
  }

  /// Decodes one page of an answer.
  ///
  /// `page` is the number that was asked for, or for feeds that name the next address how many pages were
  /// fetched so far, this one included; `nil` for the first.
  public mutating func decode(
    _ body: UnsafeRawBufferPointer, context: DecodeContext, page: Int?, into batch: inout DecodedBatch
  ) {
    switch reader {
    case .json(let rows): rows.decode(body, context: context, page: page, into: &batch)
    case .csv(let rows): rows.decode(body, context: context, into: &batch)
    case .usgs: USGSFeed.decode(body, context: context, into: &batch)
    case .cenc: CENCFeed.decode(body, context: context, into: &batch)
    case .cap: CAPFeed.decode(body, context: context, into: &batch)
    case .nationalWarnings: NationalFeed.decode(body, context: context, into: &batch)
    }
  }
}
