public import Cells

/// A line of text that is being typed, with a cursor; a value.
public struct TextField: Sendable, Hashable {
  /// What is typed, by what a person sees as one character.
  public private(set) var characters: [Character]
  /// Position of the cursor between characters, 0 to `characters.count`.
  public private(set) var cursor: Int
  /// Most characters; what is typed or pasted beyond is dropped.
  public let limit: Int
  /// Most scalars that join into one character.
  static let clusterLimit = 8

  public init(_ text: String = "", limit: Int = 200) {
    self.limit = max(0, limit)
    characters = Array(text.prefix(self.limit))
    cursor = characters.count
  }

  public var text: String { String(characters) }

  /// Types a character at the cursor; a mark joins the letter before it.
  ///
  /// Returns false when the field is full.
  @discardableResult
  public mutating func insert(_ character: Character) -> Bool {
    if cursor > 0 {
      let joined = String(characters[cursor - 1]) + String(character)
      if let only = joined.first, joined.count == 1, joined.unicodeScalars.count <= TextField.clusterLimit {
        characters[cursor - 1] = only
        return true
      }
    }
    guard characters.count < limit else { return false }
    characters.insert(character, at: cursor)
    cursor += 1
    return true
  }

  /// Pastes text; line breaks and tabs become spaces, other control characters are dropped.
  public mutating func paste(_ text: String) {
    for character in text {
      if character.isNewline || character == "\t" {
        insert(" ")
      } else if character.unicodeScalars.allSatisfy({ $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
      {
        insert(character)
      }
    }
  }

  /// Replaces everything and puts the cursor at the end.
  public mutating func set(_ text: String) { self = TextField(text, limit: limit) }

  /// Acts on an editing key.
  ///
  /// Returns false when the key is not one.
  public mutating func edit(_ key: Key) -> Bool {
    switch (key.code, key.control, key.alt) {
    case (.character(let character), false, false): insert(character)
    case (.backspace, false, false): removeBackward()
    case (.delete, false, false): if cursor < characters.count { characters.remove(at: cursor) }
    case (.left, false, false): cursor = max(0, cursor - 1)
    case (.right, false, false): cursor = min(characters.count, cursor + 1)
    case (.left, true, false): cursor = wordStart()
    case (.right, true, false): cursor = wordEnd()
    case (.home, _, false), (.character("a"), true, false): cursor = 0
    case (.end, _, false), (.character("e"), true, false): cursor = characters.count
    case (.character("u"), true, false):
      characters.removeSubrange(0..<cursor)
      cursor = 0
    case (.character("w"), true, false), (.backspace, _, true):
      let start = wordStart()
      characters.removeSubrange(start..<cursor)
      cursor = start
    default: return false
    }
    return true
  }

  /// Draws the visible part into one row and returns where the terminal's cursor stands.
  ///
  /// The text scrolls so that the cursor is always seen; `<` and `>` show that there is more. With `secret` every
  /// character is `*`.
  @discardableResult
  public func draw(
    in grid: inout Grid, x: Int, y: Int, width: Int, role: StyleRole = .input, secret: Bool = false,
    widths: borrowing WidthTable
  ) -> Frame.Cursor {
    guard width > 0 else { return Frame.Cursor(x: x, y: y) }
    grid.fill(Rect(x: x, y: y, width: width, height: 1), role: role)
    var columns: [Int] = []
    for character in characters {
      columns.append(secret ? 1 : min(2, max(1, widths.width(of: String(character)))))
    }
    // One column is the cursor's own, and one at each side shows that there is more.
    let room = max(1, width - 3)
    var first = cursor
    var before = 0
    while first > 0, before + columns[first - 1] <= room {
      first -= 1
      before += columns[first]
    }
    var at = x + (first > 0 ? 1 : 0)
    if first > 0 { grid.put(0x3C, width: 1, x: x, y: y, role: .muted) }
    var place = Frame.Cursor(x: at, y: y)
    for index in first..<characters.count {
      let needed = columns[index] + (index + 1 < characters.count ? 1 : 0)
      if at + needed > x + width {
        grid.put(0x3E, width: 1, x: x + width - 1, y: y, role: .muted)
        break
      }
      grid.write(
        secret ? "*" : String(characters[index]), x: at, y: y, limit: columns[index], role: role,
        widths: widths)
      at += columns[index]
      if index + 1 == cursor { place.x = at }
    }
    place.x = min(place.x, x + width - 1)
    return place
  }

  private mutating func removeBackward() {
    guard cursor > 0 else { return }
    cursor -= 1
    characters.remove(at: cursor)
  }

  private func wordStart() -> Int {
    var at = cursor
    while at > 0, characters[at - 1] == " " { at -= 1 }
    while at > 0, characters[at - 1] != " " { at -= 1 }
    return at
  }

  private func wordEnd() -> Int {
    var at = cursor
    while at < characters.count, characters[at] == " " { at += 1 }
    while at < characters.count, characters[at] != " " { at += 1 }
    return at
  }
}
