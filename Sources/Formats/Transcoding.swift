import Glibc

/// GB18030 (and its subsets GBK and GB2312) to UTF-8 and back, through glibc's tables.
enum Transcoding {
  /// Stands in the output for each byte that could not be read; never part of UTF-8.
  static let fault: UInt8 = 0xFF

  /// UTF-8 of a GB18030 body.
  ///
  /// A byte that starts no character becomes `fault`; `nil` when the system has no such table.
  static func utf8(fromGB18030 body: Bytes) -> [UInt8]? {
    convert(body, to: "UTF-8", from: "GB18030")
  }

  /// GB18030 of a UTF-8 text.
  static func gb18030(fromUTF8 text: Bytes) -> [UInt8]? {
    convert(text, to: "GB18030", from: "UTF-8")
  }

  private static func convert(_ body: Bytes, to: String, from: String) -> [UInt8]? {
    guard let converter = iconv_open(to, from), Int(bitPattern: converter) != -1 else { return nil }
    defer { iconv_close(converter) }
    var output: [UInt8] = []
    output.reserveCapacity(body.count + body.count / 2)
    let room = 1 << 16
    var input = UnsafeMutablePointer<CChar>(
      mutating: body.baseAddress?.assumingMemoryBound(to: CChar.self))
    var left = body.count
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: room) { buffer in
      while left > 0 {
        var target = buffer.baseAddress
        var free = room
        let outcome = iconv(converter, &input, &left, &target, &free)
        let fault = errno
        output.append(contentsOf: Bytes(buffer).piece(0..<room - free))
        guard outcome == -1, fault != E2BIG else { continue }
        // EILSEQ or EINVAL: pass over one byte and go on with the next.
        output.append(Transcoding.fault)
        input = input?.advanced(by: 1)
        left -= 1
      }
    }
    return output
  }
}
