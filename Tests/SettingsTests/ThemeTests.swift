import Cells
import CitySafety
import Foundation
import Settings
import Testing

/// What a theme file in a folder of its own is said to be.
private func messages(
  _ text: String, others: [String: String] = [:], language: Language = .en
) throws -> [String] {
  let folder = try TemporaryFolder()
  try folder.write("mine.toml", text)
  for (name, other) in others { try folder.write(name, other) }
  switch ThemeFolder.load(file: folder.path + "/mine.toml") {
  case .success: return []
  case .failure(let report):
    return report.text(language).split(separator: "\n").map {
      $0.replacingOccurrences(of: folder.path + "/", with: "")
    }
  }
}

private func theme(_ text: String, others: [String: String] = [:]) throws -> Theme {
  let folder = try TemporaryFolder()
  try folder.write("mine.toml", text)
  for (name, other) in others { try folder.write(name, other) }
  return try ThemeFolder.load(file: folder.path + "/mine.toml").get()
}

@Test func aRoleThatIsNotNamedFallsBackAlongItsDots() throws {
  let theme = try theme(
    """
    name = "我的"
    [palette]
    red = "#ff0000"
    paper = "#000000"
    [roles]
    text = { bg = "paper" }
    "alarm.red" = { fg = "red", attr = ["bold"] }
    """)
  #expect(theme[.alarmRedNew].foreground?.red == 255)
  #expect(theme[.alarmRedNew].background?.red == 0)
  #expect(theme[.alarmRedNew].attributes == .bold)
  #expect(theme[.gradeRed].foreground == nil)
  #expect(theme[.header] == theme[.text])
}

@Test func rolesMayBeWrittenWithoutQuotes() throws {
  let theme = try theme(
    """
    name = "我的"
    [palette]
    red = "#ff0000"
    [roles]
    alarm.red = "red"
    alarm.count.red = { fg = "red", attr = ["underline"] }
    key = { fg = "red" }
    """)
  #expect(theme[.alarmRed].foreground?.red == 255)
  #expect(theme[.gradeRed].attributes == .underline)
  #expect(theme[.keyLabel].foreground?.red == 255)
}

@Test func aThemeTakesTheRestFromTheOneItInherits() throws {
  let theme = try theme(
    "name = \"我的\"\ninherits = \"base\"\n[palette]\nink = \"#0000ff\"\n",
    others: [
      "base.toml":
        "name = \"基\"\nkind = \"light\"\n[palette]\nink = \"#ffffff\"\n"
        + "[roles]\ntext = \"ink\"\n[symbols]\nlines = \"ascii\"\nchart = \"block\"\n"
    ])
  #expect(theme.name == "mine")
  #expect(theme.title == Theme.Bilabel(zh: "我的", en: "我的"))
  #expect(!theme.isDark)
  #expect(theme[.text].foreground == Colour(red: 0, green: 0, blue: 255, of256: 21, of16: 4))
  #expect(theme.lines == .ascii)
  #expect(theme.chart == .block)
}

@Test func coloursOfFewerTerminalsAreTheNearestUnlessGiven() throws {
  let theme = try theme(
    """
    name = "我的"
    [palette]
    orange = "#ff8700"
    grey = { hex = "#262626", c256 = 235, c16 = "default" }
    [roles]
    text = { fg = "orange", bg = "grey" }
    """)
  #expect(theme[.text].foreground == Colour(red: 255, green: 135, blue: 0, of256: 208, of16: 3))
  #expect(theme[.text].background == Colour(red: 38, green: 38, blue: 38, of256: 235, of16: -1))
}

@Test(arguments: [
  ("name = 1", ["mine.toml:1:8: 'name' is of the wrong type — write a text in quotes"]),
  ("kind = \"dark\"", ["mine.toml:1:1: 'name' is missing — add it"]),
  ("name = \"x\"\ncolour = 1", ["mine.toml:2:1: unknown key 'colour' — remove it"]),
  (
    "name = \"x\"\nkind = \"drak\"",
    ["mine.toml:2:8: 'kind' is 'drak', which is unknown — did you mean 'dark'?"]
  ),
  (
    "name = \"x\"\n[roles]\n\"alarm.rad\" = \"default\"",
    ["mine.toml:3:1: 'roles' is 'alarm.rad', which is unknown — did you mean 'alarm.red'?"]
  ),
  (
    "name = \"x\"\n[palette]\nslate = \"#123456\"\n[roles]\ntext = \"slte\"",
    ["mine.toml:5:8: unknown colour 'slte' — did you mean 'slate'?"]
  ),
  (
    "name = \"x\"\n[roles]\ntext = { bg = \"snow\" }",
    ["mine.toml:3:15: unknown colour 'snow' — define it in [palette]"]
  ),
  (
    "name = \"x\"\n[palette]\na = \"#12345\"\nb = { hex = \"red\" }\n"
      + "c = { hex = \"#000000\", c16 = \"rd\" }\nd = { hex = \"#000000\", c256 = 256 }",
    [
      "mine.toml:3:5: '#12345' is not a colour — write it like #ff8700",
      "mine.toml:4:13: 'red' is not a colour — write it like #ff8700",
      "mine.toml:5:30: 'c16' is 'rd', which is unknown — did you mean 'red'?",
      "mine.toml:6:31: 'c256' is 256, out of range — choose from 0 to 255",
    ]
  ),
  (
    "name = \"x\"\n[roles]\ntext = { attr = [\"blod\"], fb = \"default\" }",
    [
      "mine.toml:3:18: 'attr' is 'blod', which is unknown — did you mean 'bold'?",
      "mine.toml:3:27: unknown key 'fb' in [roles.\"text\"] — did you mean 'fg'?",
    ]
  ),
  (
    "name = \"x\"\n[symbols]\nlines = \"tripple\"\nchart = \"blocks\"",
    [
      "mine.toml:3:9: 'lines' is 'tripple', which is unknown — choose from single, double, ascii",
      "mine.toml:4:9: 'chart' is 'blocks', which is unknown — did you mean 'block'?",
    ]
  ),
  (
    "name = \"x\"\ninherits = \"mime\"",
    ["mine.toml:2:12: 'inherits' names the unknown theme 'mime' — did you mean 'mine'?"]
  ),
  (
    "name = \"x\"\ninherits = \"mine\"",
    ["mine.toml:2:12: inheriting 'mine' goes in a circle or too deep — change inherits"]
  ),
])
func aMistakeInAThemeIsNamedWithItsPlace(_ text: String, _ says: [String]) throws {
  let said = try messages(text)
  #expect(said == says, "it said:\n\(said.joined(separator: "\n"))")
}

@Test func aMistakeInAnInheritedThemeIsNamedInItsOwnFile() throws {
  let said = try messages(
    "name = \"x\"\ninherits = \"base\"", others: ["base.toml": "name = \"y\"\n[roles]\ntext = \"snow\""])
  #expect(said == ["base.toml:3:8: unknown colour 'snow' — define it in [palette]"])
}

@Test func theEarlierFolderWinsAndBrokenThemesAreReported() throws {
  let own = try TemporaryFolder()
  let shipped = try TemporaryFolder()
  try own.write("night.toml", "name = \"我的夜班\"")
  try own.write("bad.toml", "name =")
  try shipped.write("night.toml", "name = \"夜班\"")
  try shipped.write("day.toml", "name = \"日班\"\ninherits = \"night\"")
  let found = ThemeFolder.all(in: [own.path, shipped.path, own.path + "/none"])
  #expect(found.themes.map(\.name) == ["day", "night"])
  #expect(found.themes.map(\.title.zh) == ["日班", "我的夜班"])
  #expect(found.problems.map(\.line) == [1])
  let files = ThemeFolder.files(in: [own.path, shipped.path])
  #expect(files.map(\.name) == ["bad", "day", "night"])
  #expect(files[2].file == own.path + "/night.toml")
}
