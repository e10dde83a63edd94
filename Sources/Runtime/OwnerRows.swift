internal import CityDispatch
internal import CitySafety
internal import Formats
internal import Ingest
internal import Linkage
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
    let place = item.place
    let body = [item.recipient, item.text.zh, item.text.en, place.zh, place.en].map {
      // The tab parts the fields; none of them has reason to hold one.
      String($0.map { $0 == "\t" ? " " : $0 })
    }.joined(separator: "\t")
    let lane = OutboxLane(
      channel: item.channel, receiver: item.recipient, grade: item.grade?.rawValue ?? 0)
    self.init(key: item.id, lane: lane, at: item.createdAt, body: Array(body.utf8))
  }
}

extension OutboxItem {
  /// The message of a row, or `nil` where the row holds none; rows of before have no place.
  init?(_ row: OutboxRow) {
    let fields = String(decoding: row.body, as: UTF8.self).split(
      separator: "\t", omittingEmptySubsequences: false
    ).map(String.init)
    guard fields.count >= 3 else { return nil }
    self.init(
      id: row.key, channel: row.lane.channel, recipient: fields[0],
      text: Bilingual(zh: fields[1], en: fields[2]), createdAt: row.at,
      grade: Grade(rawValue: row.lane.grade),
      place: fields.count >= 5 ? Bilingual(zh: fields[3], en: fields[4]) : Bilingual(same: ""))
  }
}

extension DeliveryRow {
  init(_ delivery: Delivery) {
    let state: OutboxState
    var (settled, failure) = (delivery.at, Bilingual(same: ""))
    switch delivery.result {
    case .sent: state = .sent
    case .failed(let reason, let retryAt): (state, settled, failure) = (.waiting, retryAt, reason)
    case .dead(let reason): (state, failure) = (.dead, reason)
    }
    self.init(
      number: delivery.entry.number, state: state, attempts: delivery.entry.attempts,
      resends: delivery.entry.resends, settled: settled, failure: failure)
  }
}
