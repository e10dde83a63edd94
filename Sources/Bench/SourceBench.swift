import CitySafety
import Glibc
import Synchronization
import TestSites

/// From the last byte of a source's answer to the alarm's row on the screen.
enum SourceBench {
  static func run(world: World, shipped: String, rounds: Int, into report: inout Report) throws(BenchFailure)
  {
    let feed = try LoopbackFeed()
    defer { feed.stop() }
    try MadeUpSite.write(in: world, name: "wells", shipped: shipped, sensors: rounds, port: feed.port)
    serve(feed, raised: 0, of: rounds, hold: 0)
    let terminal = try world.console(site: world.folder + "/wells", store: world.folder + "/wells.sqlite")
    terminal.watch(milliseconds: 3000)
    var times: [Double] = []
    var missed = 0
    for round in 1...rounds {
      // An answer that came right behind the key's own frame would wait for the pause between two frames.
      let hold = Int32(70 + round * 29 % 100)
      serve(feed, raised: round, of: rounds, hold: hold)
      let before = feed.shared.withLock { $0.answers }
      let start = Clock.milliseconds()
      terminal.type("\u{1B}[15~")
      let probe = MadeUpSite.probe(round)
      let painted = terminal.wait(since: start, limit: 5000) { screen in
        screen.lines.contains { $0.contains("触发") && $0.contains(probe) }
      }
      let (answers, answeredAt) = feed.shared.withLock { ($0.answers, $0.answeredAt) }
      guard let painted, answers == before + 1 else {
        missed += 1
        guard missed < 5 else {
          throw BenchFailure("rows were not painted:\n" + terminal.screen.lines.joined(separator: "\n"))
        }
        continue
      }
      times.append(start + painted - answeredAt)
      terminal.watch(milliseconds: Double(20 + round * 53 % 200))
    }
    let figures = Figures(times)
    report.add(
      Row(
        measurement: "row readable at the source → row painted", median: figures.median.milliseconds,
        p99: figures.p99.milliseconds, goal: "p99 ≤ 50 ms", isMet: figures.p99 <= 50,
        note: "\(times.count) of \(rounds) rounds, \(rounds) rows an answer; "
          + "Prometheus with Alertmanager 0.86 s / 1.26 s at 1 s scrapes"
      ))
  }

  /// The answer in which the first so many sensors are too high.
  static func answer(raised: Int, of sensors: Int, at now: Instant) -> [UInt8] {
    var text = "code,value,time\n"
    for index in 1...sensors { text += "g\(index),\(index <= raised ? 90 : 10),\(now.milliseconds)\n" }
    return Array(text.utf8)
  }

  static func serve(_ feed: LoopbackFeed, raised: Int, of sensors: Int, hold: Int32) {
    let body = answer(raised: raised, of: sensors, at: Clock.now())
    feed.shared.withLock { shared in
      shared.body = body
      shared.hold = hold
    }
  }
}

/// A site of wells with one probe each, fed by one HTTP source that is only asked on demand unless told otherwise.
enum MadeUpSite {
  static func name(_ index: Int) -> String { "第\(1000 + index)号井" }
  static func probe(_ index: Int) -> String { "探头\(1000 + index)" }

  static func write(
    in world: World, name: String, shipped: String, sensors: Int, port: UInt16, interval: Int = 300,
    sound: String = ""
  ) throws(BenchFailure) {
    try world.write(name + "/site.toml", settings + sound)
    try world.write(name + "/departments.csv", "id,name_zh,name_en,phone\nhousing,住建局,Housing,\n")
    try world.write(name + "/towns.csv", "code,name_zh,name_en\n150625100,锡尼镇,Xini\n")
    try world.write(
      name + "/sensor-types.csv",
      "id,name_zh,name_en,sector,object_zh,object_en,unit,range_low,range_high,decimals,priority\n"
        + "gas,窨井甲烷,Well methane,lifelines,燃气,Gas,%LEL,0,100,1,1\n")
    var points =
      "id,name_zh,name_en,alias,sector,inventory,risk_level,hazard_category,grid,place_zh,place_en,"
    points += "latitude,longitude,town,supervision_tier,industry_department,responsible_department,"
    points += "responsible_person,sharing_path,made_up\n"
    var rows =
      "id,name_zh,name_en,alias,type,risk_point,department,source,code,metric,place_zh,place_en,latitude,"
    rows += "longitude,town,range_low,range_high,cadence_s,stale_after_s,made_up\n"
    for index in 1...sensors {
      points += "well-\(index),\(MadeUpSite.name(index)),Well \(index),j\(index),lifelines,检查井一座,orange,燃气泄漏,"
      points += "城区-07,人民路,Renmin Road,39.83,108.73,150625100,旗,housing,housing,值班电话,燃气平台,true\n"
      rows +=
        "gas-\(index),\(MadeUpSite.probe(index)),Probe \(index),tt\(index),gas,well-\(index),housing,wells,g\(index),,,,,,,,,"
      rows += "10,600,true\n"
    }
    try world.write(name + "/risk-points.csv", points)
    try world.write(name + "/sensors.csv", rows)
    try world.write(name + "/thresholds.toml", thresholds)
    try world.write(name + "/guidance.toml", GuidanceText.file(rules: ["gas-lel"]))
    for file in ["/authority.toml", "/alarms.toml"] { try world.copy(shipped + file, to: name + file) }
    try world.write(name + "/sources.toml", sources(port: port, interval: interval))
  }

  private static let settings = """
    [site]
    id = "wells"
    name-zh = "井群"
    name-en = "Wells"
    utc-offset = "+08:00"
    made-up = true
    [centre]
    name-zh = "锡尼镇"
    name-en = "Xini"
    latitude = 39.8333
    longitude = 108.7362
    town = "150625100"
    [store]
    reading-retention-days = 30
    size-limit-mb = 512
    sent-messages-days = 90
    [seat]
    idle-lock-minutes = 30
    [time]
    future-tolerance-s = 120
    [warnings]
    area-prefixes = []
    default-validity-hours = 24
    [[warnings.severity]]
    severity = "Extreme"
    urgency = "*"
    grade = "red"
    [earthquakes]
    maximum-age-hours = 24
    [[earthquakes.rule]]
    grade = "red"
    magnitude = 6.0
    distance-km = 200
    origin = "本地默认值 [I]"

    """

  private static let thresholds = """
    [[threshold]]
    id = "gas-lel"
    sensor-type = "gas"
    measure = "value"
    direction = "above"
    red = 80
    hysteresis = 2
    message-zh = "疑似燃气"
    message-en = "suspected gas"
    origin = "本地默认值 [I]"
    local-default = true

    """

  private static func sources(port: UInt16, interval: Int) -> String {
    """
    [[source]]
    id = "wells"
    name-zh = "窨井"
    name-en = "Wells"
    sector = "lifelines"
    made-up = true
    interval-s = \(interval)
    jitter = 0.0
    backoff-ceiling-s = 300
    stale-after-s = 600
    lost-after-s = 1200
    lost-grade = "orange"
    format = "csv"
    [source.http]
    url = "http://127.0.0.1:\(port)/wells"
    timeout-s = 4
    size-limit-kb = 512
    [source.csv]
    delimiter = ","
    header = true
    code-field = "code"
    time-field = "time"
    time-format = "epoch-ms"
    utc-offset = "+08:00"
    [[source.csv.value]]
    field = "value"

    """
  }
}
