public import Cells

/// Turns the bytes of a terminal into events; knows xterm, VT, Linux console, rxvt, tmux and screen.
///
/// It works byte by byte, so that where a read ends never matters. What it holds is bounded: 32 bytes of a sequence,
/// 64 KiB of a paste. Bytes that mean nothing are dropped and counted.
public struct InputDecoder: Sendable {
  /// What the decoder waits for when the terminal falls silent.
  public enum Waiting: Sendable, Hashable {
    case nothing
    /// The Escape key, or the start of a sequence: flush after 25 ms.
    case escape
    /// A sequence or a paste has begun and not ended: flush after about a second, so that the rest of one
    /// that a slow line tore apart is not read as commands.
    case rest
  }

  /// Most bytes of one paste; what comes after them up to its end is dropped.
  public static let pasteLimit = 65_536
  /// Most bytes of one control sequence; a longer one is dropped.
  public static let sequenceLimit = 32
  /// Most bytes of a string sequence (an answer that nobody asked for); after them input is read as keys
  /// again.
  public static let stringLimit = 4096

  /// Whether `ESC [ 1 ; n R` is an answer to a position query and not F3 with a modifier.
  public var expectsCursorReport = false
  /// Bytes that meant nothing since the start.
  public private(set) var dropped = 0

  enum State: Sendable {
    case ground
    case character(left: Int, value: UInt32, least: UInt32)
    case escape
    case control
    case single
    case linuxFunction
    case oldMouse
    case string(opener: UInt8, count: Int, escaped: Bool)
    case paste(matched: Int)
  }

  private var state = State.ground
  /// Whether an Escape came before the sequence that is being read: Alt.
  private var alt = false
  private var sequence: [UInt8] = []
  private var isTooLong = false
  private var pasted: [UInt8] = []

  public init() {}

  /// Bytes that are held for what is not yet complete; bounded by the limits above.
  var heldBytes: Int { sequence.count + pasted.count }

  /// What to wait for before `flush`.
  public var waiting: Waiting {
    switch state {
    case .ground, .character: .nothing
    case .escape: .escape
    case .control, .single, .linuxFunction, .oldMouse, .string, .paste: .rest
    }
  }

  /// Decodes bytes and appends what they mean.
  public mutating func feed(_ bytes: some Sequence<UInt8>, into events: inout [InputEvent]) {
    for byte in bytes { feed(byte, into: &events) }
  }

  /// The terminal has been silent: an unfinished sequence is what was typed by hand, an endless paste ends.
  public mutating func flush(into events: inout [InputEvent]) {
    switch state {
    case .escape:
      if alt { events.append(.key(Key(.escape))) }
      events.append(.key(Key(.escape)))
    case .control where sequence.isEmpty:
      events.append(.key(Key(.character("["), alt: true)))
    case .single where sequence.isEmpty:
      events.append(.key(Key(.character("O"), alt: true)))
    case .string(let opener, 0, false):
      events.append(.key(Key(.character(Character(Unicode.Scalar(opener))), alt: true)))
    case .paste: finishPaste(into: &events)
    case .ground, .character: return
    default: dropped += 1
    }
    reset()
  }

  private mutating func reset() {
    state = .ground
    alt = false
    isTooLong = false
    sequence.removeAll(keepingCapacity: true)
  }

  private mutating func feed(_ byte: UInt8, into events: inout [InputEvent]) {
    switch state {
    case .ground: ground(byte, into: &events)
    case .character(let left, let value, let least):
      character(byte, left: left, value: value, least: least, into: &events)
    case .escape: escape(byte, into: &events)
    case .control: control(byte, into: &events)
    case .single: single(byte, into: &events)
    case .linuxFunction:
      if (0x41...0x45).contains(byte) {
        events.append(key(.function(Int(byte) - 0x40)))
      } else {
        dropped += 1
      }
      reset()
    case .oldMouse:
      sequence.append(byte)
      guard sequence.count == 3 else { return }
      report(SequenceMeaning.oldMouse(sequence), into: &events)
    case .string(let opener, let count, let escaped):
      string(byte, opener: opener, count: count, escaped: escaped, into: &events)
    case .paste(let matched): paste(byte, matched: matched, into: &events)
    }
  }

  private func key(_ code: Key.Code, control: Bool = false) -> InputEvent {
    .key(Key(code, control: control, alt: alt))
  }

  private mutating func report(_ event: InputEvent?, into events: inout [InputEvent]) {
    if let event { events.append(event) } else { dropped += 1 }
    reset()
  }

  // MARK: Plain bytes

  private mutating func ground(_ byte: UInt8, into events: inout [InputEvent]) {
    switch byte {
    case 0x1B: state = .escape
    case 0x00...0x1F, 0x7F:
      events.append(.key(SequenceMeaning.controlKey(byte, alt: alt)))
      reset()
    case 0x20..<0x7F:
      events.append(key(.character(Character(Unicode.Scalar(byte)))))
      reset()
    case 0xC2...0xDF: state = .character(left: 1, value: UInt32(byte & 0x1F), least: 0x80)
    case 0xE0...0xEF: state = .character(left: 2, value: UInt32(byte & 0x0F), least: 0x800)
    case 0xF0...0xF4: state = .character(left: 3, value: UInt32(byte & 0x07), least: 0x10000)
    default:
      dropped += 1
      reset()
    }
  }

  private mutating func character(
    _ byte: UInt8, left: Int, value: UInt32, least: UInt32, into events: inout [InputEvent]
  ) {
    guard byte & 0xC0 == 0x80 else {
      dropped += 1
      reset()
      return feed(byte, into: &events)
    }
    let sum = value << 6 | UInt32(byte & 0x3F)
    guard left == 1 else {
      state = .character(left: left - 1, value: sum, least: least)
      return
    }
    // C1 controls are no keys; values below `least` were written with too many bytes.
    if sum >= max(least, 0xA0), let scalar = Unicode.Scalar(sum) {
      events.append(key(.character(Character(scalar))))
    } else {
      dropped += 1
    }
    reset()
  }

  // MARK: Sequences

  private mutating func escape(_ byte: UInt8, into events: inout [InputEvent]) {
    switch byte {
    case 0x1B:
      if alt { events.append(.key(Key(.escape))) }
      alt = true
    case 0x5B: state = .control
    case 0x4F: state = .single
    case 0x50, 0x58, 0x5D, 0x5E, 0x5F:
      // Device, operating system and other strings; typed by hand they are Alt with P, X, ], ^ or _.
      state = .string(opener: byte, count: 0, escaped: false)
    default:
      if alt { events.append(.key(Key(.escape))) }
      alt = true
      state = .ground
      ground(byte, into: &events)
    }
  }

  private mutating func control(_ byte: UInt8, into events: inout [InputEvent]) {
    switch byte {
    case 0x1B:
      dropped += sequence.count + 2
      reset()
      state = .escape
    case 0x00...0x1F, 0x7F...0xFF:
      dropped += sequence.count + 2
      reset()
      feed(byte, into: &events)
    case 0x5B where sequence.isEmpty: state = .linuxFunction
    case 0x4D where sequence.isEmpty: state = .oldMouse
    case 0x24 where !sequence.isEmpty && sequence.allSatisfy { (0x30...0x39).contains($0) }:
      // rxvt ends its shifted keys with a dollar sign.
      finishControl(0x7E, into: &events)
    case 0x40...0x7E: finishControl(byte, into: &events)
    default:
      if sequence.count < InputDecoder.sequenceLimit { sequence.append(byte) } else { isTooLong = true }
    }
  }

  private mutating func finishControl(_ final: UInt8, into events: inout [InputEvent]) {
    guard !isTooLong else { return report(nil, into: &events) }
    if final == 0x7E, sequence.elementsEqual([0x32, 0x30, 0x30]) {
      reset()
      pasted.removeAll(keepingCapacity: true)
      state = .paste(matched: 0)
      return
    }
    report(
      SequenceMeaning.control(sequence, final: final, alt: alt, reports: expectsCursorReport), into: &events)
  }

  private mutating func single(_ byte: UInt8, into events: inout [InputEvent]) {
    switch byte {
    case 0x30...0x39 where sequence.count < 2: sequence.append(byte)
    case 0x20...0x7E: report(SequenceMeaning.single(sequence, final: byte, alt: alt), into: &events)
    default:
      dropped += sequence.count + 2
      reset()
      feed(byte, into: &events)
    }
  }

  private mutating func string(
    _ byte: UInt8, opener: UInt8, count: Int, escaped: Bool, into events: inout [InputEvent]
  ) {
    dropped += 1
    if byte == 0x07 || byte == 0x9C || byte == 0x18 || (escaped && byte == 0x5C) {
      reset()
    } else if escaped {
      reset()
      state = .escape
      feed(byte, into: &events)
    } else if count >= InputDecoder.stringLimit {
      reset()
    } else {
      state = .string(opener: opener, count: count + 1, escaped: byte == 0x1B)
    }
  }

  // MARK: Paste

  private static let pasteEnd: [UInt8] = [0x1B, 0x5B, 0x32, 0x30, 0x31, 0x7E]

  private mutating func paste(_ byte: UInt8, matched: Int, into events: inout [InputEvent]) {
    if byte == InputDecoder.pasteEnd[matched] {
      guard matched + 1 == InputDecoder.pasteEnd.count else {
        state = .paste(matched: matched + 1)
        return
      }
      finishPaste(into: &events)
      return reset()
    }
    for held in InputDecoder.pasteEnd[..<matched] { keepPasted(held) }
    if byte == 0x1B {
      state = .paste(matched: 1)
    } else {
      keepPasted(byte)
      state = .paste(matched: 0)
    }
  }

  private mutating func keepPasted(_ byte: UInt8) {
    if pasted.count < InputDecoder.pasteLimit { pasted.append(byte) } else { dropped += 1 }
  }

  private mutating func finishPaste(into events: inout [InputEvent]) {
    events.append(.paste(PastedText.clean(pasted, limit: InputDecoder.pasteLimit)))
    pasted = []
  }
}
