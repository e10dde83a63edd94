import CitySafety

extension JSONWalk {
  /// Whether the answer says that it is good, as the mapping asks.
  var isSuccess: Bool {
    let slot = marks[rows.successSlot]
    let values = rows.mapping.successValues
    switch slot.kind {
    case .absent, .container: return false
    case .null: return values.contains("null")
    case .yes: return values.contains("true")
    case .no: return values.contains("false")
    case .number, .string, .escaped: return values.contains(scanner.text(slot))
    }
  }

  var notSuccessful: Bilingual {
    let slot = marks[rows.successSlot]
    let path = rows.mapping.successPath?.steps.joined(separator: ".") ?? ""
    guard slot.kind != .absent else {
      return Bilingual(zh: "应答中没有 \(path)", en: "the answer has no \(path)")
    }
    let value = scanner.bytes(slot).text(limit: TextLimit.code)
    return Bilingual(zh: "上游报告失败：\(path) = \(value)", en: "the source reports a failure: \(path) = \(value)")
  }

  /// Judges the answer as a whole.
  ///
  /// False when its rows must not be used.
  mutating func judge(into batch: inout DecodedBatch) -> Bool {
    if rows.successSlot >= 0 && !isSuccess {
      let slot = marks[rows.successSlot]
      let words = notSuccessful
      batch.fail(.notSuccessful, at: slot.start, scanner.body, zh: words.zh, en: words.en)
      return false
    }
    if !foundRows && batch.failure == nil {
      batch.fail(.missingField, at: 0, scanner.body, zh: noRows.zh, en: noRows.en)
    }
    return true
  }

  /// Takes this answer's rows out of the batch again.
  mutating func rollBack(rejectedBefore: Int, into batch: inout DecodedBatch) {
    batch.readings.removeLast(batch.readings.count - sink.firstReading)
    batch.rejects.removeLast(max(0, batch.rejects.count - min(rejectedBefore, DecodedBatch.rejectLimit)))
    batch.rejected = rejectedBefore
    greatestKey = nil
    sink.rows = 0
  }

  /// Where the next page is, as far as this one tells.
  func turnPage(_ page: Int?, into batch: inout DecodedBatch) {
    guard batch.failure == nil else { return }
    switch rows.mapping.paging {
    case nil: break
    case .next(_, let limit):
      let slot = marks[rows.nextSlot]
      guard slot.kind == .string || slot.kind == .escaped, (page ?? 1) < limit else { return }
      let address = scanner.text(slot)
      guard !address.isEmpty, address.utf8.count <= TextLimit.link,
        !address.unicodeScalars.contains(where: HarmlessText.isHarmful)
      else { return }
      batch.nextPage = .address(address)
    case .number(_, let first, _, let size, let limit):
      let page = page ?? first
      let done = page - first + 1
      guard sink.rows > 0, done < limit else { return }
      if rows.totalSlot >= 0, marks[rows.totalSlot].isText,
        let total = DecimalNumber.parse(scanner.bytes(marks[rows.totalSlot])),
        Double(done) * Double(size) >= total
      {
        return
      }
      batch.nextPage = .number(page + 1)
    }
  }

  /// Keeps the greater of two incremental keys: by number when both are, else by their bytes.
  mutating func keepKey(_ slot: JSONSlot) {
    guard slot.isText, slot.end > slot.start else { return }
    guard let greatest = greatestKey else {
      greatestKey = slot
      return
    }
    if isLess(scanner.bytes(greatest), scanner.bytes(slot)) { greatestKey = slot }
  }

  private func isLess(_ left: Bytes, _ right: Bytes) -> Bool {
    // Whole numbers may be longer than a double is exact for.
    if left.allSatisfy(ASCII.isDigit) && right.allSatisfy(ASCII.isDigit) && left.count != right.count {
      return left.count < right.count
    }
    if left.count != right.count, let one = DecimalNumber.parse(left), let two = DecimalNumber.parse(right) {
      return one < two
    }
    return left.lexicographicallyPrecedes(right)
  }
}
