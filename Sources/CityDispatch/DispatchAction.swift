public import Alarms
public import CitySafety

/// What is written into the command log of an incident.
public enum NoteKind: UInt8, Sendable, Hashable, CaseIterable {
  case note = 1
  /// An instruction of a leader.
  case instruction
  case call
  /// A leader arrived.
  case arrival
  case media
  case decision

  public var name: Bilingual {
    switch self {
    case .note: Bilingual(zh: "记事", en: "Note")
    case .instruction: Bilingual(zh: "批示", en: "Instruction")
    case .call: Bilingual(zh: "通话", en: "Call")
    case .arrival: Bilingual(zh: "领导到位", en: "Leader arrived")
    case .media: Bilingual(zh: "舆情媒体", en: "Media")
    case .decision: Bilingual(zh: "决定", en: "Decision")
    }
  }
}

/// What a person may ask for in the dispatch of departments and teams.
public enum DispatchAction: Sendable, Hashable {
  /// Makes an incident of alarms; its tasks are ordered at once, or kept as drafts.
  ///
  /// The owner gives the number; 0 before.
  case open(IncidentID, IncidentDraft, isOrdered: Bool)
  case add(IncidentID, [TaskDraft], isOrdered: Bool)
  /// Orders every draft of the incident; whether those of teams that are out elsewhere too.
  case issue(IncidentID, acceptsCommitted: Bool)
  /// A step of one task: what its unit says, or a lead decides.
  case step(TaskID, TaskEvent, channel: String, words: String)
  /// 改派: gives a task to another team or unit, in one step; a unit that still has the order hears that it is cancelled.
  case reassign(TaskID, TaskDraft, reason: String)
  case note(IncidentID, NoteKind, String)
  /// An item of the checklist is done.
  case tick(IncidentID, Int)
  case level(IncidentID, ResponseLevel, reason: String)
  /// Hands the command over.
  case appoint(IncidentID, String)
  case grade(IncidentID, EventGrade)
  case assess(IncidentID, Assessment)
  /// An upward report has been sent.
  case reported(IncidentID, rule: String)
  /// 解除
  case terminate(IncidentID, reason: String)
  /// 结案; whether authored warnings of it that still hold are kept on purpose.
  case close(IncidentID, verdict: String, lessons: String, keepsWarnings: Bool = false)
  /// 合并: the alarms of an incident are answered by another one from now on; its own tasks are seen through.
  case merge(IncidentID, into: IncidentID, reason: String)
  /// 信息报告: a report upward, which answers a rule and leaves for the rule's recipients.
  case report(IncidentID, UpwardReport)
  /// 增派、升级: the incident takes in alarms, a worse grade with its level and measures, and tasks, which are ordered at once
  /// or kept as drafts.
  case extend(IncidentID, IncidentExtension, isOrdered: Bool)
  /// 结案后: what is still noted, graded or reported of a closed incident, with the incident as it stood before.
  ///
  /// The owner makes it of the plain request, so that replay needs no store; nobody asks for it.
  indirect case late(DispatchAction, on: Incident)

  /// Whether it may be asked for once the incident is closed (结案后的更正、续报).
  public var mayFollowClosing: Bool {
    switch self {
    case .note, .grade, .assess, .report: true
    default: false
    }
  }

  /// The request itself, whether its incident was under way or closed.
  public var asked: DispatchAction {
    if case .late(let action, _) = self { return action }
    return self
  }

  /// The task that it is about; `nil` for what is about an incident.
  public var task: TaskID? {
    switch self {
    case .step(let id, _, _, _), .reassign(let id, _, _): id
    default: nil
    }
  }

  /// The incident that it is about; `nil` for what is about one task.
  public var incident: IncidentID? {
    switch self {
    case .step, .reassign: nil
    case .open(let id, _, _), .add(let id, _, _), .issue(let id, _), .note(let id, _, _), .tick(let id, _),
      .level(let id, _, _),
      .appoint(let id, _), .grade(let id, _), .assess(let id, _), .reported(let id, _), .terminate(let id, _),
      .close(let id, _, _, _), .merge(let id, _, _), .report(let id, _),
      .extend(let id, _, _):
      id
    case .late(let action, _): action.incident
    }
  }

  /// Every text that came from a seat, names among them, with a way to put it back.
  public func mappingTexts<Failure: Error>(
    _ body: (String) throws(Failure) -> String
  ) throws(Failure) -> DispatchAction {
    switch self {
    case .open(let id, var draft, let isOrdered):
      for path in [\IncidentDraft.plan, \.planVersion, \.commander] {
        draft[keyPath: path] = try body(draft[keyPath: path])
      }
      for path in [\IncidentDraft.title, \.place] {
        draft[keyPath: path] = try DispatchAction.mapped(draft[keyPath: path], body)
      }
      draft.checklist = try DispatchAction.mapped(draft.checklist, body)
      draft.tasks = try DispatchAction.mapped(draft.tasks, body)
      return .open(id, draft, isOrdered: isOrdered)
    case .extend(let id, var more, let isOrdered):
      more.commander = try body(more.commander)
      more.checklist = try DispatchAction.mapped(more.checklist, body)
      more.tasks = try DispatchAction.mapped(more.tasks, body)
      return .extend(id, more, isOrdered: isOrdered)
    case .add(let id, let tasks, let isOrdered):
      return .add(id, try DispatchAction.mapped(tasks, body), isOrdered: isOrdered)
    case .step(let id, let event, let channel, let words):
      return .step(id, event, channel: try body(channel), words: try body(words))
    case .reassign(let id, let draft, let reason):
      return .reassign(id, try DispatchAction.mapped([draft], body)[0], reason: try body(reason))
    case .merge(let id, let other, let reason): return .merge(id, into: other, reason: try body(reason))
    case .note(let id, let kind, let text): return .note(id, kind, try body(text))
    case .level(let id, let level, let reason): return .level(id, level, reason: try body(reason))
    case .appoint(let id, let name): return .appoint(id, try body(name))
    case .terminate(let id, let reason): return .terminate(id, reason: try body(reason))
    case .close(let id, let verdict, let lessons, let keepsWarnings):
      return .close(
        id, verdict: try body(verdict), lessons: try body(lessons), keepsWarnings: keepsWarnings)
    case .reported(let id, let rule): return .reported(id, rule: try body(rule))
    case .report(let id, var report):
      report.rule = try body(report.rule)
      for index in report.entries.indices {
        report.entries[index].field = try body(report.entries[index].field)
        report.entries[index].text = try body(report.entries[index].text)
      }
      if var correction = report.corrects {
        for index in correction.changes.indices {
          for path in [\ReportCorrection.Change.field, \.before, \.after] {
            correction.changes[index][keyPath: path] = try body(correction.changes[index][keyPath: path])
          }
        }
        report.corrects = correction
      }
      return .report(id, report)
    case .late(let action, let incident): return .late(try action.mappingTexts(body), on: incident)
    case .issue, .tick, .grade, .assess: return self
    }
  }

  private static func mapped<Failure: Error>(
    _ checklist: [ChecklistItem], _ body: (String) throws(Failure) -> String
  ) throws(Failure) -> [ChecklistItem] {
    var checklist = checklist
    for index in checklist.indices {
      checklist[index].text = try mapped(checklist[index].text, body)
      checklist[index].origin = try body(checklist[index].origin)
    }
    return checklist
  }

  private static func mapped<Failure: Error>(
    _ tasks: [TaskDraft], _ body: (String) throws(Failure) -> String
  ) throws(Failure) -> [TaskDraft] {
    var tasks = tasks
    for index in tasks.indices {
      for path in [\TaskDraft.planTask, \.unit, \.team, \.recipient] {
        tasks[index][keyPath: path] = try body(tasks[index][keyPath: path])
      }
      tasks[index].what = try mapped(tasks[index].what, body)
    }
    return tasks
  }

  private static func mapped<Failure: Error>(
    _ text: Bilingual, _ body: (String) throws(Failure) -> String
  ) throws(Failure) -> Bilingual {
    Bilingual(zh: try body(text.zh), en: try body(text.en))
  }
}

/// Why a request of the dispatch was refused.
public enum DispatchRefusal: Error, Sendable, Hashable {
  case unknownIncident(IncidentID)
  case unknownTask(TaskID)
  case unknownAlarm(AlarmID)
  /// Somebody else was faster.
  case raced(by: String?, at: Instant)
  /// The alarm is part of an incident that is under way.
  case answered(AlarmID, by: IncidentID)
  /// The state has no such transition.
  case notApplicable(TaskEvent, TaskState)
  case hindered(TaskEvent, TaskGuard)
  /// A step that no person takes, such as a clock's.
  case notForPeople(TaskEvent)
  case over(IncidentState)
  case notTerminated
  /// Units are still at work, or drafts are not decided.
  case tasksOpen(count: Int)
  /// The team is out already; ordering it all the same must be confirmed.
  case committed(team: String, task: TaskID)
  case nothingToDo
  case needsText
  case needsTasks
  /// Limits that make no sense.
  case unsound
  case tooMany(limit: Int)
  /// The site has no such department or team.
  case unknownUnit(String)
  case unknownTeam(String)
  /// It would be given to whom it has already.
  case sameTeam
  /// An incident is not merged into itself.
  case sameIncident
  /// A field of the site that this kind of report may not leave without.
  case needsField(String)
  /// The site has no such rule or field.
  case unknownReportWord(String)
  /// Authored warnings of the incident still hold: they are lifted first, or kept on purpose.
  case warningsInForce([PublicWarningID])
}
