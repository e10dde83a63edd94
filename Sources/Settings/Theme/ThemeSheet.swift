import Cells
import CitySafety

/// What one theme file says, before it is joined with what it inherits.
struct ThemeSheet {
  /// A role's style as written: what is `nil` comes from the role it falls back to.
  struct Entry {
    /// `default` or a name of the palette.
    var foreground: (name: String, location: Location)?
    var background: (name: String, location: Location)?
    var attributes: Style.Attributes?
  }

  var file: String
  var title: Theme.Bilabel?
  var parent: (name: String, location: Location)?
  var isDark: Bool?
  var palette: [String: Colour] = [:]
  var roles: [StyleRole: Entry] = [:]
  var lines: LineSet?
  var chart: ChartAlphabet?

  init(_ root: TableReader) {
    file = root.file
    let zh = root.text("name")
    title = Theme.Bilabel(zh: zh, en: root.optionalText("title-en") ?? zh)
    if let name = root.optionalText("inherits") { parent = (name, root.location(of: "inherits")) }
    isDark = root.optionalWord("kind", Choices([("dark", true), ("light", false)]))
    if let table = root.member("palette") { readPalette(table) }
    if let table = root.member("roles") { readRoles(table) }
    if let table = root.member("symbols") {
      lines = table.optionalWord("lines", Choices(LineSet.allCases.map { ($0.rawValue, $0) }))
      chart = table.optionalWord("chart", Choices(ChartAlphabet.allCases.map { ($0.rawValue, $0) }))
      table.finish()
    }
    root.finish()
  }

  private mutating func readPalette(_ table: TableReader) {
    for member in table.table.members {
      table.problems.checkID(member.key, "palette", at: table.location(member.position))
      if member.key == ThemeSheet.terminalDefault {
        table.problems.add(.defaultIsTaken(), at: table.location(member.position))
      }
      if case .table = member.value.content {
        palette[member.key] = table.member(member.key).flatMap(ThemeSheet.colour)
      } else {
        palette[member.key] = ThemeSheet.hex(table, member.key).map {
          Palette.colour($0.red, $0.green, $0.blue)
        }
      }
      // A colour with a mistake is still a known name.
      if palette[member.key] == nil { palette[member.key] = Palette.colour(0, 0, 0) }
    }
  }

  private static func hex(_ table: TableReader, _ key: String) -> (red: UInt8, green: UInt8, blue: UInt8)? {
    let text = table.text(key)
    guard !text.isEmpty else { return nil }
    if let rgb = Palette.rgb(hex: text) { return rgb }
    table.report(.badHex(HarmlessText.clean(text, limit: Limits.id)), at: key)
    return nil
  }

  private static func colour(_ table: TableReader) -> Colour? {
    defer { table.finish() }
    guard let rgb = hex(table, "hex") else {
      _ = table.has("c256")
      _ = table.has("c16")
      return nil
    }
    var colour = Palette.colour(rgb.red, rgb.green, rgb.blue)
    if let position = position(table, "c256", names: [], count: 256) { colour.of256 = position }
    if let position = position(table, "c16", names: Palette.names16, count: 16) { colour.of16 = position }
    return colour
  }

  /// A palette position as a number or a name; −1 for the terminal's default.
  private static func position(_ table: TableReader, _ key: String, names: [String], count: Int) -> Int16? {
    guard table.has(key) else { return nil }
    if case .text? = table.table[key]?.value.content {
      let words = [(terminalDefault, Int16(-1))] + names.enumerated().map { ($1, Int16($0)) }
      return table.optionalWord(key, Choices(words))
    }
    return table.whole(key, in: 0...(count - 1)).map { Int16($0) }
  }

  private mutating func readRoles(_ table: TableReader) {
    let choices = Choices(StyleRole.allCases.map { ($0.name, $0) })
    for (name, position, value) in ThemeSheet.flat(table.table, prefix: "") {
      let location = table.location(position)
      guard let role = table.problems.checkWord(name, "roles", choices, at: location) else { continue }
      if roles[role] != nil { table.problems.add(.repeatedRole(name), at: location) }
      switch value.content {
      case .text(let colour):
        roles[role] = Entry(foreground: (colour, table.location(value.position)))
      case .table(let inner):
        roles[role] = entry(
          TableReader(inner, name: "[roles.\"\(name)\"]", file: file, problems: table.problems))
      default:
        table.problems.add(
          .wrongType(name, needs: Bilingual(zh: "颜色或表", en: "a colour or a table")), at: location)
      }
    }
  }

  /// `alarm.red = …` without quotes makes tables inside tables; a role's own keys end the descent.
  private static func flat(
    _ table: TOMLTable, prefix: String
  ) -> [(name: String, position: Position, value: TOMLValue)] {
    let styleKeys: Set<String> = ["fg", "bg", "attr"]
    return table.members.flatMap { member -> [(name: String, position: Position, value: TOMLValue)] in
      let name = prefix + member.key
      guard case .table(let inner) = member.value.content else {
        return [(name, member.position, member.value)]
      }
      let isGroup = !inner.members.isEmpty && StyleRole.allCases.contains { $0.name.hasPrefix(name + ".") }
      let deeper = inner.members.filter { !styleKeys.contains($0.key) }
      guard isGroup, !deeper.isEmpty, deeper.contains(where: { isRolePrefix(name + "." + $0.key) }) else {
        return [(name, member.position, member.value)]
      }
      var own = inner
      own.members = inner.members.filter { styleKeys.contains($0.key) }
      var rest = inner
      rest.members = deeper
      let here =
        own.members.isEmpty
        ? [] : [(name, member.position, TOMLValue(position: member.value.position, content: .table(own)))]
      return here + flat(rest, prefix: name + ".")
    }
  }

  private static func isRolePrefix(_ name: String) -> Bool {
    StyleRole.allCases.contains { $0.name == name || $0.name.hasPrefix(name + ".") }
  }

  private func entry(_ table: TableReader) -> Entry {
    var entry = Entry()
    if let name = table.optionalText("fg") { entry.foreground = (name, table.location(of: "fg")) }
    if let name = table.optionalText("bg") { entry.background = (name, table.location(of: "bg")) }
    if let words = table.texts("attr") {
      let choices = Choices<Style.Attributes>([
        ("bold", .bold), ("reverse", .reverse), ("underline", .underline), ("dim", .dim),
      ])
      entry.attributes = words.reduce(into: []) { attributes, word in
        attributes.formUnion(table.problems.checkWord(word.text, "attr", choices, at: word.location) ?? [])
      }
    }
    table.finish()
    return entry
  }

  /// The terminal's own colour, in place of a palette name.
  static let terminalDefault = "default"
}
