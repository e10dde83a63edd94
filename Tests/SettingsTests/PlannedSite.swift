extension TinySite {
  /// The tiny site with a plan for everything, and one of everything to send.
  static var planned: TinySite {
    var site = TinySite()
    for (name, text) in answers { site[name] = text }
    return site
  }

  private static let answers: [String: String] = [
    "dispatch.toml": """
    origin = "a test [I]"
    local-default = true
    [plans]
    evaluate-every-days = 1095
    [shelters]
    square-metres-a-person = 1.5
    [recommendation]
    speed-km-h = 40
    road-factor = 1.5
    position-stale-s = 600
    """,
    "materials.csv": "id,name_zh,name_en,code,unit_zh,unit_en\nsandbag,沙袋,Sandbags,3010000,只,bags\n",
    "stores.csv": """
    id,name_zh,name_en,unit,place_zh,place_en,latitude,longitude,town,phone,made_up
    store,库,Store,housing,库房,Depot,39.8,108.7,150625100,,true

    """,
    "stocks.csv": "material,store,quantity,expires,made_up\nsandbag,store,500,2028-06-30,true\n",
    "teams.csv": """
    id,name_zh,name_en,kind,unit,size,equipment,carries,place_zh,place_en,latitude,longitude,town,duty,state,\
    phone,recipient,made_up
    gas-1,燃气队,Gas team,gas-repair,housing,8,检漏仪 2,sandbag=20,站,Depot,39.81,108.71,150625100,,ready,,\
    gas-team,true

    """,
    "vehicles.csv": """
    id,name_zh,name_en,kind,unit,team,place_zh,place_en,latitude,longitude,town,state,made_up
    v-1,抢修车,Repair van,repair,housing,gas-1,站,Depot,,,,ready,true

    """,
    "shelters.csv": """
    id,name_zh,name_en,unit,place_zh,place_en,latitude,longitude,town,area_m2,capacity,phone,made_up
    school,学校,School,housing,学校,School,,,,1500,1000,,true

    """,
    "experts.csv": """
    id,name_zh,name_en,field_zh,field_en,unit,phone,made_up
    e-1,专家一,Expert 1,燃气,gas,housing,,true

    """,
    "hospitals.csv": """
    id,name_zh,name_en,beds,ability_zh,ability_en,place_zh,place_en,latitude,longitude,town,phone,made_up
    h-1,医院,Hospital,200,烧伤,burns,街,Street,,,,,true

    """,
    "contacts.csv": """
    id,unit,post_zh,post_en,person,phone,recipient,made_up
    housing-duty,housing,值班室,Duty room,,,housing-duty,true

    """,
    "report-rules.toml": """
    [[rule]]
    id = "first"
    name-zh = "首报"
    name-en = "First report"
    start = "known"
    limit-minutes = 60
    origin = "a test"
    [[rule]]
    id = "daily"
    name-zh = "续报"
    name-en = "Follow-up"
    start = "previous-report"
    limit-minutes = 1440
    every-hours = 24
    origin = "a test [I]"
    local-default = true
    """,
    "plans/all.toml": """
    [plan]
    id = "all"
    name-zh = "总体预案"
    name-en = "General plan"
    version = "2025-1"
    evaluated-on = 2025-06-01
    advice-zh = "远离"
    advice-en = "keep away"
    notices = ["housing-duty"]
    reports = ["first", "daily"]
    origin = "a test [I]"
    local-default = true
    [trigger]
    alarms = ["gas-lel", "earthquake"]
    events = ["11B03"]
    from = "yellow"
    towns = ["150625100"]
    [[response]]
    grade = "yellow"
    level = 3
    commander-zh = "局长"
    commander-en = "Head of bureau"
    [[response]]
    grade = "red"
    level = 1
    commander-zh = "旗长"
    commander-en = "Head of the banner"
    [[check]]
    zh = "启动预案"
    en = "start the plan"
    from = "yellow"
    origin = "a test"
    [[task]]
    id = "shut-off"
    unit = "housing"
    team-kind = "gas-repair"
    what-zh = "关阀"
    what-en = "close the valve"
    from = "yellow"
    arrival-minutes = 15
    feedback-minutes = 30
    materials = { sandbag = 50 }
    [[task]]
    id = "report"
    unit = "housing"
    what-zh = "报告"
    what-en = "report"
    from = "red"
    feedback-minutes = 20
    """,
  ]
}
