internal import Alarms
public import CitySafety
internal import Drills
internal import FoundationEssentials
internal import Glibc
public import Operations

/// Everything that came into a drill from outside, by the drill's clock: who came and went, what they did, and the live reds.
///
/// The journal of a drill holds it; as a file it is one JSON object a line.
public struct DrillRecording: Sendable, Equatable {
  public static let lineLimit = 1_000_000

  public var scenario: String
  public var version: Int
  public var seed: UInt64
  /// Entries as the journal has them, in their order.
  public var inputs: [JournalEntry]
  /// Where the drill's clock stood at the end.
  public var end: Instant

  /// Why a recording cannot be read or run.
  public struct Failure: Error, Sendable, Hashable {
    public var message: Bilingual
  }

  /// What a drill's journal recorded; fails on a journal that is no drill's.
  public init(entries: [JournalEntry]) throws(Failure) {
    let loaded = entries.lazy.compactMap { entry -> (String, Int, UInt64)? in
      guard case .event(.loaded(let scenario, let version, let seed))? = try? DrillCoding.read(entry)?.content
      else { return nil }
      return (scenario, version, seed)
    }.first
    guard let loaded, let last = entries.last else {
      throw Failure(
        message: Bilingual(
          zh: "这不是演练的存储：日志中没有演练记录", en: "This is no drill's store: its journal holds no drill"))
    }
    (scenario, version, seed) = loaded
    end = last.at
    // The owner that loaded it began before that.
    inputs = entries.drop { !DrillRecording.isLoading($0) }.filter(DrillRecording.isInput)
  }

  private static func isLoading(_ entry: JournalEntry) -> Bool {
    guard case .event(.loaded)? = try? DrillCoding.read(entry)?.content else { return false }
    return true
  }

  private static func isInput(_ entry: JournalEntry) -> Bool {
    switch entry.event {
    case .signedIn, .signedOut, .ownerStarted: return true
    case .remark:
      guard case .event(let event)? = try? DrillCoding.read(entry)?.content else { return false }
      switch event {
      case .performed, .refused, .interrupted, .reachedLive: return true
      case .loaded, .armed, .delivered, .resumedAfterLoss, .ended: return false
      }
    default: return false
    }
  }

  // MARK: The file

  /// A recording's file, at most 256 MiB; `nil` for a folder, a store or what cannot be read.
  public static func fileText(_ path: String) -> String? {
    guard let information = fileInformation(path), information.st_mode & S_IFMT == S_IFREG,
      !path.hasSuffix(".sqlite")
    else { return nil }
    return TextFile.read(path, limit: 256 << 20)
  }

  private struct Head: Codable {
    /// Says what the file is to whoever finds it.
    var exercise: String? = "演练 DRILL"
    var drill: String
    var version: Int
    var seed: UInt64
    var end: Int64
  }

  private struct Line: Codable {
    /// Milliseconds since 1970-01-01 on the drill's clock.
    var at: Int64
    /// For people; the bytes count.
    var what: String
    var entry: Data
  }

  public func text() -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    func line(_ value: some Encodable) -> String {
      (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
    let head = Head(drill: scenario, version: version, seed: seed, end: end.milliseconds)
    let lines = inputs.map { input in
      var bytes: [UInt8] = []
      EventCoding.encode(input.event, into: &bytes)
      return line(
        Line(at: input.at.milliseconds, what: DrillRecording.word(of: input.event), entry: Data(bytes)))
    }
    return ([line(head)] + lines).joined(separator: "\n") + "\n"
  }

  private static func word(of event: Event) -> String {
    switch event {
    case .signedIn(let actor): return "signed in: \(actor.person)@\(actor.seat)"
    case .signedOut(let person, let seat): return "signed out: \(person)@\(seat)"
    case .ownerStarted: return "owner began again"
    case .remark(let remark):
      let event = try? DrillCoding.event(remark.body)
      if case .refused(let actor, let what, _)? = event { return "\(actor.person) refused: \(what.en)" }
      guard case .performed(let bytes)? = event, let request = try? DrillRequest.decode(bytes) else {
        return "live red"
      }
      return "\(request.actor.person): \(request.id.text)"
    default: return ""
    }
  }

  public init(text: String) throws(Failure) {
    let decoder = JSONDecoder()
    var lines = text.split(separator: "\n").makeIterator()
    guard let first = lines.next(), let head = try? decoder.decode(Head.self, from: Data(first.utf8)) else {
      throw DrillRecording.bad(line: 1)
    }
    (scenario, version, seed) = (head.drill, head.version, head.seed)
    end = Instant(milliseconds: head.end)
    inputs = []
    var number = 1
    while let text = lines.next(), number < DrillRecording.lineLimit {
      number += 1
      guard let line = try? decoder.decode(Line.self, from: Data(text.utf8)),
        let event = try? line.entry.withUnsafeBytes({ try EventCoding.decode($0) })
      else { throw DrillRecording.bad(line: number) }
      let at = Instant(milliseconds: line.at)
      guard at >= inputs.last?.at ?? at, at <= end else { throw DrillRecording.bad(line: number) }
      inputs.append(JournalEntry(sequence: Int64(number), at: at, event: event))
    }
  }

  private static func bad(line: Int) -> Failure {
    Failure(
      message: Bilingual(
        zh: "录制文件第 \(line) 行无法识别：请用 watchfloor drill record 重新导出",
        en: "Line \(line) of the recording cannot be read: export it again with watchfloor drill record"))
  }
}
