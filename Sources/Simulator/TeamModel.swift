internal import CityDispatch
internal import CitySafety
internal import Formats

/// Where the made-up teams of a simulated city are: a pure function of seed and time.
///
/// Each reports once a minute at its own phase and drifts about its base. One in twenty says nothing for half an hour, so
/// that old positions can be seen, and a few are off for half a day. No order moves them.
struct TeamModel: Sendable {
  private static let every: Int64 = 60_000
  private static let silence: Int64 = 30 * 60_000
  private static let outage: Int64 = 12 * 3_600_000
  /// Half spans of silence that are looked back over for the last report.
  private static let memory = 4
  /// Degrees of a usual way from the base, about a kilometre.
  private static let reach = 0.01

  let teams: [Team]
  let noise: SeededNoise
  let offset: UTCOffset

  /// The last report of each team that has a base, in the order of the register.
  func reports(at now: Instant) -> [TeamReport] {
    teams.enumerated().compactMap { index, team in
      guard let latitude = team.place.latitude, let longitude = team.place.longitude,
        let at = time(of: UInt64(index), at: now)
      else { return nil }
      let position = Double(at.milliseconds) / 1_200_000
      let key = 0xE000 + UInt64(index) * 4
      let isOut = noise.uniform(key, UInt64(bitPattern: at.milliseconds / TeamModel.outage)) < 0.02
      return TeamReport(
        team: team.id, at: at,
        latitude: latitude + noise.smooth(key + 1, at: position) * TeamModel.reach,
        longitude: longitude + noise.smooth(key + 2, at: position) * TeamModel.reach,
        state: isOut ? .out : .ready, source: "")
    }
  }

  /// When a team reported last; `nil` where that is long ago.
  private func time(of team: UInt64, at now: Instant) -> Instant? {
    let phase = Int64(noise.bits(0xE100 + team, 1) % UInt64(TeamModel.every))
    var latest = now.milliseconds
    for _ in 0..<TeamModel.memory {
      let tick = (latest - phase) / TeamModel.every
      let at = tick * TeamModel.every + phase
      let span = at / TeamModel.silence
      guard noise.uniform(0xE200 + team, UInt64(bitPattern: span)) < 0.05 else {
        return Instant(milliseconds: at)
      }
      latest = span * TeamModel.silence - 1
    }
    return nil
  }

  /// The reports as a source of receipts hands them over (docs/dispatch.md).
  func document(at now: Instant) -> [UInt8] {
    let items = reports(at: now).map { report in
      let place = "\"latitude\":\(report.latitude),\"longitude\":\(report.longitude)"
      let at = report.at.iso8601(at: offset)
      return
        "{\"team\":\"\(report.team)\",\"at\":\"\(at)\",\(place),\"state\":\"\(report.state.rawValue)\"}"
    }
    return Array("{\"receipts\":[\(items.joined(separator: ","))]}".utf8)
  }
}
