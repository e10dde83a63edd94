internal import CitySafety

extension ActionRecord {
  /// Every action once, in the order in which help lists them.
  public static let all: [ActionRecord] =
    movement + places + looking + alerts + duty + seat + drills
    + incidents + tasks + warnings + forms + registers + injects + improvements

  static func both(_ zh: String, _ en: String) -> Bilingual { Bilingual(zh: zh, en: en) }

  private static let movement: [ActionRecord] = [
    ActionRecord(.down, .everywhere, "j <down>", "下一行", "Down", "xyh"),
    ActionRecord(.up, .everywhere, "k <up>", "上一行", "Up", "syh"),
    ActionRecord(.left, .everywhere, "h <left>", "左移列", "Left", "zyl"),
    ActionRecord(.right, .everywhere, "l <right>", "右移列", "Right", "yyl"),
    ActionRecord(.top, .everywhere, "g <home>", "首行", "Top", "sh"),
    ActionRecord(.bottom, .everywhere, "G <end>", "末行", "Bottom", "mh"),
    ActionRecord(.pageDown, .everywhere, "<pgdn> <c-d>", "下翻页", "Page down", "xfy"),
    ActionRecord(.pageUp, .everywhere, "<pgup> <c-u>", "上翻页", "Page up", "sfy"),
    ActionRecord(
      .nextUnacknowledged, .everywhere, "n", "下条未确认", "Next unack",
      long: both("下一条未确认（任一板块）", "Next unacknowledged, any sector"), "xwqr"),
    ActionRecord(
      .previousUnacknowledged, .everywhere, "N", "上条未确认", "Prev unack",
      long: both("上一条未确认", "Previous unacknowledged"), "swqr"),
  ]

  private static let places: [ActionRecord] = [
    ActionRecord(.sector1, .everywhere, "1", "生命线", "Lifelines", "smx"),
    ActionRecord(.sector2, .everywhere, "2", "安全生产", "Work safety", "aqsc"),
    ActionRecord(.sector3, .everywhere, "3", "自然灾害", "Nature", "zrzh"),
    ActionRecord(.sector4, .everywhere, "4", "公共安全", "Public", "ggaq"),
    ActionRecord(.queue, .everywhere, "0", "告警队列", "Queue", "gj gjdl alerts"),
    ActionRecord(.detail, .everywhere, "5", "详情", "Detail", "xq"),
    ActionRecord(
      .sources, .everywhere, "6", "数据源", "Sources",
      long: both("数据源、预警、地震", "Sources, received warnings, earthquakes"),
      "sjy yj dz gl warnings quarantine 预警 地震 隔离"),
    ActionRecord(.events, .everywhere, "7", "事件", "Events", "sj"),
    ActionRecord(.nextPane, .everywhere, "<tab>", "下一区", "Next pane", "xyq"),
    ActionRecord(.previousPane, .everywhere, "<s-tab>", "上一区", "Prev pane", "syq"),
    ActionRecord(.open, .everywhere, "<enter>", "打开", "Open", "dk"),
    ActionRecord(
      .back, .everywhere, "<esc>", "返回", "Back",
      long: both("返回一级：取消标记、筛选、冻结、放大", "One level back: marks, filter, freeze, zoom"), "fh"),
    ActionRecord(
      .close, .everywhere, "q", "关闭当前", "Close",
      long: both("关闭当前；在最上层时询问退出", "Close this view; at the top asks to quit"), "gb"),
    ActionRecord(
      .overview, .everywhere, "<f2>", "总览", "Overview",
      long: both("总览：离开各视图，结束放大与冻结", "Overview: leaves any view, ends zoom and freeze"), "zl"),
    ActionRecord(.zoom, .everywhere, "z", "放大", "Zoom", "fd"),
    ActionRecord(.previousTab, .everywhere, "[", "上一页签", "Prev tab", "syyq"),
    ActionRecord(.nextTab, .everywhere, "]", "下一页签", "Next tab", "xyyq"),
  ]

  private static let looking: [ActionRecord] = [
    ActionRecord(
      .filter, .everywhere, "/ <f4>", "筛选", "Filter",
      long: both(
        "筛选: 词 !词 s:生命 l:<=2 st:未确认 age:>30m", "Filter: word !word s:life l:<=2 st:unack age:>30m"), "sx"),
    ActionRecord(
      .search, .everywhere, "<f3>", "查找", "Search", long: both("查找：逐条跳到，不隐藏", "Search: steps, hides nothing"),
      "cz"),
    ActionRecord(.sort, .everywhere, "s <f6>", "排序", "Sort", "px"),
    ActionRecord(
      .group, .everywhere, "b", "分组", "Group",
      long: both("分组：起因、风险点、类型、板块、不分", "Group: cause, risk point, type, sector, none"), "fz zu"),
    ActionRecord(
      .freeze, .everywhere, "f", "冻结", "Freeze", long: both("冻结显示（采集照常）", "Freeze display (ingest goes on)"),
      "dj"),
    ActionRecord(.mark, .everywhere, "<space>", "标记", "Mark", long: both("标记此行", "Mark row"), "bj"),
    ActionRecord(
      .markRange, .everywhere, "v", "区间", "Range", long: both("从上次标记到此行", "Mark from the last mark to here"),
      "qj"),
    ActionRecord(
      .copy, .everywhere, "y", "复制", "Copy", long: both("复制此行", "Copy row (OSC 52 or file)"), "fz"),
    ActionRecord(
      .chartWindow, .everywhere, "w", "时段", "Window",
      long: both("曲线时段 30 分 / 2 时 / 24 时", "Chart window 30m / 2h / 24h"), "sd"),
    ActionRecord(
      .kpi, .everywhere, "", "质量指标", "Quality",
      long: both("告警质量指标：30 天", "Quality of the alarm desk: 30 days"), "zb zlzb 指标"),
    ActionRecord(
      .palette, .everywhere, ": <f9>", "命令", "Palette", long: both("命令面板：全部动作", "Palette: every action"),
      "ml cd"),
    ActionRecord(.help, .everywhere, "? <f1>", "帮助", "Help", "bz"),
  ]

  private static let alerts: [ActionRecord] = [
    ActionRecord(
      .acknowledge, .alert, "a <f7>", "确认", "Ack",
      long: both("确认告警；有标记时先预览再按 y", "Acknowledge; with marks, preview then y"), "qr ack", role: .lead),
    ActionRecord(
      .acknowledgeShown, .alert, "A", "全确认", "Ack all",
      long: both("确认所列全部...", "Acknowledge all shown..."), "qqr", role: .lead),
    ActionRecord(
      .claim, .alert, "o", "认领", "Claim", long: both("认领，或接受交办", "Claim, or accept what was assigned to you"),
      "rl js accept 接受", role: .operator),
    ActionRecord(
      .assign, .alert, "O", "交办", "Assign", long: both("交办给某人...", "Assign to a person..."), "jb", role: .lead
    ),
    ActionRecord(
      .comment, .alert, "c", "备注", "Comment", long: both("备注...", "Comment..."), "bz note", role: .operator),
    ActionRecord(
      .escalate, .alert, "e", "上报", "Escalate", long: both("上报班长...", "Escalate to the lead..."), "sb",
      role: .operator),
    ActionRecord(
      .reset, .alert, "T", "复位", "Reset", long: both("复位锁存的告警...", "Reset a latched alarm..."), "fw",
      role: .lead),
    ActionRecord(
      .plan, .alert, "p", "指引", "Guidance",
      long: both("处置指引：含义、后果、措施、时限、案例", "What it means, what to do, time left, past cases"),
      "ya zy zn plan 预案"),
    ActionRecord(
      .shelve, .alert, "S", "搁置", "Shelve",
      long: both("搁置一段时间，或取消搁置...", "Shelve for a time, or unshelve..."),
      "gz qxgz unshelve", role: .lead),
    ActionRecord(
      .respond, .alert, "i", "处置", "Respond",
      long: both("记录已下令或已采取的行动...", "Record the first order or action..."),
      "cz", role: .operator),
    ActionRecord(
      .resolve, .alert, "I", "反馈", "Feedback", long: both("反馈处置结果...", "Feedback: what was done..."), "fk",
      role: .operator),
    ActionRecord(
      .dispatch, .alert, "d <f8>", "派单", "Dispatch",
      long: both("按预案派单：选任务和队伍，下达指令...", "Dispatch by plan: choose tasks and teams, issue orders..."), "pd",
      role: .operator),
    ActionRecord(
      .closeVerdict, .alert, "x", "结案", "Close alert",
      long: both("结案并写结论...", "Close with a verdict: real, false, test..."), "ja", role: .lead),
    ActionRecord(
      .reopen, .alert, "R", "复开", "Reopen", long: both("复开已结束的告警...", "Reopen an alarm that is over..."),
      "fk2",
      role: .lead),
    ActionRecord(
      .undo, .alert, "u", "撤销", "Undo", long: both("撤销本席上一个操作", "Undo the last of this seat"), "cx",
      role: .operator),
    ActionRecord(
      .prioritise, .alert, "P", "定级", "Set grade", long: both("改变告警级别...", "Change the alarm's grade..."),
      "dj",
      role: .lead),
    ActionRecord(
      .decline, .alert, "", "退回", "Decline", long: both("退回交办给我的告警", "Decline what was assigned to me"), "th",
      role: .operator),
    ActionRecord(
      .outOfService, .alert, "", "停用", "Out of serv.",
      long: both("凭工单停用告警...", "Take out of service under an order..."), "ty oos", role: .engineer),
    ActionRecord(
      .returnToService, .alert, "", "恢复使用", "Back in serv.",
      long: both("检修完毕恢复使用...", "Return to service after the work..."), "hfsy", role: .engineer),
    ActionRecord(
      .changeRule, .alert, "", "改规则", "Change rule",
      long: both("变更此告警的规则，另一人批准...", "Change this alarm's rule; another approves..."), "ggz moc 变更",
      role: .engineer),
  ]

  private static let seat: [ActionRecord] = [
    ActionRecord(.signIn, .everywhere, "L", "登录", "Sign in", long: both("登录...", "Sign in..."), "dl login"),
    ActionRecord(.signOut, .everywhere, "", "退出登录", "Sign out", "tcdl logout"),
    ActionRecord(
      .silence, .everywhere, "m", "静音", "Silence",
      long: both("本席静音 2 分钟（不是确认）", "Silence this seat for 2 min (is not acknowledge)"), "jy mute"),
    ActionRecord(
      .soundTest, .everywhere, "", "声音自检", "Sound test",
      long: both("声音自检：逐级播放并问是否听到", "Sound test: each grade, and was it heard"), "syzj zj sound"),
    ActionRecord(
      .poll, .everywhere, "<f5>", "轮询", "Poll", long: both("立即轮询数据源", "Poll the sources now"), "lx"),
    ActionRecord(
      .language, .everywhere, "", "中/英", "Language", long: both("切换中文 / English", "Switch 中文 / English"),
      "yy lang language 语言 english chinese"),
    ActionRecord(
      .theme, .everywhere, "", "主题", "Theme", long: both("选择主题...", "Choose a theme..."), "zt colours"),
    ActionRecord(.redraw, .everywhere, "<c-l>", "重绘", "Redraw", "ch"),
    ActionRecord(
      .suspend, .everywhere, "", "挂起", "Suspend", long: both("挂起到外壳", "Suspend to the shell"), "gq"),
    ActionRecord(.quit, .everywhere, "<f10>", "退出", "Quit", "tc exit"),
  ]

  private static let duty: [ActionRecord] = [
    ActionRecord(
      .dispatchBoard, .everywhere, "D", "派单板", "Dispatches",
      long: both("派单板：事件、任务、回执", "Dispatch board: incidents, tasks, receipts"), "pdb sj incident 事件 任务"),
    ActionRecord(
      .warningBoard, .everywhere, "W", "预警发布", "Warnings",
      long: both("预警发布：拟稿、审批、更新、解除", "Warnings: draft, approve, update, lift"), "yjfb yj 预警 解除"),
    ActionRecord(
      .handover, .everywhere, "H", "交接", "Handover",
      long: both("交接班：报告、逐项复述、签字", "Handover: report, read-back, signatures"), "jj jjb", role: .operator),
    ActionRecord(
      .shiftLog, .everywhere, "", "值班日志", "Shift log",
      long: both("值班日志：最近的记录", "Shift log: the newest entries"),
      "zbrz rz 日志"),
    ActionRecord(
      .dutyBoard, .everywhere, "", "在岗", "On duty",
      long: both("在岗情况：班次、排班与席位", "On duty: shift, plan and seats"),
      "zg board 排班"),
    ActionRecord(
      .changes, .everywhere, "", "规则变更", "Changes",
      long: both("告警规则：现行值、变更、未授权改动", "Alarm rules: values, changes, what is unauthorised"),
      "gzbg gz rules 规则 变更"),
    ActionRecord(
      .logNote, .everywhere, "", "记事", "Log note",
      long: both("记日志，或 :记 内容 状态词 记入事件", "Shift log; or :log text word into the incident"),
      "log 记 jr js", role: .operator),
    ActionRecord(
      .logCall, .everywhere, "", "记来电", "Log call", long: both("记来电（电话记录簿各项）...", "Log a phone call..."),
      "call dh 电话 来电", role: .operator),
    ActionRecord(
      .logVisit, .everywhere, "", "记来访", "Log visit", long: both("记来访...", "Log a visit..."), "lf 来访 visit",
      role: .operator),
    ActionRecord(
      .logInstruction, .everywhere, "", "记批示", "Instruction",
      long: both("记领导批示...", "Log a leader's instruction..."), "ps 批示 order", role: .operator),
    ActionRecord(
      .logEquipment, .everywhere, "", "记设备", "Equipment", long: both("记设备状态...", "Log equipment..."),
      "shb 设备",
      role: .operator),
    ActionRecord(
      .logFollowUp, .everywhere, "", "记续报", "Follow-up",
      long: both("记待续报事项（有时限）...", "Log a follow-up with a due time..."), "xb 续报 due", role: .operator),
    ActionRecord(
      .knowledge, .everywhere, "K", "知识库", "Knowledge",
      long: both("知识库：卡片、手册、预案、案例", "Knowledge: cards, handbooks, plans, past cases"),
      "zsk zs 知识 msds 手册 案例"),
    ActionRecord(
      .resources, .everywhere, "Z", "资源", "Resources",
      long: both("资源：队伍、物资、场所、车辆、专家", "Resources: teams, materials, shelters, vehicles"),
      "zy zyb 队伍 物资 teams materials"),
  ]

  private static let drills: [ActionRecord] = [
    ActionRecord(
      .drill, .everywhere, "<f12>", "演练", "Drill",
      long: both("演练：开始、加入、导调...", "Drills: begin, join, conduct..."), "yl"),
    ActionRecord(
      .live, .everywhere, "<f11>", "实况", "Live", long: both("演练与实况之间切换", "From a drill to live, and back"),
      "sk"),
    ActionRecord(
      .drillStep, .drill, ".", "下一步", "Step", long: both("下一项注入提前到现在", "Bring the next inject in now"), "xyb",
      role: .director),
    ActionRecord(
      .drillPause, .drill, ",", "开始暂停", "Run/pause",
      long: both("开始、暂停或继续演练时钟", "Start, pause or resume the drill clock"),
      "zt", role: .director),
    ActionRecord(
      .drillSlower, .drill, "<lt>", "慢", "Slower", long: both("演练时钟放慢", "Slower drill clock"), "m",
      role: .director),
    ActionRecord(
      .drillFaster, .drill, ">", "快", "Faster", long: both("演练时钟加快", "Faster drill clock"), "k",
      role: .director),
    ActionRecord(
      .drillObserve, .drill, "!", "观察", "Observe", long: both("观察记录...", "Mark an observation..."), "gc",
      role: .director),
  ]
}
