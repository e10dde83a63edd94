import CTOML

/// Where something stands in a file; lines and columns count from 1.
public struct Position: Sendable, Hashable {
  public var line: Int
  public var column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

/// A value of a TOML document with its place.
public struct TOMLValue: Sendable, Hashable {
  /// What a value may be.
  public indirect enum Content: Sendable, Hashable {
    case text(String)
    case integer(Int64)
    case real(Double)
    case boolean(Bool)
    /// A date, a time or both, written as ISO 8601.
    case date(String)
    case array([TOMLValue])
    case table(TOMLTable)
  }

  public var position: Position
  public var content: Content
}

/// A table: its members in the order of the file.
public struct TOMLTable: Sendable, Hashable {
  /// One key with its value.
  public struct Member: Sendable, Hashable {
    public var key: String
    /// Of the key; the value has its own.
    public var position: Position
    public var value: TOMLValue
  }

  public var position: Position
  public var members: [Member]

  /// The member of that name, if there is one.
  public subscript(key: String) -> Member? { members.first { $0.key == key } }

  /// Reads a whole document; the failure is the parser's English words and the place.
  public static func parse(_ bytes: [UInt8]) -> Result<TOMLTable, SyntaxFailure> {
    let parsed = bytes.withUnsafeBytes {
      ctoml_parse($0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count)
    }
    guard let document = parsed else {
      return .failure(SyntaxFailure(position: Position(line: 0, column: 0), words: "out of memory"))
    }
    defer { ctoml_free(document) }
    var failure = ctoml_failure()
    guard ctoml_is_good(document, &failure) else {
      return .failure(
        SyntaxFailure(
          position: Position(line: Int(failure.line), column: Int(failure.column)),
          words: string(failure.text, failure.text_length)))
    }
    var index = 0
    return .success(table(document, ctoml_at(document, 0), &index))
  }

  /// Why a document is not TOML.
  public struct SyntaxFailure: Error, Sendable, Hashable {
    public var position: Position
    public var words: String
  }

  /// Builds the table that is node `index`, and moves `index` past it.
  private static func table(_ document: OpaquePointer, _ node: ctoml_node, _ index: inout Int) -> TOMLTable {
    index += 1
    var members: [Member] = []
    members.reserveCapacity(node.members)
    for _ in 0..<node.members {
      let member = ctoml_at(document, index)
      members.append(
        Member(
          key: string(member.key, member.key_length),
          position: Position(line: Int(member.key_line), column: Int(member.key_column)),
          value: value(document, member, &index)))
    }
    members.sort { ($0.position.line, $0.position.column) < ($1.position.line, $1.position.column) }
    return TOMLTable(position: place(node), members: members)
  }

  private static func value(_ document: OpaquePointer, _ node: ctoml_node, _ index: inout Int) -> TOMLValue {
    let content: TOMLValue.Content
    switch Int(node.kind) {
    case CTOML_TABLE:
      content = .table(table(document, node, &index))
    case CTOML_ARRAY:
      index += 1
      content = .array((0..<node.members).map { _ in value(document, ctoml_at(document, index), &index) })
    default:
      index += 1
      content = scalar(node)
    }
    return TOMLValue(position: place(node), content: content)
  }

  private static func scalar(_ node: ctoml_node) -> TOMLValue.Content {
    switch Int(node.kind) {
    case CTOML_INTEGER: .integer(node.integer)
    case CTOML_REAL: .real(node.real)
    case CTOML_BOOLEAN: .boolean(node.integer != 0)
    case CTOML_DATE: .date(string(node.text, node.text_length))
    default: .text(string(node.text, node.text_length))
    }
  }

  private static func place(_ node: ctoml_node) -> Position {
    Position(line: Int(node.line), column: Int(node.column))
  }

  private static func string(_ start: UnsafePointer<CChar>?, _ length: Int) -> String {
    String(decoding: UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : length), as: UTF8.self)
  }
}
