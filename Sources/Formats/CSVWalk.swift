import CitySafety

/// One pass over one delimited text.
struct CSVWalk {
  let rows: CSVRows
  var scanner: CSVScanner
  var sink: RowSink
  /// Whether some byte of the text is not UTF-8, so that each row has to be looked at.
  let hasFaults: Bool
  private var columns = CSVColumns()
  private var line = 0
  private let decimal: UInt8

  init(_ rows: CSVRows, scanner: CSVScanner, sink: RowSink, hasFaults: Bool) {
    self.rows = rows
    self.scanner = scanner
    self.sink = sink
    self.hasFaults = hasFaults
    decimal = rows.mapping.decimalComma ? ASCII.comma : ASCII.point
  }

  mutating func run(into batch: inout DecodedBatch) {
    for _ in 0..<rows.mapping.skipLines {
      scanner.passLine()
      line += 1
    }
    var isFirst = true
    while scanner.position < scanner.count, batch.failure == nil {
      line += 1
      if isComment {
        scanner.passLine()
        continue
      }
      let start = scanner.position
      let end = scanner.row()
      if scanner.fieldCount == 1 && scanner.bytes(0).trimmed.count == 0 { continue }
      if isFirst {
        isFirst = false
        if !resolve(into: &batch) { return }
        if rows.mapping.hasHeader { continue }
      }
      take(start, end, into: &batch)
    }
    if isFirst && rows.mapping.hasHeader {
      batch.fail(.malformed, at: 0, scanner.body, zh: "没有表头行", en: "there is no header row")
    }
  }

  @inline(__always)
  private var isComment: Bool {
    guard let first = rows.commentPrefix.first, scanner.base[scanner.position] == first else { return false }
    let head = scanner.body.piece(scanner.position..<scanner.position + rows.commentPrefix.count)
    return head.elementsEqual(rows.commentPrefix)
  }

  // MARK: Columns

  /// Finds the columns by the row at hand, the header or the first row.
  ///
  /// False when one that is needed is not there.
  private mutating func resolve(into batch: inout DecodedBatch) -> Bool {
    columns.count = scanner.fieldCount
    let row = rows.mapping.row
    for (field, path) in [
      (row.codeField, \CSVColumns.code), (row.timeField, \CSVColumns.time),
      (row.timeOfDayField, \CSVColumns.timeOfDay),
    ] {
      guard let field else { continue }
      guard let column = column(field) else {
        failMissing(field, into: &batch)
        return false
      }
      columns[keyPath: path] = column
    }
    columns.values = row.values.map { column($0.field) ?? -1 }
    let missing = zip(row.values, columns.values).filter { $0.1 < 0 }.map(\.0.field)
    if missing.count == row.values.count {
      failMissing(missing.joined(separator: ", "), into: &batch)
      return false
    }
    for field in missing {
      batch.refuse(
        .missingField, at: 0, scanner.body.piece(0..<scanner.position),
        Bilingual(zh: "表头中没有列 \(field)", en: "the header has no column \(field)"))
    }
    return true
  }

  private mutating func failMissing(_ field: String, into batch: inout DecodedBatch) {
    let header = rows.mapping.hasHeader
    batch.fail(
      .missingField, at: 0, scanner.body, zh: "\(header ? "表头中" : "首行")没有列 \(field)",
      en: "the \(header ? "header" : "first row") has no column \(field)")
  }

  /// The column of this name, or of this number from 1.
  private func column(_ field: String) -> Int? {
    let known = min(scanner.fieldCount, CSVScanner.columnLimit)
    if rows.mapping.hasHeader {
      let name = Array(field.utf8)
      for index in 0..<known where fieldText(index).elementsEqual(name) { return index }
    }
    guard let number = Int(field), number >= 1, number <= CSVScanner.columnLimit else { return nil }
    return rows.mapping.hasHeader || number <= known ? number - 1 : nil
  }

  /// A field's meaning as bytes of its own.
  private func fieldText(_ index: Int) -> [UInt8] {
    let bytes = Array(scanner.bytes(index).trimmed)
    guard scanner.fields[index].isDoubled else { return bytes }
    var text: [UInt8] = []
    var isSecond = false
    for byte in bytes {
      if byte == ASCII.quote && isSecond {
        isSecond = false
        continue
      }
      isSecond = byte == ASCII.quote
      text.append(byte)
    }
    return text
  }

  // MARK: Rows

  private func rowBytes(_ start: Int) -> Bytes { scanner.body.piece(start..<scanner.position) }

  @inline(__always)
  private mutating func take(_ start: Int, _ end: CSVScanner.RowEnd, into batch: inout DecodedBatch) {
    guard sink.begin(&batch) else { return sink.failTooMany(at: start, scanner.body, into: &batch) }
    if end != .newline && !isComplete(start, end, into: &batch) { return }
    if hasFaults && UTF8Check.firstFault(rowBytes(start)) != nil {
      return refuseEncoding(start, into: &batch)
    }
    var measured = sink.context.arrived
    if columns.time >= 0 {
      guard columns.time < scanner.fieldCount, columns.timeOfDay < scanner.fieldCount else {
        return refuseMissing(rows.mapping.row.timeField ?? "", start, into: &batch)
      }
      let time = scanner.bytes(columns.time)
      if time.count == 0 { return refuseMissing(rows.mapping.row.timeField ?? "", start, into: &batch) }
      let timeOfDay = columns.timeOfDay >= 0 ? scanner.bytes(columns.timeOfDay) : nil
      guard let read = sink.instant(time, timeOfDay: timeOfDay) else {
        return refuseTime(start, into: &batch)
      }
      guard let placed = sink.place(read) else { return }
      measured = placed
    }
    if columns.code < 0 {
      sink.plan.constantCode.withUnsafeBytes { takeValues(start, $0, measured, into: &batch) }
    } else if columns.code >= scanner.fieldCount || scanner.bytes(columns.code).count == 0 {
      refuseMissing(rows.mapping.row.codeField ?? "", start, into: &batch)
    } else if scanner.fields[columns.code].isDoubled {
      fieldText(columns.code).withUnsafeBytes { takeValues(start, $0, measured, into: &batch) }
    } else {
      takeValues(start, scanner.bytes(columns.code).trimmed, measured, into: &batch)
    }
  }

  /// The last line without a line break counts when it has all its fields: the file may still be growing.
  private mutating func isComplete(
    _ start: Int, _ end: CSVScanner.RowEnd, into batch: inout DecodedBatch
  ) -> Bool {
    if end == .end && scanner.fieldCount >= columns.count { return true }
    if end == .openQuote { scanner.position = scanner.count }
    let words =
      end == .end
      ? Bilingual(
        zh: "第 \(line) 行不完整，文件可能仍在写入", en: "line \(line) is incomplete; the file may still be growing")
      : Bilingual(zh: "第 \(line) 行的引号没有结束", en: "line \(line): a quote is never closed")
    batch.refuse(.malformed, at: start, rowBytes(start), words)
    return false
  }

  @inline(__always)
  private mutating func takeValues(
    _ start: Int, _ code: Bytes, _ measured: Instant, into batch: inout DecodedBatch
  ) {
    var isPresent = false
    var isKnown = false
    for index in 0..<columns.values.count {
      let column = columns.values[index]
      if column < 0 || column >= scanner.fieldCount { continue }
      isPresent = true
      guard let entry = sink.context.sensors.find(code: code, metric: sink.metric(index)) else { continue }
      isKnown = true
      switch sink.value(scanner.bytes(column), decimal: decimal) {
      case .number(let number):
        sink.store(number, entry: entry, index: index, measured: measured, into: &batch)
      case .missing: sink.store(nil, entry: entry, index: index, measured: measured, into: &batch)
      case .bad: refuseNumber(column, into: &batch)
      }
    }
    if !isPresent {
      refuseMissing(rows.mapping.row.values.map(\.field).joined(separator: ", "), start, into: &batch)
    } else if !isKnown {
      refuseSensor(start, code, into: &batch)
    }
  }

  // MARK: Refusals

  private func refuseEncoding(_ start: Int, into batch: inout DecodedBatch) {
    let name = rows.mapping.encoding == .utf8 ? "UTF-8" : "GB18030"
    batch.refuse(
      .encoding, at: start, rowBytes(start),
      Bilingual(zh: "第 \(line) 行不是 \(name) 编码", en: "line \(line) is not \(name)"))
  }

  private func refuseMissing(_ field: String, _ start: Int, into batch: inout DecodedBatch) {
    batch.refuse(
      .missingField, at: start, rowBytes(start),
      Bilingual(zh: "第 \(line) 行缺少字段 \(field)", en: "line \(line) has no \(field)"))
  }

  private func refuseTime(_ start: Int, into batch: inout DecodedBatch) {
    let text = scanner.bytes(columns.time).text(limit: TextLimit.code)
    batch.refuse(
      .badTime, at: scanner.fields[columns.time].start, rowBytes(start),
      Bilingual(zh: "第 \(line) 行的时间无法识别：\(text)", en: "line \(line): not a time: \(text)"))
  }

  private func refuseNumber(_ column: Int, into batch: inout DecodedBatch) {
    let field = scanner.bytes(column)
    batch.refuse(
      .badNumber, at: scanner.fields[column].start, field,
      Bilingual(
        zh: "第 \(line) 行第 \(column + 1) 列的数值无法识别：\(field.text(limit: TextLimit.code))",
        en: "line \(line), column \(column + 1): not a number: \(field.text(limit: TextLimit.code))"))
  }

  private func refuseSensor(_ start: Int, _ code: Bytes, into batch: inout DecodedBatch) {
    batch.refuse(
      .unknownSensor, at: start, rowBytes(start),
      Bilingual(
        zh: "第 \(line) 行的编码没有登记：\(code.text(limit: TextLimit.code))",
        en: "line \(line): no sensor has the code \(code.text(limit: TextLimit.code))"))
  }
}
