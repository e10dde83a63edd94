import Alarms
public import CityDispatch
import CitySafety

/// The fixed binary form of incidents and tasks, for table rows, checkpoints and journal entries.
public enum DispatchCoding {
  static let version: UInt8 = 1
  /// Of incidents: since 2 with their reports upward, since 3 with what of them are corrections, and
  /// with harm that is no count, since 4 with the reports that are due.
  static let incidentVersion: UInt8 = 4

  /// Appends the incident.
  public static func encode(_ incident: Incident, into bytes: inout [UInt8]) {
    ByteWriter.append(to: &bytes) { writer in
      writer.write(incidentVersion)
      write(incident, to: &writer)
    }
  }

  /// Appends the task.
  public static func encode(_ task: TaskOrder, into bytes: inout [UInt8]) {
    ByteWriter.append(to: &bytes) { writer in
      writer.write(version)
      write(task, to: &writer)
    }
  }

  /// Reads one incident that takes all of `bytes`.
  public static func decodeIncident(_ bytes: UnsafeRawBufferPointer) throws(CodingFailure) -> Incident {
    var reader = ByteReader(bytes)
    let found = try reader.version(upTo: incidentVersion)
    let incident = try readIncident(from: &reader, version: found)
    try reader.finish()
    return incident
  }

  /// Reads one task that takes all of `bytes`.
  public static func decodeTask(_ bytes: UnsafeRawBufferPointer) throws(CodingFailure) -> TaskOrder {
    var reader = ByteReader(bytes)
    try reader.version(version)
    let task = try readTask(from: &reader)
    try reader.finish()
    return task
  }

  // MARK: Incidents

  static func write(_ incident: Incident, to writer: inout ByteWriter) {
    writer.write(incident.id.value)
    writer.write(incident.openedAt)
    CommandCoding.write(incident.openedBy, to: &writer)
    write(&writer, IncidentDraft(incident))
    writer.write(incident.eventGrade) { $0.write($1.rawValue) }
    writer.write(incident.state.rawValue)
    writer.write(incident.ticks.sorted { $0.key < $1.key }) { writer, tick in
      writer.write(tick.key)
      writer.write(tick.value)
    }
    write(incident.assessment, to: &writer)
    writer.write(incident.reports.sorted { $0.key < $1.key }) { writer, report in
      writer.write(report.key)
      writer.write(report.value) { $0.write($1) }
    }
    writer.write(incident.terminatedAt) { $0.write($1) }
    writer.write(incident.closedAt) { $0.write($1) }
    for text in [incident.reason, incident.verdict, incident.lessons] { writer.write(text) }
    writer.write(incident.changedAt)
    writer.write(incident.changedBy) { $0.write($1) }
    writer.write(incident.revision)
    write(incident.reporting, to: &writer)
    writeCorrections(incident.reporting, to: &writer)
    writeMore(incident.assessment, to: &writer)
    for assessed in incident.reporting.assessed { writeMore(assessed.assessment, to: &writer) }
    write(incident.reporting.due, to: &writer)
  }

  static func readIncident(
    from reader: inout ByteReader, version: UInt8
  ) throws(CodingFailure) -> Incident {
    let id = IncidentID(try reader.int64())
    let at = try reader.instant()
    let actor = try CommandCoding.readActor(from: &reader)
    var incident = Incident(id: id, draft: try readDraft(from: &reader), by: actor, at: at)
    incident.eventGrade = try reader.bool() ? try reader.choice() : nil
    incident.state = try reader.choice()
    let ticks = try reader.list { (reader: inout ByteReader) throws(CodingFailure) -> (Int, Instant) in
      let index = try reader.int()
      return (index, try reader.instant())
    }
    incident.ticks = Dictionary(ticks, uniquingKeysWith: { first, _ in first })
    incident.assessment = try readAssessment(from: &reader)
    let reports = try reader.list { (reader: inout ByteReader) throws(CodingFailure) -> (String, [Instant]) in
      let rule = try reader.string()
      return (
        rule, try reader.list { (reader: inout ByteReader) throws(CodingFailure) in try reader.instant() }
      )
    }
    incident.reports = Dictionary(reports, uniquingKeysWith: { first, _ in first })
    incident.terminatedAt = try reader.optionalInstant()
    incident.closedAt = try reader.optionalInstant()
    incident.reason = try reader.string()
    incident.verdict = try reader.string()
    incident.lessons = try reader.string()
    incident.changedAt = try reader.instant()
    incident.changedBy = try reader.optionalString()
    incident.revision = try reader.int64()
    if version > 1 { incident.reporting = try readReporting(from: &reader) }
    if version > 2 {
      try readCorrections(into: &incident.reporting, from: &reader)
      try readMore(into: &incident.assessment, from: &reader)
      for index in incident.reporting.assessed.indices {
        try readMore(into: &incident.reporting.assessed[index].assessment, from: &reader)
      }
    }
    if version > 3 { incident.reporting.due = try readDue(from: &reader) }
    return incident
  }

  static func write(_ assessment: Assessment, to writer: inout ByteWriter) {
    for count in [
      assessment.dead, assessment.missing, assessment.injured, assessment.endangered, assessment.evacuated,
    ] {
      writer.write(count)
    }
    writer.write(assessment.loss)
    writer.write(assessment.area)
  }

  /// What an assessment has beside its counts and amounts: since version 3 of an incident.
  static func writeMore(_ assessment: Assessment, to writer: inout ByteWriter) {
    writer.write(assessment.isPolluting)
    writer.write(assessment.threatensCriticalPlace)
    writer.write(assessment.magnitude)
  }

  static func readMore(
    into assessment: inout Assessment, from reader: inout ByteReader
  ) throws(CodingFailure) {
    assessment.isPolluting = try reader.bool()
    assessment.threatensCriticalPlace = try reader.bool()
    assessment.magnitude = try reader.double()
  }

  static func readAssessment(from reader: inout ByteReader) throws(CodingFailure) -> Assessment {
    var assessment = Assessment()
    assessment.dead = try reader.int()
    assessment.missing = try reader.int()
    assessment.injured = try reader.int()
    assessment.endangered = try reader.int()
    assessment.evacuated = try reader.int()
    assessment.loss = try reader.double()
    assessment.area = try reader.double()
    return assessment
  }

  static func write(_ writer: inout ByteWriter, _ draft: IncidentDraft) {
    writer.write(draft.alarms) { $0.write($1.value) }
    writer.write(draft.plan)
    writer.write(draft.planVersion)
    writer.write(draft.title)
    writer.write(draft.place)
    writer.write(draft.sector.rawValue)
    writer.write(draft.grade.rawValue)
    writer.write(draft.level.rawValue)
    writer.write(draft.commander)
    writer.write(draft.checklist, DispatchCoding.write)
    writer.write(draft.tasks, DispatchCoding.write)
  }

  static func readDraft(from reader: inout ByteReader) throws(CodingFailure) -> IncidentDraft {
    let alarms = try reader.list { (reader: inout ByteReader) throws(CodingFailure) in
      AlarmID(try reader.int64())
    }
    let plan = try reader.string()
    let version = try reader.string()
    let title = try reader.bilingual()
    let place = try reader.bilingual()
    let sector: Sector = try reader.choice()
    let grade: Grade = try reader.choice()
    let level: ResponseLevel = try reader.choice()
    let commander = try reader.string()
    let checklist = try readChecklist(from: &reader)
    return IncidentDraft(
      alarms: alarms, plan: plan, planVersion: version, title: title, place: place, sector: sector,
      grade: grade,
      level: level, commander: commander, checklist: checklist,
      tasks: try reader.list { (reader: inout ByteReader) throws(CodingFailure) in
        try readTaskDraft(from: &reader)
      })
  }

  // MARK: Tasks

  static func write(_ writer: inout ByteWriter, _ draft: TaskDraft) {
    writer.write(draft.planTask)
    writer.write(draft.unit)
    writer.write(draft.team)
    writer.write(draft.what)
    let limits = draft.limits
    for span in [limits.receipt, limits.missed, limits.arrival, limits.feedback, limits.checkIn] {
      writer.write(span)
    }
    writer.write(limits.missedLimit)
    writer.write(limits.arrivalGrace)
    writer.write(draft.recipient)
    writer.write(draft.insteadOf) { $0.write($1.value) }
    writer.write(draft.acceptsCommitted)
  }

  static func readTaskDraft(from reader: inout ByteReader) throws(CodingFailure) -> TaskDraft {
    let planTask = try reader.string()
    let unit = try reader.string()
    let team = try reader.string()
    let what = try reader.bilingual()
    let receipt = try reader.span()
    let missed = try reader.span()
    let arrival = try reader.span()
    let feedback = try reader.span()
    let checkIn = try reader.span()
    let missedLimit = try reader.int()
    let limits = TaskLimits(
      receipt: receipt, missed: missed, missedLimit: missedLimit, arrival: arrival,
      arrivalGrace: try reader.int(),
      feedback: feedback, checkIn: checkIn)
    let recipient = try reader.string()
    let insteadOf = try reader.bool() ? TaskID(try reader.int64()) : nil
    return TaskDraft(
      planTask: planTask, unit: unit, team: team, what: what, limits: limits, recipient: recipient,
      insteadOf: insteadOf, acceptsCommitted: try reader.bool())
  }

  static func write(_ task: TaskOrder, to writer: inout ByteWriter) {
    writer.write(task.id.value)
    writer.write(task.incident.value)
    write(&writer, task.draft)
    writer.write(task.grade.rawValue)
    writer.write(task.state.rawValue)
    writer.write(task.draftedAt)
    writer.write(task.receipts) { writer, receipt in
      writer.write(receipt.state.rawValue)
      writer.write(receipt.at)
      writer.write(receipt.by) { CommandCoding.write($1, to: &$0) }
      writer.write(receipt.channel)
      writer.write(receipt.words)
    }
    writer.write(task.sends)
    writer.write(task.missed)
    for flag in [task.isEscalated, task.isLate, task.isOverdue, task.isReminded] { writer.write(flag) }
    writer.write(task.silence.rawValue)
    writer.write(task.report)
    writer.write(task.reason)
    writer.write(task.signedBy) { CommandCoding.write($1, to: &$0) }
    for due in [task.receiptDue, task.arrivalDue, task.feedbackDue, task.silenceDue] {
      writer.write(due) { $0.write($1) }
    }
    writer.write(task.changedAt)
    writer.write(task.changedBy) { $0.write($1) }
    writer.write(task.revision)
  }

  static func readTask(from reader: inout ByteReader) throws(CodingFailure) -> TaskOrder {
    let id = TaskID(try reader.int64())
    let incident = IncidentID(try reader.int64())
    let draft = try readTaskDraft(from: &reader)
    let grade: Grade = try reader.choice()
    let state: TaskState = try reader.choice()
    var task = TaskOrder(id: id, incident: incident, draft: draft, grade: grade, at: try reader.instant())
    task.state = state
    task.receipts = try reader.list { (reader: inout ByteReader) throws(CodingFailure) in
      try readReceipt(from: &reader)
    }
    task.sends = try reader.int()
    task.missed = try reader.int()
    task.isEscalated = try reader.bool()
    task.isLate = try reader.bool()
    task.isOverdue = try reader.bool()
    task.isReminded = try reader.bool()
    task.silence = try reader.choice()
    task.report = try reader.string()
    task.reason = try reader.string()
    task.signedBy = try reader.bool() ? try CommandCoding.readActor(from: &reader) : nil
    task.receiptDue = try reader.optionalInstant()
    task.arrivalDue = try reader.optionalInstant()
    task.feedbackDue = try reader.optionalInstant()
    task.silenceDue = try reader.optionalInstant()
    task.changedAt = try reader.instant()
    task.changedBy = try reader.optionalString()
    task.revision = try reader.int64()
    return task
  }

  private static func readReceipt(from reader: inout ByteReader) throws(CodingFailure) -> Receipt {
    let state: TaskState = try reader.choice()
    let at = try reader.instant()
    let by = try reader.bool() ? try CommandCoding.readActor(from: &reader) : nil
    let channel = try reader.string()
    return Receipt(state: state, at: at, by: by, channel: channel, words: try reader.string())
  }

  // MARK: Reports of teams

  /// Appends the report.
  public static func encode(_ report: TeamReport, into bytes: inout [UInt8]) {
    ByteWriter.append(to: &bytes) { writer in
      writer.write(version)
      write(report, to: &writer)
    }
  }

  /// Reads one report that takes all of `bytes`.
  public static func decodeTeamReport(_ bytes: UnsafeRawBufferPointer) throws(CodingFailure) -> TeamReport {
    var reader = ByteReader(bytes)
    try reader.version(version)
    let report = try readTeamReport(from: &reader)
    try reader.finish()
    return report
  }

  static func write(_ report: TeamReport, to writer: inout ByteWriter) {
    writer.write(report.team)
    writer.write(report.at)
    writer.write(report.latitude)
    writer.write(report.longitude)
    writer.write(report.state == .out)
    writer.write(report.source)
  }

  static func readTeamReport(from reader: inout ByteReader) throws(CodingFailure) -> TeamReport {
    let team = try reader.string()
    let at = try reader.instant()
    let latitude = try reader.double()
    let longitude = try reader.double()
    let isOut = try reader.bool()
    return TeamReport(
      team: team, at: at, latitude: latitude, longitude: longitude, state: isOut ? .out : .ready,
      source: try reader.string())
  }

  // MARK: The state

  /// What is under way or waits for a report, and the last numbers given; the reports of teams stand for themselves.
  static func write(_ state: DispatchState, to writer: inout ByteWriter) {
    writer.write(state.lastIncident.value)
    writer.write(state.lastTask.value)
    let incidents = (Array(state.incidents.values) + state.late.values).sorted { $0.id < $1.id }
    writer.write(incidents.count)
    for incident in incidents { write(incident, to: &writer) }
    let tasks = state.tasks.values.sorted { $0.id < $1.id }
    writer.write(tasks.count)
    for task in tasks { write(task, to: &writer) }
  }

  /// The last report of each team, by its id.
  static func writeReports(_ state: DispatchState, to writer: inout ByteWriter) {
    writer.write(state.reports.count)
    for report in state.reports.values.sorted(by: { $0.team < $1.team }) { write(report, to: &writer) }
  }

  static func readReports(from reader: inout ByteReader) throws(CodingFailure) -> [TeamReport] {
    var reports: [TeamReport] = []
    for _ in 0..<(try reader.count()) { reports.append(try readTeamReport(from: &reader)) }
    return reports
  }

  static func readState(
    from reader: inout ByteReader, incidentVersion: UInt8
  ) throws(CodingFailure) -> DispatchState {
    let lastIncident = IncidentID(try reader.int64())
    let lastTask = TaskID(try reader.int64())
    var incidents: [Incident] = []
    for _ in 0..<(try reader.count()) {
      incidents.append(try readIncident(from: &reader, version: incidentVersion))
    }
    var tasks: [TaskOrder] = []
    for _ in 0..<(try reader.count()) { tasks.append(try readTask(from: &reader)) }
    return DispatchState(incidents: incidents, tasks: tasks, lastIncident: lastIncident, lastTask: lastTask)
  }
}

extension IncidentDraft {
  /// The part of an incident that was written down when it was opened; its tasks stand for themselves.
  init(_ incident: Incident) {
    self.init(
      alarms: incident.alarms, plan: incident.plan, planVersion: incident.planVersion, title: incident.title,
      place: incident.place, sector: incident.sector, grade: incident.grade, level: incident.level,
      commander: incident.commander, checklist: incident.checklist, tasks: [])
  }
}
