/// One JSON object of a small file of ours, such as a line of a JSONL file.
public struct JSONRecord {
  /// Longest line, in bytes.
  public static let lineLimit = 1 << 20

  private let tree: JSONTree

  /// `nil` when the line is no JSON object.
  public init?(_ line: some StringProtocol) {
    let bytes = Array(line.utf8)
    guard bytes.count <= JSONRecord.lineLimit else { return nil }
    let tree: JSONTree? = bytes.withUnsafeBytes { raw in
      guard var scanner = JSONScanner(Bytes(rebasing: raw[...])) else { return nil }
      do throws(JSONFault) {
        let tree = try scanner.tree()
        try scanner.finish()
        return tree
      } catch {
        return nil
      }
    }
    guard let tree else { return nil }
    self.init(tree)
  }

  private init?(_ tree: JSONTree) {
    guard case .object = tree else { return nil }
    self.tree = tree
  }

  /// A text; `nil` when the member is absent, null or no text.
  public func text(_ name: String) -> String? {
    guard case .text(let text)? = tree[name] else { return nil }
    return text
  }

  /// A number as it is written; `nil` when the member is absent, null or no number.
  public func number(_ name: String) -> String? {
    guard case .number(let text)? = tree[name] else { return nil }
    return text
  }

  /// The objects of a list; `nil` when the member is no list of objects.
  public func records(_ name: String) -> [JSONRecord]? {
    guard case .array(let items)? = tree[name] else { return nil }
    let records = items.compactMap { JSONRecord($0) }
    return records.count == items.count ? records : nil
  }

  /// The texts of a list; `nil` when the member is no list of texts.
  public func texts(_ name: String) -> [String]? {
    guard case .array(let items)? = tree[name] else { return nil }
    let texts = items.compactMap { item -> String? in
      guard case .text(let text) = item else { return nil }
      return text
    }
    return texts.count == items.count ? texts : nil
  }
}
