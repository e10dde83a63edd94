import CitySafety

/// Coordinates and places of registers.
extension SiteLoading {
  /// What is wrong with a pair of degrees; `isSure` is false for what is only unlikely.
  static func coordinateMistake(
    _ latitude: Double?, _ longitude: Double?, near centre: Place?
  ) -> (mistake: Mistake, isSure: Bool)? {
    guard let latitude, let longitude else {
      return latitude == nil && longitude == nil ? nil : (.halfCoordinates(), true)
    }
    let swappedFits = Limits.latitude.contains(longitude) && Limits.longitude.contains(latitude)
    if !Limits.latitude.contains(latitude) || !Limits.longitude.contains(longitude) {
      return swappedFits
        ? (.swapped(latitude, longitude), true) : (.badCoordinates(latitude, longitude), true)
    }
    guard let northOf = centre?.latitude, let eastOf = centre?.longitude else { return nil }
    if isNear(latitude, longitude, northOf, eastOf) { return nil }
    if isNear(longitude, latitude, northOf, eastOf) { return (.swapped(latitude, longitude), true) }
    return (.farAway(latitude, longitude), false)
  }

  private static func isNear(_ latitude: Double, _ longitude: Double, _ north: Double, _ east: Double) -> Bool
  {
    abs(latitude - north) <= Limits.nearby && abs(longitude - east) <= Limits.nearby
  }

  /// The place columns of a row; empty ones come from `base`.
  func place(_ row: RowReader, base: Place?) -> Place {
    var place = base ?? Place(name: Bilingual(same: ""))
    if base == nil || !row.isEmpty("place_zh") || !row.isEmpty("place_en") {
      let zh = row.optionalText("place_zh")
      let en = row.optionalText("place_en")
      if zh.isEmpty { row.report(.empty("place_zh")) }
      if en.isEmpty { row.report(.empty("place_en")) }
      place.name = Bilingual(zh: zh, en: en)
    }
    if !row.isEmpty("latitude") || !row.isEmpty("longitude") {
      place.latitude = row.optionalNumber("latitude")
      place.longitude = row.optionalNumber("longitude")
      let found = SiteLoading.coordinateMistake(place.latitude, place.longitude, near: site.centre)
      if let found {
        problems.add(found.mistake, at: row.location, severity: found.isSure ? .error : .warning)
      }
    }
    if !row.isEmpty("town") {
      place.town = row.raw("town")
      _ = row.reference("town", in: townNames)
    }
    return place
  }
}
