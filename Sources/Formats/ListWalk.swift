import CitySafety

/// Walks the small public JSON feeds: an envelope with one list, each item made a tree and handed on.
struct ListWalk {
  var scanner: JSONScanner
  /// Items met.
  var items = 0

  init?(_ body: Bytes) {
    guard let scanner = JSONScanner(body, from: body.markLength) else { return nil }
    self.scanner = scanner
  }

  /// Past `(` or `callback(` where one is.
  mutating func unwrap() {
    let start = scanner.position
    while scanner.position < scanner.count, scanner.position - start < ListWalk.callbackLimit {
      let byte = scanner.base[scanner.position]
      if byte == ASCII.openParenthesis {
        scanner.position += 1
        return
      }
      if byte == ASCII.openBrace || byte == ASCII.openBracket || byte == ASCII.quote { break }
      scanner.position += 1
    }
    scanner.position = start
  }

  /// Past the wrapper's end, behind which only white space may follow.
  mutating func close() throws(JSONFault) {
    for mark in [ASCII.closeParenthesis, UInt8(ascii: ";")] {
      scanner.skipSpace()
      if scanner.position < scanner.count && scanner.base[scanner.position] == mark { scanner.position += 1 }
    }
    try scanner.finish()
  }

  /// Longest callback name before the parenthesis.
  private static let callbackLimit = 128

  /// Whether the text ends as a whole document does.
  var endsWhole: Bool {
    var end = scanner.count
    while end > 0 && (ASCII.isSpace(scanner.base[end - 1]) || scanner.base[end - 1] == UInt8(ascii: ";")) {
      end -= 1
    }
    guard end > 0 else { return false }
    let last = scanner.base[end - 1]
    return last == ASCII.closeBrace || last == ASCII.closeParenthesis || last == ASCII.closeBracket
  }

  /// Calls `body` with each member of the object at the cursor, its value not yet passed.
  mutating func members(
    _ body: (inout ListWalk, String) throws(JSONFault) -> Void
  ) throws(JSONFault) {
    var isFirst = true
    guard try scanner.peek() == ASCII.openBrace else { throw scanner.fault(.syntax) }
    try scanner.enter()
    while try scanner.next(&isFirst, close: ASCII.closeBrace) {
      let name = try scanner.name()
      try body(&self, scanner.text(name))
    }
  }

  /// Calls `item` with each element of the list at the cursor as a tree and with its place.
  ///
  /// A value that is no list is passed.
  mutating func list(
    into batch: inout DecodedBatch,
    _ item: (JSONTree, Range<Int>, inout DecodedBatch) -> Void
  ) throws(JSONFault) {
    guard try scanner.peek() == ASCII.openBracket else {
      _ = try scanner.value()
      return
    }
    var isFirst = true
    try scanner.enter()
    while try scanner.next(&isFirst, close: ASCII.closeBracket) { try one(into: &batch, item) }
  }

  /// One element as a tree.
  mutating func one(
    into batch: inout DecodedBatch,
    _ item: (JSONTree, Range<Int>, inout DecodedBatch) -> Void
  ) throws(JSONFault) {
    _ = try scanner.peek()
    let start = scanner.position
    items += 1
    guard items <= ListWalk.itemLimit else {
      _ = try scanner.value()
      batch.fail(
        .tooManyRows, at: start, scanner.body, zh: "超过 \(ListWalk.itemLimit) 条，其余未读",
        en: "more than \(ListWalk.itemLimit) items; the rest was not read")
      return
    }
    let tree = try scanner.tree()
    item(tree, start..<scanner.position, &batch)
  }

  /// Items of one list that are read: more warnings or earthquakes than any real list holds.
  static let itemLimit = 100_000
}
