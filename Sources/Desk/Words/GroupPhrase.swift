/// The texts of groups and floods: Chinese, a bar, English.
enum GroupPhrase: String, PhraseBook {
  case groupCause = "起因|cause"
  case groupRiskPoint = "风险点|risk point"
  case groupType = "类型|type"
  case groupSector = "板块|sector"
  case groupIs = "分组 {by}|by {by}"
  case groupOpen = "已展开一组|one group open"
  case groupedNow = "按{by}分组；Enter 展开，Esc 收起|Grouped by {by}; Enter opens, Esc closes"
  case groupsOff = "不分组|Not grouped"
  case firstOut = "首发|FIRST"
  case floodNow = "告警洪峰：10 分钟 {count} 条，已自动分组|Alarm flood: {count} in 10 min; grouped"
  case floodOver = "告警洪峰结束|The alarm flood is over"
  case floodBanner =
    "洪峰 10 分钟 {count} 条 峰值 {peak}  {groups} 组 折叠 {folded} 条|FLOOD {count} in 10 min, top {peak}  {groups} groups, {folded} hidden"
  case redLane = "红色未确认 {count}|Red unacknowledged {count}"
  case redLaneEmpty = "没有未确认的红色告警|No red alarm waits"

  static let table = makeTable()
}
