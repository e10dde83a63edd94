import CitySafety
import Formats
import Glibc

/// One drop folder: complete files only, each read once.
///
/// Lives on the file thread.
final class FolderSource {
  let definition: SourceDefinition
  private let folder: DropFolder
  private let path: String
  private let target: String?
  private let pattern: NamePattern
  private let memory: FileMemory
  private var decoder: FeedDecoder
  /// When each name was first seen with its present stamp, in monotonic milliseconds.
  private var seen: [FileName: (stamp: FileStamp, since: Int64)] = [:]
  /// Read files whose rows are not yet known to be stored.
  ///
  /// At the bound no more are read.
  private var unconfirmed: [FileMark: FileName] = [:]
  /// States that were already put into quarantine as unreadable.
  private var complained: [FileName: FileStamp] = [:]
  /// Failed moves, told with the next outcome.
  private var moveFailures: [TransportFailure] = []

  init(definition: SourceDefinition, folder: DropFolder, memory: FileMemory, plan: PollPlan) {
    self.definition = definition
    self.folder = folder
    self.memory = memory
    path = plan.path(folder.path)
    target = folder.moveTo.map(plan.path)
    pattern = NamePattern(folder.pattern)
    decoder = FeedDecoder(format: definition.format)
  }

  private var companionSuffix: String? {
    if case .companion(let suffix) = folder.completeness { return suffix }
    return nil
  }

  // MARK: Reading

  /// Reads the files that are complete and new.
  ///
  /// `hasMore` tells that some had to wait for the next poll.
  func poll(
    _ reader: FileReader, into gathering: inout PollGathering, plan: PollPlan
  ) -> (failure: TransportFailure?, hasMore: Bool) {
    let scan: FolderScan
    switch FolderScan.open(path) {
    case .failure(let kind): return (TransportFailure(kind, at: path), false)
    case .success(let opened): scan = opened
    }
    for failure in moveFailures { gathering.refuse(failure, bytes: .empty, at: plan.clock()) }
    moveFailures = []
    let (entries, isCut) = scan.entries(matching: pattern, except: companionSuffix)
    let settled = settle(entries, now: plan.monotonic())
    var count = 0
    for entry in entries {
      let mark = mark(of: entry)
      if memory.contains(mark) || unconfirmed[mark] != nil { continue }
      if entry.isRefused {
        complain(
          of: entry, TransportFailure(.notRegular, at: shown(entry.name)), &gathering, plan, isLasting: false)
        continue
      }
      if count >= IngestLimits.filesPerPoll || gathering.isFull || isOverdrawn { return (nil, !isOverdrawn) }
      if read(entry, scan, reader, isSettled: settled.contains(entry.name), into: &gathering, plan: plan) {
        count += 1
      }
    }
    return (isCut ? TransportFailure(.folderFull, at: path) : nil, false)
  }

  private var isOverdrawn: Bool { unconfirmed.count >= IngestLimits.rememberedFiles }

  /// Reads one file if it is complete; true when it was used up, well or badly.
  private func read(
    _ entry: FolderScan.Entry, _ scan: FolderScan, _ reader: FileReader, isSettled: Bool,
    into gathering: inout PollGathering, plan: PollPlan
  ) -> Bool {
    if case .stable = folder.completeness, !isSettled { return false }
    if let companionSuffix, !scan.exists(entry.name.adding(companionSuffix)) { return false }
    let opened = entry.name.withPath { reader.open($0, in: scan.descriptor, followsLinks: false) }
    defer { reader.shut() }
    switch opened {
    case .failure(.fileMissing): return false
    case .failure(let kind):
      complain(of: entry, TransportFailure(kind, at: shown(entry.name)), &gathering, plan, isLasting: true)
      return false
    case .success(let stamp): if stamp != entry.stamp { return false }
    }
    if case .endsWith(let ending) = folder.completeness, !FolderSource.ends(reader, with: ending) {
      return false
    }
    return decode(entry, reader, into: &gathering, plan: plan)
  }

  private func decode(
    _ entry: FolderScan.Entry, _ reader: FileReader, into gathering: inout PollGathering, plan: PollPlan
  ) -> Bool {
    let isTooLarge = entry.stamp.size > Int64(max(0, folder.sizeLimit))
    let limit = isTooLarge ? IngestLimits.quarantineItemBytes : max(0, folder.sizeLimit)
    switch reader.read(limit: limit) {
    case .failure(let kind):
      complain(of: entry, TransportFailure(kind, at: shown(entry.name)), &gathering, plan, isLasting: true)
      return false
    case .success(let bytes):
      if isTooLarge {
        let failure = TransportFailure(.tooLarge, at: shown(entry.name))
        gathering.refusePart(failure, bytes: bytes, at: plan.clock())
      } else if !reader.isWhole {
        return false
      } else {
        let context = plan.context(of: definition, arrived: plan.clock())
        _ = gathering.decode(bytes, with: &decoder, context: context, isPart: true)
      }
    }
    let mark = mark(of: entry)
    unconfirmed[mark] = entry.name
    gathering.files.append(mark)
    return true
  }

  /// The names that kept their stamp since an earlier poll and long enough.
  private func settle(_ entries: [FolderScan.Entry], now: Int64) -> Set<FileName> {
    var settled: Set<FileName> = []
    var present: [FileName: (stamp: FileStamp, since: Int64)] = [:]
    present.reserveCapacity(entries.count)
    for entry in entries {
      if let known = seen[entry.name], known.stamp == entry.stamp {
        present[entry.name] = known
        if now - known.since >= IngestLimits.settleTime.milliseconds { settled.insert(entry.name) }
      } else {
        present[entry.name] = (entry.stamp, now)
      }
    }
    seen = present
    complained = complained.filter { present[$0.key] != nil }
    return settled
  }

  /// Puts a file that cannot be read into quarantine once for each of its states.
  ///
  /// A lasting fault keeps the answer from being good until it is mended.
  private func complain(
    of entry: FolderScan.Entry, _ failure: TransportFailure, _ gathering: inout PollGathering,
    _ plan: PollPlan,
    isLasting: Bool
  ) {
    if complained[entry.name] != entry.stamp {
      complained[entry.name] = entry.stamp
      gathering.refusePart(failure, bytes: .empty, at: plan.clock())
    } else if isLasting {
      gathering.losePart(failure)
    }
  }

  private static func ends(_ reader: FileReader, with ending: String) -> Bool {
    let wanted = Array(ending.utf8)
    // Writers on Windows close the file with a line end of their own.
    var tail = reader.tail(wanted.count + 16)
    while let last = tail.last, last <= 0x20 { tail.removeLast() }
    return tail.count >= wanted.count && tail.suffix(wanted.count).elementsEqual(wanted)
  }

  // MARK: After storing

  /// The rows of this file are stored: it is moved away or remembered.
  func confirm(_ mark: FileMark) {
    guard let name = unconfirmed.removeValue(forKey: mark) else { return }
    guard let target, case .success(let scan) = FolderScan.open(path) else { return memory.insert(mark) }
    // A file that was replaced meanwhile is a new one.
    guard let stamp = scan.stamp(of: name), stamp.size == mark.size, stamp.modified == mark.modified else {
      return
    }
    if case .failure(let kind) = FolderMove.move(name, from: scan.descriptor, to: target) {
      memory.insert(mark)
      if moveFailures.count < IngestLimits.quarantineItems {
        moveFailures.append(TransportFailure(kind, at: shown(name)))
      }
      return
    }
    if let companionSuffix {
      _ = FolderMove.move(name.adding(companionSuffix), from: scan.descriptor, to: target)
    }
  }

  private func mark(of entry: FolderScan.Entry) -> FileMark {
    FileMark(
      source: definition.index, name: entry.name.text, size: entry.stamp.size, modified: entry.stamp.modified)
  }

  private func shown(_ name: FileName) -> String { path + "/" + name.text }
}

extension UnsafeRawBufferPointer {
  static var empty: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: nil, count: 0) }
}
