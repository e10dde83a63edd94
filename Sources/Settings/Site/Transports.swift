import CitySafety
import Formats

/// `[source.http]`, `[source.file]` and `[source.directory]`
extension SiteLoading {
  func transport(_ table: TableReader) -> Transport {
    let present = ["http", "file", "directory"].filter { table.has($0) }
    if present.isEmpty { table.report(.noTransport()) }
    if present.count > 1 { table.report(.twoTransports(present), at: present[1]) }
    var transport: Transport?
    for key in present {
      guard let inner = table.member(key) else { continue }
      let read: Transport
      switch key {
      case "http": read = .http(http(inner))
      case "file": read = .file(path: location(inner, "path"), sizeLimit: sizeLimit(inner))
      default: read = .directory(dropFolder(inner))
      }
      transport = transport ?? read
      inner.finish()
    }
    return transport ?? .file(path: "", sizeLimit: 0)
  }

  private func http(_ table: TableReader) -> HTTPRequest {
    var request = HTTPRequest(url: url(table))
    let isPost = table.optionalWord("method", Choices([("GET", false), ("POST", true)])) ?? false
    let body = table.optionalText("body", limit: Limits.body)
    if body != nil && !isPost { table.report(.needsOther("body", "method = \"POST\""), at: "body") }
    request.body = isPost ? body ?? "" : nil
    request.headers = headers(table)
    request.token = token(table)
    if let header = table.optionalText("token-header") {
      checkHeaderName(header, table, "token-header")
      if request.token == nil {
        table.report(.needsOther("token-header", "token-file / token-env"), at: "token-header")
      }
      request.tokenHeader = header
    }
    request.timeout = table.optionalSpan("timeout-s", in: Limits.timeoutSeconds) ?? request.timeout
    request.sizeLimit = sizeLimit(table)
    request.redirectLimit = table.whole("redirect-limit", in: Limits.redirects) ?? request.redirectLimit
    if table.has("ca-file") {
      let file = location(table, "ca-file")
      if !FileBytes.exists(file) { table.report(.noSuchFile("ca-file", file), at: "ca-file") }
      request.authorityFile = file
    }
    return request
  }

  private func url(_ table: TableReader) -> String {
    let written = table.text("url", limit: Limits.text)
    guard !written.isEmpty else { return "" }
    let before = problems.errors
    let url = replaced(written, table, at: "url")
    let isGood = ["http://", "https://"].contains { scheme in
      url.lowercased().hasPrefix(scheme) && url.utf8.count > scheme.utf8.count
        && url.dropFirst(scheme.count).first != "/"
    }
    let isPlain = url.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
    if problems.errors == before && !(isGood && isPlain) {
      table.report(.badURL(HarmlessText.clean(url, limit: Limits.name)), at: "url")
    }
    return url
  }

  private func headers(_ table: TableReader) -> [HTTPRequest.Header] {
    guard let inner = table.member("headers") else { return [] }
    let names = inner.table.members.map(\.key)
    return names.map { name in
      let value = inner.text(name, limit: Limits.text)
      checkHeaderName(name, inner, name)
      return HTTPRequest.Header(name: name, value: value)
    }
  }

  /// A token of RFC 9110, 5.6.2.
  private func checkHeaderName(_ name: String, _ table: TableReader, _ key: String) {
    let marks = Set("!#$%&'*+-.^_`|~".utf8)
    let isGood =
      !name.isEmpty
      && name.utf8.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || marks.contains($0)
      }
    if !isGood { table.report(.badHeaderName(HarmlessText.clean(name, limit: Limits.id)), at: key) }
  }

  private func token(_ table: TableReader) -> HTTPRequest.Token? {
    let hasFile = table.has("token-file")
    let variable = table.optionalText("token-env")
    if hasFile && variable != nil {
      table.report(.notBoth("token-file", "token-env"), at: "token-env")
    }
    if hasFile {
      let file = location(table, "token-file")
      // A checked-out site has no secrets in it; whoever runs it puts the file there.
      if !FileBytes.exists(file) { table.warn(.noSuchFile("token-file", file), at: "token-file") }
      return .file(file)
    }
    return variable.map { .environment($0) }
  }

  private func dropFolder(_ table: TableReader) -> DropFolder {
    let pattern = table.has("pattern") ? table.text("pattern") : "*"
    if pattern.contains("/") { table.report(.patternIsPath(), at: "pattern") }
    let moveTo = table.has("move-to") ? location(table, "move-to") : nil
    return DropFolder(
      path: location(table, "path"), pattern: pattern, sizeLimit: sizeLimit(table),
      completeness: completeness(table), moveTo: moveTo)
  }

  private func completeness(_ table: TableReader) -> DropFolder.Completeness {
    guard let text = table.optionalText("complete"), text != "stable" else { return .stable }
    for prefix in ["ends-with:", "companion:"] where text.hasPrefix(prefix) && text.count > prefix.count {
      let rest = String(text.dropFirst(prefix.count))
      return prefix == "ends-with:" ? .endsWith(rest) : .companion(suffix: rest)
    }
    table.report(.badCompleteness(text), at: "complete")
    return .stable
  }

  private func location(_ table: TableReader, _ key: String) -> String {
    let written = table.text(key, limit: Limits.text)
    return written.isEmpty ? "" : resolved(replaced(written, table, at: key))
  }

  private func sizeLimit(_ table: TableReader) -> Int {
    (table.whole("size-limit-kb", in: Limits.kilobytes) ?? 16_384) << 10
  }
}
