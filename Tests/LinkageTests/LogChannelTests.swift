import CityDispatch
import CitySafety
import Glibc
import Linkage
import Testing

@Test func anItemBecomesOneJSONLine() throws {
  let scratch = try Scratch()
  #expect(failure(LogChannel(path: scratch.path + "/log.jsonl"), message(7)) == nil)
  #expect(
    scratch.lines == [
      #"{"id":"7/log/lead","at":"2026-09-21T22:13:20+08:00","to":"lead","zh":"漏气","en":"leak"}"#
    ])
}

@Test func anItemSentAgainWritesNoSecondLineUnlessSomebodyAskedForIt() throws {
  let scratch = try Scratch()
  let channel = LogChannel(path: scratch.path + "/log.jsonl")
  for message in [message(7), message(7), message(8)] { #expect(failure(channel, message) == nil) }
  #expect(scratch.lines.count == 2)
  #expect(failure(channel, message(7, resends: 1)) == nil)
  #expect(scratch.lines.count == 3 && scratch.lines.last?.contains(#""resend":1"#) == true)
}

@Test func quotesAndLineBreaksStayInsideTheirLine() throws {
  let scratch = try Scratch()
  let channel = LogChannel(path: scratch.path + "/log.jsonl")
  #expect(failure(channel, message(7, text: "a\"b\\c\nd\u{1B}[31m")) == nil)
  #expect(scratch.lines.count == 1)
  #expect(scratch.lines.first?.contains(#""zh":"a\"b\\c d�[31m""#) == true)
}

@Test func theLogIsReadableByItsOwnerOnly() throws {
  let scratch = try Scratch()
  #expect(failure(LogChannel(path: scratch.path + "/log.jsonl"), message(7)) == nil)
  var status = stat()
  try #require(stat(scratch.path + "/log.jsonl", &status) == 0)
  #expect(status.st_mode & 0o777 == 0o600)
}

@Test func aLogThatCannotBeWrittenIsAFailureWithItsPlace() throws {
  let scratch = try Scratch()
  let reason = failure(LogChannel(path: scratch.path + "/absent/log.jsonl"), message(1))
  #expect(reason?.message.en.contains("absent") == true && reason?.mayHaveArrived == false)
}

@Test func aChannelInTestModeOnlyWritesWhatItWouldSend() throws {
  let scratch = try Scratch()
  var channel = Channel(id: "web", kind: .webhook(Webhook(url: "http://127.0.0.1:1/")))
  channel.isTest = true
  let sender = try #require(ChannelMaking.make(channel, log: scratch.path + "/log.jsonl"))
  #expect(failure(sender, message(7, address: "139")) == nil)
  #expect(
    scratch.lines.first?.hasSuffix(
      #""test":"web","address":"139","subject":"2橙 广场","text":"漏气"}"#) == true)
}
