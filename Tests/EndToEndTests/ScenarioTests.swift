import TestSites
import Testing

/// `watchfloor drill list` and `drill check`.
@Suite struct ScenarioTests {
  private static let hanggin = Program.root + "/sites/hanggin"

  @Test(arguments: ["zh", "en"])
  func aScenarioIsPrintedAsATable(language: String) throws {
    let shown = try Program.run(["drill", "check", Self.hanggin, "gas-explosion", "--lang", language])
    #expect(shown.code == 0, "\(shown.errors)")
    let golden = "scenario.\(language).txt"
    let path = Program.root + "/Tests/Goldens/" + golden
    if Recording.isOn {
      try Recording.write(path, shown.output)
      Issue.record("recorded; run again without RECORD")
    }
    #expect(
      Recording.read(path) == shown.output, "\(golden) is stale: record it with RECORD=1 and read the diff")
  }

  @Test func everyScenarioIsPrintedAsMarkdownAndCSV() throws {
    let markdown = try Program.run(["drill", "check", Self.hanggin, "--md", "--lang", "en"])
    #expect(markdown.code == 0, "\(markdown.errors)")
    #expect(markdown.output.split(separator: "\n").count { $0.hasPrefix("# 演练 DRILL ") } == 11)
    let csv = try Program.run(["drill", "check", Self.hanggin, "--csv", "--lang", "en"])
    let lines = csv.output.split(separator: "\n")
    #expect(csv.code == 0 && lines.count == 140, "\(lines.count)")
    #expect(lines[0] == "scenario,id,Time,Synopsis,Inject,Controller,Player,Expected action,Objective")
    #expect(
      lines.contains {
        $0.hasPrefix("gas-explosion,press,18:00,A reporter asks for casualties,Call from A reporter: We hear")
      })
  }

  @Test func scenariosAreListedOneALine() throws {
    let listed = try Program.run(["drill", "list", Self.hanggin, "--lang", "en"])
    #expect(
      listed.output.contains("first-watch\ttraining\tv1\t15 min\t18\t13\tFirst watch"), "\(listed.output)")
    let json = try Program.run(["drill", "list", Self.hanggin, "--json"])
    #expect(json.output.split(separator: "\n").count == 11)
    #expect(json.output.contains("{\"id\":\"gas-explosion\",\"version\":2,\"kind\":\"exercise\""))
  }

  @Test func aScenarioThatIsNotThereIsSaidWithThoseThatAre() throws {
    let shown = try Program.run(["drill", "check", Self.hanggin, "gas"])
    #expect(shown.code == 64)
    #expect(shown.errors.contains("There is no scenario 'gas'; there are: chlorine-park"), "\(shown.errors)")
  }

  @Test func aMistakeEndsWith65AndItsPlace() throws {
    let site = try SmallSite()
    try site.folder.write("site/drills/smoke.toml", SmokeScenario.file)
    let checked = try Program.run(["drill", "check", site.path, "--lang", "en"])
    #expect(checked.code == 65)
    #expect(
      checked.errors.contains(
        "site/drills/smoke.toml:44:12: 'sensors' names the unknown sensor 'nwell-xn-01-ch4' — define it in sensors.csv"
      ),
      "\(checked.errors)")
  }
}
