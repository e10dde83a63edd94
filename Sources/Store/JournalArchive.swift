internal import CitySafety
internal import GRDB
internal import Glibc

/// The archive file of one sealed segment, which can be verified without the store.
///
/// `WFSEG001`; number, first, last, time opened, time sealed in 8 bytes each; the previous head hash; the
/// length of the checkpoint in 8 bytes and the checkpoint; each entry: sequence, time, kind in 8 bytes each,
/// length of the body in 8, hash, body; at the end the head hash. Numbers most significant byte first.
enum ArchiveFile {
  static let magic = Array("WFSEG001".utf8)
  /// Longest body that is believed when a file is read.
  static let bodyLimit = 1 << 24

  static func header(of segment: Segment, last: Int64, sealed: Instant) -> [UInt8] {
    var bytes = magic
    for number in [
      segment.number, segment.first, last, segment.opened.milliseconds, sealed.milliseconds,
    ] {
      append(number, to: &bytes)
    }
    bytes += segment.previous.bytes
    append(Int64(segment.checkpoint.count), to: &bytes)
    return bytes + segment.checkpoint
  }

  static func append(_ entry: StoredEntry, to bytes: inout [UInt8]) {
    for number in [entry.sequence, entry.at, entry.kind, Int64(entry.body.count)] {
      append(number, to: &bytes)
    }
    bytes += entry.hash.bytes
    bytes += entry.body
  }

  private static func append(_ number: Int64, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }
}

/// Writes one archive file over several slices of maintenance: under a temporary name until all of it is on
/// the disk, so that a file with its final name is whole.
final class ArchiveWriter {
  let segment: Segment
  let last: Int64
  let head: Digest
  private(set) var next: Int64
  private let path: String
  private var descriptor: Int32

  init(_ segment: Segment, last: Int64, sealed: Instant, head: Digest, files: StoreFiles) throws {
    self.segment = segment
    self.last = last
    self.head = head
    next = segment.first
    path = files.segment(segment.number)
    try StoreFiles.makePrivateFolder(files.archive)
    descriptor = open(path + ".part", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw StoreFiles.failure(path) }
    try write(ArchiveFile.header(of: segment, last: last, sealed: sealed))
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  func append(_ entries: [StoredEntry]) throws {
    var bytes: [UInt8] = []
    for entry in entries { ArchiveFile.append(entry, to: &bytes) }
    try write(bytes)
    if let last = entries.last { next = last.sequence + 1 }
  }

  /// Puts the file on the disk under its name.
  func finish() throws {
    try write(head.bytes)
    guard fsync(descriptor) == 0 else { throw StoreFiles.failure(path) }
    close(descriptor)
    descriptor = -1
    guard rename(path + ".part", path) == 0 else { throw StoreFiles.failure(path) }
    try StoreFiles.syncFolder(of: path)
  }

  /// Takes the unfinished file away.
  func abandon() { unlink(path + ".part") }

  private func write(_ bytes: [UInt8]) throws {
    try StoreFiles.write(bytes, to: descriptor, path: path)
  }
}

/// Reads an archive file entry by entry.
final class ArchiveReader {
  let segment: Segment
  private let stream: UnsafeMutablePointer<FILE>
  private let last: Int64

  /// `nil` when there is no such file or its header is not one.
  init?(_ path: String) {
    guard let stream = fopen(path, "re") else { return nil }
    self.stream = stream
    func number() -> Int64? {
      guard let bytes = ArchiveReader.read(8, from: stream) else { return nil }
      return bytes.reduce(Int64(0)) { $0 << 8 | Int64($1) }
    }
    guard ArchiveReader.read(8, from: stream) == ArchiveFile.magic, let name = number(), let first = number(),
      let last = number(), let opened = number(), let sealed = number(),
      let previous = ArchiveReader.read(Digest.size, from: stream).flatMap({ Digest(bytes: $0) }),
      let size = number(), (0...Int64(1 << 30)).contains(size), first > 0, last >= first,
      let checkpoint = ArchiveReader.read(Int(size), from: stream)
    else {
      fclose(stream)
      return nil
    }
    self.last = last
    segment = Segment(
      number: name, first: first, last: last, opened: Instant(milliseconds: opened),
      sealed: Instant(milliseconds: sealed), previous: previous, checkpoint: checkpoint, head: nil,
      isArchived: true)
  }

  deinit { fclose(stream) }

  /// The next entries, at most `limit`; `nil` when the file breaks off or is no archive here.
  func entries(from next: Int64, limit: Int) -> [StoredEntry]? {
    var entries: [StoredEntry] = []
    var sequence = next
    while sequence <= last && entries.count < limit {
      guard let sequenceRead = number(), let at = number(), let kind = number(), let size = number(),
        (0...Int64(ArchiveFile.bodyLimit)).contains(size),
        let hash = ArchiveReader.read(Digest.size, from: stream).flatMap({ Digest(bytes: $0) }),
        let body = ArchiveReader.read(Int(size), from: stream)
      else { return nil }
      entries.append(StoredEntry(sequence: sequenceRead, at: at, kind: kind, body: body, hash: hash))
      sequence += 1
    }
    return entries
  }

  /// The head hash at the end of the file; `nil` when it is absent or something follows it.
  func head() -> Digest? {
    guard let bytes = ArchiveReader.read(Digest.size, from: stream), fgetc(stream) == EOF else { return nil }
    return Digest(bytes: bytes)
  }

  private func number() -> Int64? {
    ArchiveReader.read(8, from: stream)?.reduce(Int64(0)) { $0 << 8 | Int64($1) }
  }

  private static func read(_ count: Int, from stream: UnsafeMutablePointer<FILE>) -> [UInt8]? {
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = fread(buffer.baseAddress, 1, count, stream)
    }
    return bytes.count == count ? bytes : nil
  }
}

extension StoreFiles {
  /// Writes all of `bytes`.
  static func write(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(StoreFailure) {
    var position = 0
    while position < bytes.count {
      let count = bytes.withUnsafeBytes { raw in
        raw.baseAddress.map { Glibc.write(descriptor, $0 + position, bytes.count - position) } ?? 0
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw failure(path) }
      position += count
    }
  }

  /// Puts a folder's names on the disk, after one of them changed.
  static func syncFolder(of path: String) throws(StoreFailure) {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    let descriptor = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(folder) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure(folder) }
  }
}
