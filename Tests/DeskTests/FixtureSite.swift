import CitySafety
import Operations

/// A small made-up site with names of mixed length in both languages.
enum FixtureSite {
  static let now = CivilTime(year: 2026, month: 11, day: 23, hour: 15, minute: 41, second: 7).instant(
    at: .beijing)

  static let authority: Authority = {
    var authority = Authority()
    for grade in Grade.allCases {
      for command in [CommandName.claim, .comment, .escalate] {
        authority.permit(command, .operator, grade)
        authority.permit(command, .lead, grade)
      }
      for command in [
        CommandName.acknowledge, .assign, .reset, .shelve, .unshelve, .close, .prioritise, .reopen,
      ] {
        authority.permit(command, .lead, grade)
      }
      for command in [CommandName.respond, .resolve, .undo, .accept, .decline] {
        authority.permit(command, .operator, grade)
        authority.permit(command, .lead, grade)
      }
      for command in [CommandName.outOfService, .returnToService] {
        authority.permit(command, .engineer, grade)
      }
    }
    authority.permit(.changeRule, .engineer)
    authority.permit(.approveChange, .lead)
    return authority
  }()

  private static func both(_ zh: String, _ en: String) -> Bilingual { Bilingual(zh: zh, en: en) }

  private static func type(
    _ id: String, _ zh: String, _ en: String, _ sector: Sector, _ object: Bilingual, _ unit: String,
    _ high: Double, _ decimals: Int, _ priority: Int
  ) -> SensorType {
    SensorType(
      id: id, name: both(zh, en), sector: sector, object: object, unit: unit, rangeLow: 0, rangeHigh: high,
      decimals: decimals, priority: priority)
  }

  static let types: [SensorType] = [
    type("ch4", "甲烷浓度", "Methane", .lifelines, both("燃气相邻空间", "Spaces beside gas pipes"), "%LEL", 100, 1, 1),
    type("water", "管网水压", "Water pressure", .lifelines, both("供水", "Water supply"), "MPa", 1, 2, 2),
    type("heat", "回水温度", "Return temperature", .lifelines, both("供热", "Heating"), "C", 100, 1, 3),
    type("tank", "罐区液位", "Tank level", .workSafety, both("化工园区", "Chemical park"), "%", 100, 0, 1),
    type("mine", "矿井甲烷", "Mine methane", .workSafety, both("煤矿", "Coal mine"), "%", 4, 2, 2),
    type(
      "ice", "流凌密度", "Ice run density", .naturalDisasters, both("黄河凌情", "Yellow River ice"), "%", 100, 0, 1),
    type("rain", "时段雨量", "Rainfall", .naturalDisasters, both("气象", "Weather"), "mm", 200, 1, 2),
    type("crowd", "人流密度", "Crowd density", .publicSafety, both("人员密集场所", "Crowded places"), "人/m2", 10, 1, 1),
    type("hydrant", "消火栓压力", "Hydrant pressure", .publicSafety, both("消火栓", "Hydrants"), "MPa", 1, 2, 2),
  ]

  private static let names: [(zh: String, en: String, alias: String, type: Int)] = [
    ("穿沙路3号井甲烷", "Chuansha Rd well 3 methane", "csljwj", 0),
    ("阿斯尔大街12号井甲烷", "Asier St well 12 methane", "asejj", 0),
    ("锡尼镇水厂出厂压力", "Xini waterworks pressure", "xnzsc", 1), ("城南加压站", "South booster", "cnjyz", 1),
    ("热力站05回水", "Heating 05 return", "rlz05", 2), ("T-12 液位", "T-12 level", "t12", 3),
    ("独贵塔拉园区 T-07 液位", "Dugui park T-07 level", "dgt07", 3), ("塔然高勒矿 3 煤工作面", "Taran Gol face 3", "trgl", 4),
    ("黄河三湖河口断面流凌", "Sanhuhekou ice run", "shhk", 5), ("雨量站07", "Rain gauge 07", "ylz07", 6),
    ("体育广场人流", "Sports square crowd", "tygc", 7), ("旗医院消火栓", "Hospital hydrant", "qyy", 8),
  ]

  static func place(_ zh: String, _ en: String) -> Place {
    Place(name: both(zh, en), latitude: 39.83, longitude: 108.73, town: "150625100")
  }

  static let sensors: [Sensor] = names.enumerated().map { position, name in
    let type = types[name.type]
    return Sensor(
      id: "s\(position)", name: both(name.zh, name.en), alias: name.alias, type: name.type,
      riskPoint: position / 2, department: position % 2, source: SourceIndex(type.sector.index),
      place: place("锡尼镇", "Xini"), rangeLow: type.rangeLow, rangeHigh: type.rangeHigh, cadence: .seconds(30),
      staleAfter: .minutes(2), code: "c\(position)", metric: "", isMadeUp: true)
  }

  static let riskPoints: [RiskPoint] = [
    ("穿沙路燃气相邻空间", "Chuansha Rd gas spaces", Sector.lifelines), ("锡尼镇供水", "Xini water", .lifelines),
    ("热力站05", "Heating station 05", .lifelines), ("独贵塔拉化工园区", "Dugui chemical park", .workSafety),
    ("黄河三湖河口段", "Sanhuhekou reach", .naturalDisasters), ("体育广场", "Sports square", .publicSafety),
  ].enumerated().map { position, point in
    RiskPoint(
      id: "r\(position)", name: both(point.0, point.1), alias: "r\(position)", sector: point.2,
      inventory: "DN200 中压管 1.2 km，阀井 14 座", riskLevel: .orange, hazardCategory: "泄漏聚集爆炸", grid: "城区-07",
      place: place("穿沙路", "Chuansha Road"), supervisionTier: "旗", industryDepartment: 0,
      responsibleDepartment: 1, responsiblePerson: "赵工", sharingPath: position == 1 ? "" : "燃气公司平台 每 10 秒 推送",
      isMadeUp: true)
  }

  static let thresholds: [Threshold] =
    [
      (
        "gas-lel", "ch4", Direction.above, [(Grade.red, 20.0), (.orange, 10), (.yellow, 5)], "疑似燃气",
        "suspected gas"
      ),
      ("tank-high", "tank", .above, [(.orange, 90), (.yellow, 85)], "接近高限", "near high limit"),
      ("heat-low", "heat", .below, [(.yellow, 40)], "回水温度低", "return too cold"),
      ("ice-rise", "ice", .above, [(.orange, 60), (.yellow, 40)], "流凌上升", "ice run rising"),
      ("crowd-dense", "crowd", .above, [(.red, 5), (.orange, 3.5)], "超阈值", "above limit"),
    ].map { id, type, direction, limits, zh, en in
      Threshold(
        id: id, sensorType: type, measure: .value, direction: direction,
        limits: limits.map { Limit(grade: $0.0, value: $0.1) }, hysteresis: 1, onDelay: .seconds(10),
        offDelay: .seconds(60), message: both(zh, en), origin: "GB 50028 6.4.11",
        isLocalDefault: id != "gas-lel")
    } + [
      Threshold(
        id: "gas-rise", sensorType: "ch4", measure: .change(over: .minutes(10)), direction: .above,
        limits: [Limit(grade: .yellow, value: 5)], message: both("上升过快", "rises fast"), origin: "站点自定 [I]",
        isLocalDefault: true)
    ]

  static let guidance: [Guidance] = [
    Guidance(
      subjects: [.rule("gas-lel")], alarmClass: .safety,
      meaning: both("井内甲烷达到限值，可能是管道燃气窜入。", "Methane in a well: pipeline gas may have found its way in."),
      consequence: both("遇火即爆，波及相邻建筑。", "It explodes on a spark and reaches buildings."),
      actions: [
        both("核实乙烷读数，判断是否管道燃气", "Read the ethane: is it pipeline gas?"),
        both("通知燃气单位 10 分钟内到场查漏", "Gas company on site within 10 min"),
        both("断电禁火，禁止下井", "Cut power, no flames, nobody enters"),
        both("红色：疏散 50 m 内人员", "Red: clear 50 m"),
      ], timeAvailable: .minutes(15), operatorTime: .minutes(2), processTime: .minutes(5),
      origin: "GB 50028; 时限自定 [I]", isLocalDefault: true),
    Guidance(
      subjects: [.warning(nil)], alarmClass: .service, meaning: both("外部预警", "a warning of others"),
      consequence: both("无人叫应", "nobody is woken"),
      actions: [both("转责任单位", "pass it on"), both("叫应到人", "call people")], timeAvailable: .hours(2),
      operatorTime: .minutes(5), processTime: .hours(1), origin: "应对法 66", isLocalDefault: false),
    Guidance(
      subjects: [.warning("11B06")], alarmClass: .safety, meaning: both("大风预警", "a gale warning"),
      consequence: both("高空坠物", "things fall"),
      actions: [both("停高空作业", "stop work at height"), both("加固广告牌", "secure signs")],
      timeAvailable: .hours(2), operatorTime: .minutes(5), processTime: .hours(1), origin: "11B06",
      isLocalDefault: false),
  ]

  static let cases: [PastCase] = [
    PastCase(
      id: "well", name: both("井内漏气", "Gas in a well"), subjects: [.rule("gas-lel"), .rule("gas-rise")],
      date: "2021-12", place: both("某市", "A city"), happened: both("甲烷进入爆炸范围", "methane became explosive"),
      done: both("关阀通风", "valve closed, aired"), learnt: both("先断电再开盖", "cut power before opening"),
      source: "虚构", isMadeUp: true)
  ]

  static let relations: [Relation] = [
    Relation(
      id: "level", cause: "gas-lel", consequences: ["gas-rise"], scope: .riskPoint, within: .minutes(10),
      suppresses: true, why: both("同一泄漏的旁证", "the same leak"), origin: "自定 [I]", isLocalDefault: true),
    Relation(
      id: "town", cause: "heat-low", consequences: ["gas-rise"], scope: .town, within: .hours(3),
      suppresses: false, why: both("停热后用气增多", "without heat people burn gas"), origin: "自定 [I]",
      isLocalDefault: true),
  ]

  static let sources: [SourceInfo] = Sector.allCases.map { sector in
    SourceInfo(
      id: "feed-\(sector.rawValue)", name: both(sector.name.zh + "平台", sector.name.en + " feed"),
      sector: sector,
      interval: .seconds(10), staleAfter: .seconds(20), lostAfter: .seconds(50), lostGrade: .orange,
      isMadeUp: true)
  }

  static let site = Site(
    id: "fixture", name: both("杭锦旗城市安全值守", "Hanggin watch"), centre: place("锡尼镇", "Xini"), offset: .beijing,
    isMadeUp: true,
    departments: [
      Department(id: "zjj", name: both("住建局", "Housing bureau")),
      Department(id: "rqgs", name: both("燃气公司", "Gas company")),
    ],
    towns: [Town(code: "150625100", name: both("锡尼镇", "Xini"))], sensorTypes: types, sensors: sensors,
    riskPoints: riskPoints, thresholds: thresholds, sources: sources,
    warnings: WarningPolicy(
      severityTable: [.init(severity: "Severe", urgency: "*", grade: .orange)], areaPrefixes: [],
      defaultValidity: .hours(24), quakeRules: [], quakeMaximumAge: .hours(24)),
    futureTolerance: .minutes(2), readingRetention: .hours(24), storeLimit: 1 << 30, idleLock: .minutes(10),
    guidance: guidance, cases: cases, relations: relations)
}
