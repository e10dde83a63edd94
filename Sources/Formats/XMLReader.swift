import CExpat
import CitySafety
import Glibc

/// One element with what is inside it.
final class XMLNode {
  let name: String
  /// Namespace name; empty for none.
  let space: String
  /// Byte offset in the document.
  let offset: Int
  let attributes: [(name: String, value: String)]
  private(set) var bytes: [UInt8] = []
  fileprivate(set) var children: [XMLNode] = []

  init(name: String, space: String, offset: Int, attributes: [(name: String, value: String)]) {
    self.name = name
    self.space = space
    self.offset = offset
    self.attributes = attributes
  }

  /// Its own text, white space at the ends left out and runs of it taken together.
  func words(limit: Int) -> String { TextLimit.words(String(decoding: bytes, as: UTF8.self), limit: limit) }

  /// The first child of this name in the element's own namespace.
  func child(_ name: String) -> XMLNode? { children.first { $0.name == name && $0.space == space } }

  func children(_ name: String) -> [XMLNode] { children.filter { $0.name == name && $0.space == space } }

  func attribute(_ name: String) -> String? { attributes.first { $0.name == name }?.value }

  fileprivate func append(_ text: UnsafeBufferPointer<UInt8>) {
    guard bytes.count < XMLReader.textLimit else { return }
    bytes.append(contentsOf: text.prefix(XMLReader.textLimit - bytes.count))
  }
}

/// Reads an XML document with expat and hands on the elements that matter, each as a tree.
///
/// Any DOCTYPE ends the reading: no entity beyond the five of XML is ever expanded, and nothing is fetched.
final class XMLReader {
  /// Levels of elements.
  static let depthLimit = 64
  /// Elements of one tree.
  static let nodeLimit = 100_000
  /// Bytes of one element's text that are kept.
  static let textLimit = 64 << 10
  /// What expat puts between a namespace and a local name.
  private static let separator: UInt8 = 0x1F

  enum Outcome {
    case complete
    case doctype(offset: Int)
    case tooLarge(offset: Int)
    case malformed(offset: Int, line: Int, words: String)
  }

  /// How many levels above the trees are only passed through, told by the root element.
  private let containerDepth: (XMLNode) -> Int
  private let take: (XMLNode) -> Void
  private var containers = 0
  private var depth = 0
  private var nodes = 0
  private var open: [XMLNode] = []
  private var stop: Outcome?

  private init(containerDepth: @escaping (XMLNode) -> Int, take: @escaping (XMLNode) -> Void) {
    self.containerDepth = containerDepth
    self.take = take
  }

  /// Reads one document.
  ///
  /// `containerDepth` is asked once, with the root as it opens; `take` gets each tree below that depth as it
  /// closes.
  static func read(
    _ body: Bytes, containerDepth: (XMLNode) -> Int, take: (XMLNode) -> Void
  ) -> Outcome {
    withoutActuallyEscaping(containerDepth) { containerDepth in
      withoutActuallyEscaping(take) { take in
        let reader = XMLReader(containerDepth: containerDepth, take: take)
        guard isChineseEncoding(body) else { return reader.run(body, encoding: nil) }
        guard let text = Transcoding.utf8(fromGB18030: body) else {
          return .malformed(offset: 0, line: 1, words: "no GB18030 table")
        }
        return text.withUnsafeBytes { reader.run($0, encoding: "UTF-8") }
      }
    }
  }

  /// Whether the XML declaration names an encoding that expat does not have: GBK, GB2312 or GB18030.
  private static func isChineseEncoding(_ body: Bytes) -> Bool {
    let head = body.piece(0..<declarationLimit)
    guard let end = head.firstIndex(of: UInt8(ascii: ">")) else { return false }
    let declaration = Array(head.piece(0..<end)).filter { !ASCII.isSpace($0) }.map(ASCII.lower)
    let names = ["encoding=\"gb", "encoding='gb"].map { Array($0.utf8) }
    return names.contains { name in
      declaration.count >= name.count
        && (0...(declaration.count - name.count)).contains { declaration[$0...].starts(with: name) }
    }
  }

  /// Bytes within which an XML declaration ends.
  private static let declarationLimit = 200

  private func run(_ body: Bytes, encoding: String?) -> Outcome {
    // The reader outlives the call below, which is the only user of the pointer.
    let context = Unmanaged.passUnretained(self).toOpaque()
    var handlers = cexpat_handlers(
      context: context,
      start: { context, name, attributes, offset in
        XMLReader.of(context).start(name, attributes, Int(offset))
      },
      end: { context, _ in XMLReader.of(context).end() },
      text: { context, bytes, count in XMLReader.of(context).text(bytes, count) },
      doctype: { context, offset in XMLReader.of(context).end(with: .doctype(offset: Int(offset))) })
    let result = body.withMemoryRebound(to: CChar.self) { chars in
      withUnsafePointer(to: &handlers) { cexpat_read(chars.baseAddress, chars.count, encoding, $0) }
    }
    if let stop { return stop }
    guard result.status != cexpat_complete else { return .complete }
    return .malformed(
      offset: Int(result.offset), line: Int(result.line), words: String(cString: result.message))
  }

  private static func of(_ context: UnsafeMutableRawPointer?) -> XMLReader {
    guard let context else { preconditionFailure("expat hands back the context it was given") }
    return Unmanaged<XMLReader>.fromOpaque(context).takeUnretainedValue()
  }

  private func end(with outcome: Outcome) -> Bool {
    stop = outcome
    return false
  }

  private func start(
    _ name: UnsafePointer<CChar>?, _ attributes: UnsafePointer<UnsafePointer<CChar>?>?, _ offset: Int
  ) -> Bool {
    depth += 1
    nodes += 1
    guard depth <= XMLReader.depthLimit, nodes <= XMLReader.nodeLimit else {
      return end(with: .tooLarge(offset: offset))
    }
    let full = XMLReader.split(name)
    let node = XMLNode(
      name: full.name, space: full.space, offset: offset, attributes: XMLReader.pairs(attributes))
    if depth == 1 { containers = containerDepth(node) }
    guard depth > containers else { return true }
    open.last?.children.append(node)
    open.append(node)
    return true
  }

  private func end() -> Bool {
    defer { depth -= 1 }
    guard depth > containers, let node = open.popLast() else { return true }
    if open.isEmpty {
      nodes = depth
      take(node)
    }
    return true
  }

  private func text(_ bytes: UnsafePointer<CChar>?, _ count: Int) -> Bool {
    guard let node = open.last, let bytes else { return true }
    bytes.withMemoryRebound(to: UInt8.self, capacity: count) {
      node.append(UnsafeBufferPointer(start: $0, count: count))
    }
    return true
  }

  private static func split(_ name: UnsafePointer<CChar>?) -> (space: String, name: String) {
    guard let name else { return ("", "") }
    let whole = String(cString: name)
    guard let cut = whole.utf8.lastIndex(of: separator) else { return ("", whole) }
    return (String(whole[..<cut]), String(whole[whole.utf8.index(after: cut)...]))
  }

  private static func pairs(
    _ attributes: UnsafePointer<UnsafePointer<CChar>?>?
  ) -> [(name: String, value: String)] {
    var pairs: [(name: String, value: String)] = []
    guard var place = attributes else { return pairs }
    while let name = place.pointee, let value = place.successor().pointee {
      pairs.append((split(name).name, String(cString: value)))
      place = place.advanced(by: 2)
    }
    return pairs
  }
}
