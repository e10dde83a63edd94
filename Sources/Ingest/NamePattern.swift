/// A file name pattern: `*` stands for any bytes, `?` for one character.
struct NamePattern: Sendable {
  private let pattern: [UInt8]

  init(_ text: String) {
    pattern = Array(text.utf8)
  }

  /// Whether the whole name fits.
  ///
  /// Takes at most name × pattern steps.
  func matches(_ name: some Collection<UInt8>) -> Bool {
    let name = Array(name)
    var at = 0
    var place = 0
    // Where to go on when the last star has to take in one byte more.
    var star: (pattern: Int, name: Int)?
    while at < name.count {
      if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
        star = (place + 1, at)
        place += 1
      } else if place < pattern.count, pattern[place] == UInt8(ascii: "?") {
        at = NamePattern.next(in: name, after: at)
        place += 1
      } else if place < pattern.count, pattern[place] == name[at] {
        at += 1
        place += 1
      } else if let last = star {
        star = (last.pattern, last.name + 1)
        place = last.pattern
        at = last.name + 1
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
  }

  /// Past one character: a lead byte takes its continuation bytes along.
  private static func next(in name: [UInt8], after index: Int) -> Int {
    var next = index + 1
    if name[index] >= 0xC0 {
      while next < name.count, name[next] & 0xC0 == 0x80 { next += 1 }
    }
    return next
  }
}
