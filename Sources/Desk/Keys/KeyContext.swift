public import CitySafety

extension KeyContext {
  /// Whether an action of `everywhere` holds here.
  ///
  /// The panes hold all of them; what covers the panes holds what it can do.
  public func holds(_ action: Action) -> Bool {
    switch self {
    case .everywhere, .alert, .sector, .drill: true
    case .incident, .task:
      !KeyContext.ofPanes.contains(action) || KeyContext.lists.contains(action) || action == .open
    case .warning: !KeyContext.ofPanes.contains(action)
    case .handover, .board: !KeyContext.ofPanes.contains(action) || action == .open || action == .mark
    case .order: KeyContext.ofPages.contains(action) || [.left, .right, .mark].contains(action)
    case .page, .improvement: isOfTabs(action)
    case .resource: isOfTabs(action) || [.filter, .search, .sort, .resources].contains(action)
    case .inject: isOfTabs(action) || action == .signIn
    case .dialog: KeyContext.moving.contains(action) || [.open, .close].contains(action)
    }
  }

  /// Whether it is one of the panes, and not something over them.
  var isPane: Bool { [.everywhere, .alert, .sector].contains(self) }

  /// Whether one key cannot mean two actions of these contexts.
  ///
  /// Panes hold all keys of everywhere, and a drill's hold in every place.
  func clashes(with other: KeyContext) -> Bool {
    if self == other || self == .drill || other == .drill { return true }
    return (self == .everywhere && other.isPane) || (other == .everywhere && isPane)
  }

  private func isOfTabs(_ action: Action) -> Bool {
    KeyContext.ofPages.contains(action) || KeyContext.lists.contains(action)
      || [.open, .overview, .nextTab, .previousTab, .drill].contains(action)
  }

  private static let moving: Set<Action> = [.down, .up, .top, .bottom, .pageDown, .pageUp]
  /// What goes from one list or tab to the next.
  private static let lists: Set<Action> = [.nextPane, .previousPane, .left, .right]
  /// What lies over the panes and is no board can do this at least.
  private static let ofPages: Set<Action> = moving.union([
    .back, .close, .help, .silence, .language, .redraw,
  ])
  /// What only the panes can do.
  private static let ofPanes: Set<Action> = [
    .sector1, .sector2, .sector3, .sector4, .queue, .detail, .sources, .events, .nextPane, .previousPane,
    .left, .right, .open, .previousTab, .nextTab, .filter, .search, .sort, .group, .zoom, .freeze, .mark,
    .markRange, .copy, .chartWindow, .nextUnacknowledged, .previousUnacknowledged,
  ]

  /// Where the keys of this context work.
  public var title: Bilingual {
    switch self {
    case .everywhere: Bilingual(zh: "任何位置", en: "Everywhere")
    case .alert: Bilingual(zh: "告警队列与详情", en: "Alert queue and detail")
    case .sector: Bilingual(zh: "板块与曲线", en: "Sector pane and chart")
    case .drill: Bilingual(zh: "仅演练中", en: "In a drill only")
    case .incident: Bilingual(zh: "派单板：事件", en: "Dispatch board: incidents")
    case .task: Bilingual(zh: "派单板：任务", en: "Dispatch board: tasks")
    case .warning: Bilingual(zh: "预警发布", en: "Warnings to the public")
    case .handover: Bilingual(zh: "交接班", en: "Handover")
    case .board: Bilingual(zh: "值班日志、在岗、规则", en: "Shift log, on duty, rules")
    case .order: Bilingual(zh: "派单表", en: "Order form")
    case .resource: Bilingual(zh: "资源", en: "Resources")
    case .inject: Bilingual(zh: "演练列表", en: "Lists of a drill")
    case .improvement: Bilingual(zh: "演练改进项", en: "Improvement items of drills")
    case .page: Bilingual(zh: "各类页面", en: "Pages")
    case .dialog: Bilingual(zh: "对话框", en: "Dialogs")
    }
  }
}
