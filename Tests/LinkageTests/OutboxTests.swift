import CityDispatch
import CitySafety
import Glibc
import Linkage
import Testing

/// A new empty folder that goes away with its owner.
private final class Scratch {
  let path: String

  init() throws {
    var template = Array("/tmp/watchfloor-linkage-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    unlink(path + "/log.jsonl")
    rmdir(path)
  }

  var lines: [String] {
    guard let file = fopen(path + "/log.jsonl", "r") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while true {
      let byte = fgetc(file)
      if byte < 0 { break }
      bytes.append(UInt8(byte))
    }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}

private func item(_ sequence: Int64, text: String = "漏气", channel: String = "log") -> OutboxItem {
  OutboxItem(
    sequence: sequence, channel: channel, recipient: "lead", text: Bilingual(zh: text, en: "leak"),
    createdAt: Instant(seconds: 1_790_000_000))
}

@Test func anItemBecomesOneJSONLine() throws {
  let scratch = try Scratch()
  let channel = LogChannel(path: scratch.path + "/log.jsonl", offset: .beijing)
  try channel.send(item(7))
  #expect(
    scratch.lines == [
      #"{"id":"7/log/lead","at":"2026-09-21T22:13:20+08:00","to":"lead","zh":"漏气","en":"leak"}"#
    ])
}

@Test func anItemSentAgainWritesNoSecondLine() throws {
  let scratch = try Scratch()
  let channel = LogChannel(path: scratch.path + "/log.jsonl", offset: .beijing)
  try channel.send(item(7))
  try channel.send(item(7))
  try channel.send(item(8))
  #expect(scratch.lines.count == 2)
}

@Test func quotesAndLineBreaksStayInsideTheirLine() throws {
  let scratch = try Scratch()
  let channel = LogChannel(path: scratch.path + "/log.jsonl", offset: .beijing)
  try channel.send(item(7, text: "a\"b\\c\nd\u{1B}[31m"))
  #expect(scratch.lines.count == 1)
  #expect(scratch.lines.first?.contains(#""zh":"a\"b\\c d�[31m""#) == true)
}

@Test func theLogIsReadableByItsOwnerOnly() throws {
  let scratch = try Scratch()
  try LogChannel(path: scratch.path + "/log.jsonl", offset: .beijing).send(item(7))
  var status = stat()
  try #require(stat(scratch.path + "/log.jsonl", &status) == 0)
  #expect(status.st_mode & 0o777 == 0o600)
}

@Test func aLogThatCannotBeWrittenIsTriedAgainAfterADoublingWait() throws {
  let scratch = try Scratch()
  var worker = OutboxWorker(channels: [LogChannel(path: scratch.path + "/absent/log.jsonl", offset: .beijing)]
  )
  let now = Instant(seconds: 100)
  #expect(worker.add(item(1)) == true)
  guard case .failed(let message, let retryAt) = worker.step(now: now).first?.result else {
    Issue.record("the first attempt did not fail")
    return
  }
  #expect(message.en.contains("absent"))
  #expect(retryAt == now + .seconds(5))
  #expect(worker.step(now: now + .seconds(4)).isEmpty)
  #expect(worker.step(now: retryAt).count == 1)
  #expect(worker.nextDue == retryAt + .seconds(10))
}

@Test func theWaitStopsAtItsCeiling() {
  let waits = [1, 2, 3, 6, 7, 8, 50].map { OutboxWorker.wait(afterFailures: $0).seconds }
  #expect(waits == [5, 10, 20, 160, 300, 300, 300])
}

@Test func aStepSendsABoundedNumberAndTheRestNext() throws {
  let scratch = try Scratch()
  var worker = OutboxWorker(channels: [LogChannel(path: scratch.path + "/log.jsonl", offset: .beijing)])
  for sequence in 0..<20 { #expect(worker.add(item(Int64(sequence))) == true) }
  #expect(worker.step(now: .epoch).count == OutboxWorker.itemsPerStep)
  #expect(worker.step(now: .epoch).allSatisfy { $0.result == .sent })
  #expect(worker.count == 0)
  #expect(scratch.lines.count == 20)
}

@Test func anItemWithoutAChannelIsGivenUpAndSaid() {
  var worker = OutboxWorker(channels: [])
  #expect(worker.add(item(1, channel: "pager")) == true)
  #expect(worker.step(now: .epoch).map(\.result) == [.noChannel])
  #expect(worker.count == 0)
}

@Test func aWaitingItemIsNotDoubled() {
  var worker = OutboxWorker(channels: [])
  #expect(worker.add(item(1)) == true)
  #expect(worker.add(item(1)) == true)
  #expect(worker.count == 1)
}
