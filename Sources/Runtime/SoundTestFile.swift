internal import CitySafety
internal import Desk

/// A seat's last self-test on disk, so that a console started again in the same shift, and the doctor, know of it.
///
/// Three lines: milliseconds of UTC, the grades that were not heard, the seat.
enum SoundTestFile {
  private static let limit = 4096

  struct Record: Sendable, Hashable {
    var test: SoundTest
    var seat: String
  }

  /// `nil` when there is none, or none that can be read.
  static func read(_ path: String) -> Record? {
    guard let text = TextFile.read(path, limit: limit) else { return nil }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count >= 3, let time = Int64(lines[0]) else { return nil }
    let words = lines[1].split(separator: " ")
    let unheard = words.compactMap { Grade(word: String($0)) }
    guard unheard.count == words.count, unheard.count <= Grade.allCases.count else { return nil }
    return Record(
      test: SoundTest(at: Instant(milliseconds: time), unheard: unheard),
      seat: HarmlessText.clean(String(lines[2]), limit: 200))
  }

  static func write(_ record: Record, to path: String) -> Bool {
    let unheard = record.test.unheard.map(\.word).joined(separator: " ")
    return TextFile.replace(path, with: "\(record.test.at.milliseconds)\n\(unheard)\n\(record.seat)\n")
  }
}
