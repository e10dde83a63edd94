public import Alarms
public import CitySafety
public import Operations

/// A place in the journal that is kept outside of it, such as printed at a handover.
public struct Anchor: Sendable, Hashable {
  /// 0 stands for the beginning.
  public var sequence: Int64
  public var hash: Digest

  public init(sequence: Int64, hash: Digest) {
    self.sequence = sequence
    self.hash = hash
  }

  /// `sequence:hex`, as it is printed.
  public var text: String { "\(sequence):\(hash.hex)" }

  /// Reads the printed form; `nil` for anything else.
  public init?(text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let sequence = Int64(parts[0]), sequence >= 0,
      let hash = Digest(hex: String(parts[1]))
    else { return nil }
    self.init(sequence: sequence, hash: hash)
  }
}

/// How the hashes of the journal follow from each other.
enum JournalChain {
  /// An entry's hash: SHA-256(previous hash ‖ sequence ‖ time ‖ body), numbers in 8 bytes, most significant
  /// first.
  static func hash(
    after previous: Digest, sequence: Int64, at: Int64, body: UnsafeRawBufferPointer
  ) -> Digest {
    var digest = SHA256()
    digest.add(previous.bytes)
    digest.add(sequence)
    digest.add(at)
    digest.add(body)
    return digest.finish()
  }

  /// What stands as the previous hash of a segment's first entry: it binds the checkpoint into the chain.
  static func opening(number: Int64, previous: Digest, checkpoint: [UInt8]) -> Digest {
    var digest = SHA256()
    digest.add(Array("segment".utf8))
    digest.add(number)
    digest.add(previous.bytes)
    digest.add(checkpoint)
    return digest.finish()
  }
}

/// One row of the journal as it is stored.
struct StoredEntry: Sendable, Hashable {
  var sequence: Int64
  var at: Int64
  var kind: Int64
  var body: [UInt8]
  var hash: Digest

  /// The hash that it ought to have after `previous`, were its number `sequence`.
  func expected(after previous: Digest, sequence: Int64) -> Digest {
    body.withUnsafeBytes { JournalChain.hash(after: previous, sequence: sequence, at: at, body: $0) }
  }
}

/// One thing wrong with a journal, and where.
public struct JournalFault: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// The entry's text, time or hash is not what was written.
    case edited
    /// An entry that was never written stands here.
    case inserted
    /// One or more entries are gone from here.
    case deleted
    /// Entries stand in another order than they were written in.
    case reordered
    /// The journal ends before the anchor.
    case truncated
    /// The journal is consistent, but not the one that the anchor was taken from.
    case rewritten
    /// A sealed segment's file is absent.
    case segmentMissing = "segment-missing"
    /// A segment's head, checkpoint or file does not fit its neighbours or itself.
    case segmentDamaged = "segment-damaged"
    /// The tables, or the next segment's checkpoint, are not what the entries lead to.
    case stateDiffers = "state-differs"
    /// They are, but for counters and for who changed an alarm last.
    case countersDiffer = "counters-differ"
    /// The entry's hash holds, but its body says nothing that this version knows.
    case unreadable
    /// What must always hold of an alarm does not after this entry.
    case invariantBroken = "invariant-broken"
  }

  public var kind: Kind
  /// The entry concerned, or the first after the place concerned.
  public var sequence: Int64
  /// The alarm concerned, and the invariant that broke, where there is one.
  public var alarm: AlarmID?
  public var invariant: Invariant?

  public init(kind: Kind, sequence: Int64, alarm: AlarmID? = nil, invariant: Invariant? = nil) {
    self.kind = kind
    self.sequence = sequence
    self.alarm = alarm
    self.invariant = invariant
  }

  public var message: Bilingual {
    let words =
      switch kind {
      case .edited: Bilingual(zh: "日志条目被修改", en: "Entry edited")
      case .inserted: Bilingual(zh: "日志条目被插入", en: "Entry inserted")
      case .deleted: Bilingual(zh: "日志条目被删除", en: "Entry deleted")
      case .reordered: Bilingual(zh: "日志条目被调换次序", en: "Entries reordered")
      case .truncated: Bilingual(zh: "日志在锚点之前中断", en: "Journal ends before the anchor")
      case .rewritten: Bilingual(zh: "日志与锚点不符，已被改写", en: "Journal rewritten: it differs from the anchor")
      case .segmentMissing: Bilingual(zh: "归档段文件缺失", en: "Archived segment's file is absent")
      case .segmentDamaged: Bilingual(zh: "日志段首尾不相接", en: "Segment does not fit its neighbours")
      case .stateDiffers: Bilingual(zh: "告警表与日志重放不一致", en: "Alarm table differs from the journal's replay")
      case .countersDiffer:
        Bilingual(zh: "告警表仅计数与日志重放不一致", en: "Alarm table differs from the journal's replay in counters only")
      case .unreadable: Bilingual(zh: "日志条目无法解读", en: "Entry cannot be read")
      case .invariantBroken: Bilingual(zh: "违反不变式", en: "Invariant broken")
      }
    let broken = kind == .invariantBroken ? invariant : nil
    let zh = broken.map { " \($0.code) \($0.name.zh)" } ?? ""
    let en = broken.map { " \($0.code), \($0.name.en)" } ?? ""
    let alarm = Bilingual(
      zh: alarm.map { "，告警 \($0.value)" } ?? "", en: alarm.map { ", alarm \($0.value)" } ?? "")
    return Bilingual(
      zh: "\(words.zh)\(zh)（第 \(sequence) 条\(alarm.zh)）",
      en: "\(words.en)\(en) (entry \(sequence)\(alarm.en))")
  }
}
