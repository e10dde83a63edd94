import CitySafety

/// Writes rows as the delimited text that a mapping reads.
struct EncodingCSV {
  let mapping: CSVMapping
  let rows: [EncodedRow]

  func write(into output: inout [UInt8]) {
    var text: [UInt8] = []
    let columns = columns()
    for _ in 0..<mapping.skipLines { text.append(contentsOf: "#\r\n".utf8) }
    if mapping.hasHeader { line(columns.map(\.name), into: &text) }
    for row in rows { line(columns.map { self.text($0.part, row) }, into: &text) }
    switch mapping.encoding {
    case .utf8: output.append(contentsOf: text)
    case .gb18030:
      output.append(contentsOf: text.withUnsafeBytes { Transcoding.gb18030(fromUTF8: $0) } ?? text)
    }
  }

  private enum Part {
    case blank, code, time, timeOfDay
    case value(Int)
  }

  private struct Column {
    var name: String
    var part: Part
  }

  /// Named columns in the mapping's order; numbered ones at their numbers.
  private func columns() -> [Column] {
    let row = mapping.row
    var wanted: [(field: String, part: Part)] = []
    if let field = row.codeField { wanted.append((field, .code)) }
    if let field = row.timeField { wanted.append((field, .time)) }
    if let field = row.timeOfDayField { wanted.append((field, .timeOfDay)) }
    for (index, value) in row.values.enumerated() { wanted.append((value.field, .value(index))) }
    var numbered: [Int: Column] = [:]
    var named: [Column] = []
    for (field, part) in wanted {
      if let number = Int(field), (1...CSVScanner.columnLimit).contains(number) {
        numbered[number] = Column(name: "c\(number)", part: part)
      } else {
        named.append(Column(name: field, part: part))
      }
    }
    var columns: [Column] = []
    while !named.isEmpty || !numbered.isEmpty {
      let number = columns.count + 1
      if let column = numbered.removeValue(forKey: number) {
        columns.append(column)
      } else if named.isEmpty {
        columns.append(Column(name: "c\(number)", part: .blank))
      } else {
        columns.append(named.removeFirst())
      }
    }
    return columns
  }

  private func text(_ part: Part, _ row: EncodedRow) -> String {
    let plan = mapping.row
    switch part {
    case .blank: return ""
    case .code: return row.code
    case .time:
      return plan.timeOfDayField == nil
        ? Write.time(row.time, plan.timeFormat, plan.offset) : Write.date(row.time, plan.offset)
    case .timeOfDay: return Write.timeOfDay(row.time, plan.offset)
    case .value(let index):
      let field = plan.values[index]
      guard let value = row.values.first(where: { $0.metric == field.metric })?.value, value.isFinite else {
        return plan.sentinelTexts.first ?? ""
      }
      let text = FeedEncoder.upstream(value, field).description
      return mapping.decimalComma ? text.split(separator: ".").joined(separator: ",") : text
    }
  }

  private func line(_ fields: [String], into output: inout [UInt8]) {
    for (index, field) in fields.enumerated() {
      if index > 0 { output.append(mapping.delimiter) }
      let needsQuotes =
        field.utf8.contains {
          $0 == mapping.delimiter || $0 == ASCII.quote || $0 == ASCII.lineFeed || $0 == ASCII.carriageReturn
        } || field != field.trimmingSpaces
      guard needsQuotes else {
        output.append(contentsOf: field.utf8)
        continue
      }
      output.append(ASCII.quote)
      for byte in field.utf8 {
        if byte == ASCII.quote { output.append(ASCII.quote) }
        output.append(byte)
      }
      output.append(ASCII.quote)
    }
    output.append(contentsOf: "\r\n".utf8)
  }
}

extension String {
  fileprivate var trimmingSpaces: Substring {
    let head = drop { $0 == " " || $0 == "\t" }
    return head.prefix(head.count - head.reversed().prefix { $0 == " " || $0 == "\t" }.count)
  }
}
