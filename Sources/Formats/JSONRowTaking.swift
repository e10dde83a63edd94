import CitySafety

extension JSONWalk {
  /// The row whose fields stand in the slots becomes readings or a reject.
  @inline(__always)
  mutating func take(_ start: Int, into batch: inout DecodedBatch) {
    guard sink.begin(&batch) else {
      sink.failTooMany(at: start, scanner.body, into: &batch)
      return
    }
    if rows.keySlot >= 0 { keepKey(slots[rows.keySlot]) }
    let code: JSONSlot? = rows.codeSlot >= 0 ? slots[rows.codeSlot] : nil
    let time: JSONSlot? = rows.timeSlot >= 0 ? slots[rows.timeSlot] : nil
    guard code?.kind != .escaped, time?.kind != .escaped else { return takeEscaped(start, into: &batch) }
    guard let time else { return take(start, time: nil, code: code, into: &batch) }
    take(
      start, time: time.isText ? scanner.bytes(time) : Bytes(start: nil, count: 0), code: code, into: &batch)
  }

  @inline(__always)
  private mutating func take(_ start: Int, time: Bytes?, code: JSONSlot?, into batch: inout DecodedBatch) {
    var bytes = Bytes(start: nil, count: 0)
    if let code {
      guard code.isText, code.end > code.start else { return refuseMissing("code", start, into: &batch) }
      bytes = scanner.bytes(code)
    }
    take(start, time: time, code: bytes, into: &batch)
  }

  /// Rows whose code or time is written with escapes: decoded aside, then as any other.
  private mutating func takeEscaped(_ start: Int, into batch: inout DecodedBatch) {
    let code = plainText(rows.codeSlot)
    let time = plainText(rows.timeSlot)
    if rows.codeSlot >= 0 && code.isEmpty { return refuseMissing("code", start, into: &batch) }
    code.withUnsafeBytes { code in
      time.withUnsafeBytes { time in
        take(start, time: rows.timeSlot >= 0 ? time : nil, code: code, into: &batch)
      }
    }
  }

  private func plainText(_ index: Int) -> [UInt8] {
    index >= 0 && slots[index].isText ? Array(scanner.text(slots[index]).utf8) : []
  }

  @inline(__always)
  private mutating func take(_ start: Int, time: Bytes?, code: Bytes, into batch: inout DecodedBatch) {
    var measured = sink.context.arrived
    if let time {
      guard time.count > 0 else { return refuseMissing("time", start, into: &batch) }
      guard let read = instant(time) else { return refuseTime(start, time, into: &batch) }
      guard let placed = sink.place(read) else { return }
      measured = placed
    }
    guard rows.codeSlot < 0 else { return takeValues(start, code, measured, into: &batch) }
    sink.plan.constantCode.withUnsafeBytes { takeValues(start, $0, measured, into: &batch) }
  }

  @inline(__always)
  private func instant(_ time: Bytes) -> Instant? {
    guard rows.timeOfDaySlot >= 0 else { return sink.instant(time) }
    let slot = slots[rows.timeOfDaySlot]
    guard slot.kind == .string || slot.kind == .number else { return nil }
    return sink.instant(time, timeOfDay: scanner.bytes(slot))
  }

  @inline(__always)
  private mutating func takeValues(
    _ start: Int, _ code: Bytes, _ measured: Instant, into batch: inout DecodedBatch
  ) {
    var isPresent = false
    var isKnown = false
    for index in 0..<rows.valueSlots.count {
      let slot = slots[rows.valueSlots[index]]
      if slot.kind == .absent { continue }
      isPresent = true
      guard let entry = sink.context.sensors.find(code: code, metric: sink.metric(index)) else { continue }
      isKnown = true
      switch value(slot) {
      case .number(let number):
        sink.store(number, entry: entry, index: index, measured: measured, into: &batch)
      case .missing: sink.store(nil, entry: entry, index: index, measured: measured, into: &batch)
      case .bad: refuseNumber(slot, into: &batch)
      }
    }
    if !isPresent { return refuseMissing("value", start, into: &batch) }
    if !isKnown { refuseSensor(start, code, into: &batch) }
  }

  @inline(__always)
  private func value(_ slot: JSONSlot) -> FieldValue {
    switch slot.kind {
    case .number:
      guard let number = DecimalNumber.parse(scanner.bytes(slot)) else { return .bad }
      return sink.value(number)
    case .string: return sink.value(scanner.bytes(slot))
    case .yes: return sink.value(1)
    case .no: return sink.value(0)
    case .null, .absent: return .missing
    case .escaped:
      var text: [UInt8] = []
      JSONEscapes.decode(scanner, slot, into: &text)
      return text.withUnsafeBytes { sink.value($0) }
    case .container: return .bad
    }
  }

  // MARK: Refusals

  private func rowBytes(_ start: Int) -> Bytes { scanner.body.piece(start..<scanner.position) }

  private func refuseMissing(_ field: String, _ start: Int, into batch: inout DecodedBatch) {
    let mapping = sink.plan.mapping
    let name =
      switch field {
      case "code": mapping.codeField ?? ""
      case "time": mapping.timeField ?? ""
      default: mapping.values.map(\.field).joined(separator: ", ")
      }
    batch.refuse(
      .missingField, at: start, rowBytes(start),
      Bilingual(zh: "第 \(sink.rows) 行缺少字段 \(name)", en: "row \(sink.rows) has no \(name)"))
  }

  private func refuseTime(_ start: Int, _ time: Bytes, into batch: inout DecodedBatch) {
    batch.refuse(
      .badTime, at: rows.timeSlot >= 0 ? slots[rows.timeSlot].start : start, rowBytes(start),
      Bilingual(
        zh: "第 \(sink.rows) 行的时间无法识别：\(time.text(limit: TextLimit.code))",
        en: "row \(sink.rows): not a time: \(time.text(limit: TextLimit.code))"))
  }

  private func refuseNumber(_ slot: JSONSlot, into batch: inout DecodedBatch) {
    batch.refuse(
      .badNumber, at: slot.start, scanner.bytes(slot),
      Bilingual(
        zh: "第 \(sink.rows) 行的数值无法识别：\(scanner.bytes(slot).text(limit: TextLimit.code))",
        en: "row \(sink.rows): not a number: \(scanner.bytes(slot).text(limit: TextLimit.code))"))
  }

  private func refuseSensor(_ start: Int, _ code: Bytes, into batch: inout DecodedBatch) {
    batch.refuse(
      .unknownSensor, at: start, rowBytes(start),
      Bilingual(
        zh: "第 \(sink.rows) 行的编码没有登记：\(code.text(limit: TextLimit.code))",
        en: "row \(sink.rows): no sensor has the code \(code.text(limit: TextLimit.code))"))
  }

  var noRows: Bilingual {
    let path = rows.mapping.root.steps.joined(separator: ".")
    return Bilingual(zh: "没有找到数据行：\(path)", en: "no rows at \(path.isEmpty ? "the root" : path)")
  }
}

extension JSONSlot {
  /// Whether the value is written as text or a number.
  @inline(__always)
  var isText: Bool { kind == .string || kind == .number || kind == .escaped }
}
