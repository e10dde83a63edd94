internal import CSodium

/// A SHA-256 digest: 32 bytes.
public struct Digest: Sendable, Hashable {
  /// Exactly `Digest.size` bytes.
  public let bytes: [UInt8]
  public static let size = 32

  /// `nil` unless there are exactly 32 bytes.
  public init?(bytes: [UInt8]) {
    guard bytes.count == Digest.size else { return nil }
    self.bytes = bytes
  }

  /// Reads 64 hexadecimal digits, either case; `nil` for anything else.
  public init?(hex: String) {
    guard let bytes = Hex.bytes(of: hex), bytes.count == Digest.size else { return nil }
    self.bytes = bytes
  }

  init(filling body: (UnsafeMutablePointer<UInt8>) -> Void) {
    bytes = [UInt8](unsafeUninitializedCapacity: Digest.size) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      body(base)
      count = Digest.size
    }
  }

  /// 32 zero bytes: what comes before the first segment of a journal.
  public static let zero = Digest { $0.initialize(repeating: 0, count: Digest.size) }

  /// 64 lower-case hexadecimal digits.
  public var hex: String { Hex.text(of: bytes) }
}

/// Bytes as lower-case hexadecimal digits.
enum Hex {
  private static let digits = Array("0123456789abcdef".utf8)

  static func text(of bytes: [UInt8]) -> String {
    var text = [UInt8]()
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Reads digits of either case, two a byte; `nil` for anything else.
  static func bytes(of text: String) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes = [UInt8]()
    bytes.reserveCapacity(digits.count / 2)
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = nibble(digits[index]), let low = nibble(digits[index + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  private static func nibble(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x41...0x46: digit - 0x41 + 10
    case 0x61...0x66: digit - 0x61 + 10
    default: nil
    }
  }
}

/// SHA-256 (FIPS 180-4) by libsodium, at once or piece by piece.
public struct SHA256 {
  private var state = csodium_sha256_state()

  public init() {
    csodium_sha256_begin(&state)
  }

  public mutating func add(_ bytes: [UInt8]) {
    csodium_sha256_add(&state, bytes, bytes.count)
  }

  public mutating func add(_ bytes: UnsafeRawBufferPointer) {
    csodium_sha256_add(&state, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
  }

  /// Adds eight bytes, most significant first.
  public mutating func add(_ number: Int64) {
    withUnsafeBytes(of: number.bigEndian) { add($0) }
  }

  /// The digest of everything added; nothing may be added afterwards.
  public consuming func finish() -> Digest {
    var state = self.state
    return Digest { csodium_sha256_end(&state, $0) }
  }

  /// The digest of one run of bytes.
  public static func digest(_ bytes: [UInt8]) -> Digest {
    Digest { csodium_sha256(bytes, bytes.count, $0) }
  }
}
