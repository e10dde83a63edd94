public import CitySafety
public import Drills
internal import Formats
internal import Glibc

/// What outlives a drill: the list of runs and the improvement items, a file each beside the drills' stores.
///
/// Each is one JSON object a line, replaced at once; a file with a line that cannot be read is never written over.
public struct DrillFiles: Sendable {
  /// Largest file, in bytes.
  static let sizeLimit = 32 << 20

  /// Why a file cannot be used or changed.
  public struct Failure: Error, Sendable, Hashable {
    public var message: Bilingual
  }

  private let folder: String

  /// The files of a site's drills; `folder` is that of `Paths.drills(site:)`.
  public init(folder: String) {
    self.folder = folder
  }

  public var runsFile: String { folder + "/runs.jsonl" }
  public var improvementsFile: String { folder + "/improvements.jsonl" }

  // MARK: Runs

  public func runs() throws(Failure) -> DrillRuns { DrillRuns(try read(runsFile, DrillRun.init)) }

  /// Puts a run into the list under the next number, which it returns.
  @discardableResult
  public func record(_ run: DrillRun) throws(Failure) -> Int64 {
    try change { () throws(Failure) in
      var runs = try self.runs()
      let number = runs.add(run)
      try write(runs.runs.map(\.json), to: runsFile)
      return number
    }
  }

  // MARK: Improvement items

  public func improvements() throws(Failure) -> ImprovementList {
    ImprovementList(try read(improvementsFile, Improvement.init))
  }

  /// Writes an item down; `run` is that of the newest run when it is `nil`.
  ///
  /// Returns its number.
  public func add(
    _ text: String, owner: String, due: String, run: Int64?, today: String
  ) throws(Failure) -> Int64 {
    try change { () throws(Failure) in
      let runs = try self.runs().runs
      if let run, !runs.contains(where: { $0.number == run }) {
        throw Failure(message: ImprovementFailure.unknownRun(run).text)
      }
      var list = try improvements()
      let number: Int64
      do throws(ImprovementFailure) {
        number = try list.add(text, owner: owner, due: due, run: run ?? runs.last?.number ?? 0, today: today)
      } catch {
        throw Failure(message: error.text)
      }
      try write(list.items.map(\.json), to: improvementsFile)
      return number
    }
  }

  public func close(_ number: Int64, by name: String, note: String, today: String) throws(Failure) {
    try change { () throws(Failure) in
      var list = try improvements()
      do throws(ImprovementFailure) {
        try list.close(number, by: name, note: note, today: today)
      } catch {
        throw Failure(message: error.text)
      }
      try write(list.items.map(\.json), to: improvementsFile)
    }
  }

  /// Why a request of the console cannot be done; nothing is written.
  func check(_ request: ImprovementRequest, today: String) throws(Failure) {
    var list = try improvements()
    try take(request, into: &list, by: "-", entry: 0, today: today)
  }

  /// Does what a journalled request asks, once.
  func take(_ request: ImprovementRequest, by name: String, entry: Int64, today: String) throws(Failure) {
    try change { () throws(Failure) in
      var list = try improvements()
      let before = list
      try take(request, into: &list, by: name, entry: entry, today: today)
      if list != before { try write(list.items.map(\.json), to: improvementsFile) }
    }
  }

  private func take(
    _ request: ImprovementRequest, into list: inout ImprovementList, by name: String, entry: Int64,
    today: String
  ) throws(Failure) {
    if case .add(_, _, _, let run) = request, run != 0, !(try runs().runs.contains { $0.number == run }) {
      throw Failure(message: ImprovementFailure.unknownRun(run).text)
    }
    do throws(ImprovementFailure) {
      _ = try list.take(request, by: name, entry: entry, today: today)
    } catch {
      throw Failure(message: error.text)
    }
  }

  // MARK: Files

  private func read<Item>(_ path: String, _ parse: (JSONRecord) -> Item?) throws(Failure) -> [Item] {
    guard access(path, F_OK) == 0 else { return [] }
    guard let text = TextFile.read(path, limit: DrillFiles.sizeLimit) else {
      throw Failure(
        message: Bilingual(
          zh: "无法读取 \(path)。请检查属主和权限，文件不得超过 \(DrillFiles.sizeLimit >> 20) MB。",
          en: "Cannot read \(path). Check its owner and mode; it may have \(DrillFiles.sizeLimit >> 20) MB."))
    }
    var items: [Item] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    where !line.isEmpty {
      guard let item = JSONRecord(line).flatMap(parse) else {
        throw Failure(
          message: Bilingual(
            zh: "\(path):\(index + 1): 这一行无法识别。请改正或移走该行；在此之前文件不会被改写。",
            en:
              "\(path):\(index + 1): this line cannot be read. Mend or remove it; until then nothing is written."
          ))
      }
      items.append(item)
    }
    return items
  }

  private func write(_ lines: [String], to path: String) throws(Failure) {
    guard TextFile.replace(path, with: lines.map { $0 + "\n" }.joined()) else { throw cannotWrite(path) }
  }

  private func cannotWrite(_ path: String) -> Failure {
    let reason = String(cString: strerror(errno))
    return Failure(
      message: Bilingual(zh: "无法写入 \(path)：\(reason)。", en: "Cannot write \(path): \(reason)."))
  }

  /// Changes a file while no other process does.
  private func change<Value>(_ body: () throws(Failure) -> Value) throws(Failure) -> Value {
    makeFolder(folder)
    let path = folder + "/lists.lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0, flock(descriptor, LOCK_EX) == 0 else {
      let failure = cannotWrite(path)
      if descriptor >= 0 { Glibc.close(descriptor) }
      throw failure
    }
    defer { Glibc.close(descriptor) }
    return try body()
  }
}

// MARK: - Lines read back

extension DrillRun {
  fileprivate init?(_ record: JSONRecord) {
    guard let number = record.whole("number"), number > 0, let scenario = record.text("scenario"),
      let version = record.whole("version"), let kind = record.text("kind").flatMap(Scenario.Kind.init),
      let seed = record.text("seed").flatMap({ UInt64($0) }),
      let started = record.text("started").flatMap({ TimeText.parse($0, offset: .utc) }),
      let length = record.whole("lengthMs"), let players = record.records("players"),
      let objectives = record.records("objectives"), let plans = record.texts("plans"),
      let store = record.text("store")
    else { return nil }
    let readPlayers = players.compactMap { Player($0) }
    let readObjectives = objectives.compactMap { Objective($0) }
    guard readPlayers.count == players.count, readObjectives.count == objectives.count else { return nil }
    self.init(
      number: number, scenario: scenario, version: Int(version), kind: kind, seed: seed, startedAt: started,
      length: .milliseconds(length), players: readPlayers, points: record.points("score"),
      rating: record.text("rating").flatMap(Rating.init), objectives: readObjectives, plans: plans,
      store: store)
  }
}

extension DrillRun.Player {
  fileprivate init?(_ record: JSONRecord) {
    guard let person = record.text("person"), let name = record.text("name"),
      let role = record.text("role").flatMap(Role.init(word:))
    else { return nil }
    self.init(person: person, displayName: name, role: role, points: record.points("score"))
  }
}

extension DrillRun.Objective {
  fileprivate init?(_ record: JSONRecord) {
    guard let id = record.text("id") else { return nil }
    self.init(id: id, points: record.points("score"), rating: record.text("rating").flatMap(Rating.init))
  }
}

extension Improvement {
  fileprivate init?(_ record: JSONRecord) {
    guard let number = record.whole("number"), number > 0, let run = record.whole("run"),
      let text = record.text("text"), let owner = record.text("owner"), let since = record.text("since"),
      let due = record.text("due"), ImprovementList.isDay(due), let state = record.text("state")
    else { return nil }
    var closing: Closing?
    if state == "closed" {
      guard let on = record.text("closedOn"), let by = record.text("closedBy"), let note = record.text("note")
      else { return nil }
      closing = Closing(on: on, by: by, note: note, entry: record.whole("closedEntry"))
    } else if state != "open" {
      return nil
    }
    self.init(
      number: number, run: run, text: text, owner: owner, since: since, due: due, closing: closing,
      entry: record.whole("entry"))
  }
}

extension JSONRecord {
  fileprivate func whole(_ name: String) -> Int64? { number(name).flatMap { Int64($0) } }

  /// Marks written with two decimals.
  fileprivate func points(_ name: String) -> Points? {
    number(name).flatMap { Double($0) }.flatMap { mark in
      (0...100).contains(mark) ? Points(hundredths: Int((mark * 100).rounded())) : nil
    }
  }
}
