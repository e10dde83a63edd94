/// The texts of alarm rules and of their changes: Chinese, a bar, English.
enum RulePhrase: String, PhraseBook {
  // Red on a shelf
  case shelvedRed = "搁置中红色 {count}|{count} RED shelved"
  case redRoseOnShelf = "搁置中转为红色（不突破搁置）：{what}|Red on its shelf, which it does not break: {what}"
  case redsRoseOnShelf =
    "搁置中转为红色（不突破搁置）：{what}，另 {more} 条|Red on shelves that they do not break: {what}, and {more} more"

  // The view
  case titleRules = "告警规则与变更|Alarm rules and changes"
  case unauthorisedCount = "未授权改动 {count}|{count} unauthorised"
  case standingCount = "变更在行 {count}|{count} changes in force"
  case noRules = "本站没有告警规则|This site has no alarm rules"
  case markFound = "未授权|UNAUTH"
  case markStanding = "已变更|changed"
  case markGone = "已删|gone"
  case foundLine =
    "未授权：{attribute} {old} -> {new}（站点文件），待批准或改回|Unauthorised: {attribute} {old} -> {new} in the file; to be decided"
  case standingLine =
    "已变更：{attribute} 文件 {old} -> 现行 {new}|Changed: {attribute}, file {old} -> in force {new}"
  case noteLine =
    "{time} {author} 经 {approver} 批准：{edits} 事由 {reason}|{time} {author}, approved by {approver}: {edits}; {reason}"
  case rulesKeys = "{open} 提出变更  {back} 返回|{open} proposes a change  {back} back"
  case asInFile = "与站点文件一致，没有变更|As in the site's file, nothing was changed"

  // The form
  case titleChange = "规则变更 {rule}|Change of rule {rule}"
  case touches =
    "传感器 {sensors}  未结告警 {alarms}  {message}：{names}|{sensors} sensors, {alarms} open alarms  {message}: {names}"
  case judgedNext =
    "另一人批准后，下一个读数起按新值判断；空白为没有|Once another approves, the next reading is judged by it. Blank: none"
  case takesAlso = "一并批准站点文件：{edits}|Also approved as in the site's file: {edits}"
  case approverField = "批准人|Approver"
  case approverSecret = "批准人口令|Their passphrase"
  case yes = "是|yes"
  case no = "否|no"
  case noNumber = "{attribute}：看不懂数值 {text}|{attribute}: {text} is no number"
  case noEdits = "没有任何改动|Nothing is changed"
  case ofAnAlarmOfARule = "这条告警不出自规则|This alarm comes from no rule"
  case notKnownYet = "值守进程尚未记录本站规则|The owner has not recorded the rules yet"

  // Answers
  case changedNow = "规则已变更，下一个读数起生效|The rule is changed: the next reading is judged by it"
  case needsApprover = "规则变更须另一人批准|A change of a rule needs another person's approval"
  case approverIsAuthor = "批准人不能是提出人 {name}|{name} proposed it and cannot approve it"
  case needsReason = "请写明事由|Give a reason"
  case unknownRule = "没有规则 {rule}|There is no rule {rule}"
  case ruleChanged = "规则 {rule} 刚被改动，请重看|The rule {rule} has just changed: look again"
  case ruleChangedBy = "规则 {rule} 刚由 {name} 变更，请重看|{name} has just changed the rule {rule}: look again"
  case faultNoLimit = "至少要有一个限值|At least one limit is needed"
  case faultOrder = "{worse} 须比 {milder} 更严重一侧|{worse} must lie further on the bad side than {milder}"
  case faultBounds = "{attribute} 须在 {low} 到 {high} 之间|{attribute} must lie between {low} and {high}"
  case faultOther = "{one} 须与 {other} 同时填写|{one} needs {other}"
  case faultWhole = "{attribute} 须为整数|{attribute} must be a whole number"
  case faultReach =
    "{attribute} 超出传感器量程 {low} 到 {high}，永远不会告警|{attribute} is beyond the sensors' {low} to {high}: it would never alarm"
  case faultSuppressed =
    "关系 {relation} 不允许：次生告警不得为红，也不得重于起因|Relation {relation} forbids it: suppressed is neither red nor worse than its cause"

  // Events and lines
  case eventChange =
    "规则变更 {rule}：{edits}，{approver} 批准，事由 {reason}|Rule {rule} changed: {edits}; approved by {approver}; {reason}"
  case eventBaseline = "记录本站告警规则 {count} 条|Recorded {count} alarm rules of the site"
  case eventRules = "站点规则文件有变：{rules}|The site's rules have changed: {rules}"
  case warnFound =
    "规则未授权改动：{rule} {attribute} {old} -> {new}（见 :changes）|Unauthorised: rule {rule}, {attribute} {old} -> {new} (see :changes)"
  case warnStanding =
    "规则 {rule} {attribute} 按变更 {new}，不按文件 {old}|Rule {rule}, {attribute}: the approved {new} holds, not the file's {old}"
  case rulePresent = "有|there"
  case ruleAbsent = "无|absent"

  case findingRule = "{rule} {attribute} {old} -> {new}|{rule}: {attribute} {old} -> {new}"

  // The command line
  case headFound = "未授权改动 {count}|Unauthorised changes: {count}"
  case headStanding = "高于站点文件的变更 {count}|Changes over the site's file: {count}"
  case headNotes = "已批准的变更 {count}（最近 {limit} 条）|Approved changes: {count} (the last {limit})"
  case tomlHead =
    "写入 thresholds.toml 后重启值守进程|Write these into thresholds.toml and restart the owner"
  case tomlRemove = "# 删去 {word}|# remove {word}"
  case tomlWas = "文件中 {old}|{old} in the file"

  static let table = makeTable()
}
