import CityDispatch
import CitySafety

/// `[[receipt]]` of `channels.toml`: how receipts of units come back.
extension SiteLoading {
  func receiptSources(_ root: TableReader) -> [ReceiptSource] {
    var list: [ReceiptSource] = []
    for table in root.members("receipt") {
      let id = table.id(into: &receiptNames)
      if let source = receiptSource(table, id: id) {
        list.append(source)
        table.finish()
      }
    }
    if list.count > ReceiptSource.countLimit {
      root.report(.tooMany("receipt", ReceiptSource.countLimit), at: "receipt")
    }
    return list
  }

  private func receiptSource(_ table: TableReader, id: String) -> ReceiptSource? {
    guard let read = table.word("kind", receiptKinds), let kind = read(table) else { return nil }
    var source = ReceiptSource(id: id, kind: kind)
    source.interval = table.optionalSpan("interval-s", in: Limits.receiptIntervalSeconds) ?? source.interval
    source.timeout = table.optionalSpan("timeout-s", in: Limits.channelTimeoutSeconds) ?? source.timeout
    source.alarmAfter = table.optionalSpan("alarm-after-s", in: Limits.timerSeconds) ?? source.alarmAfter
    source.alarmGrade = table.optionalWord("alarm-grade", Choices.grades) ?? source.alarmGrade
    source.alarmSector = table.optionalWord("alarm-sector", Choices.sectors) ?? source.alarmSector
    switch kind {
    case .poll:
      source.authorityFile = authorityFile(table)
      source.secret = secret(table)
    case .spool, .mqtt:
      // Whoever can write into the folder or the topic could speak for every unit.
      source.secret = signature(table)
    }
    return source
  }

  private typealias KindReader = (TableReader) -> ReceiptSource.Kind?

  private var receiptKinds: Choices<KindReader> {
    Choices([
      (
        "poll",
        { table in
          let url = self.replaced(table.text("url", limit: Limits.text), table, at: "url")
          return .poll(url: self.webAddress(table, url))
        }
      ),
      ("spool", { table in .spool(folder: self.place(table, "folder")) }),
      (
        "mqtt",
        { table in
          let topic = table.text("topic", limit: Limits.text)
          return self.receiptBroker(table).map { .mqtt($0, topic: topic) }
        }
      ),
    ])
  }

  /// The broker's own password stands beside the key that signs: `password-file` or `password-env`.
  private func receiptBroker(_ table: TableReader) -> Broker? {
    let server = endpoint(table, schemes: ["mqtt": 1883, "mqtts": 8883])
    let client = table.optionalText("client-id", limit: Limits.id) ?? "watchfloor-\(site.id)-receipts"
    let user = table.optionalText("user")
    let password = secret(table, "password")
    if user != nil, password == nil {
      table.report(.needsOther("user", "password-file / password-env"), at: "user")
    }
    let authority = authorityFile(table)
    guard let server else { return nil }
    if server.scheme == "mqtts", authority == nil {
      table.report(.needsOther("mqtts://", "ca-file"), at: "url")
    }
    var settings = Broker(host: server.host, port: server.port, clientID: client)
    settings.user = user
    settings.secret = password
    settings.authorityFile = authority
    return settings
  }

  private func signature(_ table: TableReader) -> Secret? {
    let secret = secret(table)
    if secret == nil { table.report(.needsOther("kind", "secret-file / secret-env"), at: "kind") }
    return secret
  }
}
