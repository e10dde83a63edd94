import CitySafety
import Formats
import Glibc
import Testing

@testable import Ingest

@Suite(.serialized) struct Files {
  @Test func aFileIsReadOnceAndAgainWhenItChanged() throws {
    let scratch = try Scratch()
    try scratch.write("a.json", Answers.row)
    let rig = try PollRig([Feed.file("a.json")], folder: scratch.path)
    #expect(try rig.next().batch?.readings.count == 1)
    #expect(try rig.next().isUnchanged)
    try scratch.write("a.json", #"[{"code":"A","time":1790000000,"value":2.5}]"#)
    let changed = try rig.next { !$0.isUnchanged }
    #expect(changed.batch?.readings.map(\.value) == [2.5])
  }

  @Test func anUnchangedFileIsReadAgainWhereTheClockBringsOutMore() throws {
    let scratch = try Scratch()
    try scratch.write("a.json", Answers.row)
    var source = Feed.file("a.json")
    var row = Feed.row
    row.timeShift = .replay(from: PollRig.wall - .seconds(60), speed: 1)
    source.format = .json(JSONMapping(root: JSONPath(""), row: row))
    let rig = try PollRig([source], folder: scratch.path)
    #expect(try rig.next().batch?.readings.count == 1)
    #expect(try rig.next().batch?.readings.count == 1)
  }

  @Test func aMissingFileIsSaid() throws {
    let scratch = try Scratch()
    let rig = try PollRig([Feed.file("absent.json")], folder: scratch.path)
    #expect(try rig.next().kind == .fileMissing)
  }

  @Test func aPipeInPlaceOfAFileIsRefusedAndDoesNotHang() throws {
    let scratch = try Scratch()
    try #require(mkfifo(scratch.path + "/a.json", 0o600) == 0)
    let rig = try PollRig([Feed.file("a.json")], folder: scratch.path)
    #expect(try rig.next().kind == .notRegular)
  }

  @Test func aBadFileGoesToQuarantineOnceForEachOfItsStates() throws {
    let scratch = try Scratch()
    try scratch.write("a.json", "nonsense")
    let rig = try PollRig([Feed.file("a.json")], folder: scratch.path)
    let first = try rig.next()
    let second = try rig.next()
    #expect(first.quarantine.count == 1 && second.quarantine.isEmpty)
    #expect(!first.isGood && !second.isGood)
  }

  @Test func aFileOfWhichNothingWasUnderstoodIsNotGoodUntilItIsMended() throws {
    let scratch = try Scratch()
    try scratch.write("a.json", #"[{"code":"A","stamp":1790000000,"value":1}]"#)
    let rig = try PollRig([Feed.file("a.json")], folder: scratch.path)
    for _ in 0..<2 { #expect(try !rig.next().isGood) }
    try scratch.write("a.json", Answers.row)
    #expect(try rig.next { $0.isGood }.batch?.readings.count == 1)
  }

  @Test func anOversizedFileIsRefusedWithItsFirstBytes() throws {
    let scratch = try Scratch()
    try scratch.write("a.json", [UInt8](repeating: 32, count: 200_000))
    let rig = try PollRig([Feed.file("a.json", sizeLimit: 100_000)], folder: scratch.path)
    let outcome = try rig.next()
    #expect(outcome.kind == .tooLarge)
    #expect(outcome.quarantine.first?.bytes.count == IngestLimits.quarantineItemBytes)
  }
}

@Suite(.serialized) struct DropFolders {
  @Test func aReadFileIsMovedOnceItsRowsAreStored() throws {
    let scratch = try Scratch()
    try scratch.write("a.json", Answers.row)
    let rig = try PollRig([Feed.folder(".", moveTo: "done")], folder: scratch.path)
    let outcome = try rig.next { $0.batch != nil }
    #expect(outcome.files.map(\.name) == ["a.json"])
    #expect(scratch.names() == ["a.json"])
    #expect(try rig.next().isUnchanged)
    rig.poller.confirm(outcome)
    _ = try rig.next { _ in scratch.names(in: "done") == ["a.json"] }
    #expect(scratch.names() == ["done"])
  }

  @Test func aMoveNeverOverwrites() throws {
    let scratch = try Scratch()
    mkdir(scratch.path + "/done", 0o700)
    try scratch.write("done/a.json", "older")
    try scratch.write("a.json", Answers.row)
    let rig = try PollRig([Feed.folder(".", moveTo: "done")], folder: scratch.path)
    rig.poller.confirm(try rig.next { $0.batch != nil })
    _ = try rig.next { _ in scratch.names(in: "done") == ["a.json", "a.json.1"] }
    #expect(scratch.text("done/a.json") == "older")
  }

  @Test func aRememberedFileIsNotReadAgainByTheNextProcess() throws {
    let scratch = try Scratch()
    try scratch.write("a.json", Answers.row)
    var remembered: [FileMark] = []
    do {
      let rig = try PollRig([Feed.folder(".")], folder: scratch.path)
      rig.poller.confirm(try rig.next { $0.batch != nil })
      _ = try rig.next { _ in !rig.poller.rememberedFiles.isEmpty }
      remembered = rig.poller.rememberedFiles
    }
    let rig = try PollRig([Feed.folder(".")], folder: scratch.path, remembered: remembered)
    #expect(try rig.next().isUnchanged)
  }

  @Test func aFileWhoseRowsWereNotStoredIsReadAgainByTheNextProcess() throws {
    let scratch = try Scratch()
    try scratch.write("a.json", Answers.row)
    do {
      let rig = try PollRig([Feed.folder(".")], folder: scratch.path)
      _ = try rig.next { $0.batch != nil }
      #expect(rig.poller.rememberedFiles.isEmpty)
    }
    let rig = try PollRig([Feed.folder(".")], folder: scratch.path)
    #expect(try rig.next().batch?.readings.count == 1)
  }

  @Test func aGrowingFileWaitsForItsEnd() throws {
    let scratch = try Scratch()
    try scratch.append("a.json", #"[{"code":"A","time":1790000000"#)
    let rig = try PollRig([Feed.folder(".")], folder: scratch.path)
    #expect(try rig.next().isUnchanged)
    try scratch.append("a.json", ",\"value\":1}]\r\n")
    #expect(try rig.next { !$0.isUnchanged }.batch?.readings.count == 1)
  }

  @Test func aFileWaitsForItsCompanionAndMovesWithIt() throws {
    let scratch = try Scratch()
    try scratch.write("a.json", Answers.row)
    let source = Feed.folder(".", pattern: "*", .companion(suffix: ".ok"), moveTo: "done")
    let rig = try PollRig([source], folder: scratch.path)
    #expect(try rig.next().isUnchanged)
    try scratch.write("a.json.ok", "")
    let outcome = try rig.next { $0.batch != nil }
    rig.poller.confirm(outcome)
    _ = try rig.next { _ in scratch.names(in: "done") == ["a.json", "a.json.ok"] }
  }

  @Test func aStableFileIsReadAfterItKeptStill() throws {
    let scratch = try Scratch()
    try scratch.write("a.json", Answers.row)
    let rig = try PollRig([Feed.folder(".", .stable)], folder: scratch.path)
    let start = PollRig.monotonic()
    #expect(try rig.next().isUnchanged)
    _ = try rig.next { $0.batch != nil }
    #expect(PollRig.monotonic() - start >= IngestLimits.settleTime.milliseconds - 50)
  }

  @Test func aLinkIsRefusedAndSaidOnce() throws {
    let scratch = try Scratch()
    symlink("/etc/passwd", scratch.path + "/a.json")
    let rig = try PollRig([Feed.folder(".")], folder: scratch.path)
    #expect(try rig.next().quarantine.map(\.reason) == [.transport(.notRegular)])
    #expect(try rig.next().quarantine.isEmpty)
  }

  @Test func anOversizedFileGoesToQuarantineAndIsDoneWith() throws {
    let scratch = try Scratch()
    try scratch.write("a.json", [UInt8](repeating: 93, count: 5000))
    let rig = try PollRig([Feed.folder(".", sizeLimit: 1000, moveTo: "done")], folder: scratch.path)
    let outcome = try rig.next { !$0.files.isEmpty }
    #expect(outcome.quarantine.map(\.reason) == [.transport(.tooLarge)])
    #expect(!outcome.isGood)
    rig.poller.confirm(outcome)
    _ = try rig.next { _ in scratch.names(in: "done") == ["a.json"] }
  }

  @Test func oneBadFileAmongGoodOnesLeavesTheAnswerGood() throws {
    let scratch = try Scratch()
    try scratch.write("a.json", "nonsense]")
    try scratch.write("b.json", Answers.row)
    let rig = try PollRig([Feed.folder(".")], folder: scratch.path)
    let outcome = try rig.next()
    #expect(outcome.isGood)
    #expect(outcome.batch?.readings.count == 1)
    #expect(outcome.quarantine.first?.bytes == Array("nonsense]".utf8))
    #expect(outcome.files.count == 2)
  }

  @Test func aBacklogIsReadInBoundedPolls() throws {
    let scratch = try Scratch()
    for number in 0..<(IngestLimits.filesPerPoll + 10) { try scratch.write("\(number).json", Answers.row) }
    let rig = try PollRig([Feed.folder(".", schedule: Feed.hour)], folder: scratch.path)
    #expect(try rig.next().files.count == IngestLimits.filesPerPoll)
    #expect(try rig.next().files.count == 10)
  }

  @Test func otherNamesAreLeftAlone() throws {
    let scratch = try Scratch()
    try scratch.write("a.csv", Answers.row)
    try scratch.write(".hidden.json", Answers.row)
    let rig = try PollRig([Feed.folder(".")], folder: scratch.path)
    #expect(try rig.next().isUnchanged)
  }

  @Test func quarantineOfOnePollIsBounded() throws {
    let scratch = try Scratch()
    let bad = [UInt8](repeating: UInt8(ascii: "x"), count: 100_000) + [UInt8(ascii: "]")]
    for number in 0..<40 { try scratch.write("\(number).json", bad) }
    let rig = try PollRig([Feed.folder(".")], folder: scratch.path)
    let outcome = try rig.next()
    #expect(outcome.refused == 40)
    #expect(outcome.quarantine.count == IngestLimits.quarantineItems)
    #expect(outcome.quarantine.allSatisfy { $0.bytes.count <= IngestLimits.quarantineItemBytes })
    #expect(outcome.quarantine.reduce(0) { $0 + $1.bytes.count } == IngestLimits.quarantinePollBytes)
  }

  @Test func aMissingFolderIsSaid() throws {
    let scratch = try Scratch()
    let rig = try PollRig([Feed.folder("absent")], folder: scratch.path)
    #expect(try rig.next().kind == .fileMissing)
  }
}
