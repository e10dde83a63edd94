import Cells
import Testing

@testable import TerminalUI

/// Bytes and the events they mean, from the terminals that are in use.
let meanings: [(bytes: String, events: [InputEvent])] = {
  func key(_ code: Key.Code, control: Bool = false, alt: Bool = false) -> [InputEvent] {
    [.key(Key(code, control: control, alt: alt))]
  }
  let letters: [(String, [InputEvent])] = [
    ("a", key(.character("a"))), ("~", key(.character("~"))), ("守", key(.character("守"))),
    ("：", key(.character("："))), ("𠀀", key(.character("𠀀"))), ("é", key(.character("é"))),
    ("\r", key(.enter)), ("\n", key(.enter)), ("\t", key(.tab)), ("\u{7F}", key(.backspace)),
    ("\u{8}", key(.backspace)), ("\u{0}", key(.character(" "), control: true)),
    ("\u{1}", key(.character("a"), control: true)), ("\u{1A}", key(.character("z"), control: true)),
    ("\u{1C}", key(.character("\\"), control: true)), ("\u{1F}", key(.character("_"), control: true)),
    ("\u{1B}a", key(.character("a"), alt: true)), ("\u{1B}守", key(.character("守"), alt: true)),
    ("\u{1B}\u{7F}", key(.backspace, alt: true)), ("\u{1B}\r", key(.enter, alt: true)),
  ]
  var arrows: [(String, [InputEvent])] = []
  let directions: [(String, Key.Code)] = [("A", .up), ("B", .down), ("C", .right), ("D", .left)]
  for (letter, code) in directions {
    arrows.append(("\u{1B}[\(letter)", key(code)))
    arrows.append(("\u{1B}O\(letter)", key(code)))
    arrows.append(("\u{1B}[1;2\(letter)", key(code)))
    arrows.append(("\u{1B}[1;3\(letter)", key(code, alt: true)))
    arrows.append(("\u{1B}[1;5\(letter)", key(code, control: true)))
    arrows.append(("\u{1B}[1;7\(letter)", key(code, control: true, alt: true)))
    arrows.append(("\u{1B}\u{1B}[\(letter)", key(code, alt: true)))
    arrows.append(("\u{1B}O\(letter.lowercased())", key(code, control: true)))
    arrows.append(("\u{1B}[\(letter.lowercased())", key(code)))
  }
  let edits: [(String, [InputEvent])] = [
    ("\u{1B}[H", key(.home)), ("\u{1B}OH", key(.home)), ("\u{1B}[1~", key(.home)), ("\u{1B}[7~", key(.home)),
    ("\u{1B}[F", key(.end)), ("\u{1B}OF", key(.end)), ("\u{1B}[4~", key(.end)), ("\u{1B}[8~", key(.end)),
    ("\u{1B}[2~", key(.insert)), ("\u{1B}[3~", key(.delete)), ("\u{1B}[3;5~", key(.delete, control: true)),
    ("\u{1B}[5~", key(.pageUp)), ("\u{1B}[6~", key(.pageDown)), ("\u{1B}[6;3~", key(.pageDown, alt: true)),
    ("\u{1B}[5$", key(.pageUp)), ("\u{1B}[5^", key(.pageUp, control: true)),
    ("\u{1B}[6@", key(.pageDown, control: true)), ("\u{1B}[Z", key(.backTab)),
    ("\u{1B}OM", key(.enter)), ("\u{1B}Oq", key(.character("1"))), ("\u{1B}Ok", key(.character("+"))),
    ("\u{1B}[27;5;9~", key(.tab, control: true)), ("\u{1B}[9;2u", key(.backTab)),
    ("\u{1B}[97;5u", key(.character("a"), control: true)), ("\u{1B}[27u", key(.escape)),
  ]
  var functions: [(String, [InputEvent])] = []
  for (number, code) in [
    (1, 11), (2, 12), (3, 13), (4, 14), (5, 15), (6, 17), (7, 18), (8, 19), (9, 20), (10, 21), (11, 23),
    (12, 24),
  ] {
    functions.append(("\u{1B}[\(code)~", key(.function(number))))
    functions.append(("\u{1B}[\(code);5~", key(.function(number), control: true)))
  }
  for (index, letter) in ["P", "Q", "R", "S"].enumerated() {
    functions.append(("\u{1B}O\(letter)", key(.function(index + 1))))
    functions.append(("\u{1B}[1;5\(letter)", key(.function(index + 1), control: true)))
  }
  for (index, letter) in ["A", "B", "C", "D", "E"].enumerated() {
    functions.append(("\u{1B}[[\(letter)", key(.function(index + 1))))
  }
  let others: [(String, [InputEvent])] = [
    ("\u{1B}[I", [.focus(true)]), ("\u{1B}[O", [.focus(false)]),
    ("\u{1B}[24;80R", [.cursorReport(row: 24, column: 80)]),
    ("\u{1B}[<0;5;3M", [.mouse(MouseEvent(action: .press, row: 2, column: 4))]),
    ("\u{1B}[<0;5;3m", [.mouse(MouseEvent(action: .release, row: 2, column: 4))]),
    ("\u{1B}[<64;300;60M", [.mouse(MouseEvent(action: .wheelUp, row: 59, column: 299))]),
    ("\u{1B}[<65;1;1M", [.mouse(MouseEvent(action: .wheelDown, row: 0, column: 0))]),
    ("\u{1B}[<35;5;3M", []), ("\u{1B}[<2;5;3M", []),
    ("\u{1B}[M !!", [.mouse(.init(action: .press, row: 0, column: 0))]),
    ("\u{1B}[200~派单 a\r\nb\u{1B}[201~", [.paste("派单 a\nb")]),
    ("\u{1B}[200~x\u{1B}[31my\u{7}\u{1B}[201~", [.paste("x[31my")]),
    ("\u{1B}[200~\u{1B}[20\u{1B}[201~", [.paste("[20")]), ("\u{1B}[200~\u{1B}[201~", [.paste("")]),
    ("\u{1B}]52;c;QQ==\u{7}", []), ("\u{1B}]11;rgb:0/0/0\u{1B}\\", []), ("\u{1B}P1+r\u{1B}\\", []),
    ("\u{1B}[?62;4c", []), ("\u{1B}[?2031;1$y", []), ("\u{1B}[99999999999A", []), ("\u{1B}[25~", []),
  ]
  return letters + arrows + edits + functions + others
}()

func decode(_ bytes: [UInt8], splitAt: Int? = nil) -> (events: [InputEvent], decoder: InputDecoder) {
  var decoder = InputDecoder()
  var events: [InputEvent] = []
  if let splitAt {
    decoder.feed(bytes[..<splitAt], into: &events)
    decoder.feed(bytes[splitAt...], into: &events)
  } else {
    decoder.feed(bytes, into: &events)
  }
  return (events, decoder)
}

@Test(arguments: meanings.indices) func aSequenceMeansItsEventsAndLeavesNothingBehind(index: Int) {
  let (bytes, expected) = meanings[index]
  let (events, decoder) = decode(Array(bytes.utf8))
  #expect(events == expected, "\(bytes.debugDescription)")
  #expect(decoder.waiting == .nothing, "\(bytes.debugDescription)")
}

@Test func whereAReadEndsNeverMatters() {
  for (bytes, expected) in meanings {
    let all = Array((bytes + "守a").utf8)
    for split in 0...all.count {
      let events = decode(all, splitAt: split).events
      #expect(
        events == expected + [.key(.character("守")), .key(.character("a"))],
        "\(bytes.debugDescription) at \(split)")
    }
  }
}

@Test func allSequencesInOneReadGiveAllEventsInOrder() {
  let all = meanings.flatMap { Array($0.bytes.utf8) }
  #expect(decode(all).events == meanings.flatMap(\.events))
}

@Test func escapeAloneIsAKeyOnlyAfterSilence() {
  var (events, decoder) = decode([0x1B])
  #expect(events.isEmpty)
  #expect(decoder.waiting == .escape)
  decoder.flush(into: &events)
  #expect(events == [.key(Key(.escape))])
  #expect(decoder.waiting == .nothing)
}

@Test func twoEscapesAreTwoKeys() {
  var (events, decoder) = decode([0x1B, 0x1B])
  decoder.flush(into: &events)
  #expect(events == [.key(Key(.escape)), .key(Key(.escape))])
}

@Test func anUnfinishedSequenceIsWaitedForLongerThanEscape() {
  #expect(decode(Array("\u{1B}[".utf8)).decoder.waiting == .rest)
  #expect(decode(Array("\u{1B}[1;".utf8)).decoder.waiting == .rest)
  #expect(decode(Array("\u{1B}[200~x".utf8)).decoder.waiting == .rest)
}

@Test func openersTypedByHandAreAltKeys() {
  for (bytes, character) in [("\u{1B}[", "["), ("\u{1B}O", "O"), ("\u{1B}]", "]"), ("\u{1B}P", "P")] {
    var (events, decoder) = decode(Array(bytes.utf8))
    decoder.flush(into: &events)
    #expect(events == [.key(Key(.character(Character(character)), alt: true))])
  }
}

@Test func halfACharacterSurvivesAFlush() {
  var decoder = InputDecoder()
  var events: [InputEvent] = []
  decoder.feed([0xE4, 0xB8], into: &events)
  decoder.flush(into: &events)
  decoder.feed([0xAD], into: &events)
  #expect(events == [.key(.character("中"))])
}

@Test func invalidBytesAreDroppedAndCounted() {
  for bytes: [UInt8] in [
    [0xFF], [0x80], [0xC0, 0xAF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
    [0xC2, 0x9B],
    [0xE4, 0xB8],
  ] {
    let (events, decoder) = decode(bytes + [0x61])
    #expect(events == [.key(.character("a"))], "\(bytes)")
    #expect(decoder.dropped > 0, "\(bytes)")
  }
}

@Test func f3WithAModifierIsAReportOnlyWhenOneIsExpected() {
  var decoder = InputDecoder()
  var events: [InputEvent] = []
  decoder.feed("\u{1B}[1;5R".utf8, into: &events)
  decoder.expectsCursorReport = true
  decoder.feed("\u{1B}[1;5R".utf8, into: &events)
  #expect(events == [.key(Key(.function(3), control: true)), .cursorReport(row: 1, column: 5)])
}

@Test func aPasteIsCutAtItsLimitOnAWholeCharacter() {
  let (events, decoder) = decode(
    Array(("\u{1B}[200~" + String(repeating: "值", count: 40_000) + "\u{1B}[201~").utf8))
  #expect(events == [.paste(String(repeating: "值", count: InputDecoder.pasteLimit / 3))])
  #expect(decoder.dropped == 120_000 - InputDecoder.pasteLimit)
}

@Test func aPasteWithoutAnEndIsGivenAfterSilence() {
  var (events, decoder) = decode(Array("\u{1B}[200~abc".utf8))
  decoder.flush(into: &events)
  decoder.feed("d".utf8, into: &events)
  #expect(events == [.paste("abc"), .key(.character("d"))])
}

@Test func aStringWithoutAnEndDoesNotSwallowTheKeyboard() {
  let bytes = Array("\u{1B}]".utf8) + [UInt8](repeating: 0x78, count: InputDecoder.stringLimit + 1)
  #expect(decode(bytes + [0x61]).events == [.key(.character("a"))])
}

@Test func aTooLongSequenceIsDroppedWhole() {
  let bytes = "\u{1B}[" + String(repeating: "1;", count: 100) + "A" + "b"
  #expect(decode(Array(bytes.utf8)).events == [.key(.character("b"))])
}

@Test func controlCInsideASequenceIsStillAKey() {
  #expect(decode(Array("\u{1B}[1;\u{3}".utf8)).events == [.key(Key(.character("c"), control: true))])
}

struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

@Test(arguments: 1...40 as ClosedRange<UInt64>) func anyBytesInAnyReadsGiveTheSameEvents(seed: UInt64) {
  var random = SplitMix(state: seed)
  let likely: [UInt8] = Array("\u{1B}\u{1B}[[O;0123456789~<MmARu$?]P\\".utf8) + [0xE4, 0xB8, 0xAD, 0x07]
  let bytes = (0..<5000).map { _ in
    Bool.random(using: &random)
      ? likely.randomElement(using: &random) ?? 0 : UInt8.random(in: 0...255, using: &random)
  }
  var whole = InputDecoder()
  var parts = InputDecoder()
  var wholeEvents: [InputEvent] = []
  var partEvents: [InputEvent] = []
  whole.feed(bytes, into: &wholeEvents)
  var at = 0
  while at < bytes.count {
    let end = min(bytes.count, at + Int.random(in: 1...7, using: &random))
    parts.feed(bytes[at..<end], into: &partEvents)
    at = end
  }
  #expect(wholeEvents == partEvents, "seed \(seed)")
  #expect(whole.dropped == parts.dropped, "seed \(seed)")
  #expect(whole.heldBytes <= InputDecoder.pasteLimit + InputDecoder.sequenceLimit, "seed \(seed)")
  whole.flush(into: &wholeEvents)
  wholeEvents.removeAll()
  whole.feed("守".utf8, into: &wholeEvents)
  #expect(wholeEvents.last == .key(.character("守")), "seed \(seed)")
}
