import CitySafety

/// One line of `keys.toml`: an action and the keys that shall do it instead of its own.
public struct KeyBinding: Sendable, Hashable {
  /// The action's id in the key table, such as `acknowledge`.
  public var action: String
  /// As written: `x`, `F7`, `Ctrl-d`.
  ///
  /// Empty: the action keeps no key and is left to the palette.
  public var keys: [String]
  /// Where the action is named, for reports of conflicts.
  public var position: Position

  public init(action: String, keys: [String], position: Position) {
    self.action = action
    self.keys = keys
    self.position = position
  }
}

/// Reads `keys.toml`.
///
/// Whether actions exist and keys conflict is for the desk, which has the key table, to say.
public enum KeyFile {
  /// Reads the bindings in the order of the file.
  public static func load(file: String) -> Result<[KeyBinding], ProblemReport> {
    let problems = ProblemList()
    var bindings: [KeyBinding] = []
    switch FileBytes.read(file) {
    case .bytes(let bytes):
      if let root = TableReader.root(bytes, file: file, problems: problems) {
        if let keys = root.requiredMember("keys") { bindings = read(keys, keys.table, prefix: "") }
        root.finish()
      }
    case .missing: problems.add(.missingFile(), at: Location(file: file))
    case .failed(let mistake): problems.add(mistake, at: Location(file: file))
    }
    return problems.hasErrors ? .failure(problems.report) : .success(bindings)
  }

  /// `queue.next = …` without quotes makes tables inside tables: the action's id is the whole path.
  private static func read(_ reader: TableReader, _ table: TOMLTable, prefix: String) -> [KeyBinding] {
    table.members.flatMap { member -> [KeyBinding] in
      let action = prefix + member.key
      let location = reader.location(member.position)
      reader.problems.checkID(action, "keys", at: location)
      if case .table(let inner) = member.value.content { return read(reader, inner, prefix: action + ".") }
      let keys = keys(member.value, action, reader)
      if keys.count > Limits.keysOfAction { reader.problems.add(.tooManyKeys(action), at: location) }
      return [KeyBinding(action: action, keys: keys, position: member.position)]
    }
  }

  private static func keys(_ value: TOMLValue, _ action: String, _ reader: TableReader) -> [String] {
    var elements = [value]
    if case .array(let listed) = value.content { elements = listed }
    var keys: [String] = []
    for element in elements {
      let location = reader.location(element.position)
      guard case .text(let key) = element.content else {
        let needs = Bilingual(zh: "按键或按键的列表", en: "a key or a list of keys, in quotes")
        reader.problems.add(.wrongType(action, needs: needs), at: location)
        continue
      }
      let isGood =
        !key.isEmpty && key.unicodeScalars.count <= Limits.keyName
        && !key.unicodeScalars.contains(where: HarmlessText.isHarmful) && (key == " " || !key.contains(" "))
      if !isGood {
        reader.problems.add(.badKey(action, HarmlessText.clean(key, limit: Limits.keyName)), at: location)
      }
      if keys.contains(key) { reader.problems.add(.repeatedKey(action, key), at: location) }
      keys.append(key)
    }
    return keys
  }
}
