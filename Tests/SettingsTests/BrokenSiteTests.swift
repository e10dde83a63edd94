import Settings
import Testing

/// One broken thing a row; the whole message is compared.
private let centre: [Breakage] = [
  Breakage(
    "site.toml", "id = \"tiny\"", "id = \"Tiny Site\"",
    "site/site.toml:2:6: 'id' is 'Tiny Site', which cannot be a site's id"
      + " — use lower-case letters, digits and hyphens only"
  ),
  Breakage(
    "site.toml", "name-en = \"Tiny\"", "name-eng = \"Tiny\"",
    "site/site.toml:1:1: 'name-en' is missing in [site] — add it",
    "site/site.toml:4:1: unknown key 'name-eng' in [site] — did you mean 'name-en'?"),
  Breakage(
    "site.toml", "\"+08:00\"", "\"8:00\"",
    "site/site.toml:5:14: 'utc-offset' is '8:00', which is not an offset from UTC — write it like +08:00"),
  Breakage(
    "site.toml", "made-up = true", "made-up = \"yes\"",
    "site/site.toml:6:11: 'made-up' is of the wrong type — write true or false"),
  Breakage(
    "site.toml", "latitude = 39.8\nlongitude = 108.7", "latitude = 108.7\nlongitude = 39.8",
    "site/site.toml:10:12: latitude 108.7 and longitude 39.8 look swapped — exchange them"),
  Breakage(
    "site.toml", "latitude = 39.8", "latitude = 398",
    "site/site.toml:10:12: latitude 398 and longitude 108.7 are not on earth"
      + " — write degrees, -90 to 90 and -180 to 180"
  ),
  Breakage(
    "site.toml", "town = \"150625100\"", "town = \"150625101\"",
    "site/site.toml:12:8: 'town' names the unknown town '150625101' — did you mean '150625100'?"),
  Breakage(
    "site.toml", "reading-retention-days = 30", "reading-retention-days = 0",
    "site/site.toml:14:26: 'reading-retention-days' is 0, out of range — choose from 1 to 3660"),
  Breakage(
    "site.toml", "sent-messages-days = 30", "sent-messages-days = 0",
    "site/site.toml:16:22: 'sent-messages-days' is 0, out of range — choose from 1 to 3660"),
  Breakage(
    "site.toml", "[seat]\nidle-lock-minutes = 15\n", "",
    "site/site.toml:1:1: 'seat' is missing — add it"),
  Breakage(
    "site.toml", "[\"150625\"]", "[\"Hanggin\"]",
    "site/site.toml:22:18: 'area-prefixes' has 'Hanggin', which is not an area code"
      + " — write digits, such as 150625"
  ),
  Breakage(
    "site.toml", "severity = \"Extreme\"", "severity = \"Extrem\"",
    "site/site.toml:25:12: 'severity' is 'Extrem', which is unknown — did you mean 'Extreme'?"),
  Breakage(
    "site.toml", "[earthquakes]",
    "[[warnings.severity]]\nseverity = \"Extreme\"\nurgency = \"Future\"\ngrade = \"blue\"\n[earthquakes]",
    "site/site.toml:29:12: warning: this row is never reached, line 24 matches first"
      + " — move it up or remove it"
  ),
  Breakage(
    "site.toml", "grade = \"blue\"\nmagnitude", "grade = \"green\"\nmagnitude",
    "site/site.toml:31:9: 'grade' is 'green', which is unknown — choose from red, orange, yellow, blue"),
  Breakage(
    "site.toml", "name-zh = \"镇\"", "name-zh = \"镇\\u202E\"",
    "site/site.toml:8:11: 'name-zh' holds the control or invisible character U+202E — remove it"),
  Breakage(
    "alarms.toml", "messages = 3", "messages = 0",
    "site/alarms.toml:14:12: 'messages' is 0, out of range — choose from 1 to 100"),
  Breakage(
    "alarms.toml", "window-s = 120\n", "",
    "site/alarms.toml:6:1: 'window-s' is missing in [escalation] — add it"),
  Breakage(
    "site.toml", "[centre]", "[centre",
    "site/site.toml:7:8: not TOML: Error while parsing table header: expected ']', saw '\\n'"
      + " — correct the syntax here"
  ),
  Breakage(
    "site.toml", "made-up = true", "made-up = true\na.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q = 1",
    "site/site.toml:7:32: not TOML: a key has more than 16 dotted parts — correct the syntax here"),
]

private let registers: [Breakage] = [
  Breakage(
    "departments.csv", "phone\n", "phon\n",
    "site/departments.csv:2: unknown column 'phon' — did you mean 'phone'?",
    "site/departments.csv:2: column 'phone' is missing — add it to the header"),
  Breakage(
    "departments.csv", "name_en,phone\n", "name_zh,phone\n",
    "site/departments.csv:2: column 'name_zh' appears twice — remove one of them",
    "site/departments.csv:2: column 'name_en' is missing — add it to the header"),
  Breakage(
    "departments.csv", "0477\n", "0477,x\n",
    "site/departments.csv:3: has 5 fields where the header has 4 — check its commas and quotes",
    "site/risk-points.csv:2: 'industry_department' names the unknown department 'housing'"
      + " — define it in departments.csv",
    "site/risk-points.csv:2: 'responsible_department' names the unknown department 'housing'"
      + " — define it in departments.csv",
    "site/sensors.csv:2: 'department' names the unknown department 'housing' — define it in departments.csv"),
  Breakage(
    "departments.csv", "0477\n", "0477\nhousing,建,Build,\n",
    "site/departments.csv:4: id 'housing' is already used in line 3 — rename or remove one"),
  Breakage(
    "departments.csv", "0477\n", "0477\n\"fire,消,Fire,\n",
    "site/departments.csv:4: a quote is not closed — close it with \""),
  Breakage(
    "departments.csv", "0477\n", "0477\nfi\"re,消,Fire,\n",
    "site/departments.csv:4: a quote stands inside a field"
      + " — quote the whole field and double the quote inside"
  ),
  Breakage(
    "departments.csv", "住建局", "",
    "site/departments.csv:3: 'name_zh' is empty — fill it in"),
  Breakage(
    "departments.csv", "住建局", "住\u{1B}[31m建",
    "site/departments.csv:3: 'name_zh' holds the control or invisible character U+001B — remove it"),
  Breakage(
    "departments.csv", "住建局", String(repeating: "住", count: 121),
    "site/departments.csv:3: 'name_zh' is longer than 120 characters — shorten it"),
  Breakage(
    "departments.csv", "0477\n", "0477\nfire brigade,消,Fire,\n",
    "site/departments.csv:4: 'id' is 'fire brigade', which cannot be an id"
      + " — use letters, digits, dots, hyphens and underscores only"
  ),
  Breakage(
    "sensor-types.csv", "lifelines", "lifeline",
    "site/sensor-types.csv:2: 'sector' is 'lifeline', which is unknown — did you mean 'lifelines'?"),
  Breakage(
    "sensor-types.csv", "%LEL", "µg",
    "site/sensor-types.csv:2: 'unit' is 'µg', which is not ASCII — write it like ug/m3 or m3/s"),
  Breakage(
    "sensor-types.csv", "0,100,1,10", "0,10O,1,10",
    "site/sensor-types.csv:2: 'range_high' is '10O', which is not a number — write a number"),
  Breakage(
    "sensor-types.csv", "0,100,1,10", "0,nan,1,10",
    "site/sensor-types.csv:2: 'range_high' is 'nan', which is not a number — write a number"),
  Breakage(
    "sensor-types.csv", "0,100,1,10", "100,0,1,10",
    "site/sensor-types.csv:2: the range's low end 100 is not below its high end 0"
      + " — check range_low and range_high"
  ),
  Breakage(
    "sensor-types.csv", "0,100,1,10", "0,100,1.5,10",
    "site/sensor-types.csv:2: 'decimals' is '1.5', which is not a whole number — write a whole number"),
  Breakage(
    "sensor-types.csv", "0,100,1,10", "0,100,9,10",
    "site/sensor-types.csv:2: 'decimals' is 9, out of range — choose from 0 to 6"),
  Breakage(
    "simulation.csv", "0.01,0.02", "0.01,2",
    "site/simulation.csv:2: 'late' is 2, out of range — choose from 0 to 1"),
  Breakage(
    "simulation.csv", "gas-lel,2", "gas-lle,2",
    "site/simulation.csv:2: 'type' names the unknown sensor type 'gas-lle' — did you mean 'gas-lel'?"),
]

private let points: [Breakage] = [
  Breakage(
    "risk-points.csv", "一口井", "",
    "site/risk-points.csv:2: 八清 1 底数 (inventory) is not clear: 'inventory' is empty — fill it in"),
  Breakage(
    "risk-points.csv", "orange", "",
    "site/risk-points.csv:2: 八清 2 风险等级 (risk level) is not clear: 'risk_level' is empty — fill it in"),
  Breakage(
    "risk-points.csv", "orange,燃气", "orange,",
    "site/risk-points.csv:2: 八清 3 隐患类别 (hazard category) is not clear: 'hazard_category' is empty"
      + " — fill it in"
  ),
  Breakage(
    "risk-points.csv", "网格1", "",
    "site/risk-points.csv:2: 八清 4 所属网格 (grid) is not clear: 'grid' is empty — fill it in"),
  Breakage(
    "risk-points.csv", "广场,Square", ",",
    "site/risk-points.csv:2: 八清 4 所属网格 (grid) is not clear: 'place_zh' is empty — fill it in"),
  Breakage(
    "risk-points.csv", "旗,housing", ",housing",
    "site/risk-points.csv:2: 八清 5 监管责任层级 (supervision tier) is not clear: 'supervision_tier' is empty"
      + " — fill it in"
  ),
  Breakage(
    "risk-points.csv", "旗,housing,", "旗,,",
    "site/risk-points.csv:2: 八清 6 行业主管部门 (industry department) is not clear: 'industry_department' is empty"
      + " — fill it in"
  ),
  Breakage(
    "risk-points.csv", "张三", "",
    "site/risk-points.csv:2: 八清 7 监管责任部门 (responsible department) is not clear: 'responsible_person' is empty"
      + " — fill it in"
  ),
  Breakage(
    "risk-points.csv", "平台", "",
    "site/risk-points.csv:2: 八清 8 信息共享路径 (sharing path) is not clear: 'sharing_path' is empty — fill it in"),
  Breakage(
    "risk-points.csv", "housing,housing", "housing,hosuing",
    "site/risk-points.csv:2: 'responsible_department' names the unknown department 'hosuing'"
      + " — did you mean 'housing'?"
  ),
  Breakage(
    "risk-points.csv", "39.81,108.72", "108.72,39.81",
    "site/risk-points.csv:2: latitude 108.72 and longitude 39.81 look swapped — exchange them"),
  Breakage(
    "risk-points.csv", "39.81,108.72", "39.81,",
    "site/risk-points.csv:2: only one of latitude and longitude is given — give both or neither"),
  Breakage(
    "risk-points.csv", "39.81,108.72", "31.2,121.5",
    "site/risk-points.csv:2: warning: latitude 31.2 and longitude 121.5 "
      + "are more than 5 degrees from the centre"
      + " — check them"
  ),
  Breakage(
    "risk-points.csv", ",j,", ",井,",
    "site/risk-points.csv:2: 'alias' is '井', which is not plain Latin letters"
      + " — use Latin letters and digits without spaces"
  ),
  Breakage(
    "risk-points.csv", ",true", ",yes",
    "site/risk-points.csv:2: 'made_up' is 'yes', neither true nor false — write true or false"),
  Breakage(
    "risk-points.csv", "Square,39.81,108.72,150625100", "Square,39.81,108.72,999",
    "site/risk-points.csv:2: 'town' names the unknown town '999' — define it in towns.csv"),
]

private let sensors: [Breakage] = [
  Breakage(
    "sensors.csv", "gas-lel,", "gas-lell,",
    "site/sensors.csv:2: 'type' names the unknown sensor type 'gas-lell' — did you mean 'gas-lel'?"),
  Breakage(
    "sensors.csv", "rp-1", "rp-2",
    "site/sensors.csv:2: 'risk_point' names the unknown risk point 'rp-2' — did you mean 'rp-1'?"),
  Breakage(
    "sensors.csv", "housing", "police",
    "site/sensors.csv:2: 'department' names the unknown department 'police' — define it in departments.csv"),
  Breakage(
    "sensors.csv", ",gas,", ",gsa,",
    "site/sensors.csv:2: 'source' names the unknown source 'gsa' — did you mean 'gas'?"),
  Breakage(
    "sensors.csv", ",5,,true", ",0,,true",
    "site/sensors.csv:2: 'cadence_s' is 0, out of range — choose from 0.1 to 31622400"),
  Breakage(
    "sensors.csv", ",5,,true", ",,,true",
    "site/sensors.csv:2: 'cadence_s' is empty — fill it in"),
  Breakage(
    "sensors.csv", ",5,,true", ",5,4,true",
    "site/sensors.csv:2: 'stale_after_s' is less than 'cadence_s' — make it larger"),
  Breakage(
    "sensors.csv", ",,,5,", ",100,0,5,",
    "site/sensors.csv:2: the range's low end 100 is not below its high end 0 — check range_low and range_high"
  ),
  Breakage(
    "sensors.csv", ",true\n",
    ",true\ns-2,井,Well,j,gas-lel,rp-1,housing,gas,C1,,,,,,,,,5,,true\n",
    "site/sensors.csv:3: 'C1' of source 'gas' is already used in line 2 — change code or metric"),
  Breakage(
    "sensors.csv", "C1,,", "C1,ch4,",
    "site/sensors.csv:2: source 'gas' has no metric 'ch4' — add it to the source's values"),
  Breakage(
    "sources.toml", "code-field = \"code\"", "constant-code = \"C2\"",
    "site/sensors.csv:2: source 'gas' never sends 'C1' — its constant code is 'C2'"),
]

private let thresholds: [Breakage] = [
  Breakage(
    "thresholds.toml", "sensor-type = \"gas-lel\"", "sensor-type = \"gas-lol\"",
    "site/thresholds.toml:3:15: 'sensor-type' names the unknown sensor type 'gas-lol'"
      + " — did you mean 'gas-lel'?"
  ),
  Breakage(
    "thresholds.toml", "red = 50\nyellow = 20\n", "",
    "site/thresholds.toml:1:1: has no limit of any grade — give at least one of red, orange, yellow, blue"),
  Breakage(
    "thresholds.toml", "yellow = 20", "yellow = 60",
    "site/thresholds.toml:6:7: the red limit 50 is not above the yellow limit 60"
      + " — order the limits by grade, or check direction"
  ),
  Breakage(
    "thresholds.toml", "\"above\"", "\"below\"",
    "site/thresholds.toml:6:7: the red limit 50 is not below the yellow limit 20"
      + " — order the limits by grade, or check direction"
  ),
  Breakage(
    "thresholds.toml", "red = 50", "red = 101",
    "site/thresholds.toml:6:7: warning: 'red' is 101, outside 0 to 100 of type 'gas-lel'"
      + " — check the number and its unit"
  ),
  Breakage(
    "thresholds.toml", "hysteresis = 2", "hysteresis = -2",
    "site/thresholds.toml:8:14: 'hysteresis' is -2, which is negative — write 0 or more"),
  Breakage(
    "thresholds.toml", "count-window-s = 60\n", "",
    "site/thresholds.toml:9:9: 'count' needs 'count-window-s' — add it, or remove 'count'"),
  Breakage(
    "thresholds.toml", "count = 2\n", "",
    "site/thresholds.toml:9:18: 'count-window-s' needs 'count' — add it, or remove 'count-window-s'"),
  Breakage(
    "thresholds.toml", "origin = \"a test [I]\"\n", "",
    "site/thresholds.toml:1:1: 'origin' is missing in [[threshold]] — add it"),
  Breakage(
    "thresholds.toml", "local-default = true", "local-default = false",
    "site/thresholds.toml:13:10: the origin says [I] or [K], but the number is not marked as a local default"
      + " — add local-default = true"
  ),
  Breakage(
    "thresholds.toml", "measure = \"value\"", "measure = \"change\"",
    "site/thresholds.toml:1:1: 'window-s' is missing in [[threshold]] — add it"),
  Breakage(
    "thresholds.toml", "measure = \"value\"", "measure = \"value\"\nwindow-s = 60",
    "site/thresholds.toml:5:12: 'window-s' needs 'measure = \"change\"' — add it, or remove 'window-s'"),
]

@Test(arguments: centre + registers + points + sensors + thresholds)
func eachMistakeOfTheRegistersIsNamedWithItsPlaceAndRemedy(_ breakage: Breakage) throws {
  try breakage.expectItsMessages()
}
