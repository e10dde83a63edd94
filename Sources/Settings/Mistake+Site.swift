import CitySafety

/// Mistakes that only a site can have: parts that do not fit each other.
extension Mistake {
  static func badSiteID(_ text: String) -> Mistake {
    Mistake(
      zh: "'id' 的 '\(text)' 不能作站点标识", en: "'id' is '\(text)', which cannot be a site's id",
      remedyZh: "只用小写字母、数字和连字符", remedyEn: "use lower-case letters, digits and hyphens only")
  }

  static func unitNotASCII(_ text: String) -> Mistake {
    Mistake(
      zh: "'unit' 的 '\(text)' 含非 ASCII 字符", en: "'unit' is '\(text)', which is not ASCII",
      remedyZh: "请写成 ug/m3、m3/s 这样", remedyEn: "write it like ug/m3 or m3/s")
  }

  static func aliasNotLatin(_ text: String) -> Mistake {
    Mistake(
      zh: "'alias' 的 '\(text)' 不是拉丁字母", en: "'alias' is '\(text)', which is not plain Latin letters",
      remedyZh: "请用拼音首字母", remedyEn: "use Latin letters and digits without spaces")
  }

  static func emptyRange(_ low: Double, _ high: Double) -> Mistake {
    let (low, high) = (number(low), number(high))
    return Mistake(
      zh: "量程下限 \(low) 不低于上限 \(high)", en: "the range's low end \(low) is not below its high end \(high)",
      remedyZh: "请检查 range_low 与 range_high", remedyEn: "check range_low and range_high")
  }

  static func outsideType(_ name: String, _ value: Double, type: String, _ low: Double, _ high: Double)
    -> Mistake
  {
    let (value, low, high) = (number(value), number(low), number(high))
    return Mistake(
      zh: "'\(name)' 为 \(value)，在类型 '\(type)' 的范围 \(low) 到 \(high) 之外",
      en: "'\(name)' is \(value), outside \(low) to \(high) of type '\(type)'", remedyZh: "请检查数值与单位",
      remedyEn: "check the number and its unit")
  }

  static func outsideSensor(_ value: Double, sensor: String, _ low: Double, _ high: Double) -> Mistake {
    let (value, low, high) = (number(value), number(low), number(high))
    return Mistake(
      zh: "'peak' 为 \(value)，在传感器 '\(sensor)' 的量程 \(low) 到 \(high) 之外",
      en: "'peak' is \(value), outside \(low) to \(high) of sensor '\(sensor)'", remedyZh: "请检查数值与单位",
      remedyEn: "check the number and its unit")
  }

  static func notClear(_ number: Int, zh: String, en: String, column: String) -> Mistake {
    Mistake(
      zh: "八清第 \(number) 项“\(zh)”不清：'\(column)' 为空",
      en: "八清 \(number) \(zh) (\(en)) is not clear: '\(column)' is empty", remedyZh: "请填写",
      remedyEn: "fill it in")
  }

  static func halfCoordinates() -> Mistake {
    Mistake(
      zh: "经纬度只有一半", en: "only one of latitude and longitude is given", remedyZh: "请都填或都不填",
      remedyEn: "give both or neither")
  }

  static func swapped(_ latitude: Double, _ longitude: Double) -> Mistake {
    Mistake(
      zh: "纬度 \(number(latitude))、经度 \(number(longitude)) 似乎写反了",
      en: "latitude \(number(latitude)) and longitude \(number(longitude)) look swapped", remedyZh: "请对调",
      remedyEn: "exchange them")
  }

  static func badCoordinates(_ latitude: Double, _ longitude: Double) -> Mistake {
    Mistake(
      zh: "纬度 \(number(latitude))、经度 \(number(longitude)) 不在地球上",
      en: "latitude \(number(latitude)) and longitude \(number(longitude)) are not on earth",
      remedyZh: "纬度 -90 到 90，经度 -180 到 180，单位为度", remedyEn: "write degrees, -90 to 90 and -180 to 180")
  }

  static func farAway(_ latitude: Double, _ longitude: Double) -> Mistake {
    Mistake(
      zh: "纬度 \(number(latitude))、经度 \(number(longitude)) 距中心超过 \(number(Limits.nearby)) 度",
      en: "latitude \(number(latitude)) and longitude \(number(longitude)) are more than "
        + "\(number(Limits.nearby)) degrees from the centre", remedyZh: "请核对", remedyEn: "check them")
  }

  static func badAreaPrefix(_ text: String) -> Mistake {
    Mistake(
      zh: "'area-prefixes' 的 '\(text)' 不是行政区划代码",
      en: "'area-prefixes' has '\(text)', which is not an area code",
      remedyZh: "请写数字，如 150625", remedyEn: "write digits, such as 150625")
  }

  static func neverReached(line: Int) -> Mistake {
    Mistake(
      zh: "此行不起作用，第 \(line) 行已先匹配", en: "this row is never reached, line \(line) matches first",
      remedyZh: "请调整顺序或删除", remedyEn: "move it up or remove it")
  }

  static func below(_ name: String, _ other: String) -> Mistake {
    Mistake(
      zh: "'\(name)' 小于 '\(other)'", en: "'\(name)' is less than '\(other)'", remedyZh: "请加大",
      remedyEn: "make it larger")
  }

  static func sameUpstream(_ source: String, _ code: String, _ metric: String, firstLine: Int) -> Mistake {
    let name = metric.isEmpty ? "'\(code)'" : "'\(code)' / '\(metric)'"
    return Mistake(
      zh: "数据源 '\(source)' 的 \(name) 已由第 \(firstLine) 行使用",
      en: "\(name) of source '\(source)' is already used in line \(firstLine)", remedyZh: "请改 code 或 metric",
      remedyEn: "change code or metric")
  }

  static func sourceWithoutRows(_ source: String) -> Mistake {
    Mistake(
      zh: "数据源 '\(source)' 不含传感器数据", en: "source '\(source)' carries no sensor rows",
      remedyZh: "请换用 json 或 csv 格式的数据源", remedyEn: "name a source of format json or csv")
  }

  static func unknownMetric(_ metric: String, source: String, nearest: String?) -> Mistake {
    Mistake(
      zh: "数据源 '\(source)' 没有 metric '\(metric)'", en: "source '\(source)' has no metric '\(metric)'",
      remedyZh: nearest.map { "是否应为 '\($0)'？" } ?? "请在该数据源的 value 中加上",
      remedyEn: nearest.map { "did you mean '\($0)'?" } ?? "add it to the source's values")
  }

  static func neverSent(_ code: String, source: String, sends: String) -> Mistake {
    Mistake(
      zh: "数据源 '\(source)' 从不发送 '\(code)'", en: "source '\(source)' never sends '\(code)'",
      remedyZh: "code 应为 '\(sends)'", remedyEn: "its constant code is '\(sends)'")
  }

  static func unusedSource(_ id: String) -> Mistake {
    Mistake(
      zh: "没有传感器使用数据源 '\(id)'", en: "no sensor uses source '\(id)'", remedyZh: "请在 sensors.csv 中引用或删除",
      remedyEn: "name it in sensors.csv or remove it")
  }
}

/// Thresholds, episodes and authority.
extension Mistake {
  static func noLimit() -> Mistake {
    Mistake(
      zh: "没有任何等级的限值", en: "has no limit of any grade", remedyZh: "请至少写 red、orange、yellow、blue 之一",
      remedyEn: "give at least one of red, orange, yellow, blue")
  }

  static func limitsOutOfOrder(_ worse: Limit, _ milder: Limit, _ direction: Direction) -> Mistake {
    let (left, right) = (number(worse.value), number(milder.value))
    let needs = direction == .above ? Bilingual(zh: "高于", en: "above") : Bilingual(zh: "低于", en: "below")
    return Mistake(
      zh: "\(worse.grade.word) 限值 \(left) 不\(needs.zh) \(milder.grade.word) 限值 \(right)",
      en: "the \(worse.grade.word) limit \(left) is not \(needs.en) the \(milder.grade.word) limit \(right)",
      remedyZh: "请按等级排列限值，或检查 direction", remedyEn: "order the limits by grade, or check direction")
  }

  static func negativeHysteresis(_ value: Double) -> Mistake {
    Mistake(
      zh: "'hysteresis' 为 \(number(value))，是负数", en: "'hysteresis' is \(number(value)), which is negative",
      remedyZh: "请写 0 或正数", remedyEn: "write 0 or more")
  }

  static func notLocalDefault() -> Mistake {
    Mistake(
      zh: "出处标有 [I] 或 [K]，但未标为本地默认值",
      en: "the origin says [I] or [K], but the number is not marked as a local default",
      remedyZh: "请加上 local-default = true", remedyEn: "add local-default = true")
  }

  static func overlapsItself() -> Mistake {
    Mistake(
      zh: "'every-s' 短于情景本身", en: "'every-s' is shorter than the episode",
      remedyZh: "应不小于 rise-s + hold-s + fall-s",
      remedyEn: "make it at least rise-s + hold-s + fall-s")
  }

  static func noDuration() -> Mistake {
    Mistake(
      zh: "情景没有持续时间", en: "the episode lasts no time", remedyZh: "请写 rise-s、hold-s 或 fall-s",
      remedyEn: "give rise-s, hold-s or fall-s")
  }

  static func noAuthority(_ command: String) -> Mistake {
    Mistake(
      zh: "没有命令 '\(command)' 的权限表", en: "there is no table for the command '\(command)'",
      remedyZh: "请加上 [\(command)]", remedyEn: "add [\(command)]")
  }

  static func nobodyMay(_ command: String) -> Mistake {
    Mistake(
      zh: "没有人可以执行 '\(command)'", en: "nobody may '\(command)'", remedyZh: "请写明角色与等级",
      remedyEn: "name a role and its grades")
  }

  static func nobodyMayOnDuty(_ right: String) -> Mistake {
    Mistake(
      zh: "没有人可以执行 '\(right)'", en: "nobody may '\(right)'", remedyZh: "请写 operator = true 这样",
      remedyEn: "write a role, such as operator = true")
  }

  static func floodEndsAbove(start: Int) -> Mistake {
    Mistake(
      zh: "洪峰结束的条数大于开始的 \(start) 条", en: "a flood would end at more than the \(start) that begin it",
      remedyZh: "请让 end 不大于 start", remedyEn: "make end no larger than start")
  }
}
