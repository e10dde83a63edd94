import Alarms
import CityDispatch
import CitySafety

/// Requests of the dispatch, and their refusals, inside a `DutyCommand`.
extension DispatchCoding {
  static func write(_ action: DispatchAction, to writer: inout ByteWriter) {
    writer.write(tag(of: action))
    if let incident = action.incident { writer.write(incident.value) }
    switch action {
    case .open(_, let draft, let isOrdered):
      write(&writer, draft)
      writer.write(isOrdered)
    case .add(_, let tasks, let isOrdered):
      writer.write(tasks, DispatchCoding.write)
      writer.write(isOrdered)
    case .issue(_, let acceptsCommitted): writer.write(acceptsCommitted)
    case .step(let task, let event, let channel, let words):
      writer.write(task.value)
      writer.write(event.rawValue)
      writer.write(channel)
      writer.write(words)
    case .reassign(let task, let draft, let reason):
      writer.write(task.value)
      DispatchCoding.write(&writer, draft)
      writer.write(reason)
    case .merge(_, let other, let reason):
      writer.write(other.value)
      writer.write(reason)
    case .note(_, let kind, let text):
      writer.write(kind.rawValue)
      writer.write(text)
    case .tick(_, let index): writer.write(index)
    case .level(_, let level, let reason):
      writer.write(level.rawValue)
      writer.write(reason)
    case .appoint(_, let text), .reported(_, let text), .terminate(_, let text): writer.write(text)
    case .grade(_, let grade): writer.write(grade.rawValue)
    case .assess(_, let assessment):
      write(assessment, to: &writer)
      if assessment.hasMore { writeMore(assessment, to: &writer) }
    case .close(_, let verdict, let lessons, _):
      writer.write(verdict)
      writer.write(lessons)
    case .report(_, let report):
      write(report, to: &writer)
      if let correction = report.corrects { write(correction, to: &writer) }
    case .late(let action, let incident):
      writer.write(incidentVersion)
      write(incident, to: &writer)
      write(action, to: &writer)
    case .extend(_, let more, let isOrdered): write(more, isOrdered: isOrdered, to: &writer)
    }
  }

  private static func tag(of action: DispatchAction) -> UInt8 {
    switch action {
    case .open: 1
    case .step: 2
    case .add: 3
    case .issue: 4
    case .note: 5
    case .tick: 6
    case .level: 7
    case .appoint: 8
    case .grade: 9
    case .assess(_, let assessment): assessment.hasMore ? 33 : 10
    case .reported: 11
    case .terminate: 12
    case .close(_, _, _, let keepsWarnings): keepsWarnings ? 31 : 13
    case .reassign: 20
    case .merge: 21
    case .report(_, let report): report.corrects == nil ? 30 : 32
    case .late: 40
    case .extend: 41
    }
  }

  static func readAction(from reader: inout ByteReader) throws(CodingFailure) -> DispatchAction {
    let tag = try reader.uint8()
    if tag == 2 {
      let task = TaskID(try reader.int64())
      let event: TaskEvent = try reader.choice()
      let channel = try reader.string()
      return .step(task, event, channel: channel, words: try reader.string())
    }
    if tag == 20 {
      let task = TaskID(try reader.int64())
      let draft = try readTaskDraft(from: &reader)
      return .reassign(task, draft, reason: try reader.string())
    }
    let id = IncidentID(try reader.int64())
    switch tag {
    case 1:
      let draft = try readDraft(from: &reader)
      return .open(id, draft, isOrdered: try reader.bool())
    case 3:
      let tasks = try reader.list { (reader: inout ByteReader) throws(CodingFailure) in
        try readTaskDraft(from: &reader)
      }
      return .add(id, tasks, isOrdered: try reader.bool())
    case 4: return .issue(id, acceptsCommitted: try reader.bool())
    case 5:
      let kind: NoteKind = try reader.choice()
      return .note(id, kind, try reader.string())
    case 6: return .tick(id, try reader.int())
    case 7:
      let level: ResponseLevel = try reader.choice()
      return .level(id, level, reason: try reader.string())
    case 8: return .appoint(id, try reader.string())
    case 9: return .grade(id, try reader.choice())
    case 10: return .assess(id, try readAssessment(from: &reader))
    case 33:
      var assessment = try readAssessment(from: &reader)
      try readMore(into: &assessment, from: &reader)
      return .assess(id, assessment)
    case 11: return .reported(id, rule: try reader.string())
    case 12: return .terminate(id, reason: try reader.string())
    case 13, 31:
      let verdict = try reader.string()
      return .close(id, verdict: verdict, lessons: try reader.string(), keepsWarnings: tag == 31)
    case 21:
      let other = IncidentID(try reader.int64())
      return .merge(id, into: other, reason: try reader.string())
    case 30: return .report(id, try readReport(from: &reader))
    case 32:
      var report = try readReport(from: &reader)
      report.corrects = try readCorrection(from: &reader)
      return .report(id, report)
    case 40:
      let incident = try readIncident(from: &reader, version: try reader.version(upTo: incidentVersion))
      let action = try readAction(from: &reader)
      // Nor is one ever written within another.
      guard incident.id == id, incident.state == .closed, action.incident == id, action.mayFollowClosing
      else {
        throw .unknownCase("DispatchAction", tag)
      }
      return .late(action, on: incident)
    case 41: return try readExtension(of: id, from: &reader)
    default: throw .unknownCase("DispatchAction", tag)
    }
  }

  static func write(_ refusal: DispatchRefusal, to writer: inout ByteWriter) {
    switch refusal {
    case .unknownIncident(let id): write(1, id.value, to: &writer)
    case .unknownTask(let id): write(2, id.value, to: &writer)
    case .unknownAlarm(let id): write(3, id.value, to: &writer)
    case .raced(let by, let at):
      writer.write(UInt8(4))
      writer.write(by) { $0.write($1) }
      writer.write(at)
    case .answered(let alarm, let incident):
      write(5, alarm.value, to: &writer)
      writer.write(incident.value)
    case .notApplicable(let event, let state):
      for byte in [6, event.rawValue, state.rawValue] { writer.write(byte) }
    case .hindered(let event, let rule):
      for byte in [7, event.rawValue, rule.rawValue] { writer.write(byte) }
    case .notForPeople(let event): for byte in [8, event.rawValue] { writer.write(byte) }
    case .over(let state): for byte in [9, state.rawValue] { writer.write(byte) }
    case .notTerminated: writer.write(UInt8(10))
    case .tasksOpen(let count): write(11, Int64(count), to: &writer)
    case .committed(let team, let task):
      write(12, task.value, to: &writer)
      writer.write(team)
    case .nothingToDo: writer.write(UInt8(13))
    case .needsText: writer.write(UInt8(14))
    case .needsTasks: writer.write(UInt8(15))
    case .unsound: writer.write(UInt8(16))
    case .tooMany(let limit): write(17, Int64(limit), to: &writer)
    case .unknownUnit(let name):
      writer.write(UInt8(20))
      writer.write(name)
    case .unknownTeam(let name):
      writer.write(UInt8(21))
      writer.write(name)
    case .sameTeam: writer.write(UInt8(22))
    case .sameIncident: writer.write(UInt8(23))
    case .needsField(let field):
      writer.write(UInt8(30))
      writer.write(field)
    case .unknownReportWord(let word):
      writer.write(UInt8(31))
      writer.write(word)
    case .warningsInForce(let ids):
      writer.write(UInt8(32))
      writer.write(ids) { $0.write($1.value) }
    }
  }

  private static func write(_ tag: UInt8, _ number: Int64, to writer: inout ByteWriter) {
    writer.write(tag)
    writer.write(number)
  }

  static func readRefusal(from reader: inout ByteReader) throws(CodingFailure) -> DispatchRefusal {
    switch try reader.uint8() {
    case 1: return .unknownIncident(IncidentID(try reader.int64()))
    case 2: return .unknownTask(TaskID(try reader.int64()))
    case 3: return .unknownAlarm(AlarmID(try reader.int64()))
    case 4:
      let by = try reader.optionalString()
      return .raced(by: by, at: try reader.instant())
    case 5:
      let alarm = AlarmID(try reader.int64())
      return .answered(alarm, by: IncidentID(try reader.int64()))
    case 6:
      let event: TaskEvent = try reader.choice()
      return .notApplicable(event, try reader.choice())
    case 7:
      let event: TaskEvent = try reader.choice()
      return .hindered(event, try reader.choice())
    case 8: return .notForPeople(try reader.choice())
    case 9: return .over(try reader.choice())
    case 10: return .notTerminated
    case 11: return .tasksOpen(count: try reader.int())
    case 12:
      let task = TaskID(try reader.int64())
      return .committed(team: try reader.string(), task: task)
    case 13: return .nothingToDo
    case 14: return .needsText
    case 15: return .needsTasks
    case 16: return .unsound
    case 17: return .tooMany(limit: try reader.int())
    case 20: return .unknownUnit(try reader.string())
    case 21: return .unknownTeam(try reader.string())
    case 22: return .sameTeam
    case 23: return .sameIncident
    case 30: return .needsField(try reader.string())
    case 31: return .unknownReportWord(try reader.string())
    case 32:
      return .warningsInForce(
        try reader.list { (reader: inout ByteReader) throws(CodingFailure) in
          PublicWarningID(try reader.int64())
        })
    case let tag: throw .unknownCase("DispatchRefusal", tag)
    }
  }
}

extension Assessment {
  /// Whether it says something that the form of before has no place for.
  fileprivate var hasMore: Bool { isPolluting || threatensCriticalPlace || magnitude != 0 }
}
