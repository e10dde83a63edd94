import Glibc
import Testing

/// A file system of its own in a test's data folder.
final class SmallDisk {
  private let path: String
  private var isMounted: Bool

  /// Whether this user may mount; without it the tests that need a full disk are skipped.
  static let isPossible: Bool = {
    guard let folder = try? ScratchFolder(), let disk = try? SmallDisk(folder.path + "/disk", kilobytes: 64)
    else {
      return false
    }
    disk.remove()
    return true
  }()

  init(_ path: String, kilobytes: Int) throws {
    self.path = path
    isMounted = false
    mkdir(path, 0o700)
    let made = try Program.run(
      ["-t", "tmpfs", "-o", "size=\(kilobytes)k,mode=700", "tmpfs", path], program: "mount")
    guard made.code == 0 else { throw Child.Failure(reason: made.errors) }
    isMounted = true
  }

  deinit { remove() }

  func remove() {
    if isMounted { _ = try? Program.run(["-l", path], program: "umount") }
    isMounted = false
  }

  /// Takes all the room that is left.
  func fill() {
    let descriptor = open(path + "/filler", O_WRONLY | O_CREAT, 0o600)
    let block = [UInt8](repeating: 7, count: 4096)
    while write(descriptor, block, block.count) > 0 {}
    close(descriptor)
  }

  func makeRoom() { unlink(path + "/filler") }

  func makeWritable(_ isWritable: Bool) throws {
    let done = try Program.run(["-o", "remount," + (isWritable ? "rw" : "ro"), path], program: "mount")
    guard done.code == 0 else { throw Child.Failure(reason: done.errors) }
  }
}

/// Python's own SQLite, as a tool that somebody else opens the store with.
enum Python {
  static let exists = (try? Program.run(["-c", "import sqlite3"], program: "python3"))?.code == 0

  static func sql(_ store: String, _ statements: String...) throws {
    let script = """
      import sqlite3, sys
      c = sqlite3.connect(sys.argv[1], isolation_level=None)
      for s in sys.argv[2:]: c.execute(s)
      """
    let done = try Program.run(["-c", script, store] + statements, program: "python3")
    guard done.code == 0 else { throw Child.Failure(reason: done.errors) }
  }

  /// Holds the write lock until the child is ended.
  static func lock(_ store: String) throws -> Child {
    let script = """
      import sqlite3, sys
      c = sqlite3.connect(sys.argv[1], isolation_level=None)
      c.execute('BEGIN IMMEDIATE')
      print('held 1 ', flush=True)
      sys.stdin.read()
      """
    let child = try Child(["-c", script, store], program: "python3")
    guard child.line(after: "held ") == "1" else { throw Child.Failure(reason: "no lock") }
    return child
  }
}

/// A store that cannot be written or read: clear words with a remedy, no crash, nothing shown as done that is not.
@Suite(.serialized) struct StoreTroubleTests {
  private func start(_ owner: Owner?, _ site: SmallSite) throws -> Tmux {
    let terminal = try Tmux(console: site, ["--attach-only"])
    #expect(try terminal.wait(for: "2橙").isMet)
    try terminal.signInSurely("lead", as: "陈立")
    try terminal.send("0")
    return terminal
  }

  /// Presses the key until the store takes it, and looks that it was done once.
  private func acknowledgeAtLast(_ terminal: Tmux, _ site: SmallSite, _ owner: Owner) throws {
    try terminal.send("a")
    let done = try terminal.wait { Tmux.cursorRow($0)?.contains("已确认") == true }
    #expect(done.isMet, "\(done.screen)")
    let journal = try site.run(["db", "export"], ["journal", "--format", "jsonl"])
    #expect(journal.output.split(separator: "\n").count { $0.contains("acknowledge") } == 1)
    let verdict = try site.run(["db", "check"])
    #expect(verdict.code == 0, "\(verdict.output)\(verdict.errors)")
    #expect(try owner.stop() == 0)
  }

  @Test(.enabled(if: SmallDisk.isPossible, "needs the right to mount"))
  func aFullDiskIsSaidNothingIsDoneAndItGoesOnByItselfWithRoom() throws {
    var site = try SmallSite()
    let disk = try SmallDisk(site.folder.path + "/data", kilobytes: 3000)
    defer { disk.remove() }
    try site.feed([60, 1, 1, 1], at: SmallSite.now())
    let owner = try Owner(site)
    let terminal = try start(owner, site)
    disk.fill()
    try terminal.send("a")
    let refused = try terminal.wait(for: "什么也没有做，写入失败：磁盘已满")
    #expect(refused.isMet, "\(refused.screen)")
    #expect(Tmux.cursorRow(refused.screen)?.contains("已确认") != true)
    #expect(kill(owner.child.id, 0) == 0)
    disk.makeRoom()
    let again = try terminal.wait(for: "存储已恢复写入")
    #expect(again.isMet, "\(again.screen)")
    try acknowledgeAtLast(terminal, site, owner)
  }

  @Test func aFileThatMayNotGrowIsSaidAndItGoesOnByItself() throws {
    var site = try SmallSite()
    try site.feed([60, 1, 1, 1], at: SmallSite.now())
    let owner = try Owner(site)
    let terminal = try start(owner, site)
    let id = String(owner.child.id)
    _ = try Program.run(["--pid", id, "--fsize=4096:"], program: "prlimit")
    try terminal.send("a")
    let refused = try terminal.wait(for: "什么也没有做，写入失败")
    #expect(refused.isMet, "\(refused.screen)")
    #expect(Tmux.cursorRow(refused.screen)?.contains("已确认") != true)
    _ = try Program.run(["--pid", id, "--fsize=unlimited:"], program: "prlimit")
    #expect(try terminal.wait(for: "存储已恢复写入").isMet)
    try acknowledgeAtLast(terminal, site, owner)
  }

  @Test(.enabled(if: Python.exists, "needs python3 with sqlite3"))
  func aForeignLockIsSaidAndItGoesOnByItself() throws {
    var site = try SmallSite()
    try site.feed([60, 1, 1, 1], at: SmallSite.now())
    let owner = try Owner(site)
    let terminal = try start(owner, site)
    let holder = try Python.lock(site.store)
    try terminal.send("a")
    let refused = try terminal.wait(for: "什么也没有做，写入失败：存储被其他程序占用")
    #expect(refused.isMet, "\(refused.screen)")
    #expect(refused.screen.contains("实时"))
    holder.send(SIGTERM)
    _ = holder.finish(deadline: 10)
    #expect(try terminal.wait(for: "存储已恢复写入").isMet)
    try acknowledgeAtLast(terminal, site, owner)
  }

  @Test(.enabled(if: Python.exists, "needs python3 with sqlite3"))
  func aTimerThatIsDueWhileTheStoreIsLockedDoesNotSpin() throws {
    var site = try SmallSite()
    try site.edit("site/thresholds.toml", "hysteresis = 2", "hysteresis = 2\non-delay-s = 1")
    try site.feed([60, 1, 1, 1], at: SmallSite.now())
    let owner = try Owner(site)
    let holder = try Python.lock(site.store)
    let before = Program.processorTime(owner.child.id)
    let end = Deadline(seconds: 4)
    while !end.isOver { end.pause() }
    let used = Program.processorTime(owner.child.id) - before
    #expect(used < 1, "\(used) s of processor time in 4 s")
    holder.send(SIGTERM)
    _ = holder.finish(deadline: 10)
    #expect(try owner.stop() == 0)
  }

  @Test(.enabled(if: SmallDisk.isPossible, "needs the right to mount"))
  func aReadOnlyFolderEndsIngestWith74AndAConsoleWaitsForItsMending() throws {
    var site = try SmallSite()
    let disk = try SmallDisk(site.folder.path + "/data", kilobytes: 3000)
    defer { disk.remove() }
    try site.feed([60, 1, 1, 1], at: SmallSite.now())
    try disk.makeWritable(false)
    let ingest = try site.run(["ingest"])
    #expect(ingest.code == 74, "\(ingest.errors)")
    #expect(
      ingest.errors.contains("The store cannot be written")
        && ingest.errors.contains("Check the file's permissions"))
    let terminal = try Tmux(console: site)
    let told = try terminal.wait(for: "存储不可写")
    #expect(told.isMet, "\(told.screen)")
    try disk.makeWritable(true)
    let raised = try terminal.wait(for: "2橙")
    #expect(raised.isMet, "\(raised.screen)")
    kill(try #require(try terminal.childID()), SIGTERM)
    #expect(try terminal.wait(for: "[exit 143]").isMet)
  }

  /// A store that an owner made and left.
  private func madeStore() throws -> SmallSite {
    var site = try SmallSite()
    try site.feed([60, 1, 1, 1], at: SmallSite.now())
    let owner = try Owner(site)
    let seat = try Seat(store: site.store)
    seat.pollNow()
    #expect(try owner.stop() == 0)
    return site
  }

  private func expectRefusal(_ site: SmallSite, _ words: [String], _ chinese: String) throws {
    for command in ["ingest", "status", "watch"] {
      let result = try site.run([command], command == "watch" ? ["--once"] : [])
      #expect(result.code == 74, "\(command): \(result.code) \(result.errors)")
      for word in words { #expect(result.errors.contains(word), "\(command): \(result.errors)") }
    }
    let terminal = try Tmux(console: site)
    let told = try terminal.wait(for: chinese)
    #expect(told.isMet, "\(told.screen)")
    kill(try #require(try terminal.childID()), SIGTERM)
    #expect(try terminal.wait(for: "[exit 143]").isMet)
  }

  @Test func aFileThatIsNoStoreIsRefusedWithARemedy() throws {
    let site = try madeStore()
    let descriptor = open(site.store, O_WRONLY)
    _ = pwrite(descriptor, "this is no database at all", 26, 0)
    close(descriptor)
    try expectRefusal(site, ["not a Watchfloor store", "Check the path given to --store"], "不是守望台存储")
  }

  @Test func aDamagedStoreIsRefusedWithARemedy() throws {
    let site = try madeStore()
    let descriptor = open(site.store, O_WRONLY)
    let noise = [UInt8](repeating: 0xA5, count: 3900)
    // The first page keeps its head, every later one loses its own.
    for page in 1..<60 { _ = pwrite(descriptor, noise, noise.count, off_t(page * 4096)) }
    close(descriptor)
    try expectRefusal(site, ["The store is damaged", "db check"], "存储内容损坏")
  }

  @Test(.enabled(if: Python.exists, "needs python3 with sqlite3"))
  func aStoreOfANewerProgramIsRefusedWithARemedy() throws {
    let site = try madeStore()
    try Python.sql(site.store, "PRAGMA user_version = 99")
    try expectRefusal(site, ["written by a newer program", "Upgrade this program"], "更新版本的程序")
  }

  @Test func aStoreOfAnotherSiteIsRefusedWithARemedy() throws {
    let site = try madeStore()
    try site.edit("site/site.toml", "id = \"small\"", "id = \"other\"")
    for command in ["ingest", "watch"] {
      let result = try site.run([command], command == "watch" ? ["--once"] : [])
      #expect(result.code == 74, "\(command): \(result.code) \(result.output)\(result.errors)")
      #expect(result.errors.contains("belongs to another site") && result.errors.contains("--store"))
    }
    let terminal = try Tmux(console: site)
    let told = try terminal.wait(for: "属于另一个站点")
    #expect(told.isMet, "\(told.screen)")
    #expect(!told.screen.contains("2橙"))
  }
}
