import CityDispatch
import CitySafety
import Formats

/// Values of `channels.toml` that several kinds of channel have.
extension SiteLoading {
  func templates(
    _ table: TableReader, over base: [Language: MessageTemplate]
  ) -> [Language: MessageTemplate] {
    var result = base
    for language in Language.allCases {
      var template = base[language] ?? MessageTemplate(subject: "", text: "")
      for (key, path) in [("subject", \MessageTemplate.subject), ("text", \MessageTemplate.text)] {
        let name = "\(key)-\(language.rawValue)"
        guard let text = table.optionalText(name, limit: Limits.text) else { continue }
        if text.isEmpty { table.report(.empty(name), at: name) }
        template[keyPath: path] = placeholders(table, name, text)
      }
      result[language] = template
    }
    table.finish()
    return result
  }

  /// A text whose placeholders are all known.
  func placeholders(_ table: TableReader, _ key: String, _ text: String, more: [String] = []) -> String {
    check(placeholdersOf: text, key, more: more, at: table.location(of: key))
    return text
  }

  func check(placeholdersOf text: String, _ key: String, more: [String], at location: Location) {
    let known = MessageTemplate.Placeholder.allCases.map(\.rawValue) + more
    for name in MessageTemplate.names(in: text) where !known.contains(name) {
      let shown = HarmlessText.clean(name, limit: Limits.id)
      problems.add(.unknownPlaceholder(key, shown, known: known), at: location)
    }
  }

  /// The hours of each grade, such as `yellow = "22:00-07:00"`.
  func quietHours(_ table: TableReader) -> [Grade: QuietHours] {
    var result: [Grade: QuietHours] = [:]
    if table.has(Grade.red.word) { table.report(.redIsNeverQuiet(), at: Grade.red.word) }
    for grade in Grade.allCases where grade != .red {
      guard let text = table.optionalText(grade.word) else { continue }
      let parts = text.split(separator: "-", omittingEmptySubsequences: false)
      let times = parts.compactMap { SiteLoading.minute(ofClock: String($0)) }
      if parts.count == 2, times.count == 2, times[0] != times[1] {
        result[grade] = QuietHours(start: times[0], end: times[1])
      } else {
        table.report(.badQuiet(grade.word, HarmlessText.clean(text, limit: Limits.id)), at: grade.word)
      }
    }
    table.finish()
    return result
  }

  /// Minutes after midnight of `08:00`; `nil` for anything else.
  static func minute(ofClock text: String) -> Int? {
    guard text.utf8.count == 5, let instant = TimeText.parse("1970-01-01T" + text, offset: .utc),
      instant.milliseconds < 86_400_000
    else { return nil }
    return Int(instant.milliseconds / 60_000)
  }

  /// `secret-file` or `secret-env`; the file is never one of the site folder, which is shared.
  func secret(_ table: TableReader, _ name: String = "secret") -> Secret? {
    let (fileKey, variableKey) = (name + "-file", name + "-env")
    let file = table.optionalText(fileKey, limit: Limits.text)
    let variable = table.optionalText(variableKey)
    if file != nil, variable != nil { table.report(.notBoth(fileKey, variableKey), at: variableKey) }
    if let file {
      if !file.hasPrefix("/") || FileBytes.isInside(file, folder: folder) {
        table.report(.secretInSite(fileKey), at: fileKey)
      } else if !FileBytes.exists(file) {
        table.warn(.noSuchFile(fileKey, file), at: fileKey)
      }
      return .file(file)
    }
    return variable.map { .environment($0) }
  }

  func authorityFile(_ table: TableReader) -> String? {
    guard let written = table.optionalText("ca-file", limit: Limits.text) else { return nil }
    let file = resolved(written)
    if !FileBytes.exists(file) { table.report(.noSuchFile("ca-file", file), at: "ca-file") }
    return file
  }

  func place(_ table: TableReader, _ key: String) -> String {
    let written = table.text(key, limit: Limits.text)
    return written.isEmpty ? "" : resolved(replaced(written, table, at: key))
  }

  func webAddress(_ table: TableReader, _ url: String) -> String {
    if !url.isEmpty, !SiteLoading.isWebAddress(url) {
      table.report(.badURL(HarmlessText.clean(url, limit: Limits.name)), at: "url")
    }
    return url
  }

  private static func isWebAddress(_ url: String) -> Bool {
    let isGood = ["http://", "https://"].contains { scheme in
      url.lowercased().hasPrefix(scheme) && url.utf8.count > scheme.utf8.count
        && url.dropFirst(scheme.count).first != "/"
    }
    return isGood && url.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
  }

  /// `scheme://host:port` of `url`, with the scheme's own port where none is written.
  func endpoint(
    _ table: TableReader, schemes: [String: Int]
  ) -> (scheme: String, host: String, port: Int)? {
    let url = replaced(table.text("url", limit: Limits.text), table, at: "url")
    guard !url.isEmpty else { return nil }
    for (scheme, standard) in schemes where url.hasPrefix(scheme + "://") {
      let rest = url.dropFirst(scheme.count + 3)
      let colon = rest.lastIndex(of: ":")
      let host = colon.map { rest[..<$0] } ?? rest
      let port = colon.map { Int(rest[rest.index(after: $0)...]) ?? 0 } ?? standard
      let isName = host.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"/@?#:\"".utf8.contains($0) }
      if isName, !host.isEmpty, Limits.port.contains(port) { return (scheme, String(host), port) }
    }
    let shown = HarmlessText.clean(url, limit: Limits.name)
    table.report(.badEndpoint(shown, schemes: schemes.keys.sorted()), at: "url")
    return nil
  }

  /// Something on both sides of one `@`, and nothing that would end a line or a command of SMTP.
  static func isMailAddress(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
      && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"<>,;:\"\\()[]".utf8.contains($0) }
  }

  /// What the channel of a recipient needs as an address.
  func checkAddress(_ route: OutboxRecipient.Route, _ table: TableReader) {
    let shown = HarmlessText.clean(route.address, limit: Limits.name)
    switch channelKinds[route.channel] {
    case .mail where !SiteLoading.isMailAddress(route.address):
      table.report(.badMailAddress("address", shown), at: "to")
    case .mqtt where route.address.isEmpty || route.address.contains { "+#".contains($0) }:
      table.report(.badTopic(shown), at: "to")
    case .sms where route.address.isEmpty: table.report(.empty("address"), at: "to")
    case .webhook where !(route.address.isEmpty || SiteLoading.isWebAddress(route.address)):
      table.report(.badURL(shown), at: "to")
    default: break
    }
  }
}
