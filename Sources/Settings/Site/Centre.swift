import CitySafety

/// `site.toml`
extension SiteLoading {
  func loadCentre() {
    guard let root = table("site.toml") else { return }
    if let table = root.requiredMember("site") {
      site.id = table.text("id", limit: Limits.id)
      checkSiteID(table)
      site.name = table.bilingual("name")
      if table.text("utc-offset").isEmpty == false { site.offset = table.offset("utc-offset") ?? .utc }
      site.isMadeUp = table.flag("made-up") ?? false
      table.finish()
    }
    if let table = root.requiredMember("centre") { loadCentrePlace(table) }
    if let table = root.requiredMember("store") {
      site.readingRetention =
        table.span("reading-retention-days", in: Limits.retentionDays, unit: 86_400) ?? .zero
      site.storeLimit = Int64(table.number("size-limit-mb", in: Limits.storeMegabytes) ?? 0) << 20
      site.sentRetention = table.span("sent-messages-days", in: Limits.retentionDays, unit: 86_400)
      table.finish()
    }
    if let table = root.requiredMember("seat") {
      site.idleLock = table.span("idle-lock-minutes", in: Limits.idleLockMinutes, unit: 60) ?? .zero
      table.finish()
    }
    if let table = root.requiredMember("time") {
      site.futureTolerance = table.span("future-tolerance-s", in: Limits.futureToleranceSeconds) ?? .zero
      table.finish()
    }
    if let table = root.requiredMember("warnings") { loadWarnings(table) }
    if let table = root.requiredMember("earthquakes") { loadEarthquakes(table) }
    if let table = root.member("sound") { sound = table.sound(over: sound, folder: folder) }
    root.finish()
  }

  /// It names files and sockets, so it is narrower than other ids.
  private func checkSiteID(_ table: TableReader) {
    let isGood = site.id.utf8.allSatisfy {
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        || $0 == UInt8(ascii: "-")
    }
    if !isGood { table.report(.badSiteID(HarmlessText.clean(site.id, limit: Limits.id)), at: "id") }
  }

  private func loadCentrePlace(_ table: TableReader) {
    site.centre.name = table.bilingual("name")
    site.centre.latitude = table.number("latitude")
    site.centre.longitude = table.number("longitude")
    if let mistake = SiteLoading.coordinateMistake(site.centre.latitude, site.centre.longitude, near: nil) {
      table.report(mistake.mistake, at: "latitude")
      // Other places are not measured against a wrong one.
      site.centre.latitude = nil
    }
    if let town = table.optionalText("town"), !town.isEmpty {
      site.centre.town = town
      _ = problems.checkReference(town, "town", in: townNames, at: table.location(of: "town"))
    }
    table.finish()
  }

  private func loadWarnings(_ table: TableReader) {
    for (prefix, location) in table.texts("area-prefixes") ?? [] {
      let isDigits =
        !prefix.isEmpty && prefix.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      if !isDigits {
        problems.add(.badAreaPrefix(HarmlessText.clean(prefix, limit: Limits.id)), at: location)
      }
      site.warnings.areaPrefixes.append(prefix)
    }
    site.warnings.defaultValidity =
      table.span("default-validity-hours", in: Limits.validityHours, unit: 3600) ?? .zero
    var seen: [(row: WarningPolicy.Row, line: Int)] = []
    for item in table.members("severity") {
      let severity = item.word("severity", SiteLoading.severities)
      let urgency = item.word("urgency", SiteLoading.urgencies)
      let grade = item.word("grade", Choices.grades)
      item.finish()
      guard let severity, let urgency, let grade else { continue }
      let row = WarningPolicy.Row(severity: severity, urgency: urgency, grade: grade)
      let earlier = seen.first {
        $0.row.severity == severity && ($0.row.urgency == "*" || $0.row.urgency == urgency)
      }
      if let earlier { item.warn(.neverReached(line: earlier.line), at: "severity") }
      seen.append((row, item.location.line))
    }
    site.warnings.severityTable = seen.map(\.row)
    table.finish()
  }

  private func loadEarthquakes(_ table: TableReader) {
    site.warnings.quakeMaximumAge =
      table.span("maximum-age-hours", in: Limits.validityHours, unit: 3600) ?? .zero
    for item in table.members("rule") {
      let grade = item.word("grade", Choices.grades)
      let magnitude = item.number("magnitude", in: Limits.magnitude)
      let distance = item.optionalNumber("distance-km", in: Limits.distanceKilometres)
      let origin = item.text("origin", limit: Limits.text)
      item.finish()
      guard let grade, let magnitude else { continue }
      site.warnings.quakeRules.append(
        QuakeRule(grade: grade, magnitude: magnitude, distance: distance ?? .infinity, origin: origin))
    }
    // The policy wants the worst first, whatever the order of the file.
    site.warnings.quakeRules = site.warnings.quakeRules.enumerated().sorted {
      ($0.element.grade.rawValue, $0.offset) < ($1.element.grade.rawValue, $1.offset)
    }.map(\.element)
    table.finish()
  }

  /// The words of OASIS CAP 1.2, 3.2.2.
  private static var severities: Choices<String> {
    Choices(["Extreme", "Severe", "Moderate", "Minor", "Unknown"].map { ($0, $0) })
  }

  private static var urgencies: Choices<String> {
    Choices(["*", "Immediate", "Expected", "Future", "Past", "Unknown"].map { ($0, $0) })
  }
}
