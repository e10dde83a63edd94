/// The response plan that tests of the dispatch put into a small site.
enum GasPlan {
  static func text(reports: [String] = [], teamKind: String = "") -> String {
    """
    [plan]
    id = "gas"
    name-zh = "燃气泄漏预案"
    name-en = "Gas leak plan"
    version = "1"
    evaluated-on = 2026-01-01
    advice-zh = "勿动电器"
    advice-en = "Switch nothing"
    \(reports.isEmpty ? "" : "reports = \(reports)")
    origin = "本地默认值"
    local-default = true
    [trigger]
    alarms = ["gas-lel"]
    from = "blue"
    [[response]]
    grade = "red"
    level = 1
    commander-zh = "旗长"
    commander-en = "Head"
    [[response]]
    grade = "blue"
    level = 4
    commander-zh = "值班员"
    commander-en = "Operator"
    [[check]]
    zh = "启动预案"
    en = "Put the plan in force"
    from = "blue"
    origin = "突发事件应对法（2024） §66"
    [[task]]
    id = "repair"
    unit = "housing"
    \(teamKind.isEmpty ? "" : "team-kind = \"\(teamKind)\"")
    what-zh = "查漏关阀"
    what-en = "Find the leak"
    from = "blue"
    arrival-minutes = 15
    feedback-minutes = 60
    """
  }
}
