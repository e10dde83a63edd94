internal import Glibc

/// A file of JSON lines whose last line holds the SHA-256 of everything before it (FIPS 180-4).
///
/// It is written beside its name and takes the name when it is whole and on the disk, so that no half of it is ever found.
struct SealedFile: ~Copyable {
  private static let blockSize = 1 << 16

  private let path: String
  private var descriptor: Int32
  private var digest = SHA256()
  private var block: [UInt8] = []
  private var lines: Int64 = 0

  private var temporary: String { path + ".new" }

  init(_ path: String) throws(StoreFailure) {
    self.path = path
    descriptor = open(path + ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw StoreFiles.failure(path) }
    block.reserveCapacity(2 * SealedFile.blockSize)
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    unlink(temporary)
  }

  mutating func add(_ line: JSONText) throws(StoreFailure) { try add(bytes: Array(line.object.utf8)) }

  /// Adds one object without its line end.
  mutating func add(bytes: [UInt8]) throws(StoreFailure) {
    block += bytes
    block.append(UInt8(ascii: "\n"))
    lines += 1
    if block.count >= SealedFile.blockSize { try flush() }
  }

  private mutating func flush() throws(StoreFailure) {
    digest.add(block)
    try StoreFiles.write(block, to: descriptor, path: path)
    block.removeAll(keepingCapacity: true)
  }

  /// Writes the last line and gives the file its name; it may only be read from then on.
  consuming func seal() throws(StoreFailure) -> Digest {
    try flush()
    let seal = digest.finish()
    digest = SHA256()
    try StoreFiles.write(
      Array(SealedFile.sealLine(lines: lines, seal).utf8), to: descriptor, path: path)
    guard fsync(descriptor) == 0, fchmod(descriptor, 0o400) == 0, rename(temporary, path) == 0 else {
      throw StoreFiles.failure(path)
    }
    close(descriptor)
    descriptor = -1
    return seal
  }

  static func sealLine(lines: Int64, _ seal: Digest) -> String {
    var json = JSONText()
    json.add("kind", "seal")
    json.add("lines", raw: "\(lines)")
    json.add("sha256", seal.hex)
    return json.object + "\n"
  }
}

/// Reads a sealed file line by line with little memory.
struct SealedReading: ~Copyable {
  /// A longer line is no line of a sealed file.
  static let lineLimit = 1 << 20

  private let descriptor: Int32
  private var block = [UInt8](repeating: 0, count: 1 << 16)
  private var rest: [UInt8] = []
  private var position = 0
  private var isOver = false

  init(_ path: String) throws(StoreFailure) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw StoreFiles.failure(path) }
  }

  deinit { close(descriptor) }

  /// The next line without its end; `nil` at the end, or where a line is too long.
  mutating func next() throws(StoreFailure) -> [UInt8]? {
    while true {
      if let end = rest[position...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { position = end + 1 }
        return Array(rest[position..<end])
      }
      rest.removeFirst(position)
      position = 0
      guard !isOver, rest.count <= SealedReading.lineLimit else { return nil }
      let count = read(descriptor, &block, block.count)
      guard count >= 0 else { throw StoreFiles.failure("sealed file") }
      isOver = count == 0
      rest += block[..<count]
    }
  }

  /// Bytes after the last line end.
  var remainder: Int { rest.count - position }
}
