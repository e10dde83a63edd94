import CitySafety

/// The public JSON lists of national warnings: `alertData` of 12379.cn and `rest/findAlarm` of nmc.cn.
enum NationalFeed {
  static func decode(_ body: Bytes, context: DecodeContext, into batch: inout DecodedBatch) {
    if Refusal.isWebPage(body, into: &batch) { return }
    guard var walk = ListWalk(body) else {
      return batch.fail(.malformed, at: 0, body, zh: "内容为空", en: "the body is empty")
    }
    walk.unwrap()
    var found = false
    let before = batch.warnings.count
    var code: JSONTree?
    do throws(JSONFault) {
      try walk.members { (walk, name) throws(JSONFault) in
        switch name {
        case "alertData":
          found = true
          try takeList(&walk, body, &batch)
        case "code": code = try walk.scanner.tree()
        case "data": try takeData(&walk, body, &found, &batch)
        default: _ = try walk.scanner.value()
        }
      }
      try walk.close()
    } catch {
      return Refusal.fail(error, body, into: &batch)
    }
    if let code, code.double != 0, code.double != 200 {
      batch.warnings.removeLast(batch.warnings.count - before)
      batch.fail(
        .notSuccessful, at: 0, body, zh: "上游报告失败：code = \(code.words(limit: TextLimit.code))",
        en: "the source reports a failure: code = \(code.words(limit: TextLimit.code))")
    } else if !found {
      batch.fail(
        .missingField, at: 0, body, zh: "没有预警列表 alertData 或 data.page.list",
        en: "no list of warnings: alertData or data.page.list")
    }
  }

  /// `data.page.list` and, beside it, the number of the next page.
  private static func takeData(
    _ walk: inout ListWalk, _ body: Bytes, _ found: inout Bool, _ batch: inout DecodedBatch
  ) throws(JSONFault) {
    guard try walk.scanner.peek() == ASCII.openBrace else {
      _ = try walk.scanner.value()
      return
    }
    try walk.members { (walk, name) throws(JSONFault) in
      let byte = try walk.scanner.peek()
      guard name == "page", byte == ASCII.openBrace else {
        _ = try walk.scanner.value()
        return
      }
      var page: [String: Double] = [:]
      try walk.members { (walk, name) throws(JSONFault) in
        switch name {
        case "list":
          found = true
          try takeList(&walk, body, &batch)
        case "pageNo", "totalPage", "next": page[name] = try walk.scanner.tree().double
        default: _ = try walk.scanner.value()
        }
      }
      if let number = page["pageNo"], let total = page["totalPage"], let next = page["next"], number < total,
        next > number, next <= total, total < Double(ListWalk.itemLimit)
      {
        batch.nextPage = .number(Int(next))
      }
    }
  }

  private static func takeList(
    _ walk: inout ListWalk, _ body: Bytes, _ batch: inout DecodedBatch
  ) throws(JSONFault) {
    try walk.list(into: &batch) { tree, place, batch in
      take(tree, body.piece(place), place.lowerBound, &batch)
    }
  }

  private static func take(_ item: JSONTree, _ bytes: Bytes, _ offset: Int, _ batch: inout DecodedBatch) {
    func refuse(_ reason: Reject.Reason, _ field: String) {
      batch.refuse(
        reason, at: offset, bytes, Bilingual(zh: "预警条目缺少或有误：\(field)", en: "a warning with no good \(field)"))
    }
    let identifier = (item["identifier"] ?? item["alertid"])?.words(limit: TextLimit.identifier) ?? ""
    guard !identifier.isEmpty else { return refuse(.missingField, "identifier, alertid") }
    let headline = (item["headline"] ?? item["title"])?.words(limit: TextLimit.headline) ?? ""
    guard !headline.isEmpty else { return refuse(.missingField, "headline, title") }
    guard let sent = (item["sendTime"] ?? item["issuetime"])?.time(.fields, offset: .beijing) else {
      return refuse(.badTime, "sendTime, issuetime")
    }
    let title = WarningTitle(headline)
    let colour = title.colour ?? WarningTitle.colour(ofPicture: item["pic"]?.raw ?? "")
    let eventCode = (item["eventType"] ?? item["eventCode"])?.words(limit: TextLimit.code) ?? ""
    let area = identifier.utf8.prefix(6)
    let isArea = area.count == 6 && area.allSatisfy(ASCII.isDigit)
    batch.warnings.append(
      ReceivedWarning(
        identifier: identifier, sender: title.issuer, sent: sent, status: title.status,
        messageType: title.messageType, event: title.event, eventCode: eventCode.isEmpty ? nil : eventCode,
        colour: colour, headline: headline, text: item["description"]?.words(limit: TextLimit.body) ?? "",
        geocodes: isArea ? [String(decoding: area, as: UTF8.self)] : []))
  }
}
