internal import Alarms
internal import CityDispatch
internal import CitySafety
internal import GRDB
internal import Operations

/// The state that a journal segment begins with: alarms, journalled source states, received warnings.
///
/// Little-endian: a version byte; the count of alarms, then each with its length in four bytes before it; the
/// same for warnings; the count of sources, then length, id and state of each; the duty state with its length, empty
/// where there is none (version 1 ends before it); the rules likewise (version 2 ends before them); the last numbers of
/// incidents and tasks in eight bytes each, then those under way like the alarms, with the closed that wait for a report; the
/// last number and the last time of issue of an authored warning, then those that are not over (version 3 ends before them); the
/// last reports of teams (version 4 ends before them). All in a fixed order, so that equal states have equal bytes.
enum Checkpoint {
  private static let version: UInt8 = 5

  /// The state before the first entry.
  static let empty: [UInt8] = {
    var writer = Writer()
    for _ in 0..<5 { writer.write(0) }
    for _ in 0..<2 { writer.writeLong(0) }
    for _ in 0..<2 { writer.write(0) }
    for _ in 0..<2 { writer.writeLong(0) }
    for _ in 0..<2 { writer.write(0) }
    return writer.bytes
  }()

  /// The state that the tables hold, without decoding it.
  static func take(_ db: Database) throws -> [UInt8] {
    var writer = Writer()
    for (table, order) in [("alarm", "id"), ("warning", "identifier")] {
      let count = try RawStatement(db, "SELECT count(*) FROM \(table)")
      guard try count.next() else { throw StoreFailure(.corrupt, table) }
      writer.write(Int(count.int(0)))
      count.reset()
      let rows = try RawStatement(db, "SELECT body FROM \(table) ORDER BY \(order)")
      while try rows.next() { rows.withBlob(0) { writer.write($0) } }
    }
    let states = try TableReading.sourceStates(db).sorted { $0.key < $1.key }
    writer.write(states.count)
    for (id, state) in states {
      Array(id.utf8).withUnsafeBytes { writer.write($0) }
      writer.bytes.append(state.rawValue)
    }
    for table in ["duty", "rules"] {
      let row = try RawStatement(db, "SELECT body FROM \(table)")
      if try row.next() {
        row.withBlob(0) { writer.write($0) }
        row.reset()
      } else {
        writer.write(0)
      }
    }
    try takeDispatch(db, &writer)
    try takeWarnings(db, &writer)
    let reports = try RawStatement(db, "SELECT count(*) FROM team_report")
    guard try reports.next() else { throw StoreFailure(.corrupt, "team_report") }
    writer.write(Int(reports.int(0)))
    reports.reset()
    let bodies = try RawStatement(db, "SELECT body FROM team_report ORDER BY team")
    while try bodies.next() { bodies.withBlob(0) { writer.write($0) } }
    return writer.bytes
  }

  private static func takeWarnings(_ db: Database, _ writer: inout Writer) throws {
    let last = try RawStatement(db, "SELECT max(id), max(sent) FROM public_warning")
    let isThere = try last.next()
    writer.writeLong(isThere ? last.optionalInt(0) ?? 0 : 0)
    writer.writeLong(isThere ? last.optionalInt(1) ?? 0 : 0)
    last.reset()
    let count = try RawStatement(db, "SELECT count(*) FROM public_warning WHERE open = 1")
    guard try count.next() else { throw StoreFailure(.corrupt, "public_warning") }
    writer.write(Int(count.int(0)))
    count.reset()
    let bodies = try RawStatement(db, "SELECT body FROM public_warning WHERE open = 1 ORDER BY id")
    while try bodies.next() { bodies.withBlob(0) { writer.write($0) } }
  }

  private static func takeDispatch(_ db: Database, _ writer: inout Writer) throws {
    for table in ["incident", "task"] {
      let last = try RawStatement(db, "SELECT max(id) FROM \(table)")
      writer.writeLong(try last.next() ? last.optionalInt(0) ?? 0 : 0)
      last.reset()
    }
    let underWay = [
      "FROM incident WHERE open = 1 OR late = 1 ORDER BY id",
      "FROM task WHERE incident IN (SELECT id FROM incident WHERE open = 1) ORDER BY id",
    ]
    for rows in underWay {
      let count = try RawStatement(db, "SELECT count(*) \(rows)")
      guard try count.next() else { throw StoreFailure(.corrupt, "incident") }
      writer.write(Int(count.int(0)))
      count.reset()
      let bodies = try RawStatement(db, "SELECT body \(rows)")
      while try bodies.next() { bodies.withBlob(0) { writer.write($0) } }
    }
  }

  /// The state that the bytes stand for; `nil` when they are no checkpoint.
  static func state(_ bytes: [UInt8], lastSequence: Int64) -> OperationsState? {
    var reader = Reader(bytes: bytes)
    guard let found = reader.byte(), (1...version).contains(found), let alarmCount = reader.number() else {
      return nil
    }
    var alarms = AlarmBook()
    for _ in 0..<alarmCount {
      guard let body = reader.piece(), let alarm = try? body.withUnsafeBytes(AlarmCoding.decode) else {
        return nil
      }
      alarms.restore(alarm)
    }
    guard let warningCount = reader.number() else { return nil }
    var warnings: [ReceivedWarning] = []
    for _ in 0..<warningCount {
      guard let body = reader.piece(), let warning = try? body.withUnsafeBytes(WarningCoding.decode) else {
        return nil
      }
      warnings.append(warning)
    }
    guard let sourceCount = reader.number() else { return nil }
    var sources: [String: SourceState] = [:]
    for _ in 0..<sourceCount {
      guard let id = reader.piece(), let state = reader.byte().flatMap(SourceState.init(rawValue:)) else {
        return nil
      }
      sources[String(decoding: id, as: UTF8.self)] = state
    }
    var duty = DutyState()
    if found > 1 {
      guard let body = reader.piece() else { return nil }
      if !body.isEmpty {
        guard let read = try? body.withUnsafeBytes(DutyCoding.decode) else { return nil }
        duty = read
      }
    }
    var rules = RuleBook()
    if found > 2 {
      guard let body = reader.piece() else { return nil }
      if !body.isEmpty {
        guard let read = try? body.withUnsafeBytes(RuleCoding.decode) else { return nil }
        rules = read
      }
    }
    guard var dispatch = found > 2 ? readDispatch(&reader) : DispatchState() else { return nil }
    guard let publicWarnings = found > 3 ? readWarnings(&reader) : PublicWarningBook(),
      let reports = found > 4 ? readReports(&reader) : [], reader.isAtEnd
    else { return nil }
    dispatch.restore(reports)
    return OperationsState(
      restoring: alarms, lastSequence: lastSequence, sources: sources, warnings: warnings, duty: duty,
      dispatch: dispatch, rules: rules, publicWarnings: publicWarnings)
  }

  private static func readReports(_ reader: inout Reader) -> [TeamReport]? {
    guard let count = reader.number() else { return nil }
    var reports: [TeamReport] = []
    for _ in 0..<count {
      guard let body = reader.piece(), let report = try? body.withUnsafeBytes(DispatchCoding.decodeTeamReport)
      else { return nil }
      reports.append(report)
    }
    return reports
  }

  private static func readWarnings(_ reader: inout Reader) -> PublicWarningBook? {
    guard let last = reader.long(), let sent = reader.long(), let count = reader.number() else { return nil }
    var warnings: [PublicWarning] = []
    for _ in 0..<count {
      guard let body = reader.piece(), let warning = try? body.withUnsafeBytes(PublicWarningCoding.decode)
      else {
        return nil
      }
      warnings.append(warning)
    }
    return PublicWarningBook(
      warnings: warnings, last: PublicWarningID(last), lastSent: Instant(milliseconds: sent))
  }

  private static func readDispatch(_ reader: inout Reader) -> DispatchState? {
    guard let lastIncident = reader.long(), let lastTask = reader.long(), let incidentCount = reader.number()
    else {
      return nil
    }
    var incidents: [Incident] = []
    for _ in 0..<incidentCount {
      guard let body = reader.piece(), let incident = try? body.withUnsafeBytes(DispatchCoding.decodeIncident)
      else {
        return nil
      }
      incidents.append(incident)
    }
    guard let taskCount = reader.number() else { return nil }
    var tasks: [TaskOrder] = []
    for _ in 0..<taskCount {
      guard let body = reader.piece(), let task = try? body.withUnsafeBytes(DispatchCoding.decodeTask) else {
        return nil
      }
      tasks.append(task)
    }
    return DispatchState(
      incidents: incidents, tasks: tasks, lastIncident: IncidentID(lastIncident), lastTask: TaskID(lastTask))
  }

  /// The state that the tables hold, as the reducer would have it.
  static func tables(lastSequence: Int64, _ db: Database) throws -> OperationsState {
    OperationsState(
      restoring: try TableReading.book(db), lastSequence: lastSequence,
      sources: try TableReading.sourceStates(db),
      warnings: try TableReading.warnings(limit: Int(Int32.max), db), duty: try TableReading.duty(db),
      dispatch: try TableReading.dispatch(db), rules: try TableReading.rules(db) ?? RuleBook(),
      publicWarnings: try TableReading.publicWarnings(db))
  }

  private struct Writer {
    var bytes: [UInt8] = [version]

    mutating func write(_ number: Int) {
      withUnsafeBytes(of: UInt32(clamping: number).littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func writeLong(_ number: Int64) {
      withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func write(_ piece: UnsafeRawBufferPointer) {
      write(piece.count)
      bytes.append(contentsOf: piece)
    }
  }

  private struct Reader {
    let bytes: [UInt8]
    var position = 0

    var isAtEnd: Bool { position == bytes.count }

    mutating func byte() -> UInt8? {
      guard position < bytes.count else { return nil }
      defer { position += 1 }
      return bytes[position]
    }

    mutating func number() -> Int? {
      guard bytes.count - position >= 4 else { return nil }
      var number = 0
      for index in 0..<4 { number |= Int(bytes[position + index]) << (8 * index) }
      position += 4
      return number
    }

    mutating func long() -> Int64? {
      guard bytes.count - position >= 8 else { return nil }
      var number: UInt64 = 0
      for index in 0..<8 { number |= UInt64(bytes[position + index]) << UInt64(8 * index) }
      position += 8
      return Int64(bitPattern: number)
    }

    mutating func piece() -> [UInt8]? {
      guard let count = number(), bytes.count - position >= count else { return nil }
      defer { position += count }
      return Array(bytes[position..<position + count])
    }
  }
}
