/// What another room keeps in this journal, such as the course of a drill.
///
/// It changes nothing of what is kept here.
public struct Remark: Sendable, Hashable {
  /// Longest body, in bytes.
  public static let byteLimit = 65_000

  /// Whose it is; one that ends in `.record` is kept for replay and not for people.
  public var topic: String
  /// What whoever asks for it must be permitted; the owner of the topic checks that it is the right one.
  public var right: DutyRight
  public var body: [UInt8]

  public init(topic: String, right: DutyRight, body: [UInt8]) {
    self.topic = topic
    self.right = right
    self.body = body
  }

  /// Whether people are not shown it.
  public var isRecord: Bool { topic.hasSuffix(".record") }
}

extension Event {
  /// Whether it is a remark, of a person or of the room itself.
  public var isRemark: Bool {
    switch self {
    case .remark: true
    case .duty(let command): if case .remark = command.action { true } else { false }
    default: false
    }
  }

  /// Whether it is kept for replay and not for people.
  public var isRecord: Bool {
    guard case .remark(let remark) = self else { return false }
    return remark.isRecord
  }
}

/// The fixed binary form of a remark.
enum RemarkCoding {
  static func write(_ remark: Remark, to writer: inout ByteWriter) {
    writer.write(remark.topic)
    writer.write(remark.right.rawValue)
    writer.write(Int64(remark.body.count))
    for byte in remark.body { writer.write(byte) }
  }

  static func read(from reader: inout ByteReader) throws(CodingFailure) -> Remark {
    let topic = try reader.string()
    let right: DutyRight = try reader.choice()
    let count = try reader.count()
    guard count <= Remark.byteLimit else { throw .truncated }
    var body: [UInt8] = []
    body.reserveCapacity(count)
    for _ in 0..<count { body.append(try reader.uint8()) }
    return Remark(topic: topic, right: right, body: body)
  }
}
