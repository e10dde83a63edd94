import Glibc
import TestSites
import Testing

/// Drills on the built program: their own process, store and clock.
@Suite(.serialized) struct DrillTests {
  /// Runs the drill of a site from beginning to end in the director's name; its folder.
  private func runThrough(_ site: SmallSite, to name: String, speed: String = "60") throws -> String {
    let folder = site.folder.path + "/" + name
    let run = try site.run(
      ["drill", "run"], ["probe", "--as", "director", "--speed", speed, "--folder", folder],
      input: "director\n",
      deadline: 60)
    #expect(run.code == 0, "\(run.output)\(run.errors)")
    return folder
  }

  private func digest(_ output: String) -> Substring? { output.split(separator: " ").last }

  // MARK: Determinism

  @Test func aRerunGivesTheSameJournalAndTheSameScoreEveryTime() throws {
    let site = try SmallSite.withDrill()
    let folder = try runThrough(site, to: "first")
    let score = try site.plain(["drill", "score"], [folder])
    #expect(
      score.code == 0 && score.output.contains(#""scenario":"probe""#), "\(score.output)\(score.errors)")
    let recording = try site.plain(["drill", "record"], [folder], withoutSite: true)
    try site.folder.write("recording.jsonl", recording.output)
    for _ in 0..<5 {
      let again = try site.plain(["drill", "rerun"], [folder])
      #expect(again.output.contains("the same as the drill's journal"), "\(again.output)\(again.errors)")
      // Another process has other hash seeds.
      let scored = try site.plain(["drill", "score"], [site.folder.path + "/recording.jsonl"])
      #expect(scored.output == score.output, "\(scored.errors)")
    }
  }

  @Test func aRerunKeepsItsFolderWhereTMPDIRSaysAndLeavesNothingThere() throws {
    let site = try SmallSite.withDrill()
    let folder = try runThrough(site, to: "first")
    let recording = try site.plain(["drill", "record"], [folder], withoutSite: true)
    try site.folder.write("recording.jsonl", recording.output)
    let place = site.folder.path + "/elsewhere"
    #expect(mkdir(place, 0o700) == 0)
    func run(_ command: String, _ what: String, in place: String) throws -> Program.Result {
      try Program.run(
        ["drill", command, site.path, what], environment: site.environment.merging(["TMPDIR": place]) { $1 })
    }
    #expect(try run("rerun", folder, in: place).code == 0)
    #expect(try run("score", site.folder.path + "/recording.jsonl", in: place).code == 0)
    // What fails leaves nothing behind either.
    try site.edit("site/drills/probe.toml", "version = 1", "version = 2")
    #expect(try run("rerun", folder, in: place).code == 65)
    #expect(TestFolder.names(in: place) == [])
    let nowhere = try run("rerun", folder, in: place + "/none")
    #expect(nowhere.code != 0 && nowhere.errors.contains(place + "/none"), "\(nowhere.errors)")
  }

  @Test func aRecordingOfAnotherVersionIsRefused() throws {
    let site = try SmallSite.withDrill()
    let folder = try runThrough(site, to: "first")
    try site.edit("site/drills/probe.toml", "version = 1", "version = 2")
    let again = try site.plain(["drill", "rerun"], [folder])
    #expect(again.code == 65 && again.errors.contains("probe v1"), "\(again.errors)")
  }

  @Test func aLineOfARecordingThatCannotBeReadIsNamed() throws {
    let site = try SmallSite.withDrill()
    try site.folder.write("bad.jsonl", #"{"drill":"probe","end":1,"seed":7,"version":1}"# + "\nno line\n")
    let again = try site.plain(["drill", "rerun"], [site.folder.path + "/bad.jsonl"])
    #expect(again.code == 65 && again.errors.contains("Line 2"), "\(again.errors)")
  }

  // MARK: Authority

  @Test func onlyADirectorMayStartAnExercise() throws {
    let site = try SmallSite.withDrill()
    let run = try site.run(
      ["drill", "run"], ["probe", "--as", "lead", "--folder", site.folder.path + "/no"], input: "lead\n")
    #expect(run.code == 1 && run.errors.contains("start-exercise"), "\(run.errors)")
    let wrong = try site.run(
      ["drill", "run"], ["probe", "--as", "director", "--folder", site.folder.path + "/no"], input: "guess\n")
    #expect(wrong.code == 1, "\(wrong.errors)")
  }

  // MARK: Isolation

  @Test func theProcessOfADrillHoldsNoFileOfTheLiveStore() throws {
    var site = try SmallSite.withDrill()
    try site.feed([60, 1, 1, 1], at: SmallSite.now())
    let folder = site.folder.path + "/held"
    let drill = try Child(
      ["drill", "run", site.path, "probe", "--store", site.store, "--folder", folder, "--lang", "en"],
      environment: site.environment)
    #expect(drill.says("armed"))
    let files = try Program.run(["-l", "/proc/\(drill.id)/fd"], program: "ls").output
    #expect(files.contains(folder + "/drill.sqlite"), "\(files)")
    #expect(!files.contains(site.store), "\(files)")
    // Sockets of its own seats only: nothing that leads out of the house.
    let net = try Program.run(["/proc/\(drill.id)/net/tcp"], program: "cat").output
    let inodes = net.split(separator: "\n").dropFirst().compactMap {
      $0.split(separator: " ").dropFirst(9).first
    }
    #expect(inodes.allSatisfy { !files.contains("socket:[\($0)]") }, "\(net)\(files)")
    drill.send(SIGTERM)
    #expect(drill.finish(deadline: 20).code == 0)
  }

  @Test func theLiveStoreIsTheSameByteForByteAfterADrill() throws {
    var site = try SmallSite.withDrill()
    try site.feed([60, 90, 1, 1], at: SmallSite.now())
    let owner = try Owner(site)
    let end = Deadline(seconds: 20)
    while try !site.run(["watch"], ["--once"]).output.contains("1红"), !end.isOver { end.pause() }
    #expect(try owner.stop() == 0)
    let before = try Program.run([site.store], program: "sha256sum").output
    _ = try runThrough(site, to: "apart")
    #expect(try Program.run([site.store], program: "sha256sum").output == before)
    #expect(try !site.run(["journal", "verify"]).output.contains("drill"))
  }

  @Test func everyMessageOfADrillSaysSoFirst() throws {
    let site = try SmallSite.withDrill()
    let folder = try runThrough(site, to: "messages")
    let lines = Recording.read(folder + "/messages.jsonl").split(separator: "\n")
    #expect(!lines.isEmpty)
    for line in lines {
      #expect(line.contains(#""zh":"【演练 DRILL】"#) && line.contains(#""en":"[演练 DRILL] "#), "\(line)")
    }
    let live = Recording.read(site.store + ".outbox.jsonl")
    #expect(live.isEmpty)
  }

  @Test func whatIsPrintedOfADrillSaysSoOnEveryPageAndRow() throws {
    let site = try SmallSite.withDrill()
    let folder = try runThrough(site, to: "printed")
    func print(_ command: [String], _ more: [String] = []) throws -> String {
      try Program.run(
        command + [site.path] + more + ["--store", folder + "/drill.sqlite", "--lang", "en"],
        environment: site.environment
      ).output
    }
    let rows = try print(["db", "export"], ["journal"]).split(whereSeparator: \.isNewline)
    #expect(rows.count > 10 && rows.dropFirst().allSatisfy { $0.hasSuffix(",演练 DRILL") }, "\(rows.prefix(3))")
    let objects = try print(["db", "export"], ["alarms", "--format", "jsonl"]).split(
      whereSeparator: \.isNewline)
    #expect(!objects.isEmpty && objects.allSatisfy { $0.contains(#""exercise":"演练 DRILL""#) }, "\(objects)")
    #expect(try print(["status"]).contains("演练 DRILL"))
    for file in ["report.zh.md", "report.en.md", "report.zh.html", "report.en.html"] {
      let heads = Recording.read(folder + "/" + file).split(separator: "\n")
        .filter { $0.hasPrefix("#") || $0.contains("<h1") || $0.contains("<h2") }
      #expect(!heads.isEmpty && heads.allSatisfy { $0.contains("演练 DRILL") }, "\(file): \(heads)")
    }
  }

  /// Killed at seeded steps of its journal: the live store is not touched, nothing leaves, and it goes on where it was.
  @Test func aDrillThatIsKilledTouchesNothingLiveAndGoesOn() throws {
    var random = Seeded(state: KillTests.seed ^ 0xD1)
    var site = try SmallSite.withDrill()
    try site.feed([60, 90, 1, 1], at: SmallSite.now())
    let owner = try Owner(site)
    #expect(try owner.stop() == 0)
    let before = try Program.run([site.store], program: "sha256sum").output
    let rounds = max(4, KillTests.kills / 10)
    for round in 0..<rounds {
      let folder = site.folder.path + "/killed-\(round)"
      let drill = try Child(
        [
          "drill", "run", site.path, "probe", "--store", site.store, "--folder", folder, "--lang", "en",
          "--as",
          "director", "--speed", "60",
        ], environment: site.environment)
      drill.write("director\n")
      let steps = 1 + random.next(14)
      let journal = Deadline(seconds: 20)
      while try site.entries(of: folder) < steps, !journal.isOver { journal.pause() }
      drill.send(SIGKILL)
      _ = drill.finish(deadline: 20)
      let place = "seed \(KillTests.seed) round \(round) steps \(steps)"
      #expect(try Program.run([site.store], program: "sha256sum").output == before, "\(place)")
      let verdict = try Program.run(
        ["db", "check", site.path, "--store", folder + "/drill.sqlite"], environment: site.environment)
      #expect(!verdict.errors.contains("damaged"), "\(place): \(verdict.output)\(verdict.errors)")
      let next = try Child(
        ["drill", "run", site.path, "probe", "--store", site.store, "--folder", folder, "--lang", "en"],
        environment: site.environment)
      #expect(next.says("armed"), "\(place)")
      next.send(SIGTERM)
      #expect(next.finish(deadline: 20).code == 0, "\(place)")
      // Nothing was lost but time: no source counts as silent for it.
      let alarms = try Program.run(
        ["db", "export", site.path, "alarms", "--store", folder + "/drill.sqlite"],
        environment: site.environment)
      #expect(!alarms.output.contains("source:"), "\(place): \(alarms.output)")
    }
    #expect(Recording.read(site.store + ".outbox.jsonl").isEmpty)
  }
}

extension Child {
  /// Whether it writes a text to standard error in time.
  func says(_ text: String, deadline: Double = 20) -> Bool {
    let end = Deadline(seconds: deadline)
    while !end.isOver {
      drain()
      if String(decoding: errorBytes, as: UTF8.self).contains(text) { return true }
      end.pause()
    }
    return false
  }
}

extension SmallSite {
  /// A site with an exercise of two minutes: gas rises in one well, somebody calls, and nobody need do anything.
  static func withDrill() throws -> SmallSite {
    let site = try SmallSite()
    try site.folder.write(
      "site/simulation.csv", "type,base,daily,peak_hour,noise,gaps,late\ngas,2,0.2,15,0.1,0,0\n")
    try site.folder.write("site/drills/probe.toml", probe)
    // The people of the live store, as its first run makes them.
    let owner = try Owner(site)
    #expect(try owner.stop() == 0)
    return site
  }

  /// Runs a command that takes the site and no store.
  func plain(_ command: [String], _ more: [String], withoutSite: Bool = false) throws -> Program.Result {
    try Program.run(
      command + (withoutSite ? [] : [path]) + more + ["--lang", "en"], environment: environment, deadline: 60)
  }

  /// Entries in the journal of a drill; 0 before there is one.
  func entries(of folder: String) throws -> Int {
    let recorded = try Program.run(
      ["db", "export", path, "journal", "--store", folder + "/drill.sqlite"], environment: environment)
    return recorded.output.split(separator: "\n").count
  }

  private static let probe = """
    [scenario]
    id = "probe"
    version = 1
    kind = "exercise"
    name-zh = "小演练"
    name-en = "Small exercise"
    synopsis-zh = "一口井的燃气升高"
    synopsis-en = "Gas rises in one well"
    plans = []
    start = "2026-07-12T22:10"
    length-min = 4
    seed = 7
    local-default = true
    origin = "本地默认值 [I]"
    [[seat]]
    id = "lead"
    name-zh = "班长"
    name-en = "Lead"
    role = "lead"
    [[objective]]
    id = "warn"
    name-zh = "预警"
    name-en = "Warn"
    [[inject]]
    id = "leak"
    at-s = 10
    synopsis-zh = "泄漏"
    synopsis-en = "A leak"
    sensors = ["gas-1"]
    shape = "step"
    hold-s = 600
    peak = 90
    expected-zh = "确认"
    expected-en = "Acknowledge"
    objective = "warn"
    [[inject]]
    id = "call"
    at-s = 20
    synopsis-zh = "市民来电"
    synopsis-en = "A citizen calls"
    expected-zh = "接听"
    expected-en = "Take it"
    objective = "warn"
    call = { from-zh = "市民", from-en = "A citizen", text-zh = "有燃气味", text-en = "It smells of gas" }
    [[inject]]
    id = "unseen"
    when = { missed = "ack", after-s = 10 }
    synopsis-zh = "无人处置"
    synopsis-en = "Nobody acted"
    expected-zh = "立即确认"
    expected-en = "Acknowledge at once"
    objective = "warn"
    report = { from-zh = "现场", from-en = "The scene", text-zh = "气味加重", text-en = "The smell grows" }
    [[expect]]
    id = "ack"
    objective = "warn"
    after = "leak"
    text-zh = "确认一号井"
    text-en = "Acknowledge well 1"
    expected-s = 30
    window-s = 60
    actions = [{ do = "acknowledge", subjects = ["gas-1"] }]
    [[expect]]
    id = "take"
    objective = "warn"
    after = "call"
    text-zh = "接听来电"
    text-en = "Take the call"
    expected-s = 30
    window-s = 120
    actions = [{ do = "take", subjects = ["call"] }]

    """
}
