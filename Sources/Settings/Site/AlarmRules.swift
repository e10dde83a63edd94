import Alarms
import CityDispatch
import CitySafety
import Operations

/// `alarms.toml`: the numbers of the alarm life-cycle.
extension SiteLoading {
  func loadAlarmRules() {
    guard let root = table("alarms.toml") else { return }
    let action = root.requiredMember("action-limit")
    let actionLimit = action.map { byGrade($0, "s", unit: 1) }
    action?.finish()
    let shelving = root.requiredMember("shelving")
    let shelfLimit = shelving.map { byGrade($0, "minutes", unit: 60) }
    let release = shelving?.span("release-s", in: Limits.timerSeconds)
    shelving?.finish()
    let commands = root.requiredMember("commands")
    let offer = commands?.span("offer-s", in: Limits.timerSeconds)
    let undo = commands?.span("undo-s", in: Limits.timerSeconds)
    commands?.finish()
    let (escalateAfter, leaderAfter) = loadEscalation(root)
    var policy = AlarmPolicy.silent
    policy.actionLimit = actionLimit ?? policy.actionLimit
    policy.shelfLimit = shelfLimit ?? policy.shelfLimit
    policy.escalateAfter = escalateAfter ?? policy.escalateAfter
    policy.leaderAfter = leaderAfter ?? .zero
    policy.shelfRelease = release ?? .zero
    policy.offerLimit = offer ?? .zero
    policy.undoLimit = undo ?? .zero
    loadRates(root, into: &policy)
    root.finish()
    alarmPolicy = policy
  }

  private func loadEscalation(_ root: TableReader) -> (AlarmPolicy.ByGrade?, Span?) {
    guard let table = root.requiredMember("escalation") else { return (nil, nil) }
    let after = byGrade(table, "s", unit: 1)
    let leader = table.span("leader-after-s", in: Limits.timerSeconds)
    escalation.lead = recipients(table, "lead")
    escalation.leader = recipients(table, "leader")
    escalation.limits.messages = table.whole("messages", in: 1...100) ?? 1
    escalation.limits.window = table.span("window-s", in: Limits.timerSeconds) ?? .zero
    table.finish()
    return (after, leader)
  }

  /// Names of recipients; one that no channel knows is only written to the log, which is said.
  private func recipients(_ table: TableReader, _ key: String) -> [String] {
    (table.texts(key) ?? []).map { name, location in
      if !channels.recipients.isEmpty, channelRecipientNames.positions[name] == nil {
        let nearest = Nearest.name(to: name, in: channelRecipientNames.ordered)
        let shown = HarmlessText.clean(name, limit: Limits.id)
        problems.warn(.recipientWithoutChannel(key, shown, nearest: nearest), at: location)
      }
      return name
    }
  }

  private func loadRates(_ root: TableReader, into policy: inout AlarmPolicy) {
    if let table = root.requiredMember("chatter") {
      policy.chatterCount = table.whole("count", in: 2...Alarm.countLimit) ?? 0
      policy.chatterWindow = table.span("window-s", in: Limits.timerSeconds) ?? .zero
      table.finish()
    }
    if let table = root.requiredMember("flood") {
      policy.floodStart = table.whole("start", in: 1...100_000) ?? .max
      policy.floodEnd = table.whole("end", in: 1...100_000) ?? 0
      policy.floodWindow = table.span("window-s", in: 60...86_400) ?? .zero
      if policy.floodEnd > policy.floodStart {
        table.report(.floodEndsAbove(start: policy.floodStart), at: "end")
      }
      table.finish()
    }
  }

  private func byGrade(_ table: TableReader, _ unit: String, unit seconds: Double) -> AlarmPolicy.ByGrade {
    AlarmPolicy.ByGrade(
      Grade.allCases.map { grade in
        table.span("\(grade.word)-\(unit)", in: Limits.timerSeconds, unit: seconds) ?? .zero
      })
  }
}
