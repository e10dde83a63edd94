import Glibc
import Testing

/// Signals and terminals: every way out gives the terminal back.
@Suite(.serialized) struct JobTests {
  private func start(_ more: [String] = []) throws -> (SmallSite, Tmux) {
    var site = try SmallSite()
    try site.feed([60, 1, 1, 1], at: SmallSite.now())
    let terminal = try Tmux(console: site, more)
    #expect(try terminal.wait(for: "2橙").isMet)
    return (site, terminal)
  }

  private func expectRestored(_ terminal: Tmux, _ code: Int) throws {
    let ended = try terminal.wait { $0.contains("[exit \(code)]") && $0.contains("icanon") }
    #expect(ended.isMet, "\(ended.screen)")
    for mode in ["icanon", "echo", "isig", "icrnl", "opost"] {
      #expect(
        !ended.screen.contains("-\(mode) ") && !ended.screen.contains("-\(mode);"), "\(mode): \(ended.screen)"
      )
    }
    // The alternate screen is left and the cursor shown again.
    #expect(try terminal.flag("alternate_on") == "0")
    #expect(try terminal.flag("cursor_flag") == "1")
    #expect(try terminal.flag("mouse_any_flag") == "0")
  }

  @Test(arguments: [(SIGHUP, 129), (SIGTERM, 143), (SIGINT, 130), (SIGQUIT, 131)])
  func aSignalEndsTheConsoleWithItsOwnCodeAndTheTerminalIsGivenBack(_ signal: Int32, _ code: Int) throws {
    let (site, terminal) = try start()
    kill(try #require(try terminal.childID()), signal)
    try expectRestored(terminal, code)
    // The owner that the console was has let go of everything.
    let status = try site.run(["status"])
    #expect(status.code == 1)
    #expect(access(site.store + ".sock", F_OK) != 0)
  }

  @Test func closingTheWindowEndsTheConsoleAndIngestGoesOn() throws {
    var site = try SmallSite()
    try site.feed([1, 1, 1, 1], at: SmallSite.now())
    let owner = try Owner(site)
    let terminal = try Tmux(console: site)
    #expect(try terminal.wait(for: "实时").isMet)
    let process = try #require(try terminal.childID())
    try terminal.closeWindow()
    let end = Deadline(seconds: 10)
    while Program.isRunning(process) && !end.isOver { end.pause() }
    #expect(!Program.isRunning(process))
    #expect(try site.run(["status"]).code == 0)
    try site.feed([60, 1, 1, 1], at: SmallSite.now())
    let late = Deadline(seconds: 20)
    var watched = ""
    while !watched.contains("2橙") && !late.isOver { watched = try site.run(["watch"], ["--once"]).output }
    #expect(watched.contains("2橙"), "\(watched)")
    #expect(try owner.stop() == 0)
  }

  @Test func aStoppedConsoleComesBackWithTheScreenAsItWas() throws {
    var site = try SmallSite()
    try site.feed([60, 1, 1, 1], at: SmallSite.now())
    let owner = try Owner(site)
    let shell = try Tmux(
      columns: 120, rows: 40, command: ["bash", "--norc", "--noprofile", "-i"], environment: site.environment)
    try shell.type("PS1='ready> '; clear\n")
    #expect(try shell.wait(for: "ready>").isMet)
    try shell.type("\(Program.path) console \(site.path) --store \(site.store)\n")
    #expect(try shell.wait { $0.contains("2橙") && $0.contains("实时") }.isMet)
    let process = try #require(try shell.grandchildID())
    for signal in [SIGTSTP, SIGSTOP] {
      kill(process, signal)
      // Of SIGSTOP the program learns nothing: the screen stays, and the shell writes over it.
      let stopped = try shell.wait { $0.contains("Stopped") && (signal == SIGSTOP || !$0.contains("告警队列")) }
      #expect(stopped.isMet, "\(stopped.screen)")
      #expect(try signal == SIGSTOP || shell.flag("alternate_on") == "0")
      try shell.type("fg\n")
      let back = try shell.wait { $0.contains("2橙") && $0.contains("告警队列") && !$0.contains("Stopped") }
      #expect(back.isMet, "\(back.screen)")
      // Keys are read one by one again: the help opens without Enter.
      try shell.send("?")
      #expect(try shell.wait(for: "任何地方").isMet)
      try shell.send("Escape")
      #expect(try shell.wait { !$0.contains("任何地方") }.isMet)
    }
    try shell.palette("挂起")
    #expect(try shell.wait(for: "Stopped").isMet)
    try shell.type("fg\n")
    #expect(try shell.wait { $0.contains("告警队列") && !$0.contains("Stopped") }.isMet)
    #expect(try owner.stop() == 0)
  }

  /// While it opens the screen, and in the middle of the first paint, in which curses ignores the signal.
  @Test(arguments: [1, 3, 12])
  func aStopIsNotLostHoweverEarlyItComes(write: Int) throws {
    var site = try SmallSite()
    try site.feed([60, 1, 1, 1], at: SmallSite.now())
    let shell = try Tmux(
      columns: 120, rows: 40, command: ["bash", "--norc", "--noprofile", "-i"], environment: site.environment)
    try shell.type("PS1='ready> '; clear\n")
    #expect(try shell.wait(for: "ready>").isMet)
    let inject = "-e trace=write -e inject=write:signal=SIGTSTP:when=\(write)"
    try shell.type(
      "clear; strace -D -o \(site.folder.path)/log \(inject) \(Program.path) console \(site.path) "
        + "--store \(site.store) --demo\n")
    let stopped = try shell.wait { $0.contains("Stopped") }
    #expect(stopped.isMet, "\(stopped.screen)")
    try shell.type("fg\n")
    let back = try shell.wait { $0.contains("2橙") && $0.contains("告警队列") && !$0.contains("Stopped") }
    #expect(back.isMet, "\(back.screen)")
    try shell.send("?")
    #expect(try shell.wait(for: "任何地方").isMet)
  }

  @Test func aStormOfResizesEndsWithAWholeScreen() throws {
    let (_, terminal) = try start()
    let process = try #require(try terminal.childID())
    for step in 0..<40 {
      try terminal.resize(columns: 60 + step * 37 % 140, rows: 16 + step * 11 % 44)
      for _ in 0..<20 { kill(process, SIGWINCH) }
    }
    try terminal.resize(columns: 120, rows: 40)
    let whole = try terminal.wait { screen in
      let lines = screen.split(separator: "\n", omittingEmptySubsequences: false)
      return screen.contains("2橙") && lines.first?.contains("小站") == true
        && lines.count { $0.hasSuffix("┐") } >= 2 && lines.count { $0.hasSuffix("┘") } >= 2
    }
    #expect(whole.isMet, "\(whole.screen)")
    #expect(kill(process, 0) == 0)
  }

  @Test func closedStandardInputIsNoTerminal() throws {
    let site = try SmallSite()
    let terminal = try Tmux(
      columns: 100, rows: 30,
      command: [
        "sh", "-c", "exec \"$0\" \"$@\" <&-", Program.path, "console", site.path, "--store", site.store,
      ],
      environment: site.environment)
    let ended = try terminal.wait(for: "[exit 69]")
    #expect(ended.isMet, "\(ended.screen)")
  }

  @Test func whatIsWrittenToStandardErrorDoesNotGarbleTheScreenAndIsShownAtTheEnd() throws {
    let (_, terminal) = try start()
    let process = try #require(try terminal.childID())
    let before = try terminal.wait { !$0.isEmpty }.screen
    let descriptor = open("/proc/\(process)/fd/2", O_WRONLY | O_APPEND)
    #expect(descriptor >= 0)
    _ = write(descriptor, "a library complains\n", 20)
    close(descriptor)
    try terminal.send("C-l")
    let after = try terminal.wait { $0.contains("2橙") }
    #expect(!after.screen.contains("a library complains") && before.contains("2橙"))
    kill(process, SIGTERM)
    let ended = try terminal.wait { $0.contains("[exit 143]") && $0.contains("a library complains") }
    #expect(ended.isMet, "\(ended.screen)")
  }
}
