import CitySafety
import Glibc

/// Reads rows out of JSON as a mapping says.
final class JSONRows: Sendable {
  let mapping: JSONMapping
  let plan: RowPlan
  /// Paths within a row.
  let fields: PathTree
  /// Paths from the root of the document.
  let envelope: PathTree
  let rowsNode: Int
  let codeSlot: Int
  let timeSlot: Int
  let timeOfDaySlot: Int
  let keySlot: Int
  let valueSlots: [Int]
  let successSlot: Int
  let totalSlot: Int
  let nextSlot: Int

  init(_ mapping: JSONMapping, rowLimit: Int = FeedDecoder.rowLimit) {
    self.mapping = mapping
    plan = RowPlan(mapping.row, rowLimit: rowLimit)
    var fields = PathTree()
    func slot(_ field: String?) -> Int { field.map { fields.slot(JSONPath($0).steps) } ?? -1 }
    codeSlot = slot(mapping.row.codeField)
    timeSlot = slot(mapping.row.timeField)
    timeOfDaySlot = slot(mapping.row.timeOfDayField)
    keySlot = slot(mapping.incremental?.field)
    valueSlots = mapping.row.values.map { slot($0.field) }
    self.fields = fields

    var envelope = PathTree()
    rowsNode = envelope.node(mapping.root.steps)
    successSlot = mapping.successPath.map { envelope.slot($0.steps) } ?? -1
    var total: JSONPath?
    var next: JSONPath?
    switch mapping.paging {
    case .number(_, _, let path, _, _): total = path
    case .next(let path, _): next = path
    case nil: break
    }
    totalSlot = total.map { envelope.slot($0.steps) } ?? -1
    nextSlot = next.map { envelope.slot($0.steps) } ?? -1
    self.envelope = envelope
  }

  /// Decodes one body.
  ///
  /// `page` is the number of the page that was asked for, when the caller knows it.
  func decode(_ body: Bytes, context: DecodeContext, page: Int?, into batch: inout DecodedBatch) {
    if Refusal.isWebPage(body, into: &batch) { return }
    guard let scanner = JSONScanner(body, from: body.markLength) else {
      batch.fail(.malformed, at: 0, body, zh: "内容为空", en: "the body is empty")
      return
    }
    let slots = max(fields.slotCount, 1)
    let marks = max(envelope.slotCount, 1)
    plan.metrics.withUnsafeBytes { metrics in
      withUnsafeTemporaryAllocation(of: JSONSlot.self, capacity: slots + marks) { memory in
        guard let memory = memory.baseAddress else { return }
        memory.initialize(repeating: JSONSlot(), count: slots + marks)
        var walk = JSONWalk(
          self, scanner: scanner, slots: memory, slotCount: slots, marks: memory + slots, markCount: marks,
          sink: RowSink(plan, metrics: metrics, context: context, batch: batch))
        if mapping.isLines {
          walk.lines(into: &batch)
        } else {
          walk.document(into: &batch)
          walk.turnPage(page, into: &batch)
        }
        if let key = walk.greatestKey {
          batch.incrementalKey = HarmlessText.clean(scanner.text(key), limit: TextLimit.identifier)
        }
      }
    }
  }
}
