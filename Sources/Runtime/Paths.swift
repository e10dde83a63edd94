internal import Glibc

/// Where the program keeps its files, by the XDG base directory rules.
public struct Paths: Sendable, Hashable {
  public var config: String
  public var data: String
  public var state: String

  /// Reads `XDG_*` and `HOME`.
  public static func fromEnvironment() -> Paths {
    let home = environment("HOME") ?? "/"
    func folder(_ variable: String, _ fallback: String) -> String {
      let base = environment(variable).flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + fallback
      return base + "/watchfloor"
    }
    return Paths(
      config: folder("XDG_CONFIG_HOME", "/.config"), data: folder("XDG_DATA_HOME", "/.local/share"),
      state: folder("XDG_STATE_HOME", "/.local/state"))
  }

  /// The live store of a site.
  public func store(site: String) -> String { data + "/" + site + ".sqlite" }

  /// The stores of a site's drills, with the list of runs and the improvement items.
  public func drills(site: String) -> String { data + "/drills/" + site }

  /// Where standard error goes while the screen is up.
  public var errorLog: String { state + "/stderr.log" }

  /// Where receipts are kept that were refused.
  public func refusedReceipts(site: String) -> String { state + "/refused-receipts/" + site }
  /// Where the sealed archives of closed incidents are written.
  public func archives(site: String) -> String { state + "/archives/" + site }
  /// Where signed handovers are written as text.
  public func handovers(site: String) -> String { state + "/handovers/" + site }

  /// Where a copied row goes besides the clipboard.
  public var copyFile: String { state + "/copied.txt" }

  /// The person's own key map.
  public var keyFile: String { config + "/keys.toml" }

  /// The person's own settings.
  public var configFile: String { config + "/config.toml" }

  /// When this person's seat was last tested for sound.
  public var soundTestFile: String { state + "/sound-test.txt" }

  /// Folders with theme files, first wins: the person's own, then those beside the program.
  public var themeFolders: [String] {
    var folders = [config + "/themes"]
    if let named = environment("WATCHFLOOR_SHARE") { folders.append(named + "/themes") }
    folders += Paths.shareFolders.map { $0 + "/themes" }
    return folders
  }

  /// Where the program's own data may lie, relative to the executable and in the system.
  static var shareFolders: [String] {
    var folders: [String] = []
    if let program = Paths.executableFolder {
      folders.append(program + "/../share/watchfloor")
      // A build folder inside the checkout: .build/<triple>/<configuration>/watchfloor.
      folders.append(program + "/../../..")
    }
    folders.append("/usr/local/share/watchfloor")
    folders.append("/usr/share/watchfloor")
    return folders
  }

  private static var executableFolder: String? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let length = buffer.withUnsafeMutableBytes { raw in
      raw.baseAddress.map { readlink("/proc/self/exe", $0.assumingMemoryBound(to: CChar.self), raw.count) }
        ?? -1
    }
    guard length > 0 else { return nil }
    let path = String(decoding: buffer[..<length], as: UTF8.self)
    return path.lastIndex(of: "/").map { String(path[..<$0]) }
  }
}

/// A variable of the environment; `nil` when it is unset or empty.
public func environment(_ name: String) -> String? {
  guard let value = getenv(name) else { return nil }
  let text = String(cString: value)
  return text.isEmpty ? nil : text
}

/// Makes a folder and those above it, readable by its owner only.
///
/// Returns whether it exists afterwards.
@discardableResult
public func makeFolder(_ path: String, mode: UInt32 = 0o700) -> Bool {
  var information = stat()
  if stat(path, &information) == 0 { return information.st_mode & S_IFMT == S_IFDIR }
  if let slash = path.lastIndex(of: "/"), slash != path.startIndex { makeFolder(String(path[..<slash])) }
  return mkdir(path, mode) == 0 || errno == EEXIST
}

/// The folder part of a path; `.` when it has none.
func folder(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}
