internal import CitySafety

/// The actions of the boards, forms and lists that cover the panes.
extension ActionRecord {
  static let incidents: [ActionRecord] = [
    ActionRecord(
      .incidentNote, .incident, "n", "记事", "log",
      long: both("记入事件...", "Log into the incident..."), "sjjs", role: .operator),
    ActionRecord(
      .incidentIssue, .incident, "i", "下达拟令", "issue drafts",
      long: both("下达拟好的指令...", "Issue the drafted orders..."), "xdnl", role: .lead),
    ActionRecord(
      .incidentExtend, .incident, "d", "增派", "more orders",
      long: both("增派：补下指令、措施和级别...", "More orders, measures and the level of a worse grade..."), "zp",
      role: .operator),
    ActionRecord(
      .incidentMeasure, .incident, "v", "措施", "measure",
      long: both("勾选措施清单...", "Tick a measure of the checklist..."), "cs", role: .operator),
    ActionRecord(
      .incidentLevel, .incident, "l", "级别", "level",
      long: both("调整响应级别...", "Change the response level..."), "xyjb", role: .lead),
    ActionRecord(
      .incidentGrade, .incident, "g", "分级", "grade",
      long: both("事件分级...", "Grade the event..."), "sjfj", role: .lead),
    ActionRecord(
      .incidentCommander, .incident, "h", "移交", "hand over",
      long: both("移交指挥...", "Hand over command..."), "yjzh", role: .lead),
    ActionRecord(
      .incidentMerge, .incident, "c", "并入", "merge",
      long: both("并入另一事件...", "Merge into another incident..."), "br", role: .lead),
    ActionRecord(
      .incidentTerminate, .incident, "e", "解除", "terminate",
      long: both("解除响应...", "Terminate the response..."), "jcxy", role: .lead),
    ActionRecord(
      .incidentClose, .incident, "b", "结案", "close",
      long: both("事件结案...", "Close the incident..."), "sjja", role: .lead),
    ActionRecord(
      .incidentWarn, .incident, "w", "预警", "warn",
      long: both("由事件拟预警...", "Draft a warning of the incident..."), "nyj", role: .operator),
    ActionRecord(
      .incidentReport, .incident, "u", "上报", "report",
      long: both("信息报告：初报、续报、终报...", "Report upward: first, follow-up, final..."), "xxbg", role: .operator),
    ActionRecord(
      .incidentHarm, .incident, "s", "伤亡损失", "harm",
      long: both("录入伤亡与损失...", "Enter casualties and loss..."), "swss", role: .operator),
    ActionRecord(
      .incidentCorrect, .incident, "r", "更正", "correct",
      long: both("更正已报内容...", "Correct a report that was sent..."), "gz", role: .operator),
    ActionRecord(
      .incidentClosed, .incident, "o", "已结案", "closed",
      long: both("看已结案的事件，或回到在办的", "The closed incidents, or those under way"), "yja"),
  ]

  static let tasks: [ActionRecord] = [
    ActionRecord(
      .taskReceive, .task, "r", "签收", "received",
      long: both("代记签收...", "Received, entered on behalf..."), "qs", role: .operator),
    ActionRecord(
      .taskDepart, .task, "o", "出动", "left",
      long: both("代记出动...", "Left, entered on behalf..."), "cd", role: .operator),
    ActionRecord(
      .taskArrive, .task, "a", "到场", "on scene",
      long: both("代记到场...", "On scene, entered on behalf..."), "dc", role: .operator),
    ActionRecord(
      .taskControl, .task, "c", "控制", "controlled",
      long: both("代记控制...", "Controlled, entered on behalf..."), "kz", role: .operator),
    ActionRecord(
      .taskFeedback, .task, "f", "反馈", "feedback",
      long: both("代记反馈...", "Feedback, entered on behalf..."), "rwfk", role: .operator),
    ActionRecord(
      .taskSign, .task, "s", "签认", "sign",
      long: both("签认反馈...", "Sign the feedback..."), "qr", role: .lead),
    ActionRecord(
      .taskCheckIn, .task, "p", "报平安", "check in",
      long: both("代记报平安...", "Check-in, entered on behalf..."), "bpa", role: .operator),
    ActionRecord(
      .taskDecline, .task, "t", "退回", "declined",
      long: both("代记退回...", "Declined, entered on behalf..."), "rwth", role: .operator),
    ActionRecord(
      .taskCancel, .task, "x", "撤销", "cancel",
      long: both("撤销指令...", "Cancel the order..."), "cxzl", role: .lead),
    ActionRecord(
      .taskFail, .task, "z", "未完成", "failed",
      long: both("记为未完成...", "Failed..."), "wwc", role: .lead),
    ActionRecord(
      .taskReassign, .task, "d", "改派", "reassign",
      long: both("改派给其他队伍...", "Reassign to another team..."), "gp", role: .lead),
  ]

  static let warnings: [ActionRecord] = [
    ActionRecord(
      .warningNew, .warning, "n", "新拟", "new",
      long: both("新拟预警...", "Draft a warning..."), "xn", role: .operator),
    ActionRecord(
      .warningEdit, .warning, "e", "修改／拟更新", "edit/update",
      long: both("修改草稿或拟更新...", "Edit the draft, or draft an update..."), "xg", role: .operator),
    ActionRecord(
      .warningIssue, .warning, "i", "发布", "issue",
      long: both("审批并发布...", "Approve and issue..."), "fb", role: .lead),
    ActionRecord(
      .warningBack, .warning, "r", "退回", "send back",
      long: both("退回修改...", "Send back..."), "yjth", role: .lead),
    ActionRecord(
      .warningLift, .warning, "x", "解除", "lift",
      long: both("解除预警...", "Lift the warning..."), "jcyj", role: .lead),
    ActionRecord(
      .warningDiscard, .warning, "z", "弃稿", "discard",
      long: both("丢弃草稿...", "Discard the draft..."), "qg", role: .operator),
  ]

  static let forms: [ActionRecord] = [
    ActionRecord(
      .handoverStep, .handover, "y", "下一步", "next step",
      long: both("交接的下一步，在按钮行", "Next step of the handover, on the row of buttons"), "jjxyb", role: .operator),
    ActionRecord(
      .handoverCancel, .handover, "x", "取消交接", "cancel",
      long: both("取消交接...", "Cancel the handover..."), "qxjj", role: .operator),
    ActionRecord(
      .orderTeam, .order, "t", "换队伍", "other team",
      long: both("换下一支队伍", "The next team"), "hdw", role: .operator),
    ActionRecord(
      .orderIssue, .order, "y", "下达", "issue",
      long: both("按所列下达或拟令", "Issue or draft what is listed"), "xd", role: .operator),
    ActionRecord(
      .confirm, .dialog, "y", "执行", "perform",
      long: both("执行，仅在按钮行", "Perform, on the row of buttons only"), "zx"),
    ActionRecord(
      .refuse, .dialog, "n", "不执行", "do not",
      long: both("不执行并返回", "Do not, and go back"), "bzx"),
  ]

  static let registers: [ActionRecord] = [
    ActionRecord(.resourceTeams, .resource, "1", "队伍", "Teams"),
    ActionRecord(.resourceMaterials, .resource, "2", "物资", "Materials"),
    ActionRecord(.resourceShelters, .resource, "3", "场所", "Shelters"),
    ActionRecord(.resourceVehicles, .resource, "4", "车辆", "Vehicles"),
    ActionRecord(.resourceExperts, .resource, "5", "专家", "Experts"),
    ActionRecord(.resourceHospitals, .resource, "6", "医院", "Hospitals"),
    ActionRecord(.resourceContacts, .resource, "7", "联系人", "Contacts"),
  ]

  static let injects: [ActionRecord] = [
    ActionRecord(
      .injectNow, .inject, "i", "现在注入", "bring in now",
      long: both("把此项现在注入...", "Bring this inject in now..."), "xzzr", role: .director),
    ActionRecord(
      .injectJump, .inject, "J", "前跳到此", "run on to it",
      long: both("演练时钟前跳到此项...", "Run the drill clock on to it..."), "qt", role: .director),
    ActionRecord(
      .injectSkip, .inject, "x", "略过", "skip",
      long: both("略过此项...", "Skip this inject..."), "lg", role: .director),
    ActionRecord(
      .drillCall, .inject, "c", "来电", "call",
      long: both("导演来电...", "A call by the director..."), "dyld", role: .director),
    ActionRecord(
      .drillEnd, .inject, "E", "结束", "end",
      long: both("结束演练...", "End the drill..."), "jsyl", role: .director),
  ]

  static let improvements: [ActionRecord] = [
    ActionRecord(
      .improvementAdd, .improvement, "a", "登记", "add",
      long: both("登记改进项...", "Write an improvement item down..."), "djgjx", role: .lead),
    ActionRecord(
      .improvementClose, .improvement, "x", "关闭", "close",
      long: both("关闭改进项...", "Close an improvement item..."), "gbgjx", role: .lead),
  ]
}
