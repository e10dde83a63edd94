import Alarms
import CitySafety
import Operations
import Settings
import Store
import Testing

/// Hundreds of red alarms within seconds on the built program: what is no time in it.
///
/// Times are for `scripts/bench`.
@Suite(.serialized) struct FloodTests {
  private static let sensors = 400
  private static let places = 40
  private static let waves = 8
  /// Groups that a flood may show at once.
  private static let groupBound = 20

  /// A small site of many risk points, whose red runs a player that counts.
  private func site() throws -> SmallSite {
    let site = try SmallSite(sensors: FloodTests.sensors)
    let points = Recording.read(site.path + "/risk-points.csv").split(separator: "\n").map(String.init)
    let sensors = Recording.read(site.path + "/sensors.csv").split(separator: "\n").map(String.init)
    try site.folder.write(
      "site/risk-points.csv",
      points[0] + "\n"
        + (0..<FloodTests.places).map { place in
          points[1].replacing("well,三号井,Well 3,shj", with: "well-\(place),\(place)号井,Well \(place),j\(place)")
            + "\n"
        }.joined())
    try site.folder.write(
      "site/sensors.csv",
      sensors.enumerated().map {
        $1.replacing(",gas,well,", with: ",gas,well-\($0 % FloodTests.places),") + "\n"
      }
      .joined())
    try site.folder.write("site/player.sh", "echo x >> played\n")
    try site.edit(
      "site/site.toml", "[time]", "[sound]\nred = [\"sh\", \"player.sh\"]\ntimeout-s = 5\n[time]")
    return site
  }

  private func rows(_ screen: String) -> Int {
    screen.split(separator: "\n").count { $0.firstMatch(of: #/^│[> ][1-4][红橙黄蓝] +[0-9]+:/#) != nil }
  }

  @Test func aFloodLosesNothingShowsFewGroupsAndSoundsRarely() throws {
    var site = try site()
    let quiet = Array(repeating: 1.0, count: FloodTests.sensors)
    try site.feed(quiet, at: SmallSite.now())
    let terminal = try Tmux(console: site, columns: 200, rows: 60)
    let calm = try terminal.wait(for: "\(FloodTests.sensors)/\(FloodTests.sensors)")
    #expect(calm.isMet, "\(calm.screen)")
    let wave = FloodTests.sensors / FloodTests.waves
    var isFlood = false
    for number in 1...FloodTests.waves {
      let raised = number * wave
      try site.feed(quiet.indices.map { $0 < raised ? 90 : 1 }, at: SmallSite.now())
      try terminal.send("F5")
      let come = try terminal.wait { screen in
        screen.split(separator: "\n").first?.contains("未确认 \(raised) ") == true
      }
      #expect(come.isMet, "\(come.screen)")
      #expect(rows(come.screen) <= FloodTests.groupBound, "\(come.screen)")
      for line in come.screen.split(separator: "\n") {
        guard let flood = line.firstMatch(of: #/洪峰.* ([0-9]+) 组/#) else { continue }
        isFlood = true
        #expect((1...FloodTests.groupBound).contains(Int(flood.1) ?? 0), "\(line)")
      }
    }
    #expect(isFlood)
    let reader = try StoreReader(path: site.store, site: SiteFolder.load(site.path).get().site)
    let alarms = try reader.snapshot(after: nil, now: .epoch).alarms.all
    #expect(alarms.count == FloodTests.sensors)
    for alarm in alarms {
      let raisings = try reader.timeline(alarm.id, limit: 100).filter { entry in
        if case .condition = entry.event { true } else { false }
      }
      #expect(raisings.count == 1 && alarm.occurrence == 1, "\(alarm.key)")
    }
    let sounds = Recording.read(site.path + "/played").split(separator: "\n").count
    #expect((1...12).contains(sounds), "\(sounds) sounds")
  }
}
