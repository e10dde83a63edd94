import Alarms
public import CityDispatch
public import CitySafety

/// Reports upward that fall due: each rule of an incident has an alarm, which reminds, gets worse when the report is due and
/// returns when it is sent.
extension OperationsState {
  /// The event that says which reports of an incident are due; `nil` where the journal has said so, and where it is over.
  ///
  /// `offset` is the site's.
  public func reportsDue(of id: IncidentID, _ register: DispatchRegister, offset: UTCOffset) -> Event? {
    guard let incident = dispatch.incidents[id] ?? dispatch.late[id] else { return nil }
    let due = register.openReportClocks(of: incident, offset: offset).map(ReportDue.init)
    return due == incident.reporting.due ? nil : .reportsDue(id, due)
  }

  /// The events of the report clocks of an incident under way, or of a closed one that owes a report, empty when nothing changed,
  /// and when to ask again; `nil` while none of its clocks runs.
  ///
  /// `offset` is the site's.
  public func reportEvents(
    of id: IncidentID, _ register: DispatchRegister, offset: UTCOffset, now: Instant
  ) -> (events: [Event], next: Instant?) {
    var events: [Event] = []
    var next: Instant?
    if let incident = dispatch.incidents[id] ?? dispatch.late[id] {
      var open: Set<String> = []
      for clock in register.openReportClocks(of: incident, offset: offset) {
        open.insert(clock.rule.id)
        let reminds = clock.due - register.reminder(of: clock.rule)
        let overdue = clock.due + .milliseconds(1)
        for moment in [reminds, overdue] where moment > now { next = min(next ?? moment, moment) }
        let grade =
          now >= overdue
          ? register.reportAlarms.dueGrade : now >= reminds ? register.reportAlarms.reminderGrade : nil
        // Most clocks are far from due and never were: nothing is built for them.
        let key = AlarmKey.reportDue(incident: incident.id.value, rule: clock.rule.id)
        guard grade != nil || alarms.id(of: key) != nil else { continue }
        let condition = condition(of: clock, incident, grade: grade, offset: offset, now: now)
        if changes(condition) { events.append(.condition(condition)) }
      }
      events += reportEnds(of: incident, register, except: open, now: now)
    }
    return (events, next)
  }

  /// The ends of the report alarms of an incident, but for those of some rules.
  private func reportEnds(
    of incident: Incident, _ register: DispatchRegister, except open: Set<String> = [], now: Instant
  ) -> [Event] {
    register.reportRules.filter { !open.contains($0.id) }.compactMap { rule in
      reportEnd(AlarmKey.reportDue(incident: incident.id.value, rule: rule.id), now: now)
    }
  }

  /// The ends of report alarms whose incident is over or whose rule the site no longer has.
  public func forgottenReportEnds(_ register: DispatchRegister, now: Instant) -> [Event] {
    let rules = Set(register.reportRules.map(\.id))
    return alarms.eachOpen.compactMap { alarm in
      guard case .reportDue(let incident, let rule) = alarm.key,
        (dispatch.incidents[IncidentID(incident)] ?? dispatch.late[IncidentID(incident)]) == nil
          || !rules.contains(rule)
      else { return nil }
      return reportEnd(alarm.key, now: now)
    }
  }

  private func reportEnd(_ key: AlarmKey, now: Instant) -> Event? {
    guard let alarm = alarms[key], alarm.condition != .normal else { return nil }
    return .condition(
      ConditionEvent(
        key: key, sector: alarm.sector, source: nil, grade: nil, measured: now, text: alarm.text,
        place: alarm.place))
  }

  private func condition(
    of clock: ReportClock, _ incident: Incident, grade: Grade?, offset: UTCOffset, now: Instant
  ) -> ConditionEvent {
    let due = CivilTime(clock.due, at: offset)
    let time = due.date + " " + due.hourMinute
    let (number, name) = (incident.id.value, clock.rule.name)
    var condition = ConditionEvent(
      key: .reportDue(incident: number, rule: clock.rule.id), sector: incident.sector, source: nil,
      grade: grade, measured: now,
      text: Bilingual(
        zh: "信息报告 事件 #\(number) \(name.zh)，\(time) 前报出",
        en: "Report of incident #\(number): \(name.en), due by \(time)"), place: incident.place)
    condition.due = clock.due
    return condition
  }
}
