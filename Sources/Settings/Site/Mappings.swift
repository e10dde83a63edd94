import CitySafety
import Formats

/// `format`, `[source.json]` and `[source.csv]`
extension SiteLoading {
  private enum Kind { case json, csv, usgs, cenc, cap, national }

  func format(_ table: TableReader) -> FeedFormat {
    let kinds = Choices<Kind>([
      ("json", .json), ("csv", .csv), ("usgs-geojson", .usgs), ("cenc", .cenc), ("cap", .cap),
      ("national-warnings", .national),
    ])
    let word = table.optionalText("format")
    guard let kind = table.word("format", kinds) else {
      // Nothing can be said of mappings whose format is not known.
      _ = table.has("json")
      _ = table.has("csv")
      sourcesOfUnknownFormat.insert(definitions.count)
      return .cap
    }
    for (key, mapping) in [("json", Kind.json), ("csv", Kind.csv)] where table.has(key) && kind != mapping {
      table.report(.mappingWithoutFormat(key, format: word ?? ""), at: key)
    }
    switch kind {
    case .json:
      if let inner = table.requiredMember("json") { return .json(json(inner)) }
    case .csv:
      if let inner = table.requiredMember("csv") { return .csv(csv(inner)) }
    case .usgs: return .usgsGeoJSON
    case .cenc: return .cenc
    case .cap: return .cap
    case .national: return .nationalWarnings
    }
    sourcesOfUnknownFormat.insert(definitions.count)
    return .cap
  }

  private func json(_ table: TableReader) -> JSONMapping {
    defer { table.finish() }
    let root = JSONPath(table.optionalText("root") ?? "")
    let wrapper = table.flag("wrapper") ?? false
    let lines = table.flag("lines") ?? false
    let row = rowMapping(table)
    checkRowFields(row, table) { _ in true }
    let success = table.optionalText("success-path").map { JSONPath($0) }
    let values = table.texts("success-values")
    checkPair(table, "success-path", "success-values")
    let parameter = table.optionalText("incremental-parameter")
    let field = table.optionalText("incremental-field")
    checkPair(table, "incremental-parameter", "incremental-field")
    var incremental: JSONMapping.Incremental?
    if let parameter, let field { incremental = JSONMapping.Incremental(parameter: parameter, field: field) }
    return JSONMapping(
      root: root, allowsWrapper: wrapper, isLines: lines, row: row, successPath: success,
      successValues: values?.map(\.text) ?? [], paging: paging(table), incremental: incremental)
  }

  private func checkPair(_ table: TableReader, _ left: String, _ right: String) {
    if table.has(left) && !table.has(right) { table.report(.needsOther(left, right), at: left) }
    if table.has(right) && !table.has(left) { table.report(.needsOther(right, left), at: right) }
  }

  private func paging(_ table: TableReader) -> JSONMapping.Paging? {
    let isNumber = table.optionalWord("paging", Choices([("number", true), ("next", false)]))
    let parameter = table.optionalText("page-parameter")
    let first = table.whole("page-first", in: 0...1_000_000) ?? 1
    let size = table.whole("page-size", in: Limits.pageSize)
    let total = table.optionalText("page-total")
    let next = table.optionalText("page-next")
    let limit = table.whole("page-limit", in: Limits.pages) ?? 100
    guard let isNumber else {
      for key in ["page-parameter", "page-first", "page-size", "page-total", "page-next", "page-limit"]
      where table.has(key) && !table.has("paging") {
        table.report(.needsOther(key, "paging"), at: key)
      }
      return nil
    }
    if isNumber {
      guard let parameter, let size else {
        for key in ["page-parameter", "page-size"] where !table.has(key) {
          table.report(.needsOther("paging", key), at: "paging")
        }
        return nil
      }
      return .number(
        parameter: parameter, first: first, total: total.map { JSONPath($0) }, size: size, limit: limit)
    }
    guard let next else {
      if !table.has("page-next") { table.report(.needsOther("paging", "page-next"), at: "paging") }
      return nil
    }
    return .next(JSONPath(next), limit: limit)
  }

  private func csv(_ table: TableReader) -> CSVMapping {
    defer { table.finish() }
    let delimiter = delimiter(table)
    let decimalComma = table.flag("decimal-comma") ?? false
    if decimalComma && delimiter == UInt8(ascii: ",") { table.report(.commaTwice(), at: "decimal-comma") }
    let hasHeader = table.flag("header") ?? true
    let row = rowMapping(table)
    checkRowFields(row, table) { hasHeader || Int($0).map { (1...1000).contains($0) } == true }
    let encodings = Choices<CSVMapping.Encoding>([("utf-8", .utf8), ("gb18030", .gb18030)])
    return CSVMapping(
      delimiter: delimiter, decimalComma: decimalComma, hasHeader: hasHeader,
      skipLines: table.whole("skip-lines", in: Limits.skipLines) ?? 0,
      commentPrefix: table.optionalText("comment-prefix", limit: Limits.keyName) ?? "",
      encoding: table.optionalWord("encoding", encodings) ?? .utf8, row: row)
  }

  private func delimiter(_ table: TableReader) -> UInt8 {
    guard table.has("delimiter") else { return UInt8(ascii: ",") }
    // A tab is a control character that no other text may hold.
    if case .text("\t")? = table.table["delimiter"]?.value.content { return UInt8(ascii: "\t") }
    let text = table.optionalText("delimiter") ?? ","
    let bytes = Array(text.utf8)
    if bytes.count == 1, bytes[0] >= 0x20, bytes[0] < 0x7F, bytes[0] != UInt8(ascii: "\"") { return bytes[0] }
    table.report(.badDelimiter(HarmlessText.clean(text, limit: Limits.id)), at: "delimiter")
    return UInt8(ascii: ",")
  }
}
