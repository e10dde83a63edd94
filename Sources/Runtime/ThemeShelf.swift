internal import Cells
internal import CitySafety
internal import Glibc
internal import Settings
internal import Synchronization

/// The themes that can be chosen, and the one that is on; a theme file that is saved is read again.
///
/// Sendable: what changes is behind one mutex. After the start it is used on the reader's thread, because it reads
/// files.
final class ThemeShelf: Sendable {
  private struct Shelf {
    var current = Theme.plain
    /// Files by theme name.
    var files: [String: String] = [:]
    /// The file of the current theme as it was when it was read.
    var stamp = Stamp()
    var notices: [Bilingual] = []
  }

  private struct Stamp: Equatable {
    var seconds = 0
    var nanoseconds = 0
    var size = 0
    var inode: UInt = 0
  }

  private let folders: [String]
  private let shelf = Mutex(Shelf())

  init(folders: [String], chosen: String) {
    self.folders = folders
    _ = hasNewFiles()
    if choose(chosen) == nil, chosen != "night" {
      if !names.contains(chosen) {
        let notice = Bilingual(
          zh: "没有名为 \(chosen) 的主题，可用：\(names.joined(separator: " "))",
          en: "There is no theme named \(chosen); there are: \(names.joined(separator: " "))")
        shelf.withLock { $0.notices.append(notice) }
      }
      _ = choose("night")
    }
  }

  var current: Theme { shelf.withLock { $0.current } }

  var names: [String] { shelf.withLock { $0.files.keys.sorted() } }

  /// What is to be told to the person, once: files that could not be read.
  func takeNotices() -> [Bilingual] {
    shelf.withLock { shelf in
      defer { shelf.notices.removeAll() }
      return shelf.notices
    }
  }

  /// Puts a theme on.
  ///
  /// `nil` when there is none of that name or its file is wrong; the old one stays.
  func choose(_ name: String) -> Theme? {
    guard let file = shelf.withLock({ $0.files[name] }) else { return nil }
    let stamp = ThemeShelf.stamp(of: file)
    let loaded = ThemeFolder.load(file: file, searching: folders)
    return shelf.withLock { shelf in
      switch loaded {
      case .success(let theme):
        shelf.current = theme
        shelf.stamp = stamp
        return theme
      case .failure(let report):
        if name == shelf.current.name { shelf.stamp = stamp }
        shelf.notices.append(report.problems.first.map(\.whole) ?? Bilingual(same: file))
        return nil
      }
    }
  }

  /// The current theme again, when its file was saved since or other themes came or went.
  func reloadIfChanged() -> Theme? {
    let isOther = hasNewFiles()
    let (name, stamp, file) = shelf.withLock { ($0.current.name, $0.stamp, $0.files[$0.current.name]) }
    guard let file, ThemeShelf.stamp(of: file) != stamp else { return isOther ? current : nil }
    return choose(name) ?? (isOther ? current : nil)
  }

  /// Looks which files there are now.
  private func hasNewFiles() -> Bool {
    let files = Dictionary(
      ThemeFolder.files(in: folders).map { ($0.name, $0.file) }, uniquingKeysWith: { first, _ in first })
    return shelf.withLock { shelf in
      guard shelf.files != files else { return false }
      shelf.files = files
      return true
    }
  }

  private static func stamp(of file: String) -> Stamp {
    guard let information = fileInformation(file) else { return Stamp() }
    return Stamp(
      seconds: information.st_mtim.tv_sec, nanoseconds: information.st_mtim.tv_nsec,
      size: Int(information.st_size), inode: information.st_ino)
  }
}
