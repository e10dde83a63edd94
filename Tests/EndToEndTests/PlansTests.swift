import Testing

/// `watchfloor plans` on the shipped site.
@Suite struct PlansTests {
  private static let hanggin = Program.root + "/sites/hanggin"

  private func expect(_ output: String, golden: String) {
    let path = Program.root + "/Tests/Goldens/" + golden
    if Recording.isOn {
      #expect(throws: Never.self) { try Recording.write(path, output) }
      Issue.record("recorded; run again without RECORD")
    }
    #expect(Recording.read(path) == output, "\(golden) is stale: record it with RECORD=1 and read the diff")
  }

  @Test(arguments: ["zh", "en"])
  func aPlanIsShownWhole(language: String) throws {
    let shown = try Program.run(
      ["plans", Self.hanggin, "gas", "--lang", language, "--today", "2026-11-25"])
    #expect(shown.code == 0, "\(shown.errors)")
    expect(shown.output, golden: "plan-gas.\(language).txt")
  }

  @Test(arguments: ["zh", "en"])
  func thePlansAreListedInAlignedColumns(language: String) throws {
    let listed = try Program.run(["plans", Self.hanggin, "--lang", language, "--today", "2028-03-05"])
    #expect(listed.code == 0, "\(listed.errors)")
    expect(listed.output, golden: "plans.\(language).txt")
  }

  @Test func anOverdueEvaluationIsSaidOnTheDayAfter() throws {
    func overdue(_ today: String) throws -> [Substring] {
      try Program.run(["plans", Self.hanggin, "--lang", "en", "--today", today]).output.split(separator: "\n")
        .filter { $0.hasSuffix("  overdue") }
    }
    #expect(try overdue("2028-03-04").isEmpty)
    #expect(try overdue("2028-03-05").map { $0.prefix(10) } == ["dust-storm"])
  }

  @Test func aPlanThatIsNotThereEndsWith1AndNamesThose() throws {
    let result = try Program.run(["plans", Self.hanggin, "gass", "--lang", "en"])
    #expect(result.code == 1 && result.output.isEmpty)
    #expect(result.errors.contains("There is no plan 'gass'. Choose from: bridge chemical"))
  }

  @Test func aWrongDayIsWrongUsage() throws {
    let result = try Program.run(["plans", Self.hanggin, "--today", "tomorrow"])
    #expect(result.code == 64 && result.errors.contains("--today needs a date such as 2026-11-25"))
  }

  @Test func aSiteWithoutPlansSaysSo() throws {
    let site = try SmallSite()
    let result = try Program.run(["plans", site.path, "--lang", "en"])
    #expect(result.code == 0 && result.output.contains("The site has no plans (plans/*.toml)"))
  }
}
