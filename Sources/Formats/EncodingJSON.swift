import CitySafety

/// Writes rows as the JSON that a mapping reads: its envelope, its member paths, its wrapper.
struct EncodingJSON {
  let plan: JSONRows
  let rows: [EncodedRow]
  let page: EncodedPage

  private var mapping: JSONMapping { plan.mapping }

  func write(into output: inout [UInt8]) {
    if mapping.isLines {
      for index in rows.indices {
        if mapping.root.steps.isEmpty && plan.envelope.nodes[0].firstChild < 0 {
          row(rows[index], into: &output)
        } else {
          envelope(0, index..<index + 1, into: &output)
        }
        output.append(ASCII.lineFeed)
      }
      return
    }
    if mapping.allowsWrapper { output.append(ASCII.openParenthesis) }
    envelope(0, rows.indices, into: &output)
    if mapping.allowsWrapper { output.append(ASCII.closeParenthesis) }
  }

  // MARK: Envelope

  private func envelope(_ node: Int, _ range: Range<Int>, into output: inout [UInt8]) {
    if node == plan.rowsNode {
      guard plan.envelope.nodes[node].firstChild >= 0 else { return list(range, into: &output) }
      // Rows beside the envelope's own members: an object of rows.
      members(plan.envelope, node, rows: range, into: &output) { child, output in
        envelope(child, range, into: &output)
        return true
      }
      return
    }
    let slot = plan.envelope.nodes[node].slot
    if slot >= 0 && plan.envelope.nodes[node].firstChild < 0 { return mark(slot, into: &output) }
    members(plan.envelope, node, rows: nil, into: &output) { child, output in
      envelope(child, range, into: &output)
      return true
    }
  }

  private func mark(_ slot: Int, into output: inout [UInt8]) {
    if slot == plan.successSlot {
      literal(mapping.successValues.first ?? "", into: &output)
    } else if slot == plan.totalSlot {
      output.append(contentsOf: String(page.total ?? rows.count).utf8)
    } else {
      Write.quoted(page.next ?? "", into: &output)
    }
  }

  /// A number or flag as itself, anything else as a string.
  private func literal(_ text: String, into output: inout [UInt8]) {
    let isBare = text == "true" || text == "false" || text == "null" || Int(text).map(String.init) == text
    if isBare { output.append(contentsOf: text.utf8) } else { Write.quoted(text, into: &output) }
  }

  private func list(_ range: Range<Int>, into output: inout [UInt8]) {
    output.append(ASCII.openBracket)
    for index in range {
      if index > range.lowerBound { output.append(ASCII.comma) }
      row(rows[index], into: &output)
    }
    output.append(ASCII.closeBracket)
  }

  // MARK: Rows

  private func row(_ row: EncodedRow, into output: inout [UInt8]) {
    var texts = [[UInt8]?](repeating: nil, count: plan.fields.slotCount)
    if plan.codeSlot >= 0 {
      var text: [UInt8] = []
      Write.quoted(row.code, into: &text)
      texts[plan.codeSlot] = text
    }
    let time = mapping.row
    if plan.timeSlot >= 0 {
      texts[plan.timeSlot] =
        plan.timeOfDaySlot >= 0
        ? text(Write.date(row.time, time.offset), time.timeFormat)
        : text(Write.time(row.time, time.timeFormat, time.offset), time.timeFormat)
    }
    if plan.timeOfDaySlot >= 0 {
      texts[plan.timeOfDaySlot] = text(Write.timeOfDay(row.time, time.offset), time.timeFormat)
    }
    for (index, field) in time.values.enumerated() {
      guard let value = row.values.first(where: { $0.metric == field.metric })?.value else { continue }
      var text: [UInt8] = []
      Write.number(FeedEncoder.upstream(value, field), into: &text)
      texts[plan.valueSlots[index]] = text
    }
    if plan.keySlot >= 0 && texts[plan.keySlot] == nil {
      texts[plan.keySlot] = Array(String(row.time.milliseconds).utf8)
    }
    write(0, texts, into: &output)
  }

  private func text(_ text: String, _ format: TimeFormat) -> [UInt8] {
    if format == .epochSeconds || format == .epochMilliseconds { return Array(text.utf8) }
    var quoted: [UInt8] = []
    Write.quoted(text, into: &quoted)
    return quoted
  }

  /// Writes a node of the row; false when there is nothing to write.
  @discardableResult
  private func write(_ node: Int, _ texts: [[UInt8]?], into output: inout [UInt8]) -> Bool {
    if plan.fields.nodes[node].firstChild < 0 {
      let slot = plan.fields.nodes[node].slot
      guard slot >= 0, let text = texts[slot] else { return false }
      output.append(contentsOf: text)
      return true
    }
    members(plan.fields, node, rows: nil, into: &output) { child, output in write(child, texts, into: &output)
    }
    return true
  }

  /// An object of the node's children, or an array when they are positions.
  ///
  /// `rows` follow as members of their own.
  private func members(
    _ tree: PathTree, _ node: Int, rows range: Range<Int>?, into output: inout [UInt8],
    _ write: (Int, inout [UInt8]) -> Bool
  ) {
    var children: [Int] = []
    var child = tree.nodes[node].firstChild
    while child >= 0 {
      children.append(child)
      child = tree.nodes[child].nextSibling
    }
    if range == nil
      && children.allSatisfy({ (0..<EncodingJSON.positionLimit).contains(tree.nodes[$0].arrayIndex) })
    {
      return positions(tree, children, into: &output, write)
    }
    output.append(ASCII.openBrace)
    var isFirst = true
    for child in children {
      let start = output.count
      if !isFirst { output.append(ASCII.comma) }
      Write.quoted(name(tree, child), into: &output)
      output.append(ASCII.colon)
      if write(child, &output) { isFirst = false } else { output.removeLast(output.count - start) }
    }
    for index in range ?? 0..<0 {
      if !isFirst { output.append(ASCII.comma) }
      isFirst = false
      Write.quoted("No\(index + 1)", into: &output)
      output.append(ASCII.colon)
      row(rows[index], into: &output)
    }
    output.append(ASCII.closeBrace)
  }

  /// Longest array that stands for numbered steps.
  private static let positionLimit = 64

  private func positions(
    _ tree: PathTree, _ children: [Int], into output: inout [UInt8], _ write: (Int, inout [UInt8]) -> Bool
  ) {
    output.append(ASCII.openBracket)
    let last = children.map { tree.nodes[$0].arrayIndex }.max() ?? -1
    for index in 0..<last + 1 {
      if index > 0 { output.append(ASCII.comma) }
      let child = children.first { tree.nodes[$0].arrayIndex == index }
      if let child, write(child, &output) { continue }
      output.append(contentsOf: "null".utf8)
    }
    output.append(ASCII.closeBracket)
  }

  private func name(_ tree: PathTree, _ node: Int) -> String {
    let start = tree.nodes[node].nameStart
    return String(decoding: tree.names[start..<start + tree.nodes[node].nameCount], as: UTF8.self)
  }
}
