import CitySafety
import Glibc

/// One pass over one body: the envelope's members, and each row as it is met.
struct JSONWalk {
  let rows: JSONRows
  var scanner: JSONScanner
  var sink: RowSink
  let fields: PathTree
  /// The slots of a row.
  let slots: UnsafeMutablePointer<JSONSlot>
  let slotCount: Int
  /// The slots of the envelope.
  let marks: UnsafeMutablePointer<JSONSlot>
  let markCount: Int
  var foundRows = false
  var greatestKey: JSONSlot?

  init(
    _ rows: JSONRows, scanner: JSONScanner, slots: UnsafeMutablePointer<JSONSlot>, slotCount: Int,
    marks: UnsafeMutablePointer<JSONSlot>, markCount: Int, sink: RowSink
  ) {
    self.rows = rows
    self.scanner = scanner
    self.sink = sink
    fields = rows.fields
    self.slots = slots
    self.slotCount = slotCount
    self.marks = marks
    self.markCount = markCount
  }

  // MARK: Documents

  /// One document that is the whole body.
  mutating func document(into batch: inout DecodedBatch) {
    let before = batch.rejected
    do throws(JSONFault) {
      if rows.mapping.allowsWrapper { try unwrap() }
      try member(0, into: &batch)
      if rows.mapping.allowsWrapper { passWrapperEnd() }
      try scanner.finish()
    } catch {
      Refusal.fail(error, scanner.body, into: &batch)
    }
    if !judge(into: &batch) { rollBack(rejectedBefore: before, into: &batch) }
  }

  /// One document a line.
  ///
  /// A bad line is refused and the next one read.
  mutating func lines(into batch: inout DecodedBatch) {
    let body = scanner.body
    var start = scanner.position
    while start < body.count, batch.failure == nil {
      let rest = body.count - start
      let end =
        memchr(scanner.base + start, Int32(ASCII.lineFeed), rest).map {
          UnsafeRawPointer($0) - UnsafeRawPointer(scanner.base)
        } ?? body.count
      line(start..<end, into: &batch)
      start = end + 1
    }
  }

  private mutating func line(_ range: Range<Int>, into batch: inout DecodedBatch) {
    let whole = scanner
    defer { scanner = whole }
    guard !whole.body.piece(range).allSatisfy(ASCII.isSpace) else { return }
    guard let cut = JSONScanner(whole.body.piece(0..<range.upperBound), from: range.lowerBound) else {
      return
    }
    scanner = cut
    foundRows = false
    for index in 0..<markCount { marks[index] = JSONSlot() }
    let readings = batch.readings.count
    do throws(JSONFault) {
      if rows.mapping.allowsWrapper { try unwrap() }
      try member(0, into: &batch)
      if rows.mapping.allowsWrapper { passWrapperEnd() }
      try scanner.finish()
    } catch {
      let words = Refusal.words(error.kind)
      batch.refuse(
        error.kind == .encoding ? .encoding : .malformed, at: error.offset, whole.body.piece(range),
        Bilingual(zh: "第 \(error.offset) 字节：\(words.zh)", en: "byte \(error.offset): \(words.en)"))
      return
    }
    if rows.successSlot >= 0 && !isSuccess {
      batch.readings.removeLast(batch.readings.count - readings)
      batch.refuse(.notSuccessful, at: range.lowerBound, whole.body.piece(range), notSuccessful)
    } else if !foundRows {
      batch.refuse(.missingField, at: range.lowerBound, whole.body.piece(range), noRows)
    }
  }

  /// Past `callback(` or `(`.
  private mutating func unwrap() throws(JSONFault) {
    let start = scanner.position
    scanner.skipSpace()
    while scanner.position < scanner.count, isNameByte(scanner.base[scanner.position]) {
      scanner.position += 1
    }
    scanner.skipSpace()
    if scanner.position < scanner.count && scanner.base[scanner.position] == ASCII.openParenthesis {
      scanner.position += 1
    } else {
      scanner.position = start
    }
  }

  private func isNameByte(_ byte: UInt8) -> Bool {
    ASCII.isDigit(byte) || ASCII.lower(byte) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: "$") || byte == ASCII.point
  }

  private mutating func passWrapperEnd() {
    for mark in [ASCII.closeParenthesis, UInt8(ascii: ";")] {
      scanner.skipSpace()
      if scanner.position < scanner.count && scanner.base[scanner.position] == mark { scanner.position += 1 }
    }
  }

  // MARK: Envelope

  /// A value of the envelope: the rows, a member that was asked for, or one on the way to them.
  private mutating func member(_ node: Int, into batch: inout DecodedBatch) throws(JSONFault) {
    let hasChildren = rows.envelope.nodes[node].firstChild >= 0
    if node == rows.rowsNode {
      if hasChildren {
        // Rows and the envelope's members stand in the same object: look at the members first.
        let (position, depth) = (scanner.position, scanner.depth)
        try members(node, into: &batch)
        (scanner.position, scanner.depth) = (position, depth)
      }
      return try takeRows(into: &batch)
    }
    let byte = try scanner.peek()
    if hasChildren && (byte == ASCII.openBrace || byte == ASCII.openBracket) {
      return try members(node, into: &batch)
    }
    let slot = try scanner.value()
    let mark = rows.envelope.nodes[node].slot
    if mark >= 0 { marks[mark] = slot }
  }

  private mutating func members(_ node: Int, into batch: inout DecodedBatch) throws(JSONFault) {
    var isFirst = true
    let byte = try scanner.peek()
    if byte == ASCII.openBrace {
      try scanner.enter()
      while try scanner.next(&isFirst, close: ASCII.closeBrace) {
        let name = try scanner.name()
        let child = find(rows.envelope, node, name)
        if child >= 0 { try member(child, into: &batch) } else { _ = try scanner.value() }
      }
    } else if byte == ASCII.openBracket {
      var index = 0
      try scanner.enter()
      while try scanner.next(&isFirst, close: ASCII.closeBracket) {
        let child = find(rows.envelope, node, at: index)
        if child >= 0 { try member(child, into: &batch) } else { _ = try scanner.value() }
        index += 1
      }
    } else {
      _ = try scanner.value()
    }
  }

  // MARK: Rows

  private mutating func takeRows(into batch: inout DecodedBatch) throws(JSONFault) {
    foundRows = true
    var isFirst = true
    let byte = try scanner.peek()
    if byte == ASCII.openBracket {
      try scanner.enter()
      while try scanner.next(&isFirst, close: ASCII.closeBracket) { try row(into: &batch) }
    } else if byte == ASCII.openBrace {
      let (position, depth) = (scanner.position, scanner.depth)
      if try captureAlone(into: &batch) { return }
      (scanner.position, scanner.depth) = (position, depth)
      try scanner.enter()
      while try scanner.next(&isFirst, close: ASCII.closeBrace) {
        _ = try scanner.name()
        let byte = try scanner.peek()
        if byte == ASCII.openBrace { try row(into: &batch) } else { _ = try scanner.value() }
      }
    } else {
      let slot = try scanner.value()
      if slot.kind != .null {
        batch.refuse(.missingField, at: slot.start, scanner.bytes(slot), noRows)
      }
    }
  }

  /// An object that is itself a row, because it has a row's fields.
  ///
  /// Returns false when it is not.
  private mutating func captureAlone(into batch: inout DecodedBatch) throws(JSONFault) -> Bool {
    let start = scanner.position
    for index in 0..<slotCount { slots[index].kind = .absent }
    try capture(0)
    // One member alone may be the envelope's, such as a success code of the same name.
    let found = (0..<slotCount).count { slots[$0].kind != .absent && slots[$0].kind != .container }
    guard found >= min(2, slotCount) else { return false }
    take(start, into: &batch)
    return true
  }

  @inline(__always)
  private mutating func row(into batch: inout DecodedBatch) throws(JSONFault) {
    let byte = try scanner.peek()
    let start = scanner.position
    guard byte == ASCII.openBrace || byte == ASCII.openBracket else {
      let slot = try scanner.value()
      batch.refuse(
        .missingField, at: slot.start, scanner.bytes(slot),
        Bilingual(zh: "第 \(sink.rows + 1) 行不是对象", en: "row \(sink.rows + 1) is not an object"))
      sink.rows += 1
      return
    }
    for index in 0..<slotCount { slots[index].kind = .absent }
    try capture(0)
    take(start, into: &batch)
  }

  /// Keeps the fields of a row that the mapping names, and checks the rest.
  private mutating func capture(_ node: Int) throws(JSONFault) {
    var isFirst = true
    if scanner.base[scanner.position] == ASCII.openBrace {
      try scanner.enter()
      while try scanner.next(&isFirst, close: ASCII.closeBrace) {
        let name = try scanner.name()
        try keep(find(fields, node, name))
      }
    } else {
      var index = 0
      try scanner.enter()
      while try scanner.next(&isFirst, close: ASCII.closeBracket) {
        try keep(find(fields, node, at: index))
        index += 1
      }
    }
  }

  @inline(__always)
  private mutating func keep(_ child: Int) throws(JSONFault) {
    guard child >= 0 else {
      _ = try scanner.value()
      return
    }
    if fields.nodes[child].firstChild >= 0 {
      let byte = try scanner.peek()
      if byte == ASCII.openBrace || byte == ASCII.openBracket { return try capture(child) }
    }
    let slot = try scanner.value()
    let index = fields.nodes[child].slot
    if index >= 0 { slots[index] = slot }
  }

  /// The child of a node that has this member name; −1 when there is none.
  @inline(__always)
  private func find(_ tree: PathTree, _ node: Int, _ name: JSONSlot) -> Int {
    if name.kind == .escaped { return findEscaped(tree, node, name) }
    return tree.nodes.withUnsafeBufferPointer { nodes in
      tree.names.withUnsafeBufferPointer { names in
        guard let known = names.baseAddress else { return -1 }
        let length = name.end - name.start
        var child = nodes[node].firstChild
        while child >= 0 {
          if nodes[child].nameCount == length,
            memcmp(scanner.base + name.start, known + nodes[child].nameStart, length) == 0
          {
            return child
          }
          child = nodes[child].nextSibling
        }
        return -1
      }
    }
  }

  private func findEscaped(_ tree: PathTree, _ node: Int, _ name: JSONSlot) -> Int {
    var text: [UInt8] = []
    JSONEscapes.decode(scanner, name, into: &text)
    var child = tree.nodes[node].firstChild
    while child >= 0 {
      let known = tree.nodes[child]
      if tree.names[known.nameStart..<known.nameStart + known.nameCount].elementsEqual(text) { return child }
      child = known.nextSibling
    }
    return -1
  }

  @inline(__always)
  private func find(_ tree: PathTree, _ node: Int, at index: Int) -> Int {
    var child = tree.nodes[node].firstChild
    while child >= 0 {
      if tree.nodes[child].arrayIndex == index { return child }
      child = tree.nodes[child].nextSibling
    }
    return -1
  }
}
