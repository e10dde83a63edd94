import Glibc
import Testing

/// The commands beside the console, as an engineer uses them.
@Suite(.serialized) struct CommandTests {
  /// A store with a few alarms, one acknowledged, and no owner.
  private func madeStore() throws -> SmallSite {
    var site = try SmallSite()
    try site.feed([60, 90, 30, 1], at: SmallSite.now())
    let owner = try Owner(site)
    let end = Deadline(seconds: 20)
    while try !site.run(["watch"], ["--once"]).output.contains("1红") && !end.isOver { end.pause() }
    #expect(try owner.stop() == 0)
    return site
  }

  // MARK: watch

  @Test func watchPrintsPlainLinesAlsoWhenTheOwnerIsLostAndBack() throws {
    var site = try SmallSite()
    try site.feed([60, 1, 1, 1], at: SmallSite.now())
    let first = try Owner(site)
    let watch = try Child(
      ["watch", site.path, "--store", site.store, "--lang", "en"], environment: site.environment)
    #expect(watch.prints("2橙") && watch.prints("attached to the owner"))
    first.murder()
    #expect(watch.prints("gathering stalled"))
    try site.feed([60, 90, 1, 1], at: SmallSite.now())
    let second = try Owner(site)
    #expect(watch.prints("1红"))
    let lines = String(decoding: watch.outputBytes, as: UTF8.self).split(separator: "\n")
    #expect(lines.allSatisfy { $0.firstMatch(of: #/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/#) != nil }, "\(lines)")
    #expect(!watch.outputBytes.contains(0x1B))
    watch.send(SIGINT)
    #expect(watch.finish(deadline: 10).code == 130)
    #expect(try second.stop() == 0)
  }

  @Test func watchWaitsForAStoreThatDoesNotExistYet() throws {
    var site = try SmallSite()
    try site.feed([60, 1, 1, 1], at: SmallSite.now())
    let watch = try Child(["watch", site.path, "--store", site.store], environment: site.environment)
    let owner = try Owner(site)
    #expect(watch.prints("2橙"))
    #expect(try owner.stop() == 0)
  }

  // MARK: db

  @Test func aBackupIsProvedAndCanBeRestored() throws {
    let site = try madeStore()
    let copy = site.folder.path + "/copy.sqlite"
    let backup = try site.run(["db", "backup"], [copy])
    #expect(backup.code == 0 && backup.output.contains("verdict\tgood"), "\(backup.output)\(backup.errors)")
    #expect(try site.run(["db", "backup"], [copy]).code == 74)
    let drill = try site.run(["db", "restore"], [copy, "--drill"])
    #expect(drill.code == 0 && drill.output.contains("verdict\tgood"), "\(drill.output)")
    #expect(try site.run(["db", "restore"], [copy]).code == 74)
    rename(site.store, site.store + ".old")
    for end in ["-wal", "-shm"] { unlink(site.store + end) }
    let restored = try site.run(["db", "restore"], [copy])
    #expect(restored.code == 0, "\(restored.output)\(restored.errors)")
    #expect(try site.run(["journal", "verify"]).code == 0)
    #expect(try site.run(["db", "export"], ["alarms"]).output.contains("red"))
  }

  @Test func aBackupIsMadeWhileAnOwnerRunsAndAConsoleFollowsARestoredStore() throws {
    var site = try SmallSite()
    try site.feed([60, 1, 1, 1], at: SmallSite.now())
    let first = try Owner(site)
    let terminal = try Tmux(console: site, ["--attach-only"])
    #expect(try terminal.wait(for: "2橙").isMet)
    let copy = site.folder.path + "/copy.sqlite"
    #expect(try site.run(["db", "backup"], [copy]).code == 0)
    #expect(try first.stop() == 0)
    for end in ["", "-wal", "-shm"] { unlink(site.store + end) }
    #expect(try site.run(["db", "restore"], [copy]).code == 0)
    try site.feed([60, 90, 1, 1], at: SmallSite.now())
    let second = try Owner(site)
    let raised = try terminal.wait(for: "1红")
    #expect(raised.isMet, "\(raised.screen)")
    #expect(try second.stop() == 0)
  }

  @Test func aBrokenBackupIsNeverCalledGood() throws {
    let site = try madeStore()
    let copy = site.folder.path + "/copy.sqlite"
    #expect(try site.run(["db", "backup"], [copy]).code == 0)
    let descriptor = open(copy, O_WRONLY)
    let noise = [UInt8](repeating: 0xA5, count: 3900)
    for page in 2..<40 { _ = pwrite(descriptor, noise, noise.count, off_t(page * 4096)) }
    close(descriptor)
    let drill = try site.run(["db", "restore"], [copy, "--drill"])
    #expect(drill.code == 1 && !drill.output.contains("verdict\tgood"), "\(drill.output)")
  }

  @Test func everythingCanBeExported() throws {
    let site = try madeStore()
    for (what, word) in [
      ("readings", "gas-1"), ("alarms", "orange"), ("journal", "condition"), ("quarantine", "source"),
    ] {
      let csv = try site.run(["db", "export"], [what])
      #expect(csv.code == 0 && csv.output.contains(word), "\(what): \(csv.output)\(csv.errors)")
    }
  }

  // MARK: journal

  @Test(.enabled(if: Python.exists, "needs python3 with sqlite3"))
  func tamperingIsFound() throws {
    let site = try madeStore()
    let anchor =
      try site.run(["journal", "anchor"]).output.split(separator: "\n").first.map(String.init) ?? ""
    #expect(try site.run(["journal", "verify"], ["--anchor", anchor]).code == 0)
    let free = ["DROP TRIGGER journal_never_changed", "DROP TRIGGER journal_never_shortened"]
    let cases = [
      ("UPDATE journal SET at = at + 1 WHERE sequence = 2", "edited"),
      ("DELETE FROM journal WHERE sequence = 2", "deleted"),
      ("UPDATE journal SET sequence = sequence + 100 WHERE sequence = 2", "deleted"),
      (
        "INSERT INTO journal SELECT sequence + 1000, at, kind, body, hash FROM journal WHERE sequence = 1", ""
      ),
    ]
    let original = site.folder.path + "/original"
    _ = try Program.run([site.store, original], program: "cp")
    for (statement, _) in cases {
      try Python.sql(site.store, free[0], free[1], statement)
      let verdict = try site.run(["journal", "verify"])
      #expect(verdict.code == 1, "\(statement): \(verdict.output)")
      #expect(try site.run(["db", "check"]).code == 1, "\(statement)")
      for end in ["-wal", "-shm"] { unlink(site.store + end) }
      _ = try Program.run([original, site.store], program: "cp")
    }
    // The end cut off is found only with an anchor that was kept outside.
    try Python.sql(
      site.store, free[0], free[1], "DELETE FROM journal WHERE sequence = (SELECT max(sequence) FROM journal)"
    )
    #expect(try site.run(["journal", "verify"], ["--anchor", anchor]).code == 1)
  }

  @Test func anAnchorThatIsNoneIsWrongUsage() throws {
    let site = try madeStore()
    #expect(try site.run(["journal", "verify"], ["--anchor", "nonsense"]).code == 64)
  }

  // MARK: user

  @Test func peopleAreAddedChangedDisabledAndEnabled() throws {
    let site = try madeStore()
    let added = try site.run(
      ["user", "add"], ["zhao.liu", "--display", "赵六", "--role", "operator"], input: "long enough\n")
    #expect(added.code == 0, "\(added.errors)")
    let list = try site.run(["user", "list"]).output
    #expect(list.contains("zhao.liu\tOperator\t赵六"), "\(list)")
    #expect(try site.run(["user", "passwd"], ["zhao.liu"], input: "another one\n").code == 0)
    #expect(try site.run(["user", "passwd"], ["zhao.liu"], input: "short\n").code == 1)
    #expect(try site.run(["user", "passwd"], ["nobody"], input: "another one\n").code == 1)
    #expect(try site.run(["user", "disable"], ["zhao.liu"]).code == 0)
    #expect(try site.run(["user", "list"]).output.contains("disabled"))
    let owner = try Owner(site)
    let seat = try Seat(store: site.store)
    #expect(!seat.signIn(name: "zhao.liu", passphrase: "another one"))
    #expect(try site.run(["user", "enable"], ["zhao.liu"]).code == 0)
    #expect(!seat.signIn(name: "zhao.liu", passphrase: "long enough"))
    #expect(seat.signIn(name: "zhao.liu", passphrase: "another one"))
    #expect(try owner.stop() == 0)
  }

  @Test func aPassphraseIsAskedForWithoutAnEcho() throws {
    let site = try madeStore()
    let terminal = try Tmux(
      columns: 100, rows: 30,
      command: [Program.path, "user", "passwd", site.path, "lead", "--store", site.store])
    #expect(try terminal.wait(for: "口令").isMet)
    try terminal.type("not to be seen\n")
    let ended = try terminal.wait(for: "[exit 0]")
    #expect(ended.isMet && !ended.screen.contains("not to be seen"), "\(ended.screen)")
    #expect(!ended.screen.contains("-echo "))
  }

  @Test func theFirstRunsPassphrasesAreRandomPrivateAndShownUntilOneIsChanged() throws {
    var site = try SmallSite()
    try site.feed([1, 1, 1, 1], at: SmallSite.now())
    let terminal = try Tmux(
      columns: 120, rows: 40, command: [Program.path, "console", site.path, "--store", site.store],
      environment: site.environment)
    let shown = try terminal.wait { $0.contains("lead  口令") && $0.contains("operator  口令") }
    #expect(shown.isMet, "\(shown.screen)")
    var note = stat()
    #expect(stat(site.store + ".first-run", &note) == 0 && note.st_mode & 0o777 == 0o600)
    let passphrase = try #require(shown.screen.firstMatch(of: #/lead  口令 ([a-z0-9-]{19})/#)?.output.1)
    try terminal.signIn("lead", passphrase: String(passphrase))
    #expect(try terminal.wait { $0.split(separator: "\n").first?.contains("班长") == true }.isMet)
    try terminal.palette("退出登录")
    #expect(try terminal.wait(for: "lead  口令").isMet)
    #expect(try site.run(["user", "passwd"], ["lead"], input: "a better one\n").code == 0)
    #expect(try terminal.wait { !$0.contains("lead  口令") }.isMet)
  }

  // MARK: The rest

  @Test func doctorTestsTheTerminalThatItRunsIn() throws {
    let site = try SmallSite()
    let terminal = try Tmux(
      columns: 120, rows: 40, command: [Program.path, "doctor", "--lang", "en"],
      environment: site.environment.merging(["TERM": "screen-256color"]) { $1 })
    let done = try terminal.wait { $0.contains("[exit ") }
    #expect(done.screen.contains("[exit 0]"), "\(done.screen)")
    for subject in [
      "Locale", "Terminal type", "Width of 守: 2 columns", "Window size: 120 x 40", "Colours", "Keys", "Clock",
      "Data folder",
    ] {
      #expect(done.screen.contains(subject), "\(subject): \(done.screen)")
    }
    #expect(!done.screen.contains("-icanon"))
  }

  @Test func pathsThemesKeysAndDrillsAreListed() throws {
    let site = try SmallSite()
    let paths = try Program.run(["paths"], environment: site.environment)
    #expect(paths.output.contains(site.folder.path + "/config/watchfloor/keys.toml"), "\(paths.output)")
    let themes = try Program.run(["theme", "list"], environment: site.environment)
    for name in ["night", "day", "contrast", "safe", "terminal", "mono"] {
      #expect(themes.output.contains(name + "\t"), "\(themes.output)\(themes.errors)")
    }
    #expect(try Program.run(["theme", "check", Program.root + "/themes/night.toml"]).code == 0)
    try site.folder.write("broken.toml", "name = 3\n")
    #expect(try Program.run(["theme", "check", site.folder.path + "/broken.toml"]).code == 65)
    let keys = try Program.run(["keys", "--lang", "en"])
    #expect(keys.code == 0 && keys.output.contains("Acknowledge"), "\(keys.output)")
    let drills = try Program.run(["drill", "list", Program.root + "/sites/hanggin", "--lang", "en"])
    #expect(drills.code == 0 && !drills.output.isEmpty, "\(drills.errors)")
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func completionsKnowEveryCommand(_ shell: String) throws {
    let script = try Program.run(["--generate-completion-script", shell])
    #expect(script.code == 0)
    for command in ["console", "ingest", "journal", "doctor", "manual"] {
      #expect(script.output.contains(command))
    }
    if shell == "bash" {
      let site = try SmallSite()
      try site.folder.write("completion", script.output)
      #expect(try Program.run(["-n", site.folder.path + "/completion"], program: "bash").code == 0)
    }
  }

  @Test(.enabled(if: (try? Program.run(["--version"], program: "man"))?.code == 0, "needs man"))
  func theManPageIsAcceptedByMan() throws {
    let page = try Program.run(["manual"])
    let site = try SmallSite()
    try site.folder.write("watchfloor.1", page.output)
    let shown = try Program.run(
      ["--warnings", "-l", site.folder.path + "/watchfloor.1"], program: "man",
      environment: ["MANPAGER": "cat", "PAGER": "cat", "MANWIDTH": "100"])
    #expect(shown.code == 0 && shown.output.contains("watchfloor db restore"), "\(shown.errors)")
    #expect(shown.errors.isEmpty, "\(shown.errors)")
  }
}
