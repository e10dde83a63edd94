import Glibc
import TestSites

/// A site of a few sensors fed by one CSV file that a test writes.
struct SmallSite {
  let folder: ScratchFolder
  let sensors: Int
  var path: String { folder.path + "/site" }
  var store: String { folder.path + "/data/small.sqlite" }
  private var step = 0

  init(sensors: Int = 4) throws {
    folder = try ScratchFolder()
    self.sensors = sensors
    try folder.write("site/site.toml", SmallSite.settings)
    try folder.write("site/departments.csv", "id,name_zh,name_en,phone\nhousing,住建局,Housing,\n")
    try folder.write("site/towns.csv", "code,name_zh,name_en\n150625100,锡尼镇,Xini\n")
    try folder.write(
      "site/sensor-types.csv",
      "id,name_zh,name_en,sector,object_zh,object_en,unit,range_low,range_high,decimals,priority\n"
        + "gas,窨井甲烷,Well methane,lifelines,燃气,Gas,%LEL,0,100,1,1\n")
    try folder.write(
      "site/risk-points.csv",
      "id,name_zh,name_en,alias,sector,inventory,risk_level,hazard_category,grid,place_zh,place_en,latitude,longitude,"
        + "town,supervision_tier,industry_department,responsible_department,responsible_person,sharing_path,made_up\n"
        + "well,三号井,Well 3,shj,lifelines,检查井一座,orange,燃气泄漏,城区-07,人民路,Renmin Road,39.83,108.73,"
        + "150625100,旗,housing,housing,值班电话,燃气平台每十秒,true\n")
    var rows =
      "id,name_zh,name_en,alias,type,risk_point,department,source,code,metric,place_zh,place_en,latitude,longitude,"
    rows += "town,range_low,range_high,cadence_s,stale_after_s,made_up\n"
    for index in 1...sensors {
      rows +=
        "gas-\(index),\(index)号探头,Probe \(index),tt\(index),gas,well,housing,wells,g\(index),,,,,,,,,10,600,true\n"
    }
    try folder.write("site/sensors.csv", rows)
    try folder.write("site/thresholds.toml", SmallSite.thresholds)
    try folder.write("site/guidance.toml", GuidanceText.file(rules: ["gas-lel"]))
    for shipped in ["authority.toml", "alarms.toml"] {
      try folder.write("site/" + shipped, Recording.read(Program.root + "/sites/hanggin/" + shipped))
    }
    try folder.write("site/sources.toml", SmallSite.sources)
    try folder.write("site/feed.csv", "code,value,time\n")
  }

  /// Changes a file of the site.
  func edit(_ file: String, _ old: String, _ new: String) throws {
    try folder.write(file, Recording.read(folder.path + "/" + file).replacing(old, with: new))
  }

  /// Gives every sensor a value with a newer time than the last.
  mutating func feed(_ values: [Double], at start: Int) throws {
    step += 1
    var text = "code,value,time\n"
    for (index, value) in values.enumerated() { text += "g\(index + 1),\(value),\(start + step)\n" }
    try folder.write("site/feed.csv", text)
  }

  static func now() -> Int { Int(time(nil)) }

  private static let settings = """
    [site]
    id = "small"
    name-zh = "小站"
    name-en = "Small site"
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
    future-tolerance-s = 86400
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
    orange = 50
    yellow = 20
    hysteresis = 2
    message-zh = "疑似燃气"
    message-en = "suspected gas"
    origin = "domain.md 3.2 [I]"
    local-default = true

    """

  private static let sources = """
    [[source]]
    id = "wells"
    name-zh = "窨井"
    name-en = "Wells"
    sector = "lifelines"
    made-up = true
    interval-s = 1
    jitter = 0.0
    backoff-ceiling-s = 5
    stale-after-s = 60
    lost-after-s = 120
    lost-grade = "orange"
    format = "csv"
    [source.file]
    path = "feed.csv"
    size-limit-kb = 1024
    [source.csv]
    delimiter = ","
    header = true
    code-field = "code"
    time-field = "time"
    time-format = "epoch-s"
    utc-offset = "+08:00"
    [[source.csv.value]]
    field = "value"

    """
}
