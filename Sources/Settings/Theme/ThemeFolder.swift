public import Cells
import CitySafety

/// Reads theme files.
///
/// A theme is a TOML file with `name`, `title-en`, `inherits`, `kind`, `[palette]`, `[roles]` and
/// `[symbols]`. A role that is not named falls back along its dots (`alarm.red.unacked`, `alarm.red`, …) and
/// at last to `text`; what a named role leaves out, of foreground, background and attributes, comes the same
/// way.
public enum ThemeFolder {
  /// What a set of folders holds.
  ///
  /// Broken files are left out and reported.
  public struct Themes: Sendable, Hashable {
    /// By name.
    public var themes: [Theme]
    public var problems: [Problem]
  }

  /// Reads one theme.
  ///
  /// The theme that it inherits from is looked for beside it and then in `directories`.
  ///
  /// The theme's name is the file's, without `.toml`; `name` inside the file is its title.
  public static func load(
    file: String, searching directories: [String] = []
  ) -> Result<Theme, ProblemReport> {
    let problems = ProblemList()
    let loader = ThemeLoader(problems: problems, directories: [folder(of: file)] + directories)
    let theme = loader.theme(file)
    guard let theme, !problems.hasErrors else { return .failure(problems.report) }
    return .success(theme)
  }

  /// Reads every `*.toml` of the folders.
  ///
  /// Of two themes with one name the one in the earlier folder counts;
  /// folders that do not exist are skipped.
  public static func all(in directories: [String]) -> Themes {
    var found = Themes(themes: [], problems: [])
    for (_, file) in files(in: directories) {
      switch load(file: file, searching: directories) {
      case .success(let theme): found.themes.append(theme)
      case .failure(let report): found.problems += report.problems
      }
    }
    return found
  }

  /// The theme files of the folders by theme name, none of them read.
  ///
  /// Of two with one name the one in the earlier folder counts; folders that do not exist are skipped.
  public static func files(in directories: [String]) -> [(name: String, file: String)] {
    var names: Set<String> = []
    var found: [(name: String, file: String)] = []
    for directory in directories {
      for file in FileBytes.names(in: directory) ?? [] where file.hasSuffix(".toml") {
        if names.insert(file).inserted { found.append((name(of: file), directory + "/" + file)) }
      }
    }
    return found.sorted { $0.name < $1.name }
  }

  static func folder(of file: String) -> String {
    guard let slash = file.lastIndex(of: "/") else { return "." }
    return slash == file.startIndex ? "/" : String(file[..<slash])
  }

  static func name(of file: String) -> String {
    var name = String(file[(file.lastIndex(of: "/").map { file.index(after: $0) } ?? file.startIndex)...])
    if name.hasSuffix(".toml") { name.removeLast(5) }
    return name
  }
}

/// Joins a theme with those it inherits from and resolves its roles.
private struct ThemeLoader {
  let problems: ProblemList
  let directories: [String]

  func theme(_ file: String) -> Theme? {
    guard let sheets = chain(file) else { return nil }
    var palette: [String: Colour] = [:]
    var roles: [StyleRole: ThemeSheet.Entry] = [:]
    for sheet in sheets.reversed() {
      palette.merge(sheet.palette) { $1 }
      roles.merge(sheet.roles) { $1 }
    }
    checkColours(roles, palette)
    let name = ThemeFolder.name(of: file)
    return Theme(
      name: name, title: sheets[0].title ?? Theme.Bilabel(zh: name, en: name),
      isDark: sheets.lazy.compactMap(\.isDark).first ?? true,
      styles: StyleRole.allCases.map { style($0, roles, palette) },
      lines: sheets.lazy.compactMap(\.lines).first ?? .single,
      chart: sheets.lazy.compactMap(\.chart).first ?? .braille)
  }

  /// The theme and its ancestors, itself first; `nil` after a report.
  private func chain(_ file: String) -> [ThemeSheet]? {
    var sheets: [ThemeSheet] = []
    var next = file
    while true {
      guard let sheet = sheet(next) else { return nil }
      sheets.append(sheet)
      guard let parent = sheet.parent else { return sheets }
      let known = sheets.map { ThemeFolder.name(of: $0.file) }
      if known.contains(parent.name) || sheets.count == Limits.themeDepth {
        problems.add(.inheritsItself(HarmlessText.clean(parent.name, limit: Limits.id)), at: parent.location)
        return nil
      }
      guard let found = find(parent.name) else {
        let names = directories.flatMap { FileBytes.names(in: $0) ?? [] }.filter { $0.hasSuffix(".toml") }
        let nearest = Nearest.name(to: parent.name, in: names.map(ThemeFolder.name))
        problems.add(
          .unknownTheme(HarmlessText.clean(parent.name, limit: Limits.id), nearest: nearest),
          at: parent.location)
        return nil
      }
      next = found
    }
  }

  private func find(_ name: String) -> String? {
    guard !name.isEmpty, !name.contains("/") else { return nil }
    return directories.map { $0 + "/" + name + ".toml" }.first(where: FileBytes.exists)
  }

  private func sheet(_ file: String) -> ThemeSheet? {
    problems.opened(file)
    switch FileBytes.read(file) {
    case .bytes(let bytes):
      return TableReader.root(bytes, file: file, problems: problems).map { ThemeSheet($0) }
    case .missing: problems.add(.missingFile(), at: Location(file: file))
    case .failed(let mistake): problems.add(mistake, at: Location(file: file))
    }
    return nil
  }

  private func checkColours(_ roles: [StyleRole: ThemeSheet.Entry], _ palette: [String: Colour]) {
    for role in StyleRole.allCases {
      for colour in [roles[role]?.foreground, roles[role]?.background] {
        guard let colour, colour.name != ThemeSheet.terminalDefault, palette[colour.name] == nil else {
          continue
        }
        let nearest = Nearest.name(to: colour.name, in: palette.keys.sorted())
        problems.add(
          .unknownColour(HarmlessText.clean(colour.name, limit: Limits.id), nearest: nearest),
          at: colour.location)
      }
    }
  }

  private func style(
    _ role: StyleRole, _ roles: [StyleRole: ThemeSheet.Entry], _ palette: [String: Colour]
  ) -> Style {
    let entries = StyleRole.fallbacks(of: role).compactMap { roles[$0] }
    let foreground = entries.lazy.compactMap(\.foreground).first.flatMap { palette[$0.name] }
    let background = entries.lazy.compactMap(\.background).first.flatMap { palette[$0.name] }
    let attributes = entries.lazy.compactMap(\.attributes).first ?? []
    return Style(foreground: foreground, background: background, attributes: attributes)
  }
}

extension StyleRole {
  /// The role itself, then those that its dots lead to, then `text`.
  static func fallbacks(of role: StyleRole) -> [StyleRole] {
    var found = [role]
    var name = role.name[...]
    while let dot = name.lastIndex(of: ".") {
      name = name[..<dot]
      if let parent = StyleRole.allCases.first(where: { $0.name == name }) { found.append(parent) }
    }
    if found.last != .text { found.append(.text) }
    return found
  }
}
