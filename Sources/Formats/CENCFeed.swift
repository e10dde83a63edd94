import CitySafety

/// Chinese earthquake lists: the answers of the China Earthquake Networks Center in their parentheses, the
/// Wolfx relay of the same list, and the early warnings of the Chengdu institute.
///
/// Times without a zone are Beijing time.
enum CENCFeed {
  static func decode(_ body: Bytes, context: DecodeContext, into batch: inout DecodedBatch) {
    if Refusal.isWebPage(body, into: &batch) { return }
    guard var walk = ListWalk(body) else {
      return batch.fail(.malformed, at: 0, body, zh: "内容为空", en: "the body is empty")
    }
    walk.unwrap()
    var found = false
    do throws(JSONFault) {
      try walk.members { (walk, name) throws(JSONFault) in
        switch name {
        case "shuju":
          try walk.list(into: &batch) { tree, place, batch in
            takeCENC(tree, body.piece(place), place.lowerBound, &batch)
          }
          found = true
        case "data":
          try walk.list(into: &batch) { tree, place, batch in
            takeICL(tree, body.piece(place), place.lowerBound, &batch)
          }
          found = true
        default:
          guard isWolfxName(name) else {
            _ = try walk.scanner.value()
            return
          }
          try walk.one(into: &batch) { tree, place, batch in
            takeWolfx(tree, body.piece(place), place.lowerBound, &batch)
          }
          found = true
        }
      }
      try walk.close()
    } catch {
      // The service puts unescaped markup into a field behind the list; what came before it is sound.
      if !(found && walk.endsWhole && error.kind != .truncated) {
        return Refusal.fail(error, body, into: &batch)
      }
    }
    if !found {
      batch.fail(.missingField, at: 0, body, zh: "没有地震列表 shuju", en: "no list of earthquakes: shuju")
    }
  }

  /// `No1` to `No50`.
  private static func isWolfxName(_ name: String) -> Bool {
    name.hasPrefix("No") && name.utf8.count <= 5 && Int(name.dropFirst(2)) != nil
  }

  private static func refuse(
    _ reason: Reject.Reason, _ field: String, _ bytes: Bytes, _ offset: Int, _ batch: inout DecodedBatch
  ) {
    batch.refuse(
      reason, at: offset, bytes,
      Bilingual(zh: "地震条目缺少或有误：\(field)", en: "an earthquake with no good \(field)"))
  }

  private static func takeCENC(_ item: JSONTree, _ bytes: Bytes, _ offset: Int, _ batch: inout DecodedBatch) {
    var id = item["NEW_DID"]?.words(limit: TextLimit.code) ?? ""
    if id.isEmpty {
      id = String((item["CATA_ID"]?.words(limit: TextLimit.code) ?? "").prefix { $0 != "." })
    }
    guard !id.isEmpty else { return refuse(.missingField, "NEW_DID, CATA_ID", bytes, offset, &batch) }
    guard let origin = item["O_TIME"]?.time(.fields, offset: .beijing) else {
      return refuse(.badTime, "O_TIME", bytes, offset, &batch)
    }
    guard let latitude = item["EPI_LAT"]?.double, let longitude = item["EPI_LON"]?.double,
      QuakePlace.isOnEarth(latitude, longitude)
    else { return refuse(.badNumber, "EPI_LAT, EPI_LON", bytes, offset, &batch) }
    let place = item["LOCATION_C"]?.words(limit: TextLimit.name) ?? ""
    let type = item["EQ_TYPE"]?.raw ?? ""
    batch.earthquakes.append(
      Earthquake(
        identifier: "cenc:" + id, origin: origin,
        updated: item["SYNC_TIME"]?.time(.fields, offset: .beijing)
          ?? item["SAVE_TIME"]?.time(.fields, offset: .beijing) ?? origin,
        latitude: latitude, longitude: longitude, depth: item["EPI_DEPTH"]?.double,
        magnitude: item["M"]?.double,
        place: place, isReviewed: item["AUTO_FLAG"]?.raw == "M",
        isNatural: (type.isEmpty || type == "M") && QuakePlace.isNatural(place)))
  }

  private static func takeWolfx(_ item: JSONTree, _ bytes: Bytes, _ offset: Int, _ batch: inout DecodedBatch)
  {
    let id = (item["EventID"]?.words(limit: TextLimit.code) ?? "")
    guard !id.isEmpty else { return refuse(.missingField, "EventID", bytes, offset, &batch) }
    guard let origin = item["time"]?.time(.fields, offset: .beijing) else {
      return refuse(.badTime, "time", bytes, offset, &batch)
    }
    guard let latitude = item["latitude"]?.double, let longitude = item["longitude"]?.double,
      QuakePlace.isOnEarth(latitude, longitude)
    else { return refuse(.badNumber, "latitude, longitude", bytes, offset, &batch) }
    let place = (item["location"] ?? item["placeName"])?.words(limit: TextLimit.name) ?? ""
    batch.earthquakes.append(
      Earthquake(
        identifier: "wolfx:" + id, origin: origin,
        updated: item["ReportTime"]?.time(.fields, offset: .beijing) ?? origin, latitude: latitude,
        longitude: longitude, depth: item["depth"]?.double, magnitude: item["magnitude"]?.double,
        place: place,
        isReviewed: item["type"]?.raw == "reviewed", isNatural: QuakePlace.isNatural(place)))
  }

  private static func takeICL(_ item: JSONTree, _ bytes: Bytes, _ offset: Int, _ batch: inout DecodedBatch) {
    let id = item["eventId"]?.words(limit: TextLimit.code) ?? ""
    guard !id.isEmpty else { return refuse(.missingField, "eventId", bytes, offset, &batch) }
    guard let origin = item["startAt"]?.time(.epochMilliseconds, offset: .utc) else {
      return refuse(.badTime, "startAt", bytes, offset, &batch)
    }
    guard let latitude = item["latitude"]?.double, let longitude = item["longitude"]?.double,
      QuakePlace.isOnEarth(latitude, longitude)
    else { return refuse(.badNumber, "latitude, longitude", bytes, offset, &batch) }
    let place = item["epicenter"]?.words(limit: TextLimit.name) ?? ""
    batch.earthquakes.append(
      Earthquake(
        identifier: "icl:" + id, origin: origin,
        updated: item["updateAt"]?.time(.epochMilliseconds, offset: .utc) ?? origin, latitude: latitude,
        longitude: longitude, depth: item["depth"]?.double, magnitude: item["magnitude"]?.double,
        place: place,
        isReviewed: false, isNatural: QuakePlace.isNatural(place)))
  }
}
