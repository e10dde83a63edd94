public import CitySafety
internal import GRDB

/// Counts, sizes and newest times of a store.
public struct StoreStatus: Sendable, Hashable {
  public var site: String
  /// Bytes of the database with its write-ahead log, and of the archive files.
  public var bytes: Int64
  public var archiveBytes: Int64
  public var readings: Int64
  public var revisions: Int64
  /// Readings that retention dropped.
  public var readingsDropped: Int64
  public var newestReading: Instant?
  public var alarms: Int64
  public var openAlarms: Int64
  public var segments: Int64
  public var newestEntry: Instant?
  public var head: Anchor
  public var warnings: Int64
  public var earthquakes: Int64
  public var quarantine: Int64
  public var quarantineDropped: Int64
  /// Messages in all, those that wait, and those that were given up.
  public var outbox: Int64
  public var outboxWaiting: Int64
  public var outboxDead: Int64
  /// Transactions of the last owner since it opened the store, and for how many microseconds they held the write
  /// lock: 99 of a hundred at most, and the longest.
  public var transactions: Int64
  public var heldMostly: Int64
  public var heldWorst: Int64
}

extension StoreTools {
  /// How a store is; costs milliseconds however many readings it holds.
  public static func status(_ path: String) throws(StoreFailure) -> StoreStatus {
    let files = StoreFiles(path: path)
    return try reading(path) { db in
      guard let state = try Row.fetchOne(db, sql: "SELECT * FROM state") else {
        throw StoreFailure(.corrupt, path)
      }
      func count(_ sql: String) throws -> Int64 { try Int64.fetchOne(db, sql: sql) ?? 0 }
      func newest(_ sql: String) throws -> Instant? {
        try Int64.fetchOne(db, sql: sql).map(Instant.init(milliseconds:))
      }
      return StoreStatus(
        site: state["site"], bytes: files.bytes,
        archiveBytes: StoreFiles.names(in: files.archive).reduce(0) {
          $0 + StoreFiles.size(of: files.archive + "/" + $1)
        },
        readings: state["readings"], revisions: state["revisions"],
        readingsDropped: state["readings_dropped"],
        newestReading: try newest("SELECT max(measured) FROM latest WHERE quality <> 3"),
        alarms: try count("SELECT count(*) FROM alarm"),
        openAlarms: try count("SELECT count(*) FROM alarm WHERE open = 1"),
        segments: try count("SELECT count(*) FROM journal_segment"),
        newestEntry: try newest("SELECT at FROM journal ORDER BY sequence DESC LIMIT 1"),
        head: try anchor(db), warnings: try count("SELECT count(*) FROM warning"),
        earthquakes: try count("SELECT count(*) FROM earthquake"),
        quarantine: try count("SELECT count(*) FROM quarantine"),
        quarantineDropped: state["quarantine_dropped"], outbox: try count("SELECT count(*) FROM outbox"),
        outboxWaiting: try count("SELECT count(*) FROM outbox WHERE sent = 0 AND dead = 0"),
        outboxDead: try count("SELECT count(*) FROM outbox WHERE dead = 1"),
        transactions: state["transactions"], heldMostly: state["held_mostly"], heldWorst: state["held_worst"])
    }
  }
}

extension StoreStatus {
  private var rows: [(key: String, name: Bilingual, value: Int64)] {
    [
      ("bytes", Bilingual(zh: "存储字节", en: "store bytes"), bytes),
      ("archiveBytes", Bilingual(zh: "归档字节", en: "archive bytes"), archiveBytes),
      ("readings", Bilingual(zh: "读数", en: "readings"), readings),
      ("revisions", Bilingual(zh: "修订", en: "revisions"), revisions),
      ("readingsDropped", Bilingual(zh: "过期清除", en: "readings dropped"), readingsDropped),
      ("alarms", Bilingual(zh: "告警点", en: "alarms"), alarms),
      ("openAlarms", Bilingual(zh: "未结告警", en: "open alarms"), openAlarms),
      ("segments", Bilingual(zh: "日志段", en: "journal segments"), segments),
      ("entries", Bilingual(zh: "日志条数", en: "journal entries"), head.sequence),
      ("warnings", Bilingual(zh: "收到的预警", en: "received warnings"), warnings),
      ("earthquakes", Bilingual(zh: "地震", en: "earthquakes"), earthquakes),
      ("quarantine", Bilingual(zh: "隔离区", en: "quarantine"), quarantine),
      ("quarantineDropped", Bilingual(zh: "隔离区丢弃", en: "quarantine dropped"), quarantineDropped),
      ("outbox", Bilingual(zh: "发件箱", en: "outbox"), outbox),
      ("outboxWaiting", Bilingual(zh: "待发", en: "outbox waiting"), outboxWaiting),
      ("outboxDead", Bilingual(zh: "未送达", en: "outbox dead"), outboxDead),
      ("transactions", Bilingual(zh: "写事务", en: "transactions"), transactions),
      ("heldMostly", Bilingual(zh: "写锁 p99 微秒", en: "write lock p99, µs"), heldMostly),
      ("heldWorst", Bilingual(zh: "写锁最长微秒", en: "write lock longest, µs"), heldWorst),
    ]
  }

  /// One line a fact: name, tab, value; times as clocks at `offset` show them.
  public func lines(at offset: UTCOffset) -> [Bilingual] {
    func time(_ instant: Instant?) -> String { instant?.iso8601(at: offset) ?? "--" }
    let texts: [(Bilingual, String)] =
      [(Bilingual(zh: "站点", en: "site"), site)] + rows.map { ($0.name, String($0.value)) } + [
        (Bilingual(zh: "最新读数", en: "newest reading"), time(newestReading)),
        (Bilingual(zh: "最新日志", en: "newest entry"), time(newestEntry)),
        (Bilingual(zh: "锚点", en: "anchor"), head.text),
      ]
    return texts.map { Bilingual(zh: "\($0.zh)\t\($1)", en: "\($0.en)\t\($1)") }
  }

  /// The same as one JSON object; times in UTC.
  public func json(owner: Bool) -> String {
    var json = JSONText()
    json.add("site", site)
    json.add("owner", raw: owner ? "true" : "false")
    for row in rows { json.add(row.key, raw: String(row.value)) }
    json.add("newestReading", newestReading?.utc)
    json.add("newestEntry", newestEntry?.utc)
    json.add("anchor", head.text)
    return json.object
  }
}
