/// A drill of ten minutes for tests, with an inject of every kind an exercise can have; for the site of Hanggin.
public enum SmokeScenario {
  public static let id = "smoke"

  /// The file `drills/smoke.toml`.
  public static let file = """
    [scenario]
    id = "smoke"
    version = 1
    kind = "exercise"
    name-zh = "冒烟测试"
    name-en = "Smoke"
    synopsis-zh = "广场旁井燃气泄漏，十分钟。"
    synopsis-en = "A gas leak beside the square, ten minutes."
    plans = ["gas"]
    start = "2026-07-12T22:10"
    length-min = 10
    seed = 7
    origin = "测试用，全部虚构 [I]"
    local-default = true
    [[seat]]
    id = "director"
    name-zh = "导演"
    name-en = "Director"
    role = "director"
    [[seat]]
    id = "lead"
    name-zh = "班长"
    name-en = "Lead"
    role = "lead"
    [[objective]]
    id = "detect"
    name-zh = "发现"
    name-en = "Detect"
    [[objective]]
    id = "act"
    name-zh = "处置"
    name-en = "Act"
    weight = 2
    [[inject]]
    id = "leak"
    at-s = 20
    synopsis-zh = "甲烷升至 62 %LEL"
    synopsis-en = "Methane at 62 %LEL"
    controller = "director"
    player = "lead"
    expected-zh = "确认"
    expected-en = "Acknowledge"
    objective = "detect"
    sensors = ["nwell-xn-01-ch4"]
    shape = "step"
    hold-s = 500
    peak = 62
    [[inject]]
    id = "ethane"
    at-s = 30
    synopsis-zh = "乙烷升高"
    synopsis-en = "Ethane rises"
    expected-zh = "判断"
    expected-en = "Judge"
    objective = "detect"
    episode = "gas-leak-square-ethane"
    [[inject]]
    id = "rain"
    at-s = 60
    synopsis-zh = "暴雨预警"
    synopsis-en = "A warning of rain"
    expected-zh = "确认"
    expected-en = "Acknowledge"
    objective = "detect"
    [inject.warning]
    source = "warnings-national"
    event = "暴雨"
    event-code = "11B03"
    colour = "orange"
    headline = "暴雨橙色预警（演练）"
    text = "三小时 50 毫米以上。（演练）"
    area = "杭锦旗"
    lasts-s = 3600
    [[inject]]
    id = "quake"
    at-s = 90
    synopsis-zh = "4.1 级地震"
    synopsis-en = "An earthquake of 4.1"
    expected-zh = "确认"
    expected-en = "Acknowledge"
    objective = "detect"
    [inject.earthquake]
    source = "cenc"
    before-s = 30
    latitude = 39.9
    longitude = 108.7
    depth-km = 10
    magnitude = 4.1
    place = "杭锦旗（演练）"
    [[inject]]
    id = "call"
    at-s = 100
    synopsis-zh = "市民来电"
    synopsis-en = "A citizen calls"
    expected-zh = "接听"
    expected-en = "Take it"
    objective = "act"
    [inject.call]
    from-zh = "市民"
    from-en = "A citizen"
    text-zh = "有燃气味"
    text-en = "Smell of gas"
    [[inject]]
    id = "scene"
    when = { met = "order", after-s = 30 }
    synopsis-zh = "现场报告"
    synopsis-en = "From the scene"
    expected-zh = "记录"
    expected-en = "Log it"
    objective = "act"
    [inject.report]
    from-zh = "抢修队"
    from-en = "Repair team"
    text-zh = "到场"
    text-en = "On scene"
    [[inject]]
    id = "reminder"
    when = { missed = "order", after-s = 10 }
    synopsis-zh = "催问"
    synopsis-en = "A reminder"
    expected-zh = "下令"
    expected-en = "Give the order"
    objective = "act"
    [inject.call]
    from-zh = "住建局"
    from-en = "Housing"
    text-zh = "要不要出动？"
    text-en = "Shall we go?"
    [[inject]]
    id = "silent"
    at-s = 120
    synopsis-zh = "公安局不应答"
    synopsis-en = "Police are silent"
    expected-zh = "代录"
    expected-en = "Enter it for them"
    objective = "act"
    [inject.silence]
    unit = "police"
    lasts-s = 120
    [[inject]]
    id = "lost"
    at-s = 200
    synopsis-zh = "排水数据源中断"
    synopsis-en = "The drainage feed is lost"
    expected-zh = "确认"
    expected-en = "Acknowledge"
    objective = "detect"
    [inject.outage]
    source = "drainage"
    lasts-s = 120
    [[inject]]
    id = "answer"
    at-s = 400
    synopsis-zh = "住建局反馈"
    synopsis-en = "Housing reports"
    expected-zh = "签收"
    expected-en = "Sign"
    objective = "act"
    [inject.reply]
    unit = "housing"
    step = "report"
    zh = "阀门已关"
    en = "Valve shut"
    [[inject]]
    id = "extra"
    by-hand = true
    synopsis-zh = "记者来电"
    synopsis-en = "A reporter calls"
    expected-zh = "不发布"
    expected-en = "Publish nothing"
    objective = "act"
    [inject.call]
    from-zh = "记者"
    from-en = "A reporter"
    text-zh = "死了几个人？"
    text-en = "How many dead?"
    [[expect]]
    id = "ack"
    objective = "detect"
    after = "leak"
    text-zh = "确认"
    text-en = "Acknowledge"
    actions = [{ do = "acknowledge", subjects = ["nwell-xn-01-ch4"] }]
    expected-s = 60
    window-s = 180
    seat = "lead"
    [[expect]]
    id = "order"
    objective = "act"
    after = "leak"
    text-zh = "令住建局"
    text-en = "Order housing"
    actions = [{ do = "order", units = ["housing"] }]
    expected-s = 120
    window-s = 240
    weight = 2
    [[expect]]
    id = "take"
    objective = "act"
    after = "call"
    text-zh = "接听"
    text-en = "Take it"
    actions = [{ do = "take", subjects = ["call"] }]
    expected-s = 30
    window-s = 120
    [[expect]]
    id = "no-shelve"
    objective = "detect"
    text-zh = "不得搁置"
    text-en = "Do not shelve"
    actions = [{ do = "shelve" }]
    forbidden = true
    window-s = 600
    [[reply]]
    unit = "*"
    answers = [
      { step = "receive", after-s = 10, zh = "收到", en = "Received" },
      { step = "depart", after-s = 30 },
      { step = "arrive", after-s = 120 },
    ]
    """
}
