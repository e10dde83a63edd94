import CitySafety
import Drills
import Formats
import Operations
import Settings
import Testing

@Test func aWholeSiteLoadsWithoutAWord() throws {
  #expect(try TinySite().messages() == [])
}

@Test func theCentreIsReadExactly() throws {
  let site = try TinySite().load().get().site
  #expect(site.id == "tiny")
  #expect(site.name == Bilingual(zh: "小站", en: "Tiny"))
  #expect(site.offset == .beijing)
  #expect(site.isMadeUp)
  #expect(
    site.centre
      == Place(name: Bilingual(zh: "镇", en: "Town"), latitude: 39.8, longitude: 108.7, town: "150625100"))
  #expect(site.readingRetention == .hours(30 * 24))
  #expect(site.sentRetention == .hours(30 * 24))
  #expect(site.storeLimit == 1 << 30)
  #expect(site.idleLock == .minutes(15))
  #expect(site.futureTolerance == .seconds(120))
}

@Test func earthquakeRulesAreSortedWorstFirstAndMayReachAnywhere() throws {
  let rules = try TinySite().load().get().site.warnings.quakeRules
  #expect(
    rules == [
      QuakeRule(grade: .red, magnitude: 6, distance: 200, origin: "a test"),
      QuakeRule(grade: .blue, magnitude: 3, distance: .infinity, origin: "a test"),
    ])
}

@Test func aSensorTakesWhatItLeavesOutFromItsTypeAndRiskPoint() throws {
  let site = try TinySite().load().get().site
  #expect(
    site.sensors == [
      Sensor(
        id: "s-1", name: Bilingual(zh: "井内浓度", en: "Well gas"), alias: "jnnd", type: 0, riskPoint: 0,
        department: 0, source: SourceIndex(0),
        place: Place(
          name: Bilingual(zh: "广场", en: "Square"), latitude: 39.81, longitude: 108.72, town: "150625100"),
        rangeLow: 0, rangeHigh: 100, cadence: .seconds(5), staleAfter: .seconds(15), code: "C1", metric: "",
        isMadeUp: true)
    ])
}

@Test func aSensorWithoutACodeIsCalledByItsID() throws {
  var site = TinySite()
  site.change("sensors.csv", "gas,C1,", "gas,,")
  #expect(try site.load().get().site.sensors[0].code == "s-1")
}

@Test func aSourceTakesItsDefaultsFromItsInterval() throws {
  let loaded = try TinySite().load().get()
  #expect(
    loaded.site.sources == [
      SourceInfo(
        id: "gas", name: Bilingual(zh: "燃气", en: "Gas"), sector: .lifelines, interval: .seconds(5),
        staleAfter: .seconds(10), lostAfter: .seconds(25), lostGrade: .orange, isMadeUp: false)
    ])
  let row = RowMapping(codeField: "code", timeField: "time", values: [ValueField(field: "value")])
  #expect(
    loaded.definitions == [
      SourceDefinition(
        index: SourceIndex(0), id: "gas", transport: .http(HTTPRequest(url: "http://127.0.0.1:18620/gas")),
        schedule: Schedule(interval: .seconds(5), jitter: 0.1, backoffCeiling: .seconds(300)),
        format: .json(JSONMapping(root: JSONPath("rows"), row: row)))
    ])
}

@Test func aThresholdIsReadExactly() throws {
  #expect(
    try TinySite().load().get().site.thresholds == [
      Threshold(
        id: "gas-lel", sensorType: "gas-lel", measure: .value, direction: .above,
        limits: [Limit(grade: .red, value: 50), Limit(grade: .yellow, value: 20)], hysteresis: 2, count: 2,
        countWindow: .seconds(60), message: Bilingual(zh: "燃气", en: "gas"), origin: "a test [I]",
        isLocalDefault: true)
    ])
}

@Test func aRuleBreaksThroughAShelfUnlessItSaysNot() throws {
  var site = TinySite()
  #expect(try site.load().get().site.thresholds[0].breaksThrough)
  site.change("thresholds.toml", "hysteresis = 2", "hysteresis = 2\nbreak-through = false")
  #expect(try !site.load().get().site.thresholds[0].breaksThrough)
  site.change("thresholds.toml", "break-through = false", "break-through = 0")
  #expect(try site.messages().contains { $0.contains("break-through") })
}

@Test func authorityPermitsWhatTheTableSaysAndNothingElse() throws {
  let authority = try TinySite().load().get().authority
  #expect(authority.permits(.acknowledge, .lead, .orange))
  #expect(authority.permits(.claim, .operator, .blue))
  #expect(!authority.permits(.claim, .operator, .red))
  #expect(!authority.permits(.acknowledge, .operator, .red))
}

@Test func scenariosCarryTheEpisodesThatTheyName() throws {
  let loaded = try TinySite().load().get()
  #expect(loaded.episodes.map(\.id) == ["leak"])
  #expect(loaded.episodes[0].every == .seconds(600))
  #expect(loaded.scenarios.map(\.id) == ["gas"])
  // A drill plays an episode once.
  var once = loaded.episodes[0]
  once.every = .zero
  #expect(
    loaded.scenarios[0].injects == [
      Inject(
        id: "leak", at: .seconds(30), synopsis: Bilingual(zh: "泄漏", en: "A leak"), what: .sensors(once),
        expected: Bilingual(zh: "确认", en: "Acknowledge"), objective: "warn")
    ])
}

@Test func aSourceIsLookedUpByTheBytesOfItsCode() throws {
  let lookups = try TinySite().load().get().sensorLookups
  #expect(lookups.count == 1)
  let found = Array("C1".utf8).withUnsafeBytes { code in
    lookups[0].find(code: code, metric: UnsafeRawBufferPointer(start: nil, count: 0))
  }
  #expect(found == 0)
  #expect(lookups[0].entries[0].rangeHigh == 100)
}

@Test func aVariableOfTheCommandLineReplacesTheFiles() throws {
  let loaded = try TinySite().load(variables: ["feeds": "https://example.org"]).get()
  #expect(loaded.definitions[0].transport == .http(HTTPRequest(url: "https://example.org/gas")))
}

@Test func aVariableThatNoFileDeclaresIsAMistake() throws {
  #expect(
    try TinySite().messages(variables: ["feds": "x"]) == [
      "site/sources.toml:1:1: --set names the unknown variable 'feds' — did you mean 'feeds'?"
    ])
}

@Test func relativePathsStartAtTheSiteFolder() throws {
  var site = TinySite()
  site.change("sources.toml", "[source.http]\nurl = \"{feeds}/gas\"", "[source.file]\npath = \"data/a.json\"")
  let loaded = try site.load().get()
  #expect(loaded.definitions[0].transport == .file(path: loaded.folder + "/data/a.json", sizeLimit: 16 << 20))
}

@Test func aDropFolderIsReadExactly() throws {
  var site = TinySite()
  site.change(
    "sources.toml", "[source.http]\nurl = \"{feeds}/gas\"",
    "[source.directory]\npath = \"/in\"\npattern = \"*.txt\"\ncomplete = \"ends-with:||\"\n"
      + "move-to = \"/done\"\nsize-limit-kb = 4"
  )
  #expect(
    try site.load().get().definitions[0].transport
      == .directory(
        DropFolder(
          path: "/in", pattern: "*.txt", sizeLimit: 4096, completeness: .endsWith("||"), moveTo: "/done")))
}

@Test func aCSVMappingIsReadExactly() throws {
  var site = TinySite()
  site.change("sources.toml", "format = \"json\"", "format = \"csv\"")
  site.change(
    "sources.toml",
    "[source.json]\nroot = \"rows\"\ncode-field = \"code\"\ntime-field = \"time\"\n"
      + "[[source.json.value]]\nfield = \"value\"",
    """
    [source.csv]
    delimiter = "\\t"
    decimal-comma = true
    header = false
    skip-lines = 2
    encoding = "gb18030"
    code-field = "1"
    time-field = "2"
    time-format = "epoch-ms"
    sentinels = [-9999, 0.5]
    sentinel-texts = ["-"]
    replay-from = 2026-11-23T00:00:00+08:00
    replay-speed = 2
    [[source.csv.value]]
    field = "3"
    scale = 0.001
    """)
  let start = CivilTime(year: 2026, month: 11, day: 23).instant(at: .beijing)
  let row = RowMapping(
    codeField: "1", timeField: "2", timeFormat: .epochMilliseconds,
    values: [ValueField(field: "3", scale: 0.001)], sentinels: [-9999, 0.5], sentinelTexts: ["-"],
    timeShift: .replay(from: start, speed: 2))
  #expect(
    try site.load().get().definitions[0].format
      == .csv(
        CSVMapping(
          delimiter: UInt8(ascii: "\t"), decimalComma: true, hasHeader: false, skipLines: 2,
          encoding: .gb18030, row: row)))
}

@Test func aReplayMayBeginAtTheProgramsStart() throws {
  var site = TinySite()
  site.change(
    "sources.toml", "time-field = \"time\"",
    "time-field = \"time\"\nreplay-from = \"start\"\nreplay-speed = 3")
  guard case .json(let mapping) = try site.load().get().definitions[0].format else {
    Issue.record("not JSON")
    return
  }
  #expect(mapping.row.timeShift == .replayFromStart(speed: 3))
}

@Test func aSiteNeedsNoSimulationNoEpisodesAndNoDrills() throws {
  var site = TinySite()
  for name in ["simulation.csv", "episodes.toml", "drills/gas.toml"] { site.files[name] = nil }
  #expect(try site.messages() == [])
}

@Test func everyOtherFileMustBeThereAndItsAbsenceIsSaidOnce() throws {
  var site = TinySite()
  site.files = [:]
  #expect(
    try site.messages()
      == [
        "site.toml", "departments.csv", "towns.csv", "sensor-types.csv", "risk-points.csv", "sources.toml",
        "sensors.csv", "thresholds.toml", "guidance.toml", "alarms.toml", "authority.toml",
      ].map { "site/\($0): file is missing — create it" })
}

@Test func aRegisterThatCannotBeReadBlamesNobodyElse() throws {
  var site = TinySite()
  site.files["departments.csv"] =
    Array("id,name_zh,name_en,phone\nhousing,".utf8) + [0xC4, 0xE3] + Array(",H,\n".utf8)
  #expect(try site.messages() == ["site/departments.csv:2: is not valid UTF-8 — save the file as UTF-8"])
}

@Test func aTOMLFileThatIsNotUTF8SaysSo() throws {
  var site = TinySite()
  site.files["thresholds.toml"] = Array("# a\n# ".utf8) + [0xFF] + Array("\n".utf8)
  #expect(try site.messages() == ["site/thresholds.toml:2: is not valid UTF-8 — save the file as UTF-8"])
}

@Test func aFolderInPlaceOfAFileIsSaid() throws {
  var site = TinySite()
  site.files["towns.csv"] = nil
  site["towns.csv/inside"] = "x"
  #expect(try site.messages() == ["site/towns.csv: is not a regular file — put a regular file in its place"])
}

@Test func anEmptyRegisterLacksItsHeader() throws {
  var site = TinySite()
  site["simulation.csv"] = "# nothing\n\n"
  #expect(try site.messages() == ["site/simulation.csv: has no header row — write the column names first"])
}

@Test func aFolderThatIsNotThereIsSaid() {
  let result = SiteFolder.load("no/such/folder/")
  guard case .failure(let report) = result else {
    Issue.record("a folder that does not exist was loaded")
    return
  }
  #expect(report.text(.en) == "no/such/folder: there is no such site folder — check the path")
  #expect(report.text(.zh) == "no/such/folder: 没有此站点文件夹 — 请检查路径")
}

@Test func manyMistakesAreAllReportedAtOnceInTheOrderOfFilesAndLines() throws {
  var site = TinySite()
  site.change("thresholds.toml", "hysteresis = 2", "hysteresis = -1")
  site.change("site.toml", "idle-lock-minutes = 15", "idle-lock-minutes = 0")
  site.change("sensors.csv", "gas-lel,", "gas,")
  site.change("sources.toml", "interval-s = 5", "interval-s = 0")
  site.change("thresholds.toml", "yellow = 20", "yellow = 70")
  #expect(
    try site.messages() == [
      "site/site.toml:18:21: 'idle-lock-minutes' is 0, out of range — choose from 1 to 1440",
      "site/sources.toml:8:14: 'interval-s' is 0, out of range — choose from 1 to 86400",
      "site/sensors.csv:2: 'type' names the unknown sensor type 'gas' — define it in sensor-types.csv",
      "site/thresholds.toml:6:7: the red limit 50 is not above the yellow limit 70"
        + " — order the limits by grade, or check direction",
      "site/thresholds.toml:8:14: 'hysteresis' is -1, which is negative — write 0 or more",
    ])
}

@Test func mistakesAreSaidInChineseToo() throws {
  var site = TinySite()
  site.change("risk-points.csv", "一口井", "")
  site.change("sensors.csv", "gas-lel,", "gas-lle,")
  #expect(
    try site.messages(.zh) == [
      "site/risk-points.csv:2: 八清第 1 项“底数”不清：'inventory' 为空 — 请填写",
      "site/sensors.csv:2: 'type' 指向不存在的传感器类型 'gas-lle' — 是否应为 'gas-lel'？",
    ])
}

@Test func aReportKeepsAThousandProblemsAndCountsTheRest() throws {
  var site = TinySite()
  site["towns.csv"] = "code,name_zh,name_en\n150625100,锡尼镇,Xini\n" + String(repeating: "a b,,\n", count: 400)
  guard case .failure(let report) = try site.load() else {
    Issue.record("a broken register was loaded")
    return
  }
  #expect(report.problems.count == ProblemReport.limit)
  #expect(report.text(.en).hasSuffix("\nand \(report.omitted) more"))
  #expect(report.omitted == 400 * 3 + 399 - ProblemReport.limit)
}

@Test func quotedFieldsHoldCommasAndQuotes() throws {
  var site = TinySite()
  site.change("departments.csv", "Housing,0477", "\"Housing, \"\"urban\"\"\",\"0477\"\r")
  #expect(try site.load().get().site.departments[0].name.en == "Housing, \"urban\"")
}

@Test func aByteOrderMarkIsPassedOver() throws {
  var site = TinySite()
  site["towns.csv"] = "\u{FEFF}" + site["towns.csv"]
  site["site.toml"] = "\u{FEFF}" + site["site.toml"]
  #expect(try site.messages() == [])
}
