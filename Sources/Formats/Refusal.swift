import CitySafety

extension Reject {
  /// A reject whose bytes are cut to the limit.
  static func of(_ reason: Reason, at offset: Int, _ bytes: Bytes, zh: String, en: String) -> Reject {
    Reject(
      reason: reason, offset: offset, detail: Bilingual(zh: zh, en: en),
      bytes: Array(bytes.piece(0..<byteLimit)))
  }
}

extension DecodedBatch {
  /// Counts a reject; its words are made only while there is room for it.
  mutating func refuse(
    _ reason: Reject.Reason, at offset: Int, _ bytes: @autoclosure () -> Bytes,
    _ detail: @autoclosure () -> Bilingual
  ) {
    guard rejects.count < DecodedBatch.rejectLimit else {
      rejected += 1
      return
    }
    reject(
      Reject(
        reason: reason, offset: offset, detail: detail(), bytes: Array(bytes().piece(0..<Reject.byteLimit))))
  }

  /// Sets why the answer as a whole is not good; the first reason stands.
  mutating func fail(_ reason: Reject.Reason, at offset: Int, _ body: Bytes, zh: String, en: String) {
    guard failure == nil else { return }
    let start = max(0, offset - Refusal.before)
    failure = .of(reason, at: offset, body.piece(start..<start + Reject.byteLimit), zh: zh, en: en)
  }
}

/// Words for what goes wrong with a body as a whole.
enum Refusal {
  /// Bytes shown before the place of a failure.
  static let before = 64

  /// Whether the body is a web page where data was expected, and says so in the batch if it is.
  static func isWebPage(_ body: Bytes, into batch: inout DecodedBatch) -> Bool {
    var position = body.markLength
    while position < body.count && ASCII.isSpace(body[position]) { position += 1 }
    guard position < body.count, body[position] == ASCII.lessThan else { return false }
    let head = body.piece(position..<position + 15)
    guard
      head.equalsIgnoringCase("<!doctype html ") || head.equalsIgnoringCase("<!doctype html>")
        || head.piece(0..<5).equalsIgnoringCase("<html") || head.piece(0..<5).equalsIgnoringCase("<head")
        || head.piece(0..<5).equalsIgnoringCase("<body")
    else { return false }
    batch.fail(
      .malformed, at: position, body,
      zh: "收到的是 HTML 网页，不是数据；请检查地址、登录或代理",
      en: "an HTML page came instead of data; check the address, the sign-in or a proxy")
    return true
  }

  /// Puts a fault of a JSON text into the batch.
  static func fail(_ fault: JSONFault, _ body: Bytes, into batch: inout DecodedBatch) {
    let words = words(fault.kind)
    batch.fail(
      fault.kind == .encoding ? .encoding : .malformed, at: fault.offset, body,
      zh: "第 \(fault.offset) 字节：\(words.zh)", en: "byte \(fault.offset): \(words.en)")
  }

  static func words(_ kind: JSONFault.Kind) -> Bilingual {
    switch kind {
    case .truncated: Bilingual(zh: "JSON 不完整，内容在中途结束", en: "the JSON ends in the middle")
    case .syntax: Bilingual(zh: "不是合法的 JSON", en: "not valid JSON")
    case .controlCharacter: Bilingual(zh: "字符串内有控制字符", en: "a control character inside a string")
    case .escape: Bilingual(zh: "转义序列有误", en: "a bad escape in a string")
    case .surrogate: Bilingual(zh: "代理对不成对", en: "half of a surrogate pair")
    case .encoding: Bilingual(zh: "不是 UTF-8 编码", en: "not UTF-8")
    case .number: Bilingual(zh: "数字格式有误", en: "a malformed number")
    case .nesting:
      Bilingual(
        zh: "嵌套超过 \(JSONScanner.nestingLimit) 层", en: "nested deeper than \(JSONScanner.nestingLimit) levels")
    case .trailing: Bilingual(zh: "JSON 之后还有内容", en: "something follows the end of the JSON")
    }
  }
}
