public import CitySafety
internal import GRDB

/// Something to be sent out.
///
/// A second row with the same key is not written.
public struct OutboxRow: Sendable, Hashable {
  public var key: String
  public var lane: OutboxLane
  public var at: Instant
  public var body: [UInt8]

  public init(key: String, lane: OutboxLane, at: Instant, body: [UInt8]) {
    self.key = key
    self.lane = lane
    self.at = at
    self.body = body
  }
}

/// What messages share that are read together: channel, receiver and grade, 0 for none.
public struct OutboxLane: Sendable, Hashable {
  public var channel: String
  public var receiver: String
  public var grade: UInt8

  public init(channel: String, receiver: String, grade: UInt8) {
    self.channel = channel
    self.receiver = receiver
    self.grade = grade
  }
}

/// Every message is in one of these.
public enum OutboxState: String, Sendable, Hashable, CaseIterable { case waiting, sent, dead }

/// A message with all that is known of its sending.
public struct OutboxRecord: Sendable, Hashable {
  /// Rises with each message and each resend: the order in which a receiver gets them.
  public var number: Int64
  public var row: OutboxRow
  public var state: OutboxState
  public var attempts: Int
  /// How often it may have come before: resends, and attempts of which nobody knows the end.
  public var resends: Int
  /// When it is tried again, left or was given up; `nil` before the first attempt.
  public var settled: Instant?
  /// Why the last attempt failed; empty where none did.
  public var failure: Bilingual
}

/// What became of an attempt.
public struct DeliveryRow: Sendable, Hashable {
  public var number: Int64
  public var state: OutboxState
  public var attempts: Int
  public var resends: Int
  public var settled: Instant
  public var failure: Bilingual

  public init(
    number: Int64, state: OutboxState, attempts: Int, resends: Int, settled: Instant, failure: Bilingual
  ) {
    self.number = number
    self.state = state
    self.attempts = attempts
    self.resends = resends
    self.settled = settled
    self.failure = failure
  }
}

extension OutboxRecord {
  static let columns = """
    id, key, channel, receiver, grade, at, body, sent, dead, attempts, resends, settled, failure_zh, failure_en
    """

  init(_ rows: RawStatement) {
    number = rows.int(0)
    row = OutboxRow(
      key: rows.text(1),
      lane: OutboxLane(channel: rows.text(2), receiver: rows.text(3), grade: UInt8(clamping: rows.int(4))),
      at: Instant(milliseconds: rows.int(5)), body: rows.blob(6))
    state = rows.int(7) != 0 ? .sent : rows.int(8) != 0 ? .dead : .waiting
    attempts = Int(rows.int(9))
    resends = Int(rows.int(10))
    settled = rows.optionalInt(11).map(Instant.init(milliseconds:))
    failure = Bilingual(zh: rows.text(12), en: rows.text(13))
  }
}

extension OutboxRecord {
  /// The message with a key.
  static func with(_ key: String, _ db: Database) throws -> OutboxRecord? {
    let rows = try RawStatement(db, "SELECT \(columns) FROM outbox WHERE key = ?")
    try rows.bind(1, key)
    guard try rows.next() else { return nil }
    defer { rows.reset() }
    return OutboxRecord(rows)
  }
}

extension StoreOwner {
  /// Says that messages leave from now on; whether the owner before ended without saying that none does any more.
  ///
  /// Then each that waits may have left all the same.
  public func beginSending() throws(StoreFailure) -> Bool {
    try setSending(true)
  }

  /// Says that no message leaves any more, and that all that is known of them is written.
  public func endSending() throws(StoreFailure) {
    _ = try setSending(false)
  }

  private func setSending(_ isSending: Bool) throws(StoreFailure) -> Bool {
    try writing(durably: true) { db in
      let was = try RawStatement(db, "SELECT sending FROM state")
      guard try was.next() else { return false }
      let before = was.int(0) != 0
      was.reset()
      let set = try RawStatement(db, "UPDATE state SET sending = ?")
      try set.bind(1, isSending ? 1 : 0)
      try set.run()
      return before
    }
  }

  /// The lanes in which messages wait, and the highest number of any message.
  public func waitingLanes() throws(StoreFailure) -> (lanes: [OutboxLane], last: Int64) {
    try reading { db in
      let rows = try RawStatement(
        db, "SELECT DISTINCT channel, receiver, grade FROM outbox WHERE sent = 0 AND dead = 0")
      var lanes: [OutboxLane] = []
      while try rows.next() {
        lanes.append(
          OutboxLane(channel: rows.text(0), receiver: rows.text(1), grade: UInt8(clamping: rows.int(2))))
      }
      let last = try Int64.fetchOne(db, sql: "SELECT max(id) FROM outbox") ?? 0
      return (lanes, last)
    }
  }

  /// Messages of a lane that wait, with numbers above `number`, in their order and at most `limit`.
  public func waiting(
    in lane: OutboxLane, after number: Int64, limit: Int
  ) throws(StoreFailure) -> [OutboxRecord] {
    try reading { db in
      let rows = try RawStatement(
        db,
        """
        SELECT \(OutboxRecord.columns) FROM outbox
          WHERE sent = 0 AND dead = 0 AND channel = ? AND receiver = ? AND grade = ? AND id > ?
          ORDER BY id LIMIT ?
        """)
      try rows.bind(1, lane.channel)
      try rows.bind(2, lane.receiver)
      try rows.bind(3, Int64(lane.grade))
      try rows.bind(4, number)
      try rows.bind(5, limit)
      var records: [OutboxRecord] = []
      while try rows.next() { records.append(OutboxRecord(rows)) }
      return records
    }
  }

  /// The message with a key; `nil` when there is none.
  public func message(_ key: String) throws(StoreFailure) -> OutboxRecord? {
    try reading { db in try OutboxRecord.with(key, db) }
  }

  /// Lets a message that left or was given up wait once more, after all others; one that waits stays as it is.
  func resend(_ key: String, _ db: Database) throws {
    let update = try RawStatement(
      db,
      """
      UPDATE outbox SET id = (SELECT max(id) + 1 FROM outbox), sent = 0, dead = 0, attempts = 0,
        resends = resends + 1, settled = NULL WHERE key = ? AND (sent = 1 OR dead = 1)
      """)
    try update.bind(1, key)
    try update.run()
  }

  /// Adds messages, and writes what became of others.
  func write(outbox: [OutboxRow], deliveries: [DeliveryRow], _ db: Database) throws {
    for delivery in deliveries {
      let mark = try RawStatement(
        db,
        """
        UPDATE outbox SET sent = ?, dead = ?, attempts = ?, resends = ?, settled = ?, failure_zh = ?,
          failure_en = ? WHERE id = ?
        """)
      try mark.bind(1, delivery.state == .sent ? 1 : 0)
      try mark.bind(2, delivery.state == .dead ? 1 : 0)
      try mark.bind(3, max(0, delivery.attempts))
      try mark.bind(4, max(0, delivery.resends))
      try mark.bind(5, delivery.settled.milliseconds)
      try mark.bind(6, delivery.failure.zh)
      try mark.bind(7, delivery.failure.en)
      try mark.bind(8, delivery.number)
      try mark.run()
    }
    guard !outbox.isEmpty else { return }
    let insert = try RawStatement(
      db,
      """
      INSERT INTO outbox (key, channel, receiver, grade, at, body, sent) VALUES (?, ?, ?, ?, ?, ?, 0)
        ON CONFLICT (key) DO NOTHING
      """)
    for row in outbox {
      try insert.bind(1, row.key)
      try insert.bind(2, row.lane.channel)
      try insert.bind(3, row.lane.receiver)
      try insert.bind(4, Int64(row.lane.grade))
      try insert.bind(5, row.at.milliseconds)
      try insert.bind(6, blob: row.body)
      try insert.run()
    }
  }
}

extension StoreTools {
  /// The message with a key; `nil` when there is none.
  public static func message(_ path: String, key: String) throws(StoreFailure) -> OutboxRecord? {
    try reading(path) { db in try OutboxRecord.with(key, db) }
  }

  /// The newest messages of a state, or of all, newest first and at most `limit`; and how many there are of each.
  public static func outbox(
    _ path: String, state: OutboxState?, limit: Int
  ) throws(StoreFailure) -> (records: [OutboxRecord], counts: [OutboxState: Int]) {
    try reading(path) { db in
      let conditions: [OutboxState: String] = [
        .waiting: "sent = 0 AND dead = 0", .sent: "sent = 1", .dead: "dead = 1",
      ]
      let condition = state.flatMap { conditions[$0] } ?? "1"
      let rows = try RawStatement(
        db, "SELECT \(OutboxRecord.columns) FROM outbox WHERE \(condition) ORDER BY id DESC LIMIT ?")
      try rows.bind(1, limit)
      var records: [OutboxRecord] = []
      while try rows.next() { records.append(OutboxRecord(rows)) }
      var counts: [OutboxState: Int] = [:]
      for (state, condition) in conditions {
        counts[state] = try Int.fetchOne(db, sql: "SELECT count(*) FROM outbox WHERE \(condition)") ?? 0
      }
      return (records, counts)
    }
  }
}

extension OutboxRecord {
  /// One JSON object; times in UTC.
  public var json: String {
    var json = JSONText()
    json.add("id", row.key)
    json.add("state", state.rawValue)
    json.add("channel", row.lane.channel)
    json.add("to", row.lane.receiver)
    json.add("grade", Grade(rawValue: row.lane.grade)?.word)
    json.add("at", row.at.utc)
    json.add("attempts", raw: String(attempts))
    json.add("resends", raw: String(resends))
    json.add("settled", settled?.utc)
    json.add("failureZh", failure.zh)
    json.add("failureEn", failure.en)
    json.add("text", text.zh)
    json.add("textEn", text.en)
    return json.object
  }

  /// What the message is about, in both languages.
  public var text: Bilingual {
    let fields = String(decoding: row.body, as: UTF8.self).split(
      separator: "\t", omittingEmptySubsequences: false)
    return fields.count >= 3 ? Bilingual(zh: String(fields[1]), en: String(fields[2])) : Bilingual(same: "")
  }
}

extension TableReading {
  /// How many messages were given up since a moment.
  static func undelivered(since time: Instant, _ db: Database) throws -> Int {
    let row = try RawStatement(db, "SELECT count(*) FROM outbox WHERE dead = 1 AND settled >= ?")
    try row.bind(1, time.milliseconds)
    guard try row.next() else { return 0 }
    defer { row.reset() }
    return Int(row.int(0))
  }
}
