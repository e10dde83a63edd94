/// Bytes of HTTP answers, good and bad.
enum Answers {
  static let row = #"[{"code":"A","time":1790000000,"value":1.5}]"#

  static func response(
    _ status: String = "200 OK", headers: [String] = [], body: [UInt8], length: Int? = nil
  ) -> [UInt8] {
    let head = ["HTTP/1.1 \(status)", "Content-Length: \(length ?? body.count)"] + headers
    return Array((head.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
  }

  static func response(_ status: String = "200 OK", headers: [String] = [], _ body: String = row) -> [UInt8] {
    response(status, headers: headers, body: Array(body.utf8))
  }

  static func good(_ body: String) -> [UInt8] { response("200 OK", body) }

  static func redirect(to address: String, _ status: String = "302 Found") -> [UInt8] {
    response(status, headers: ["Location: " + address], "")
  }

  /// The bytes in one stored gzip block; at most 65,535 of them.
  static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    let size = UInt16(bytes.count)
    var result: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1]
    result += [UInt8(size & 0xFF), UInt8(size >> 8), UInt8(~size & 0xFF), UInt8(~size >> 8)]
    result += bytes
    for number in [checksum(bytes), UInt32(bytes.count)] {
      for shift in [0, 8, 16, 24] { result.append(UInt8(truncatingIfNeeded: number >> UInt32(shift))) }
    }
    return result
  }

  /// A gzip body of `repeats` times 258 letters, 160 times smaller than what it unpacks to.
  static func gzipBomb(repeats: Int) -> [UInt8] {
    var result: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
    var bits: UInt64 = 0
    var count: UInt64 = 0
    func add(_ value: UInt64, _ width: UInt64) {
      bits |= value << count
      count += width
      while count >= 8 {
        result.append(UInt8(bits & 0xFF))
        bits >>= 8
        count -= 8
      }
    }
    add(0b011, 3)  // last block, fixed codes
    add(0b1000_1001, 8)  // the letter 'a' is 0x30 + 97 = 10010001, sent from its top bit
    // 285 (length 258) is 11000101 sent from its top bit, then distance code 0 in five bits.
    for _ in 0..<repeats { add(0b0_0000_1010_0011, 13) }
    add(0, 7)
    add(0, 8)
    return result
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var value: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      value ^= UInt32(byte)
      for _ in 0..<8 { value = (value >> 1) ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    return ~value
  }
}
