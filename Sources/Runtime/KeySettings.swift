internal import CitySafety
public import Desk
internal import Glibc
internal import Settings

/// The person's own key map.
public enum KeySettings {
  /// The key table with the changes of a file; as shipped where there is no file and none must be.
  ///
  /// Fails with every mistake of the file, each with the lines that it is about.
  public static func table(file: String, mustExist: Bool = false) throws(ConsoleFailure) -> KeyTable {
    guard mustExist || access(file, F_OK) == 0 else { return .standard }
    switch KeyFile.load(file: file) {
    case .failure(let report): throw .keys(report.problems.map(\.whole))
    case .success(let bindings):
      switch KeyTable.build(overrides: bindings.map { ($0.action, $0.keys) }) {
      case .success(let table): return table
      case .failure(let conflicts):
        throw .keys(
          conflicts.conflicts.map { conflict in
            let lines = bindings.filter { conflict.actions.contains($0.action) }.map { $0.position.line }
            let place = ([file] + (lines.isEmpty ? [] : [lines.map(String.init).joined(separator: ",")]))
              .joined(separator: ":")
            let why = conflict.explanation
            return Bilingual(zh: place + ": " + why.zh, en: place + ": " + why.en)
          })
      }
    }
  }
}
