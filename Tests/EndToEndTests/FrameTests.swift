import Glibc
import Testing

/// What the terminal gets, as the system saw it.
@Suite struct FrameTests {
  @Test func aFrameReachesTheTerminalInOneWriteHoweverManyLinesChange() throws {
    var site = try SmallSite()
    try site.feed([60, 1, 1, 1], at: SmallSite.now())
    let log = site.folder.path + "/log"
    let terminal = try Tmux(
      columns: 120, rows: 40,
      command: [
        "strace", "-y", "-o", log, "-e", "trace=write", Program.path, "console", site.path, "--store",
        site.store,
        "--demo",
      ], environment: site.environment)
    #expect(try terminal.wait { $0.contains("2橙") && $0.contains("告警队列") }.isMet)
    try terminal.send("?")
    #expect(try terminal.wait(for: "帮助  watchfloor").isMet)
    try terminal.send("Escape")
    #expect(try terminal.wait { !$0.contains("帮助  watchfloor") }.isMet)
    let writes = Recording.read(log).split(separator: "\n").compactMap { Write($0) }
    var painted = 0
    var frames = 0
    for write in writes {
      if write.isFrame {
        painted += write.count
      } else if painted > 0 {
        #expect(write.count == painted, "of \(painted) bytes \(write.count)")
        painted = 0
        frames += 1
      }
    }
    #expect(frames >= 3 && writes.count { $0.isFrame } > 2 * frames)
  }

  /// One line of strace's log that tells a write to the terminal, or of curses into memory.
  private struct Write {
    let isFrame: Bool
    let count: Int

    init?(_ line: Substring) {
      guard line.hasPrefix("write("), let count = line.split(separator: " ").last.flatMap({ Int($0) }) else {
        return nil
      }
      isFrame = line.contains("memfd:")
      guard isFrame || line.contains("/dev/pts/") else { return nil }
      self.count = count
    }
  }
}
