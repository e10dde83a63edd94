internal import Alarms
internal import CitySafety
internal import Drills
internal import Operations

/// What goes over the owner's socket.
///
/// Each frame is a 4-byte little-endian length, a kind byte and a body.
///
/// The socket lies beside the store with mode 0600: whoever can open it could read the store as well.
enum WireMessage: Sendable {
  // From a seat.
  case hello(seat: String, version: String)
  case perform(Command, leadName: String, leadCode: String)
  /// A request of the shift log or the handover; with a name, by that person at this seat.
  case performDuty(DutyCommand, name: String, passphrase: String)
  case signIn(name: String, passphrase: String)
  case signOut
  case pollNow
  /// The alarm that the seat's cursor rests on.
  case looking(AlarmID?)
  /// What happened to a drill at a seat without anybody asking for it.
  case drill(DrillEvent)
  // From the owner.
  case welcome(owner: String, clockShift: Span)
  case heartbeat
  /// Something was committed; `alarms` when more than readings changed.
  case wake(alarms: Bool)
  case result(CommandID, CommandResult)
  case signedIn(Alarms.Actor?)
  case signedOut
  /// The owner has no room for another seat; it cuts the connection.
  case full
  /// Why the owner cannot write.
  case trouble(Bilingual)
  /// That it can again.
  case mended(Bilingual)
  /// What every seat looks at; sent when it changed, at most once a second.
  case presence([Presence])
  /// Where the clock of a drill is and how fast it goes, in thousandths of the wall clock.
  case pace(Instant, rate: Int)
}

enum WireFailure: Error, Sendable {
  case tooLarge
  case malformed
}

enum Wire {
  /// No frame is larger; a seat that sends one is cut off.
  static let frameLimit = 1 << 20

  static func encode(_ message: WireMessage) -> [UInt8] {
    var body: [UInt8] = []
    body.append(kind(of: message))
    switch message {
    case .hello(let seat, let version):
      append(seat, to: &body)
      append(version, to: &body)
    case .perform(let command, let leadName, let leadCode):
      append(leadName, to: &body)
      append(leadCode, to: &body)
      CommandCoding.encode(command, into: &body)
    case .performDuty(let command, let name, let passphrase):
      append(name, to: &body)
      append(passphrase, to: &body)
      DutyCommandCoding.encode(command, into: &body)
    case .signIn(let name, let passphrase):
      append(name, to: &body)
      append(passphrase, to: &body)
    case .signOut, .pollNow, .heartbeat, .signedOut, .full: break
    case .welcome(let owner, let shift):
      append(owner, to: &body)
      append(UInt64(bitPattern: shift.milliseconds), to: &body)
    case .wake(let alarms): body.append(alarms ? 1 : 0)
    case .drill(let event): body += DrillCoding.encode(event)
    case .pace(let instant, let rate):
      append(UInt64(bitPattern: instant.milliseconds), to: &body)
      append(UInt64(rate), to: &body)
    case .looking(let alarm): append(UInt64(bitPattern: alarm?.value ?? 0), to: &body)
    case .presence(let list):
      append(UInt64(list.count), to: &body)
      for one in list {
        append(one.seat, to: &body)
        append(one.name, to: &body)
        append(UInt64(bitPattern: one.alarm.value), to: &body)
      }
    case .trouble(let text), .mended(let text):
      append(text.zh, to: &body)
      append(text.en, to: &body)
    case .result(let id, let result):
      append(id.text, to: &body)
      ResultCoding.encode(result, into: &body)
    case .signedIn(let actor):
      body.append(actor == nil ? 0 : 1)
      if let actor {
        append(actor.person, to: &body)
        append(actor.displayName, to: &body)
        append(actor.role.word, to: &body)
        append(actor.seat, to: &body)
      }
    }
    var frame: [UInt8] = []
    frame.reserveCapacity(body.count + 4)
    append(UInt32(body.count), to: &frame)
    return frame + body
  }

  private static func kind(of message: WireMessage) -> UInt8 {
    switch message {
    case .hello: 1
    case .perform: 2
    case .signIn: 3
    case .signOut: 4
    case .pollNow: 5
    case .performDuty: 20
    case .welcome: 65
    case .heartbeat: 66
    case .wake: 67
    case .result: 68
    case .signedIn: 69
    case .signedOut: 70
    case .full: 71
    case .trouble: 72
    case .mended: 75
    case .looking: 21
    case .presence: 73
    case .drill: 50
    case .pace: 90
    }
  }

  static func decode(_ body: ArraySlice<UInt8>) throws(WireFailure) -> WireMessage {
    guard let kind = body.first else { throw .malformed }
    var reader = Reader(rest: body.dropFirst())
    switch kind {
    case 1: return .hello(seat: try reader.text(), version: try reader.text())
    case 2:
      let name = try reader.text()
      let code = try reader.text()
      return .perform(try reader.command(), leadName: name, leadCode: code)
    case 3: return .signIn(name: try reader.text(), passphrase: try reader.text())
    case 4: return .signOut
    case 5: return .pollNow
    case 20:
      let name = try reader.text()
      let passphrase = try reader.text()
      return .performDuty(try reader.dutyCommand(), name: name, passphrase: passphrase)
    case 65: return .welcome(owner: try reader.text(), clockShift: Span(milliseconds: try reader.integer()))
    case 66: return .heartbeat
    case 67: return .wake(alarms: try reader.byte() != 0)
    case 68: return .result(CommandID(text: try reader.text()), try reader.result())
    case 69:
      guard try reader.byte() != 0 else { return .signedIn(nil) }
      let person = try reader.text()
      let display = try reader.text()
      guard let role = Role(word: try reader.text()) else { throw .malformed }
      return .signedIn(
        Alarms.Actor(person: person, displayName: display, role: role, seat: try reader.text()))
    case 70: return .signedOut
    case 21:
      let value = try reader.integer()
      return .looking(value > 0 ? AlarmID(value) : nil)
    case 73: return .presence(try reader.presence())
    case 71: return .full
    case 50:
      do { return .drill(try DrillCoding.event(Array(reader.rest))) } catch { throw .malformed }
    case 90:
      let instant = Instant(milliseconds: try reader.integer())
      return .pace(instant, rate: Int(clamping: max(0, try reader.integer())))
    case 72: return .trouble(Bilingual(zh: try reader.text(), en: try reader.text()))
    case 75: return .mended(Bilingual(zh: try reader.text(), en: try reader.text()))
    default: throw .malformed
    }
  }

  private static func append(_ text: String, to bytes: inout [UInt8]) {
    let utf8 = Array(text.utf8.prefix(60_000))
    append(UInt32(utf8.count), to: &bytes)
    bytes += utf8
  }

  private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
  }

  private struct Reader {
    private(set) var rest: ArraySlice<UInt8>

    init(rest: ArraySlice<UInt8>) { self.rest = rest }

    mutating func byte() throws(WireFailure) -> UInt8 {
      guard let byte = rest.popFirst() else { throw .malformed }
      return byte
    }

    mutating func integer() throws(WireFailure) -> Int64 {
      guard rest.count >= 8 else { throw .malformed }
      defer { rest = rest.dropFirst(8) }
      return rest.prefix(8).enumerated().reduce(Int64(0)) { $0 | Int64($1.element) << Int64(8 * $1.offset) }
    }

    mutating func text() throws(WireFailure) -> String {
      guard rest.count >= 4 else { throw .malformed }
      let count = rest.prefix(4).enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
      rest = rest.dropFirst(4)
      guard count <= rest.count else { throw .malformed }
      defer { rest = rest.dropFirst(count) }
      return String(decoding: rest.prefix(count), as: UTF8.self)
    }

    mutating func presence() throws(WireFailure) -> [Presence] {
      let count = try integer()
      // Each takes at least sixteen bytes, so that a false count reserves nothing.
      guard count >= 0, count <= rest.count / 16 else { throw .malformed }
      var list: [Presence] = []
      for _ in 0..<count {
        let seat = try text()
        let name = try text()
        list.append(Presence(seat: seat, name: name, alarm: AlarmID(try integer())))
      }
      return list
    }

    mutating func command() throws(WireFailure) -> Command {
      do { return try rest.withUnsafeBytes { try CommandCoding.decode($0) } } catch { throw .malformed }
    }

    mutating func dutyCommand() throws(WireFailure) -> DutyCommand {
      do { return try rest.withUnsafeBytes { try DutyCommandCoding.decode($0) } } catch { throw .malformed }
    }

    mutating func result() throws(WireFailure) -> CommandResult {
      do { return try rest.withUnsafeBytes { try ResultCoding.decode($0) } } catch { throw .malformed }
    }
  }
}

/// Cuts a byte stream into frames.
struct FrameSplitter {
  private var bytes: [UInt8] = []
  private var start = 0

  mutating func append(_ more: ArraySlice<UInt8>) {
    if start > 0 && start == bytes.count {
      bytes.removeAll(keepingCapacity: true)
      start = 0
    }
    bytes += more
  }

  /// The next whole frame's message, or `nil` when more bytes are needed.
  mutating func next() throws(WireFailure) -> WireMessage? {
    guard bytes.count - start >= 4 else { return nil }
    var length = 0
    for index in 0..<4 { length |= Int(bytes[start + index]) << (8 * index) }
    guard length <= Wire.frameLimit else { throw .tooLarge }
    guard bytes.count - start >= 4 + length else { return nil }
    let body = bytes[(start + 4)..<(start + 4 + length)]
    start += 4 + length
    let message = try Wire.decode(body)
    if start > 65_536 {
      bytes.removeFirst(start)
      start = 0
    }
    return message
  }
}
