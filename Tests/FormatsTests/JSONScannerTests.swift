import Testing

@testable import Formats

/// The fault of a text, or `nil` when it is JSON.
private func fault(_ bytes: [UInt8]) -> JSONFault.Kind? {
  bytes.withUnsafeBytes { bytes in
    guard var scanner = JSONScanner(bytes) else { return .truncated }
    do throws(JSONFault) {
      _ = try scanner.value()
      try scanner.finish()
      return nil
    } catch { return error.kind }
  }
}

private func fault(_ text: String) -> JSONFault.Kind? { fault(Array(text.utf8)) }

private func text(_ json: String) -> String? {
  Array(json.utf8).withUnsafeBytes { bytes in
    guard var scanner = JSONScanner(bytes), let slot = try? scanner.value() else { return nil }
    return scanner.text(slot)
  }
}

@Test(arguments: [
  "0", "-0.5e-10", "\"\"", "true", "false", "null", "[]", "{}", " [ 1 , 2 ] ", "{\"a\":{\"b\":[{}]}}",
  "\"\\ud83d\\ude00\"", "\"杭锦旗\"", "[1e5,\"x\",null]",
])
func jsonIsPassed(_ text: String) {
  #expect(fault(text) == nil)
}

@Test(arguments: [
  ("[1,]", JSONFault.Kind.syntax), ("{\"a\":1,}", .syntax), ("{a:1}", .syntax), ("[1 2]", .syntax),
  ("'a'", .syntax),
  ("01", .number), ("1.", .truncated), ("[1.]", .number), ("[-]", .number), ("[.5]", .syntax),
  ("[1e]", .number),
  ("[+1]", .syntax), ("1 2", .trailing), ("[1", .truncated), ("{\"a\"", .truncated), ("\"abc", .truncated),
  ("tru", .truncated), ("[nul]", .syntax), ("\"\\x\"", .escape), ("\"\\u12g4\"", .escape),
  ("\"\\ud83d\"", .surrogate),
  ("\"\\ude00\"", .surrogate), ("\"\\ud83d\\u0041\"", .surrogate), ("\"a\nb\"", .controlCharacter),
  ("\"\u{1}\"", .controlCharacter), ("", .truncated), ("   ", .truncated), ("[truth]", .syntax),
])
func whatIsNotJSONIsRefused(_ text: String, _ kind: JSONFault.Kind) {
  #expect(fault(text) == kind)
}

@Test(
  arguments: [
    [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xE6, 0x9D, 0x22],
    [0x22, 0xF5, 0x80, 0x80, 0x80, 0x22], [0x22, 0xE0, 0x80, 0x80, 0x22], [0x22, 0x80, 0x22],
  ] as [[UInt8]])
func bytesThatAreNotUTF8AreRefused(_ bytes: [UInt8]) {
  #expect(fault(bytes) == .encoding)
}

@Test func escapesMeanWhatTheySay() {
  #expect(text("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"") == "\"\\/\u{8}\u{C}\n\r\t")
  #expect(text("\"\\u6c5f\\u82cf\"") == "江苏")
  #expect(text("\"a\\ud83d\\ude00z\"") == "a😀z")
}

@Test func nestingIsBounded() {
  let limit = JSONScanner.nestingLimit
  #expect(fault(String(repeating: "[", count: limit) + String(repeating: "]", count: limit)) == nil)
  #expect(fault(String(repeating: "[", count: limit + 1)) == .nesting)
  #expect(fault(String(repeating: "{\"a\":", count: 100_000)) == .nesting)
}

@Test func longStringsAreCheckedToTheirLastByte() {
  for length in 0..<40 {
    let plain = String(repeating: "x", count: length)
    #expect(text("\"\(plain)\"") == plain)
    #expect(fault("\"\(plain)\u{2}\"") == .controlCharacter)
    #expect(text("\"\(plain)\\n\(plain)\"") == plain + "\n" + plain)
  }
}
