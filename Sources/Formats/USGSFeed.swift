import CitySafety

/// The GeoJSON summaries of the United States Geological Survey.
enum USGSFeed {
  static func decode(_ body: Bytes, context: DecodeContext, into batch: inout DecodedBatch) {
    if Refusal.isWebPage(body, into: &batch) { return }
    guard var walk = ListWalk(body) else {
      return batch.fail(.malformed, at: 0, body, zh: "内容为空", en: "the body is empty")
    }
    var found = false
    do throws(JSONFault) {
      try walk.members { (walk, name) throws(JSONFault) in
        guard name == "features" else {
          _ = try walk.scanner.value()
          return
        }
        found = true
        try walk.list(into: &batch) { tree, place, batch in
          take(tree, body.piece(place), place.lowerBound, &batch)
        }
      }
      try walk.scanner.finish()
    } catch {
      return Refusal.fail(error, body, into: &batch)
    }
    if !found {
      batch.fail(.missingField, at: 0, body, zh: "没有 features，不是 GeoJSON", en: "no features: not GeoJSON")
    }
  }

  private static func take(_ feature: JSONTree, _ bytes: Bytes, _ offset: Int, _ batch: inout DecodedBatch) {
    func refuse(_ reason: Reject.Reason, _ field: String) {
      batch.refuse(
        reason, at: offset, bytes,
        Bilingual(zh: "地震条目缺少或有误：\(field)", en: "an earthquake with no good \(field)"))
    }
    let id = feature["id"]?.words(limit: TextLimit.code) ?? ""
    guard !id.isEmpty else { return refuse(.missingField, "id") }
    guard let facts = feature["properties"], let point = feature["geometry"]?["coordinates"] else {
      return refuse(.missingField, "properties")
    }
    guard let origin = facts["time"]?.time(.epochMilliseconds, offset: .utc) else {
      return refuse(.badTime, "time")
    }
    guard let longitude = point[0]?.double, let latitude = point[1]?.double,
      QuakePlace.isOnEarth(latitude, longitude)
    else { return refuse(.badNumber, "coordinates") }
    batch.earthquakes.append(
      Earthquake(
        identifier: "usgs:" + id, origin: origin,
        updated: facts["updated"]?.time(.epochMilliseconds, offset: .utc) ?? origin,
        latitude: latitude, longitude: longitude, depth: point[2]?.double, magnitude: facts["mag"]?.double,
        place: facts["place"]?.words(limit: TextLimit.name) ?? "",
        isReviewed: facts["status"]?.raw == "reviewed",
        isNatural: facts["type"]?.raw == "earthquake"))
  }
}

/// What holds of every catalogue.
enum QuakePlace {
  static func isOnEarth(_ latitude: Double, _ longitude: Double) -> Bool {
    abs(latitude) <= 90 && abs(longitude) <= 180
  }

  /// Words by which Chinese catalogues mark what is no natural earthquake: blasts, collapses, rock bursts.
  private static let artificial = ["爆破", "爆炸", "塌陷", "矿震", "矿山", "疑爆", "疑塌", "非天然", "核试"]

  static func isNatural(_ place: String) -> Bool {
    !artificial.contains { words(place, contain: $0) }
  }

  private static func words(_ text: String, contain word: String) -> Bool {
    let text = Array(text.utf8)
    let word = Array(word.utf8)
    guard text.count >= word.count else { return false }
    return (0...(text.count - word.count)).contains { text[$0...].starts(with: word) }
  }
}
