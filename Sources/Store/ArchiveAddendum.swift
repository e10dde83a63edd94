public import CityDispatch
public import CitySafety
internal import GRDB
internal import Operations

/// What was said of an incident after its archive was sealed: files of their own beside it, `incident-7.addendum-1.jsonl`, each
/// sealed with the seal of the file before it: the archive stays as it was, and nobody takes one out or puts one in between.
extension IncidentArchive {
  static let addendumKind = "watchfloor-addendum"

  /// Where an addendum to an archive stands; `number` is from 1.
  public static func addendum(_ number: Int, to archive: String) -> String {
    stem(of: archive) + "\(number).jsonl"
  }

  private static func stem(of archive: String) -> String {
    let end = ".jsonl"
    return (archive.hasSuffix(end) ? String(archive.dropLast(end.count)) : archive) + ".addendum-"
  }

  /// The numbers of the addenda that stand beside an archive, ascending.
  static func addenda(to archive: String) -> [Int] {
    let stem = stem(of: archive)
    let cut = stem.lastIndex(of: "/")
    let folder = cut.map { String(stem[..<$0]) } ?? "."
    let start = cut.map { String(stem[stem.index(after: $0)...]) } ?? stem
    return StoreFiles.names(in: folder.isEmpty ? "/" : folder).compactMap { name in
      guard name.hasPrefix(start), name.hasSuffix(".jsonl") else { return nil }
      return Int(name.dropFirst(start.count).dropLast(".jsonl".count))
    }.sorted()
  }

  /// Writes what the files of a closed incident lack: the archive where there is none, else an addendum with what was said since.
  ///
  /// `nil` when nothing is lacking, there is no such closed incident, or the program ends. An archive that does not verify gets
  /// no addendum: `.corrupt`.
  public func complete(
    _ store: String, incident id: IncidentID, now: Instant, program: String, at path: String
  ) throws(StoreFailure) -> Written? {
    guard StoreFiles.exists(path) else {
      return try write(store, incident: id, now: now, program: program, to: path)
    }
    guard let last = try StoreTools.lastEntry(store, of: id) else { return nil }
    if case .duty(let command) = last.event, case .dispatch(.close) = command.action { return nil }
    let files = try IncidentArchive.verify(path)
    guard files.isGood, files.incident == id, let seal = files.seals.last else {
      throw StoreFailure(.corrupt, path)
    }
    guard files.through < last.sequence else { return nil }
    let number = files.seals.count
    return try StoreTools.reading(store) { db in
      guard let incident = try incident(id, db), incident.state == .closed else { return nil }
      var file = try SealedFile(IncidentArchive.addendum(number, to: path))
      var head = header(
        IncidentArchive.addendumKind, incident, at: now, program: program, anchor: try StoreTools.anchor(db))
      head.add("addendum", raw: "\(number)")
      head.add("follows", seal.hex)
      try file.add(head)
      let timeline = try timeline(of: id, db)
      let tasks = try tasks(of: id, db)
      try writePages(incident, tasks, timeline, &file)
      try writeRecord(of: incident, &file)
      let fresh = timeline.filter { $0.sequence > files.through }
      for entry in fresh { try write(entry, &file) }
      let reports = fresh.compactMap { entry -> String? in
        guard case .duty(let command) = entry.event, case .dispatch(let action) = command.action,
          case .report(_, let report) = action.asked
        else { return nil }
        return ReportMessage.idPrefix(of: id) + "\(report.number)/"
      }
      try writeMessages(reports, db, &file)
      return Written(seal: try file.seal(), readings: 0)
    }
  }
}

extension StoreTools {
  /// The newest entry about an incident; `nil` where there is none.
  static func lastEntry(_ path: String, of incident: IncidentID) throws(StoreFailure) -> JournalEntry? {
    try reading(path) { db in
      let rows = try RawStatement(
        db, "SELECT sequence, at, body FROM incident_entry WHERE incident = ? ORDER BY sequence DESC LIMIT 1")
      try rows.bind(1, incident.value)
      return try TableReading.entries(rows).first
    }
  }
}
