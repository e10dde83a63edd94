import CitySafety
import Glibc
import Testing

/// The clock, the theme file and the key file, as a person sets them.
@Suite(.serialized) struct SettingsInUseTests {
  /// 2018-02-07 10:00 at +08:00.
  private static let past = 1_517_968_800

  @Test func theOwnersShiftedClockIsTheClockOfEverySeatAndOfItsSuccessor() throws {
    var site = try SmallSite()
    try site.feed([60, 1, 1, 1], at: SettingsInUseTests.past)
    let owner = try Owner(site, ["--now", "2018-02-07T10:00:00+08:00"])
    let terminal = try Tmux(console: site)
    let clock = #/2018-02-07 +10:0/#
    let shown = try terminal.wait { $0.firstMatch(of: clock) != nil && $0.contains("2橙") }
    #expect(shown.isMet, "\(shown.screen)")
    owner.murder()
    // The console becomes the owner and stays in its time.
    try site.feed([60, 90, 1, 1], at: SettingsInUseTests.past)
    let raised = try terminal.wait(for: "1红")
    #expect(raised.isMet && raised.screen.firstMatch(of: clock) != nil, "\(raised.screen)")
    let journal = try site.run(["db", "export"], ["journal", "--format", "jsonl"])
    let rows = journal.output.split(separator: "\n")
    #expect(!rows.isEmpty && rows.allSatisfy { $0.contains("2018-02-07T02:0") }, "\(journal.output)")
  }

  @Test func aTimeThatIsNoneIsWrongUsage() throws {
    let site = try SmallSite()
    let result = try site.run(["ingest"], ["--now", "yesterday"])
    #expect(result.code == 64 && result.errors.contains("--now"))
  }

  @Test func aThemeFileThatIsSavedIsSeenAtOnceAndABrokenOneIsNamed() throws {
    let site = try SmallSite()
    let night = Recording.read(Program.root + "/themes/night.toml")
    let ink = "c256 = 250, c16 = \"default\""
    #expect(night.contains(ink))
    try site.folder.write("config/watchfloor/themes/night.toml", night)
    let terminal = try Tmux(console: site)
    #expect(try terminal.wait(for: "生命线").isMet)
    #expect(try !terminal.screen(withAttributes: true).contains("38;5;199"))
    let other = night.replacing(ink, with: "c256 = 199, c16 = \"default\"")
    try site.folder.write("config/watchfloor/themes/night.toml", other)
    let end = Deadline(seconds: 10)
    while try !terminal.screen(withAttributes: true).contains("38;5;199") && !end.isOver { end.pause() }
    #expect(try terminal.screen(withAttributes: true).contains("38;5;199"))
    try site.folder.write("config/watchfloor/themes/night.toml", other + "\nnonsense = 3\n")
    let named = try terminal.wait(for: "night.toml")
    #expect(named.isMet, "\(named.screen)")
    #expect(try terminal.screen(withAttributes: true).contains("38;5;199"))
  }

  @Test func aKeyThatWasMovedActsAtItsNewPlaceOnly() throws {
    let site = try SmallSite()
    try site.folder.write("config/watchfloor/keys.toml", "[keys]\nhelp = \"9\"\n")
    let terminal = try Tmux(console: site)
    #expect(try terminal.wait(for: "生命线").isMet)
    try terminal.send("?")
    #expect(try terminal.wait(for: "此处没有按键 ?").isMet)
    try terminal.send("9")
    #expect(try terminal.wait(for: "任何地方").isMet)
  }

  @Test func aKeyForTwoActionsIsRefusedWithBothNames() throws {
    let site = try SmallSite()
    try site.folder.write("config/watchfloor/keys.toml", "[keys]\nhelp = \"z\"\n")
    let terminal = try Tmux(console: site, ["--lang", "en"])
    let refused = try terminal.wait(for: "[exit 65]")
    #expect(refused.isMet, "\(refused.screen)")
    for word in ["help", "zoom", "keys.toml"] { #expect(refused.screen.contains(word), "\(refused.screen)") }
  }

  @Test func theKeysCommandPrintsThePersonsKeysAndWhatWasShipped() throws {
    let site = try SmallSite()
    try site.folder.write(
      "config/watchfloor/keys.toml", "[keys]\nincident-note = \"Q\"\nsilence = []\n")
    let own = try Program.run(["keys", "--lang", "en"], environment: site.environment)
    #expect(own.code == 0, "\(own.errors)")
    #expect(own.output.contains("  Q                   Log into the incident...  (shipped: n)"))
    #expect(own.output.contains("  :silence"))
    let shipped = try Program.run(["keys", "--shipped", "--lang", "en"], environment: site.environment)
    #expect(shipped.output.contains("  n                   Log into the incident...\n"))
    let other = try Program.run(
      ["keys", "--keys", site.folder.path + "/none.toml", "--lang", "en"], environment: site.environment)
    #expect(other.code == 65 && other.errors.contains("none.toml"))
  }

  @Test func twoActionsOfAPlaceWithOneKeyAreRefusedWithTheirLines() throws {
    let site = try SmallSite()
    try site.folder.write(
      "config/watchfloor/keys.toml",
      "[keys]\nincident-note = \"Q\"\ntask-sign = \"Q\"\nincident-level = \"Q\"\n")
    let refused = try Program.run(["keys", "--lang", "en"], environment: site.environment)
    #expect(refused.code == 65)
    #expect(refused.errors.contains("keys.toml:2,4: Q is given to both incident-note and incident-level"))
    #expect(!refused.errors.contains("task-sign"))
  }
}
