internal import CitySafety

/// The made-up warnings and earthquakes of a simulated city: a pure function of seed and time.
///
/// Each six-hour span of the year has at most one warning of the site's own weather office, in force for six hours, and
/// each twelve-hour span at most one earthquake somewhere within a few degrees.
struct MessageModel: Sendable {
  private static let warningSpan: Int64 = 6 * 3_600_000
  private static let quakeSpan: Int64 = 12 * 3_600_000
  /// Kinds of weather that a northern steppe sees, with the codes of the national list (domain.md 5.4).
  private static let kinds = [
    ("大风", "11B06"), ("沙尘暴", "11B07"), ("寒潮", "11B05"), ("道路结冰", "11B21"), ("大雾", "11B17"),
  ]

  let site: Site
  let noise: SeededNoise

  /// In force, newest first.
  func warnings(at now: Instant) -> [ReceivedWarning] {
    let last = now.milliseconds / MessageModel.warningSpan
    return (0..<2).compactMap { warning(of: last - Int64($0), at: now) }.filter { ($0.expires ?? now) > now }
  }

  private func warning(of span: Int64, at now: Instant) -> ReceivedWarning? {
    let key = UInt64(bitPattern: span)
    let start = span * MessageModel.warningSpan
    let sent = Instant(milliseconds: start + Int64(noise.uniform(0xAA01, key) * 3_600_000))
    guard sent <= now, noise.uniform(0xAA02, key) < 0.6 else { return nil }
    let kind = MessageModel.kinds[Int(noise.bits(0xAA03, key) % UInt64(MessageModel.kinds.count))]
    let colour: Grade = noise.uniform(0xAA04, key) < 0.75 ? .blue : .yellow
    let civil = CivilTime(sent, at: site.offset)
    let stamp = (civil.date + civil.time).filter(\.isNumber)
    let code = String((site.centre.town + "000000").prefix(6))
    let colourWord = colour == .blue ? "蓝色" : "黄色"
    let title = "\(site.name.zh)气象台发布\(kind.0)\(colourWord)预警信号（模拟）"
    return ReceivedWarning(
      identifier: "\(code)41600000_\(stamp)", sender: "\(site.name.zh)气象台", sent: sent, event: kind.0,
      eventCode: kind.1, colour: colour, severity: colour == .blue ? "Minor" : "Moderate",
      urgency: "Expected",
      certainty: "Likely", effective: sent, expires: sent + Span(milliseconds: MessageModel.warningSpan),
      headline: title,
      text: title, instruction: "", area: site.name.zh, geocodes: [code])
  }

  /// The name of a warning's document below its index.
  static func fileName(_ warning: ReceivedWarning) -> String {
    warning.identifier + ".xml"
  }

  /// Of the last three days, newest first.
  func earthquakes(at now: Instant) -> [Earthquake] {
    let last = now.milliseconds / MessageModel.quakeSpan
    return (0..<6).compactMap { earthquake(of: last - Int64($0), at: now) }
  }

  private func earthquake(of span: Int64, at now: Instant) -> Earthquake? {
    let key = UInt64(bitPattern: span)
    let start = span * MessageModel.quakeSpan
    let origin = Instant(milliseconds: start + Int64(noise.uniform(0xBB01, key) * 40_000) * 1000)
    guard origin <= now, noise.uniform(0xBB02, key) < 0.5 else { return nil }
    let magnitude = (20 + noise.uniform(0xBB03, key) * noise.uniform(0xBB04, key) * 18).rounded() / 10
    let latitude = (site.centre.latitude ?? 0) + noise.bell(0xBB05, key)
    let longitude = (site.centre.longitude ?? 0) + noise.bell(0xBB06, key)
    let civil = CivilTime(origin, at: site.offset)
    let stamp = (civil.date + civil.time).filter(\.isNumber)
    return Earthquake(
      identifier: "cenc:CC\(stamp)", origin: origin, updated: origin,
      latitude: (latitude * 100).rounded() / 100,
      longitude: (longitude * 100).rounded() / 100, depth: 10, magnitude: magnitude,
      place: "\(site.name.zh)（模拟）",
      isReviewed: true, isNatural: true)
  }
}
