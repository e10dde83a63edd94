import Glibc
import Testing

/// Players of the built program: one that plays, one that hangs, one that is not there.
@Suite(.serialized) struct SoundTests {
  /// A small site whose red is played by a script with these lines; `nil` names a program that is not there.
  private func site(player: String?, timeout: Double = 5) throws -> SmallSite {
    let site = try SmallSite()
    if let player {
      try site.folder.write("site/player.sh", player)
    }
    let command =
      player == nil
      ? "[\"no-such-player\"]" : "[\"sh\", \"player.sh\", \"{grade}\", \"{count}\", \"{text-en}\"]"
    try site.edit(
      "site/site.toml", "[time]", "[sound]\nred = \(command)\ntimeout-s = \(timeout)\n[time]")
    return site
  }

  private func wait(_ seconds: Double = 20, until isMet: () throws -> Bool) rethrows -> Bool {
    let end = Deadline(seconds: seconds)
    while try !isMet() {
      if end.isOver { return false }
      end.pause()
    }
    return true
  }

  /// Whether the bell rang in a terminal's output: titles end with the same byte.
  private func hasRung(_ file: String) -> Bool {
    var isInTitle = false
    var before: Unicode.Scalar = " "
    for scalar in Recording.read(file).unicodeScalars {
      if before == "\u{1B}" && scalar == "]" { isInTitle = true }
      if scalar == "\u{07}" {
        if !isInTitle { return true }
        isInTitle = false
      }
      before = scalar
    }
    return false
  }

  /// The console with its first, quiet data on the screen: alarms that are there at the start do not sound.
  private func console(_ site: inout SmallSite, _ more: [String] = []) throws -> Tmux {
    try site.feed([1, 1, 1, 1], at: SmallSite.now())
    let terminal = try Tmux(console: site, more)
    let quiet = try terminal.wait { $0.contains("4/4") && $0.contains("1.0 %LEL") }
    #expect(quiet.isMet, "\(quiet.screen)")
    return terminal
  }

  @Test func aNewRedRunsThePlayerOnceWithItsGradeAndName() throws {
    var site = try site(player: "printf '%s|%s|%s\\n' \"$1\" \"$2\" \"$3\" >> played\n")
    let file = site.path + "/played"
    let terminal = try console(&site)
    try site.feed([90, 1, 1, 1], at: SmallSite.now())
    #expect(wait { !Recording.read(file).isEmpty })
    #expect(Recording.read(file) == "red|1|red alarm: Probe 1 90.0 %LEL suspected gas\n")
    #expect(try terminal.wait(for: "1红").isMet)
  }

  @Test func aHungPlayerIsKilledAndSaidWhileKeysArePainted() throws {
    var site = try site(player: "echo $$ > started\nsleep 600\n", timeout: 2)
    let file = site.path + "/started"
    let terminal = try console(&site)
    let output = site.folder.path + "/output"
    try terminal.pipe("cat > '\(output)'")
    try site.feed([90, 1, 1, 1], at: SmallSite.now())
    #expect(wait { !Recording.read(file).isEmpty })
    #expect(!hasRung(output))
    let player = try #require(pid_t(Recording.read(file).split(separator: "\n").first ?? ""))
    // While it hangs, keys are answered.
    for _ in 0..<3 {
      try terminal.send("?")
      #expect(try terminal.wait(for: "任何地方", deadline: 2).isMet)
      try terminal.send("Escape")
      #expect(try terminal.wait(deadline: 2) { !$0.contains("任何地方") }.isMet)
    }
    let said = try terminal.wait(for: "播放程序 sh 超时")
    #expect(said.isMet, "\(said.screen)")
    #expect(wait { !Program.isRunning(player) })
    #expect(said.screen.contains("声音 故障"))
    #expect(wait { hasRung(output) })
  }

  @Test func aMissingPlayerFallsBackToTheBellAndSaysSo() throws {
    var site = try site(player: nil)
    let terminal = try console(&site, ["--lang", "en"])
    try terminal.pipe("cat > '\(site.folder.path)/output'")
    try site.feed([90, 1, 1, 1], at: SmallSite.now())
    let said = try terminal.wait(for: "No player no-such-player")
    #expect(said.isMet, "\(said.screen)")
    #expect(said.screen.contains("Sound FAULT"))
    let output = site.folder.path + "/output"
    #expect(wait { hasRung(output) })
  }

  @Test func theSelfTestIsKeptForTheNextConsoleAndTheDoctor() throws {
    var site = try site(player: "echo x >> played\n")
    let terminal = try console(&site, ["--seat", "desk-1"])
    #expect(try terminal.screen().contains("声音 未自检"))
    try terminal.send(":")
    #expect(try terminal.wait(for: "命令 ").isMet)
    try terminal.type("sound test")
    #expect(try terminal.wait { $0.contains("声音自检") }.isMet)
    try terminal.send("Enter")
    #expect(try terminal.wait(for: "听到了吗").isMet)
    #expect(wait { Recording.read(site.path + "/played") == "x\n" })
    let kept = site.folder.path + "/state/watchfloor/sound-test.txt"
    let answered = wait {
      try? terminal.send("y")
      return Recording.read(kept).contains("desk-1")
    }
    #expect(answered)
    kill(try #require(try terminal.childID()), SIGTERM)
    #expect(try terminal.wait(for: "[exit 143]").isMet)
    let again = try Tmux(console: site, columns: 200, rows: 60, ["--seat", "desk-1"])
    #expect(try again.wait(for: "声音 已自检").isMet)
    let doctor = try Program.run(["doctor", site.path, "--lang", "en"], environment: site.environment)
    #expect(doctor.output.contains("Sound 1红: sh, took"), "\(doctor.output)")
    #expect(doctor.output.contains("Sound 2橙: terminal bell"), "\(doctor.output)")
    #expect(doctor.output.contains("Sound self-test: tested"), "\(doctor.output)")
  }

  @Test func doctorNamesAPlayerThatIsNotThereAndOneThatHangs() throws {
    let missing = try site(player: nil)
    let first = try Program.run(["doctor", missing.path, "--lang", "en"], environment: missing.environment)
    #expect(
      first.code == 1 && first.output.contains("BAD  Sound 1红: No player no-such-player"), "\(first.output)")
    let hung = try site(player: "sleep 600\n", timeout: 0.5)
    let second = try Program.run(["doctor", hung.path, "--lang", "en"], environment: hung.environment)
    #expect(second.output.contains("BAD  Sound 1红: Player sh hung"), "\(second.output)")
  }

  @Test func aMistakeInThePersonsSettingsIsRefusedWithItsPlace() throws {
    let site = try SmallSite()
    try site.folder.write("config/watchfloor/config.toml", "[sound]\nred = \"siren\"\n")
    let terminal = try Tmux(console: site, ["--lang", "en"])
    let refused = try terminal.wait(for: "[exit 65]")
    #expect(
      refused.isMet && refused.screen.contains("config.toml:2:7: 'red' is 'siren'"), "\(refused.screen)")
  }
}
