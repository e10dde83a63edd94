import CitySafety
import Settings
import Testing

/// A small generator with a seed, so that a failure can be had again (SplitMix64).
private struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

private let marks = Array("[]{}\"'=,.#\n\r\\ \t-+:0123456789abcdefnulltrue\u{0}\u{1B}号".utf8)

private func damaged(_ bytes: [UInt8], _ random: inout Seeded) -> [UInt8] {
  var bytes = bytes
  switch Int.random(in: 0..<4, using: &random) {
  case 0:
    bytes = (0..<Int.random(in: 0..<400, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random)
    }
  case 1:
    bytes = (0..<Int.random(in: 0..<400, using: &random)).map { _ in marks.randomElement(using: &random) ?? 0
    }
  case 2:
    bytes.removeLast(Int.random(in: 0...bytes.count, using: &random))
  default:
    for _ in 0..<Int.random(in: 1..<12, using: &random) where !bytes.isEmpty {
      let at = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: bytes[at] = marks.randomElement(using: &random) ?? 0
      case 1: bytes.remove(at: at)
      default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: at)
      }
    }
  }
  return bytes
}

@Test(arguments: TinySite.planned.files.keys.sorted())
func damagedFilesAreReportedOrReadAndNeverCrash(_ name: String) throws {
  for seed in UInt64(1)...60 {
    var random = Seeded(state: seed)
    var site = TinySite.planned
    site.files[name] = damaged(site.files[name] ?? [], &random)
    for message in try site.messages() {
      #expect(!message.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }, "seed \(seed)")
    }
  }
}

@Test func damagedThemesAndKeyFilesNeverCrash() throws {
  let theme = Array(
    """
    name = "x"
    [palette]
    a = { hex = "#123456", c16 = "red" }
    [roles]
    text = { fg = "a", attr = ["bold"] }
    [keys]
    a = ["x"]
    """.utf8)
  let folder = try TemporaryFolder()
  for seed in UInt64(1)...300 {
    var random = Seeded(state: seed)
    try folder.write("x.toml", damaged(theme, &random))
    for result in [
      ThemeFolder.load(file: folder.path + "/x.toml").map { _ in () },
      KeyFile.load(file: folder.path + "/x.toml").map { _ in () },
    ] {
      guard case .failure(let report) = result else { continue }
      let isHarmless = report.problems.allSatisfy { problem in
        !problem.text(.zh).unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
      }
      #expect(isHarmless, "seed \(seed)")
    }
  }
}

@Test(arguments: [
  String(repeating: "[", count: 100_000), "a=" + String(repeating: "[", count: 100_000),
  "a=" + String(repeating: "{b=", count: 100_000), "[" + String(repeating: "a.", count: 100_000) + "a]",
  "[" + String(repeating: "\"a\".", count: 100_000) + "a]",
])
func deepNestingIsAMistakeAndNotACrash(_ text: String) throws {
  var site = TinySite()
  site["thresholds.toml"] = text
  #expect(try site.messages().first?.hasPrefix("site/thresholds.toml:1:") == true)
}
