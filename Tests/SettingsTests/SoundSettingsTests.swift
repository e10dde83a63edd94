import CitySafety
import Settings
import Testing

private func site(_ table: String) -> TinySite {
  var site = TinySite()
  site["site.toml"] += "\n" + table
  return site
}

@Suite struct SoundSettingsTests {
  @Test func aSiteWithoutTheTableRingsForRedAndOrange() throws {
    let sound = try TinySite().load().get().sound
    #expect(sound == .standard)
    #expect(Grade.allCases.map { sound[$0] } == [.bell, .bell, .none, .none])
    #expect(sound.perMinute == 12)
  }

  @Test func everyKeyIsRead() throws {
    let loaded = try site(
      """
      [sound]
      red = ["espeak-ng", "-v", "zh", "{text-zh}"]
      orange = "none"
      yellow = "bell"
      timeout-s = 2.5
      per-minute = 6
      rest-s = 0
      nag-s = 300
      self-test-hours = 8
      """
    ).load().get()
    let sound = loaded.sound
    guard case .command(let command) = sound[.red] else {
      Issue.record("no command")
      return
    }
    #expect(command.arguments == ["espeak-ng", "-v", "zh", "{text-zh}"] && command.folder == loaded.folder)
    #expect(sound[.orange] == .none && sound[.yellow] == .bell && sound[.blue] == .none)
    #expect(sound.timeout == .milliseconds(2500) && sound.perMinute == 6 && sound.rest == .zero)
    #expect(sound.nag == .seconds(300) && sound.testLife == .hours(8))
  }

  @Test func aNagOfNoSecondsIsNever() throws {
    #expect(try site("[sound]\nnag-s = 0\n").load().get().sound.nag == nil)
  }

  @Test(arguments: [
    ("red = 3", ":40:7: 'red' is of the wrong type — write \"bell\", \"none\" or a list with a command"),
    ("red = \"bel\"", ":40:7: 'red' is 'bel', which is unknown — did you mean 'bell'?"),
    ("red = []", ":40:7: 'red' is empty — fill it in"),
    ("red = [\"play\", 1]", ":40:16: 'red' is of the wrong type — write a list of texts"),
    (
      "red = [\"play\", \"{text}\"]",
      ":40:16: 'red' holds '{text}', which is unknown — use {grade} {count} {text-zh} {text-en}"
    ),
    (
      "red = [" + Array(repeating: "\"x\"", count: 33).joined(separator: ",") + "]",
      ":40:7: 'red' has more than 32 parts — put them into a script"
    ),
    ("timeout-s = 60", ":40:13: 'timeout-s' is 60, out of range — choose from 0.5 to 30"),
    ("per-minute = 0", ":40:14: 'per-minute' is 0, out of range — choose from 1 to 60"),
    ("rest-s = -1", ":40:10: 'rest-s' is -1, out of range — choose from 0 to 600"),
    ("nag-s = 86401", ":40:9: 'nag-s' is 86401, out of range — choose from 0 to 86400"),
    ("volume = 3", ":40:1: unknown key 'volume' in [sound] — remove it"),
  ])
  func aMistakeIsNamedWithItsPlace(line: String, message: String) throws {
    #expect(try site("[sound]\n" + line + "\n").messages() == ["site/site.toml" + message])
  }

  @Test func aPersonsFileReplacesWhatItNamesAndNothingElse() throws {
    let folder = try TemporaryFolder()
    try folder.write("config.toml", "[sound]\nred = [\"./siren\"]\n")
    var base = SoundSettings.standard
    base[.blue] = .bell
    let sound = try ConfigFile.sound(file: folder.path + "/config.toml", over: base).get()
    #expect(sound[.red] == .command(SoundCommand(arguments: ["./siren"], folder: folder.path)))
    #expect(sound[.blue] == .bell && sound[.orange] == .bell)
  }

  @Test func aPersonWithoutAFileHearsTheSite() throws {
    #expect(try ConfigFile.sound(file: "no/config.toml", over: .standard).get() == .standard)
  }

  @Test func aMistakeInAPersonsFileIsNamedWithItsPlace() throws {
    let folder = try TemporaryFolder()
    try folder.write("config.toml", "[sounds]\nred = \"bell\"\n")
    guard case .failure(let report) = ConfigFile.sound(file: folder.path + "/config.toml", over: .standard)
    else {
      Issue.record("it was loaded")
      return
    }
    #expect(report.problems.map(\.line) == [1])
    #expect(report.text(.en).contains("did you mean 'sound'?"))
  }

  @Test func placeholdersAreFilledOnceAndStayOneArgument() {
    let command = SoundCommand(arguments: ["p", "{grade}/{count}", "{text-en}", "{x}", "a{"], folder: ".")
    let text = Bilingual(zh: "", en: "; rm -rf {count} $(x)")
    #expect(
      command.filled(grade: .red, count: 2, text: text) == [
        "p", "red/2", "; rm -rf {count} $(x)", "{x}", "a{",
      ])
  }
}
