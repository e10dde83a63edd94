import CitySafety
import Glibc

/// Reads rows out of delimited text as a mapping says.
final class CSVRows: Sendable {
  let mapping: CSVMapping
  let plan: RowPlan
  let commentPrefix: [UInt8]

  init(_ mapping: CSVMapping, rowLimit: Int = FeedDecoder.rowLimit) {
    self.mapping = mapping
    plan = RowPlan(mapping.row, rowLimit: rowLimit)
    commentPrefix = Array(mapping.commentPrefix.utf8)
  }

  /// Decodes one body.
  ///
  /// Offsets in the batch count bytes of UTF-8: of the transcoded text for GB18030.
  func decode(_ body: Bytes, context: DecodeContext, into batch: inout DecodedBatch) {
    if Refusal.isWebPage(body, into: &batch) { return }
    guard body.count > 0 else {
      return batch.fail(.malformed, at: 0, body, zh: "内容为空", en: "the body is empty")
    }
    switch mapping.encoding {
    case .utf8: decodeText(body, context: context, into: &batch)
    case .gb18030:
      guard let text = Transcoding.utf8(fromGB18030: body) else {
        return batch.fail(
          .encoding, at: 0, body, zh: "系统没有 GB18030 编码表", en: "the system has no GB18030 table")
      }
      text.withUnsafeBytes { decodeText($0, context: context, into: &batch) }
    }
  }

  private func decodeText(_ text: Bytes, context: DecodeContext, into batch: inout DecodedBatch) {
    guard let base = text.baseAddress else { return }
    plan.metrics.withUnsafeBytes { metrics in
      withUnsafeTemporaryAllocation(of: CSVField.self, capacity: CSVScanner.columnLimit) { fields in
        guard let memory = fields.baseAddress else { return }
        memory.initialize(repeating: CSVField(), count: CSVScanner.columnLimit)
        let scanner = CSVScanner(
          base: base.assumingMemoryBound(to: UInt8.self), count: text.count, position: text.markLength,
          delimiter: mapping.delimiter, fields: memory)
        var walk = CSVWalk(
          self, scanner: scanner,
          sink: RowSink(plan, metrics: metrics, context: context, batch: batch),
          hasFaults: UTF8Check.firstFault(text) != nil)
        walk.run(into: &batch)
      }
    }
  }
}

/// Which column each part of a reading stands in; −1 for none.
struct CSVColumns {
  var code = -1
  var time = -1
  var timeOfDay = -1
  var values: [Int] = []
  /// Columns that a full row has.
  var count = 0
}

/// One field of the row at hand, without its quotes.
struct CSVField {
  var start = 0
  var end = 0
  /// Holds doubled quotes that mean one each.
  var isDoubled = false
}

/// Splits delimited text into rows and fields: RFC 4180, with any one-byte delimiter and either line ending.
struct CSVScanner {
  /// Columns of a row that are kept; further ones are counted only.
  static let columnLimit = 4096

  enum RowEnd {
    case newline
    /// The text ended without a line break.
    case end
    /// A quote was opened and never closed.
    case openQuote
  }

  let base: UnsafePointer<UInt8>
  let count: Int
  var position: Int
  let delimiter: UInt8
  let fields: UnsafeMutablePointer<CSVField>
  /// Fields of the row at hand.
  var fieldCount = 0
  private let delimiters: UInt64

  init(
    base: UnsafePointer<UInt8>, count: Int, position: Int, delimiter: UInt8,
    fields: UnsafeMutablePointer<CSVField>
  ) {
    self.base = base
    self.count = count
    self.position = position
    self.delimiter = delimiter
    self.fields = fields
    delimiters = Words.repeated(delimiter)
  }

  var body: Bytes { Bytes(start: base, count: count) }

  @inline(__always)
  func bytes(_ index: Int) -> Bytes {
    Bytes(start: base + fields[index].start, count: fields[index].end - fields[index].start)
  }

  private static let newlines = Words.repeated(ASCII.lineFeed)
  private static let quotes = Words.repeated(ASCII.quote)

  /// Passes the rest of the line.
  mutating func passLine() {
    let rest = count - position
    guard rest > 0, let end = memchr(base + position, Int32(ASCII.lineFeed), rest) else {
      position = count
      return
    }
    position = UnsafeRawPointer(end) - UnsafeRawPointer(base) + 1
  }

  @inline(__always)
  private mutating func keep(_ start: Int, _ end: Int, isDoubled: Bool = false) {
    if fieldCount < CSVScanner.columnLimit {
      fields[fieldCount] = CSVField(start: start, end: end, isDoubled: isDoubled)
    }
    fieldCount += 1
  }

  @inline(__always)
  private mutating func keepLast(_ start: Int, _ end: Int) {
    keep(start, end > start && base[end - 1] == ASCII.carriageReturn ? end - 1 : end)
  }

  /// Splits the row at the cursor and goes past it.
  @inline(__always)
  mutating func row() -> RowEnd {
    let rowStart = position
    var start = position
    var place = position
    fieldCount = 0
    while place + 8 <= count {
      let word = UnsafeRawPointer(base + place).loadUnaligned(as: UInt64.self)
      var stops =
        Words.matches(word, delimiters) | Words.matches(word, CSVScanner.newlines)
        | Words.matches(word, CSVScanner.quotes)
      while stops != 0 {
        let at = place + stops.trailingZeroBitCount >> 3
        let byte = base[at]
        if byte == ASCII.lineFeed {
          keepLast(start, at)
          position = at + 1
          return .newline
        }
        if byte == delimiter {
          keep(start, at)
          start = at + 1
        } else if at == start {
          return quotedRow(rowStart)
        }
        stops &= stops &- 1
      }
      place += 8
    }
    return tail(rowStart, start, place)
  }

  private mutating func tail(_ rowStart: Int, _ fieldStart: Int, _ place: Int) -> RowEnd {
    var start = fieldStart
    for at in place..<max(count, place) {
      let byte = base[at]
      if byte == ASCII.lineFeed {
        keepLast(start, at)
        position = at + 1
        return .newline
      }
      if byte == delimiter {
        keep(start, at)
        start = at + 1
      } else if byte == ASCII.quote && at == start {
        return quotedRow(rowStart)
      }
    }
    keepLast(start, count)
    position = count
    return .end
  }

  /// A row in which some field starts with a quote.
  private mutating func quotedRow(_ rowStart: Int) -> RowEnd {
    position = rowStart
    fieldCount = 0
    while true {
      if position < count && base[position] == ASCII.quote {
        guard passQuoted() else { return .openQuote }
      } else {
        let start = position
        while position < count && base[position] != delimiter && base[position] != ASCII.lineFeed {
          position += 1
        }
        let isLast = position == count || base[position] == ASCII.lineFeed
        if isLast { keepLast(start, position) } else { keep(start, position) }
      }
      if position == count { return .end }
      position += 1
      if base[position - 1] == ASCII.lineFeed { return .newline }
    }
  }

  /// One quoted field, up to the delimiter or line break behind it.
  ///
  /// False when its quote is never closed.
  private mutating func passQuoted() -> Bool {
    let start = position + 1
    var isDoubled = false
    position = start
    while true {
      let rest = count - position
      guard rest > 0, let found = memchr(base + position, Int32(ASCII.quote), rest) else { return false }
      position = UnsafeRawPointer(found) - UnsafeRawPointer(base) + 1
      guard position < count, base[position] == ASCII.quote else { break }
      isDoubled = true
      position += 1
    }
    keep(start, position - 1, isDoubled: isDoubled)
    while position < count && base[position] != delimiter && base[position] != ASCII.lineFeed {
      position += 1
    }
    return true
  }
}
