import Foundation

/// The folders that ship with the program.
enum Shipped {
  /// The package's root, found from this file.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static let themes = root.appendingPathComponent("themes").path
  static let hanggin = root.appendingPathComponent("sites/hanggin").path
}
