import CitySafety
import Formats
import Testing

@Suite struct ReceiptFeedTests {
  private func read(_ text: String) -> [ReceiptItem] { ReceiptFeed.read(Array(text.utf8)) }

  private static let whole = """
    {"id":"u-1","task":12,"event":"arrive","at":"2026-11-26T10:00:00+08:00","words":"已到\\n南门","by":"消防站"}
    """

  private static let note = ReceiptNote(
    id: "u-1", task: 12, event: "arrive", at: Instant(milliseconds: 1_795_658_400_000), words: "已到 南门",
    by: "消防站")

  @Test func aReceiptIsReadAloneInAListAndInAnEnvelope() {
    let whole = ReceiptFeedTests.whole
    #expect(read(whole) == [.note(ReceiptFeedTests.note)])
    #expect(read("[\(whole),\(whole)]") == [.note(ReceiptFeedTests.note), .note(ReceiptFeedTests.note)])
    #expect(read("{\"receipts\":[\(whole)]}") == [.note(ReceiptFeedTests.note)])
    #expect(read("[]").isEmpty)
  }

  @Test func whatIsMissingIsNamed() {
    for (text, field) in [
      ("{\"task\":1,\"event\":\"receive\"}", "id"), ("{\"id\":\"a\",\"event\":\"receive\"}", "task"),
      ("{\"id\":\"a\",\"task\":-3,\"event\":\"receive\"}", "task"),
      ("{\"id\":\"a\",\"task\":1.5,\"event\":\"receive\"}", "task"), ("{\"id\":\"a\",\"task\":1}", "event"),
      ("{\"id\":\"a\",\"task\":1,\"event\":\"receive\",\"at\":\"noon\"}", "at"),
    ] {
      #expect(read(text) == [.bad(Bilingual(zh: "缺少或有误：\(field)", en: "no good \(field)"))], "\(text)")
    }
    for text in ["", "{", "nonsense", "{\"id\":\"a\"} x", "3"] {
      guard case .bad? = read(text).first, read(text).count == 1 else {
        Issue.record("\(text) was not refused")
        continue
      }
    }
  }

  @Test func aSignedReceiptIsReadFromItsTextOnlyOnceThatIsChecked() {
    let item = read("{\"receipt\":\"{\\\"id\\\":\\\"u-1\\\"}\",\"signature\":\"ab\"}")
    #expect(item == [.signed(payload: "{\"id\":\"u-1\"}", signature: "ab")])
    #expect(ReceiptFeed.note(ReceiptFeedTests.whole) == .note(ReceiptFeedTests.note))
  }

  @Test func anAnswerIsBounded() {
    let many = "[" + (0..<1500).map { _ in "{}" }.joined(separator: ",") + "]"
    #expect(read(many).count == ReceiptFeed.countLimit)
    #expect(read(String(repeating: " ", count: ReceiptFeed.sizeLimit + 1)).count == 1)
    let deep = String(repeating: "[", count: 100_000)
    #expect(read(deep).count == 1)
  }

  @Test(arguments: 1...50)
  func whateverBytesComeTheyAreReadOrRefused(seed: UInt64) {
    var state = seed
    func next(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % below
    }
    var bytes = Array("{\"receipts\":[\(ReceiptFeedTests.whole),{\"receipt\":\"{}\",\"signature\":1}]}".utf8)
    for _ in 0..<(1 + next(8)) {
      switch next(3) {
      case 0: bytes[next(bytes.count)] = UInt8(next(256))
      case 1: bytes.removeLast(min(bytes.count - 1, next(40)))
      default: bytes.insert(UInt8(next(256)), at: next(bytes.count))
      }
    }
    for case .note(let note) in ReceiptFeed.read(bytes) {
      #expect(!note.id.isEmpty && note.task > 0 && !note.event.isEmpty, "seed \(seed)")
    }
  }
}
