import CitySafety
import Foundation
import Settings
import TestSites

/// A folder of files that goes away with the value that holds it.
struct TemporaryFolder {
  private let folder: TestFolder
  var path: String { folder.path }

  init() throws { folder = try TestFolder() }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    let file = URL(fileURLWithPath: path).appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }
}

/// The smallest site that is whole: one of everything.
///
/// A test changes one thing and looks at what is said.
struct TinySite {
  var files: [String: [UInt8]]

  init() { files = TinySite.whole.mapValues { Array($0.utf8) } }

  subscript(name: String) -> String {
    get { String(decoding: files[name] ?? [], as: UTF8.self) }
    set { files[name] = Array(newValue.utf8) }
  }

  /// Replaces one text of a file; it must be there.
  mutating func change(_ name: String, _ old: String, _ new: String) {
    precondition(self[name].contains(old), "the tiny site has no such text")
    self[name] = self[name].replacingOccurrences(of: old, with: new)
  }

  func load(
    variables: [String: String] = [:], now: Instant? = nil
  ) throws -> Result<LoadedSite, ProblemReport> {
    let folder = try TemporaryFolder()
    for (name, bytes) in files { try folder.write(name, bytes) }
    var result = SiteFolder.load(folder.path, variables: variables, now: now)
    switch result {
    case .success(var site):
      site.warnings = site.warnings.map { TinySite.renamed($0, folder.path) }
      result = .success(site)
    case .failure(var report):
      report.problems = report.problems.map { TinySite.renamed($0, folder.path) }
      result = .failure(report)
    }
    return result
  }

  /// Every message of a load, warnings too, with `site` for the folder.
  func messages(
    _ language: Language = .en, variables: [String: String] = [:], now: Instant? = nil
  ) throws -> [String] {
    switch try load(variables: variables, now: now) {
    case .success(let site): return site.warnings.map { $0.text(language) }
    case .failure(let report): return report.text(language).split(separator: "\n").map(String.init)
    }
  }

  private static func renamed(_ problem: Problem, _ path: String) -> Problem {
    var problem = problem
    problem.file = problem.file.replacingOccurrences(of: path, with: "site")
    for language in [\Problem.what, \Problem.remedy] {
      problem[keyPath: language].zh = problem[keyPath: language].zh.replacingOccurrences(
        of: path, with: "site")
      problem[keyPath: language].en = problem[keyPath: language].en.replacingOccurrences(
        of: path, with: "site")
    }
    return problem
  }

  static let whole: [String: String] = [
    "site.toml": """
    [site]
    id = "tiny"
    name-zh = "小站"
    name-en = "Tiny"
    utc-offset = "+08:00"
    made-up = true
    [centre]
    name-zh = "镇"
    name-en = "Town"
    latitude = 39.8
    longitude = 108.7
    town = "150625100"
    [store]
    reading-retention-days = 30
    size-limit-mb = 1024
    sent-messages-days = 30
    [seat]
    idle-lock-minutes = 15
    [time]
    future-tolerance-s = 120
    [warnings]
    area-prefixes = ["150625"]
    default-validity-hours = 24
    [[warnings.severity]]
    severity = "Extreme"
    urgency = "*"
    grade = "red"
    [earthquakes]
    maximum-age-hours = 24
    [[earthquakes.rule]]
    grade = "blue"
    magnitude = 3.0
    origin = "a test"
    [[earthquakes.rule]]
    grade = "red"
    magnitude = 6.0
    distance-km = 200
    origin = "a test"
    """,
    "departments.csv": "# who\nid,name_zh,name_en,phone\nhousing,住建局,Housing,0477\n",
    "towns.csv": "code,name_zh,name_en\n150625100,锡尼镇,Xini\n",
    "sensor-types.csv": """
    id,name_zh,name_en,sector,object_zh,object_en,unit,range_low,range_high,decimals,priority
    gas-lel,燃气浓度,Gas,lifelines,燃气,Gas,%LEL,0,100,1,10

    """,
    "simulation.csv": "type,base,daily,peak_hour,noise,gaps,late\ngas-lel,2,1,14,0.5,0.01,0.02\n",
    "risk-points.csv": """
    id,name_zh,name_en,alias,sector,inventory,risk_level,hazard_category,grid,place_zh,place_en,latitude,\
    longitude,town,supervision_tier,industry_department,responsible_department,responsible_person,\
    sharing_path,made_up
    rp-1,井,Well,j,lifelines,一口井,orange,燃气,网格1,广场,Square,39.81,108.72,150625100,旗,housing,housing,张三,平台,true

    """,
    "sensors.csv": """
    id,name_zh,name_en,alias,type,risk_point,department,source,code,metric,place_zh,place_en,latitude,\
    longitude,\
    town,range_low,range_high,cadence_s,stale_after_s,made_up
    s-1,井内浓度,Well gas,jnnd,gas-lel,rp-1,housing,gas,C1,,,,,,,,,5,,true

    """,
    "sources.toml": """
    [variables]
    feeds = "http://127.0.0.1:18620"
    [[source]]
    id = "gas"
    name-zh = "燃气"
    name-en = "Gas"
    sector = "lifelines"
    interval-s = 5
    format = "json"
    [source.http]
    url = "{feeds}/gas"
    [source.json]
    root = "rows"
    code-field = "code"
    time-field = "time"
    [[source.json.value]]
    field = "value"
    """,
    "thresholds.toml": """
    [[threshold]]
    id = "gas-lel"
    sensor-type = "gas-lel"
    measure = "value"
    direction = "above"
    red = 50
    yellow = 20
    hysteresis = 2
    count = 2
    count-window-s = 60
    message-zh = "燃气"
    message-en = "gas"
    origin = "a test [I]"
    local-default = true
    """,
    "guidance.toml": GuidanceText.file(rules: ["gas-lel"]),
    "cases.toml": """
    [[case]]
    id = "square"
    name-zh = "广场漏气"
    name-en = "Gas in the square"
    alarms = ["gas-lel", "source-lost"]
    date = "2021-12"
    place-zh = "广场"
    place-en = "Square"
    happened-zh = "漏气"
    happened-en = "gas leaked"
    done-zh = "疏散"
    done-en = "people left"
    learnt-zh = "先断电"
    learnt-en = "cut power first"
    source = "a test"
    made-up = true
    """,
    "relations.toml": "",
    "authority.toml": """
    [acknowledge]
    lead = ["red", "orange", "yellow", "blue"]
    [claim]
    operator = ["blue"]
    [assign]
    lead = ["red"]
    [comment]
    operator = ["red"]
    [escalate]
    operator = ["red"]
    [reset]
    lead = ["red"]
    [accept]
    lead = ["red"]
    [decline]
    lead = ["red"]
    [respond]
    lead = ["red"]
    [resolve]
    lead = ["red"]
    [shelve]
    lead = ["red"]
    [unshelve]
    lead = ["red"]
    [out-of-service]
    lead = ["red"]
    [return-to-service]
    lead = ["red"]
    [close]
    lead = ["red"]
    [reopen]
    lead = ["red"]
    [prioritise]
    lead = ["red"]
    [undo]
    lead = ["red"]
    [log]
    operator = true
    [handover]
    operator = true
    [sign-handover]
    lead = true
    [second-sign]
    lead = true
    [draft-order]
    lead = true
    [issue-order]
    lead = true
    [receipt]
    lead = true
    [incident-log]
    lead = true
    [command-incident]
    lead = true
    [change-rule]
    engineer = true
    [approve-change]
    lead = true
    [draft-warning]
    lead = true
    [issue-warning]
    lead = ["red", "orange", "yellow", "blue"]
    [approve-warning]
    lead = ["red"]
    [start-exercise]
    director = true
    [start-training]
    operator = true
    lead = true
    [conduct-exercise]
    director = true
    [report-closed]
    lead = true
    [keep-improvements]
    lead = true
    [resend-message]
    lead = true
    """,
    "alarms.toml": """
    [action-limit]
    red-s = 120
    orange-s = 300
    yellow-s = 0
    blue-s = 0
    [escalation]
    red-s = 60
    orange-s = 300
    yellow-s = 0
    blue-s = 0
    leader-after-s = 180
    lead = ["lead"]
    leader = ["leader-on-duty"]
    messages = 3
    window-s = 120
    [shelving]
    red-minutes = 30
    orange-minutes = 60
    yellow-minutes = 240
    blue-minutes = 480
    release-s = 6
    [commands]
    offer-s = 60
    undo-s = 30
    [chatter]
    count = 3
    window-s = 60
    [flood]
    start = 10
    end = 5
    window-s = 600
    """,
    "episodes.toml": """
    [[episode]]
    id = "leak"
    name-zh = "泄漏"
    name-en = "Leak"
    sensors = ["s-1"]
    shape = "surge"
    start-s = 5
    rise-s = 10
    hold-s = 20
    fall-s = 10
    peak = 60
    every-s = 600
    """,
    "drills/gas.toml": """
    [scenario]
    id = "gas"
    version = 1
    kind = "exercise"
    name-zh = "演练"
    name-en = "Drill"
    synopsis-zh = "经过"
    synopsis-en = "Course"
    plans = []
    start = "2026-07-12T22:10"
    length-min = 10
    seed = 7
    origin = "a test"
    [[seat]]
    id = "lead"
    name-zh = "班长"
    name-en = "Lead"
    role = "lead"
    [[objective]]
    id = "warn"
    name-zh = "预警"
    name-en = "Warn"
    [[inject]]
    id = "leak"
    at-s = 30
    synopsis-zh = "泄漏"
    synopsis-en = "A leak"
    episode = "leak"
    expected-zh = "确认"
    expected-en = "Acknowledge"
    objective = "warn"
    [[expect]]
    id = "ack"
    objective = "warn"
    after = "leak"
    text-zh = "确认"
    text-en = "Acknowledge"
    expected-s = 60
    window-s = 300
    actions = [{ do = "acknowledge", subjects = ["s-1"] }]
    """,
  ]
}
