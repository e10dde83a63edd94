/// A deflate stream that unpacks to far more than it is, made by hand: no compressor is needed for zeros.
enum Squeezed {
  /// zlib's wrapper around blocks of one literal zero and copies of 258 zeros from one byte back.
  static func zeros(megabytes: Int) -> [UInt8] {
    var writer = BitWriter(bytes: [0x78, 0x01])
    writer.put(1, bits: 1)
    writer.put(1, bits: 2)
    // The fixed codes of RFC 1951, 3.2.6: literal 0 is 00110000, length 258 is 11000101, distance 1 is 00000.
    writer.put(0b0000_1100, bits: 8)
    for _ in 0..<(megabytes * (1 << 20) / 258) {
      writer.put(0b1010_0011, bits: 8)
      writer.put(0, bits: 5)
    }
    writer.put(0, bits: 7)
    return writer.finished
  }

  private struct BitWriter {
    var bytes: [UInt8]
    private var held: UInt32 = 0
    private var count: UInt32 = 0

    init(bytes: [UInt8]) {
      self.bytes = bytes
    }

    mutating func put(_ value: UInt32, bits: UInt32) {
      held |= value << count
      count += bits
      while count >= 8 {
        bytes.append(UInt8(truncatingIfNeeded: held))
        held >>= 8
        count -= 8
      }
    }

    /// The stream is cut here: what comes before is already beyond any limit.
    var finished: [UInt8] { count > 0 ? bytes + [UInt8(truncatingIfNeeded: held)] : bytes }
  }
}
