public import CitySafety

/// The `[sound]` table, of a site or of a person.
extension TableReader {
  /// The settings with what the table says in place of what stood before; finishes the table.
  ///
  /// Players are started in `folder`.
  func sound(over base: SoundSettings, folder: String) -> SoundSettings {
    var result = base
    for grade in Grade.allCases {
      if let tone = tone(grade.word, folder: folder) { result[grade] = tone }
    }
    if let timeout = optionalSpan("timeout-s", in: Limits.soundTimeoutSeconds) { result.timeout = timeout }
    if let most = whole("per-minute", in: Limits.soundsPerMinute) { result.perMinute = most }
    if let rest = optionalSpan("rest-s", in: Limits.soundRestSeconds) { result.rest = rest }
    if let nag = optionalSpan("nag-s", in: Limits.nagSeconds) { result.nag = nag > .zero ? nag : nil }
    if let hours = optionalNumber("self-test-hours", in: Limits.selfTestHours) {
      result.testLife = Span(seconds: hours * 3600)
    }
    finish()
    return result
  }

  /// `"bell"`, `"none"`, or a program with its arguments.
  private func tone(_ key: String, folder: String) -> SoundTone? {
    guard has(key), let value = table[key]?.value else { return nil }
    switch value.content {
    case .text: return optionalWord(key, Choices([("bell", .bell), ("none", .none)]))
    case .array: return command(key, folder: folder).map { .command($0) }
    default:
      report(
        .wrongType(
          key,
          needs: Bilingual(zh: "\"bell\"、\"none\" 或命令的列表", en: "\"bell\", \"none\" or a list with a command")),
        at: key)
      return nil
    }
  }

  private func command(_ key: String, folder: String) -> SoundCommand? {
    let arguments = texts(key) ?? []
    guard let program = arguments.first, !program.text.isEmpty else {
      report(.empty(key), at: key)
      return nil
    }
    if arguments.count > Limits.soundArguments { report(.tooManyArguments(key), at: key) }
    for (text, location) in arguments {
      for name in TableReader.placeholders(of: text) where SoundCommand.Placeholder(rawValue: name) == nil {
        problems.add(.unknownPlaceholder(key, HarmlessText.clean(name, limit: Limits.id)), at: location)
      }
    }
    return SoundCommand(arguments: arguments.map(\.text), folder: folder)
  }

  private static func placeholders(of text: String) -> [String] {
    var names: [String] = []
    var rest = text[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      names.append(String(rest[rest.index(after: open)..<close]))
      rest = rest[rest.index(after: close)...]
    }
    return names
  }
}

/// Reads a person's `config.toml`.
public enum ConfigFile {
  /// The sound settings of a site with what the person's file says in their place; theirs where there is no file.
  public static func sound(file: String, over base: SoundSettings) -> Result<SoundSettings, ProblemReport> {
    let problems = ProblemList()
    var sound = base
    switch FileBytes.read(file) {
    case .bytes(let bytes):
      guard let root = TableReader.root(bytes, file: file, problems: problems) else { break }
      let folder = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? "."
      if let table = root.member("sound") { sound = table.sound(over: base, folder: folder) }
      root.finish()
    case .missing: break
    case .failed(let mistake): problems.add(mistake, at: Location(file: file))
    }
    return problems.hasErrors ? .failure(problems.report) : .success(sound)
  }
}
