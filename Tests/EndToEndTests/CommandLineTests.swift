import Testing

@Suite struct CommandLineTests {
  @Test func theVersionIsPrintedAndTheCodeIsZero() throws {
    let result = try Program.run(["--version"])
    #expect(result.code == 0)
    #expect(result.output.split(separator: ".").count == 3)
  }

  @Test func anUnknownOptionEndsWith64AndNamesIt() throws {
    let result = try Program.run(["console", "somewhere", "--frobnicate"])
    #expect(result.code == 64)
    #expect(result.errors.contains("--frobnicate"))
  }

  @Test func everyCommandHasCompleteHelp() throws {
    let commands = [
      "console", "ingest", "simulate", "check", "watch", "status", "kpi", "db", "journal", "user", "drill",
      "theme",
      "keys",
      "doctor", "paths", "manual", "warnings",
    ]
    for command in commands {
      let result = try Program.run([command, "--help"])
      #expect(result.code == 0, "\(command)")
      #expect(result.output.contains("OVERVIEW:"), "\(command)")
      #expect(result.output.contains("USAGE: watchfloor \(command)"), "\(command)")
    }
  }

  @Test func aGoodSiteIsCheckedWithZero() throws {
    let site = try SmallSite()
    let result = try Program.run(["check", site.path, "--lang", "en"])
    #expect(result.code == 0)
    #expect(result.output.hasPrefix("Small site: 1 risk points, 4 sensors, 1 thresholds, 1 sources"))
  }

  @Test func aBrokenSiteIsRefusedWithTheSameWordsByCheckAndConsole() throws {
    let site = try SmallSite()
    try site.folder.write("site/towns.csv", "code,name_zh,name_en\n150625101,巴拉贡镇,Balagong\n")
    let check = try Program.run(["check", site.path, "--lang", "en"])
    let console = try Program.run(["console", site.path, "--lang", "en"])
    let ingest = try Program.run(["ingest", site.path, "--store", site.store, "--lang", "en"])
    #expect(check.code == 65)
    #expect(console.code == 65)
    #expect(ingest.code == 65)
    #expect(check.errors == console.errors)
    #expect(check.errors == ingest.errors)
    #expect(check.errors.contains("risk-points.csv:2"))
  }

  @Test func aConsoleWithoutATerminalSaysWhatToUseAndEndsWith69() throws {
    let site = try SmallSite()
    let result = try Program.run(["console", site.path, "--store", site.store, "--lang", "en"])
    #expect(result.code == 69)
    #expect(result.errors.contains("watchfloor watch"))
  }

  @Test func aSecondIngestIsRefusedWith75() throws {
    let site = try SmallSite()
    let first = try Owner(site)
    let second = try Program.run(["ingest", site.path, "--store", site.store, "--lang", "en"])
    #expect(second.code == 75)
    #expect(second.errors.contains("Another process owns this store"))
    #expect(try first.stop() == 0)
  }

  @Test func aStoreThatCannotBeMadeEndsWith74() throws {
    let site = try SmallSite()
    try site.folder.write("data", "a file where a folder should be")
    let result = try Program.run(["ingest", site.path, "--store", site.store, "--lang", "en"])
    #expect(result.code == 74)
    #expect(result.errors.contains("cannot be opened") && result.errors.contains("folder permissions"))
  }

  @Test func statusWorksWhileTheOwnerRunsAndSaysSo() throws {
    let site = try SmallSite()
    let owner = try Owner(site)
    let status = try Program.run(["status", site.path, "--store", site.store, "--json"])
    #expect(status.code == 0, "\(status.errors)")
    #expect(status.output.contains("\"owner\":true"))
    #expect(try owner.stop() == 0)
    let after = try Program.run(["status", site.path, "--store", site.store, "--json"])
    #expect(after.code == 1)
    #expect(after.output.contains("\"owner\":false"))
  }

  @Test func theManPageIsTheCommittedOne() throws {
    let made = try Program.run(["manual"])
    let path = Program.root + "/docs/watchfloor.1"
    if Recording.isOn { try Recording.write(path, made.output) }
    #expect(Recording.read(path) == made.output, "docs/watchfloor.1 is stale: record it with RECORD=1")
    #expect(!Recording.isOn, "recorded; run again without RECORD")
  }
}
