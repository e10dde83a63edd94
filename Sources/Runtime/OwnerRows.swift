internal import CityDispatch
internal import CitySafety
internal import Formats
internal import Ingest
internal import Store

// How what the rooms of the edge say becomes rows of the store; neither room knows the other.

extension QuarantineRow {
  init(_ item: QuarantineItem) {
    let reason =
      switch item.reason {
      case .decoding(let reason): String(describing: reason)
      case .transport(let kind): kind.word
      }
    self.init(
      source: item.source, at: item.at, reason: reason, offset: 0, detail: item.detail, bytes: item.bytes)
  }
}

extension RememberedFile {
  init(_ mark: FileMark) {
    self.init(source: mark.source, name: mark.name, size: mark.size, modified: mark.modified)
  }
}

extension FileMark {
  init(_ file: RememberedFile) {
    self.init(source: file.source, name: file.name, size: file.size, modified: file.modified)
  }
}

extension OutboxRow {
  init(_ item: OutboxItem) {
    let body = "\(item.recipient)\t\(item.text.zh)\t\(item.text.en)"
    self.init(key: item.id, channel: item.channel, at: item.createdAt, body: Array(body.utf8))
  }
}

extension OutboxItem {
  /// The message of a row, or `nil` where the row holds none.
  init?(_ row: OutboxRow) {
    let fields = String(decoding: row.body, as: UTF8.self).split(
      separator: "\t", omittingEmptySubsequences: false
    ).map(String.init)
    let parts = row.key.split(separator: "/", maxSplits: 1)
    guard fields.count == 3, let sequence = parts.first.flatMap({ Int64($0) }) else { return nil }
    self.init(
      sequence: sequence, channel: row.channel, recipient: fields[0],
      text: Bilingual(zh: fields[1], en: fields[2]), createdAt: row.at)
  }
}
