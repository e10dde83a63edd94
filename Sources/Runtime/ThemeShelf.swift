internal import Cells
internal import CitySafety
internal import Glibc
internal import Settings

/// The themes that can be chosen, and the one that is on; a theme file that is saved is read again.
final class ThemeShelf {
  private let folders: [String]
  private var files: [String: String] = [:]
  private var stamp: (seconds: Int, nanoseconds: Int, size: Int) = (0, 0, 0)
  private(set) var current: Theme
  private(set) var names: [String] = []
  /// What is to be told to the person: files that could not be read.
  private(set) var notices: [Bilingual] = []

  init(folders: [String], chosen: String) {
    self.folders = folders
    current = .plain
    for (name, file) in ThemeFolder.files(in: folders) { files[name] = file }
    names = files.keys.sorted()
    if choose(chosen) == nil, chosen != "night" {
      notices.append(
        Bilingual(
          zh: "没有名为 \(chosen) 的主题，可用：\(names.joined(separator: " "))",
          en: "There is no theme named \(chosen); there are: \(names.joined(separator: " "))"))
      _ = choose("night")
    }
  }

  /// Puts a theme on. `nil` when there is none of that name or its file is wrong; the old one stays.
  func choose(_ name: String) -> Theme? {
    guard let file = files[name] else { return nil }
    stamp = ThemeShelf.stamp(of: file)
    switch ThemeFolder.load(file: file, searching: folders) {
    case .success(let theme):
      current = theme
      return theme
    case .failure(let report):
      notices.append(report.problems.first.map(\.whole) ?? Bilingual(same: file))
      return nil
    }
  }

  /// The current theme again, when its file was saved since.
  func reloadIfChanged() -> Theme? {
    guard let file = files[current.name] else { return nil }
    let now = ThemeShelf.stamp(of: file)
    guard now != stamp else { return nil }
    return choose(current.name)
  }

  private static func stamp(of file: String) -> (seconds: Int, nanoseconds: Int, size: Int) {
    guard let information = fileInformation(file) else { return (0, 0, 0) }
    return (information.st_mtim.tv_sec, information.st_mtim.tv_nsec, Int(information.st_size))
  }
}
