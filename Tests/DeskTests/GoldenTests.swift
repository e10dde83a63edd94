import Alarms
import Cells
import CitySafety
import Desk
import Operations
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// Screens as files: text and style plane.
///
/// A missing file, or RECORD=1, writes it and fails.
enum Golden {
  static func expect(_ name: String, _ script: inout Script, at location: SourceLocation = #_sourceLocation) {
    let frame = script.frame()
    let language = script.desk.language.rawValue
    let file = "\(name).\(frame.grid.size.columns)x\(frame.grid.size.rows).\(language).screen"
    let now = script.now.iso8601(at: .beijing)
    let actual = GoldenFile.text(name: name, about: [("now", now), ("lang", language)], frame: frame)
    let path = folder + "/" + file
    let known = read(path)
    if let known, getenv("RECORD") == nil {
      if let difference = GoldenFile.difference(expected: known, actual: actual) {
        Issue.record("\(file) differs:\n\(difference)", sourceLocation: location)
      }
      return
    }
    write(actual, to: path)
    Issue.record("\(file) was written; look at it, then run again", sourceLocation: location)
  }

  /// Likewise a printed page.
  static func expect(
    _ file: String, lines: [String], at location: SourceLocation = #_sourceLocation
  ) {
    let actual = lines.joined(separator: "\n") + "\n"
    let path = folder + "/" + file
    if let known = read(path), getenv("RECORD") == nil {
      #expect(known == actual, "\(file) differs", sourceLocation: location)
      return
    }
    write(actual, to: path)
    Issue.record("\(file) was written; look at it, then run again", sourceLocation: location)
  }

  private static let folder: String = {
    let here = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    return "/" + here + "/Goldens"
  }()

  private static func read(_ path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&part, 1, part.count, file), count > 0 { bytes += part[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func write(_ text: String, to path: String) {
    guard let file = fopen(path, "w") else { return }
    fputs(text, file)
    fclose(file)
  }
}

let sizes = [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 200, rows: 60)]

@Suite struct GoldenTests {
  @Test(arguments: sizes, Language.allCases)
  func overview(size: Size, language: Language) {
    var script = Script(size, Fixture.configuration(language), signedIn: Fixture.watcher)
    script.pass(.seconds(30))
    Golden.expect("overview", &script)
  }

  @Test(arguments: sizes)
  func detail(size: Size) {
    var script = Script(size, signedIn: Fixture.lead)
    script.press("<enter>")
    let gas = Fixture.events.filter { $0.sequence == 12 }
    script.send(.timeline(Fixture.alarms[0].id, gas))
    script.pass(.seconds(1))
    Golden.expect("detail", &script)
  }

  @Test(arguments: [Size(columns: 80, rows: 24), Size(columns: 200, rows: 60)], Language.allCases)
  func eightFields(size: Size, language: Language) {
    var script = Script(size, Fixture.configuration(language))
    script.press("]", "]")
    Golden.expect("eight", &script)
  }

  @Test(arguments: sizes, Language.allCases)
  func guidance(size: Size, language: Language) {
    let alarms =
      Fixture.alarms + [
        Fixture.alarm(20418, sensor: 1, rule: "gas-rise", .yellow, value: 6.1, ago: .seconds(61))
      ]
    var script = Script(
      size, Fixture.configuration(language), snapshot: Fixture.snapshot(alarms), signedIn: Fixture.lead)
    script.press("p")
    Golden.expect("guidance", &script)
  }

  @Test func chartTab() {
    var script = Script()
    script.press("<enter>", "]", "w")
    Golden.expect("chart", &script)
  }

  @Test(arguments: sizes)
  func sectorFocus(size: Size) {
    var script = Script(size)
    script.press("1", "j")
    Golden.expect("sector", &script)
  }

  @Test(arguments: [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40)], Language.allCases)
  func help(size: Size, language: Language) {
    var script = Script(size, Fixture.configuration(language))
    script.press("?")
    Golden.expect("help", &script)
  }

  @Test(arguments: Language.allCases)
  func palette(language: Language) {
    var script = Script(
      Size(columns: 80, rows: 24), Fixture.configuration(language), signedIn: Fixture.watcher)
    script.press(":")
    Golden.expect("palette", &script)
  }

  @Test func filterWhileTyping() {
    var script = Script()
    script.press("/")
    script.type("s:生命 l:<=3 井")
    Golden.expect("filter", &script)
  }

  @Test(arguments: Language.allCases)
  func signInDialog(language: Language) {
    let hint = [
      Bilingual(zh: "演示: 值班员 liming 口令 watch", en: "Demo: operator liming, passphrase watch"),
      Bilingual(zh: "演示: 班长   chenli 口令 lead", en: "Demo: lead chenli, passphrase lead"),
    ]
    var script = Script(Size(columns: 80, rows: 24), Fixture.configuration(language, hint: hint))
    Golden.expect("first", &script)
    script.press("L")
    script.pass(.seconds(1))
    script.type("liming")
    script.press("<tab>")
    script.type("secret")
    Golden.expect("sign-in", &script)
  }

  @Test(arguments: Language.allCases)
  func authoriseDialog(language: Language) {
    var script = Script(
      Size(columns: 80, rows: 24), Fixture.configuration(language), signedIn: Fixture.watcher)
    script.press("a")
    Golden.expect("authorise", &script)
  }

  @Test func commentDialog() {
    var script = Script(signedIn: Fixture.watcher)
    script.press("c")
    script.pass(.seconds(1))
    script.type("甲烷 15:39 首报，燃气调度待核实")
    script.press("<tab>")
    Golden.expect("comment", &script)
  }

  @Test func markedPreview() {
    var script = Script(Size(columns: 120, rows: 40), signedIn: Fixture.lead)
    script.press("<space>", "<space>", "a")
    Golden.expect("preview", &script)
  }

  @Test func frozen() {
    var script = Script()
    script.press("f")
    var more = Fixture.alarms
    more.append(Fixture.alarm(20418, sensor: 6, rule: "tank-high", .yellow, value: 88, ago: .zero))
    script.send(.snapshot(Fixture.snapshot(more, number: 2)))
    script.pass(.seconds(42))
    Golden.expect("frozen", &script)
  }

  @Test(arguments: Language.allCases)
  func stalled(language: Language) {
    var script = Script(Size(columns: 80, rows: 24), Fixture.configuration(language))
    script.send(.link(.stalled(since: script.now)))
    script.pass(.seconds(12))
    Golden.expect("stalled", &script)
  }

  @Test func empty() {
    var script = Script(snapshot: Fixture.snapshot([]) { $0.events = [] })
    Golden.expect("empty", &script)
  }

  @Test(arguments: sizes)
  func staleAndLost(size: Size) {
    let snapshot = Fixture.snapshot {
      $0.sources[0].state = .lost
      $0.sources[0].failures = 3
      $0.sources[0].failure = Bilingual(zh: "连接被拒绝 127.0.0.1:8080", en: "connection refused 127.0.0.1:8080")
      $0.sources[0].lastSuccess = Fixture.now - .minutes(3)
      $0.sources[2].state = .stale
      $0.sources[2].lastSuccess = Fixture.now - .seconds(47)
      $0.latest[8]?.measured = Fixture.now - .minutes(7)
      $0.latest[11] = nil
    }
    var script = Script(size, snapshot: snapshot)
    Golden.expect("stale", &script)
  }

  @Test(arguments: [Size(columns: 120, rows: 40)], Language.allCases)
  func sourcesView(size: Size, language: Language) {
    var script = Script(size, Fixture.configuration(language))
    script.press("6")
    Golden.expect("sources", &script)
    script.press("]")
    Golden.expect("warnings", &script)
    script.press("]")
    Golden.expect("quakes", &script)
  }

  @Test func eventsZoomed() {
    var script = Script()
    script.press("7", "z")
    Golden.expect("events", &script)
  }

  @Test(arguments: [Size(columns: 79, rows: 23), Size(columns: 40, rows: 12)], Language.allCases)
  func tooSmall(size: Size, language: Language) {
    var script = Script(size, Fixture.configuration(language))
    Golden.expect("small", &script)
  }

  @Test(arguments: sizes)
  func asciiLines(size: Size) {
    var script = Script(size, Fixture.configuration(lines: .ascii, chart: .ascii))
    Golden.expect("ascii", &script)
  }
}
