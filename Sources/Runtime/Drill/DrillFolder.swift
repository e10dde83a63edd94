public import CitySafety
internal import Desk
public import Drills
internal import Glibc

/// Where the drills of a site lie: a folder each, with the store, the people who play and the messages that were sent.
public enum DrillFolder {
  public static func store(in folder: String) -> String { folder + "/drill.sqlite" }

  /// The folder of all drills of a site.
  public static func all(site: String) -> String { Paths.fromEnvironment().drills(site: site) }

  /// Makes a folder for a run that begins `now` by the wall clock, such as `gas-explosion-20261126-051500`.
  public static func make(for scenario: String, site: String, now: Instant, offset: UTCOffset) -> String? {
    let civil = CivilTime(now, at: offset)
    let stamp = civil.date.filter(\.isNumber) + "-" + civil.time.filter(\.isNumber)
    let base = all(site: site) + "/\(scenario)-\(stamp)"
    guard makeFolder(all(site: site)) else { return nil }
    for number in 1...100 {
      let path = number == 1 ? base : "\(base)-\(number)"
      if mkdir(path, 0o700) == 0 { return path }
      guard errno == EEXIST else { return nil }
    }
    return nil
  }

  /// The folders of the drills that were run, the newest last.
  public static func list(site: String) -> [String] {
    let all = all(site: site)
    guard let stream = opendir(all) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix("."), fileInformation(store(in: all + "/" + name)) != nil { names.append(name) }
    }
    return names.sorted().map { all + "/" + $0 }
  }

  /// Lets the people of the live store into a drill's, with their passphrases; in a training each plays the scenario's role.
  public static func admit(
    peopleOf live: String, to folder: String, scenario: Scenario
  ) throws(People.Failure) {
    var people = try People(store: live)
    if scenario.kind == .training, let role = scenario.seats.first?.role { people.play(role) }
    try people.save(store: store(in: folder))
  }

  /// Takes a folder and what lies in it away.
  public static func remove(_ folder: String) {
    for name in TextFile.names(in: folder) where name != "." && name != ".." {
      let path = folder + "/" + name
      if unlink(path) != 0 { remove(path) }
    }
    rmdir(folder)
  }

  /// The drills with whether each answers; the newest last.
  static func places(site: String) -> [DrillPlace] {
    list(site: site).compactMap { folder in
      let name = folder.split(separator: "/").last ?? ""
      guard let match = name.firstMatch(of: #/^(.+)-(\d{8}-\d{6})(?:-\d+)?$/#) else { return nil }
      return DrillPlace(
        folder: folder, scenario: String(match.1), stamp: String(match.2),
        isRunning: LocalSocket.isAnswered(LocalSocket.path(store: store(in: folder))),
        isOver: fileInformation(folder + "/score.json") != nil)
    }
  }
}
