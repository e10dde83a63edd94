import CitySafety
import Foundation
import Settings
import Testing

private func load(_ text: String) throws -> Result<[KeyBinding], ProblemReport> {
  let folder = try TemporaryFolder()
  try folder.write("keys.toml", text)
  return KeyFile.load(file: folder.path + "/keys.toml").mapError { report in
    var report = report
    for index in report.problems.indices { report.problems[index].file = "keys.toml" }
    return report
  }
}

@Test func anActionHasOneKeyOrSeveral() throws {
  let bindings = try load(
    "[keys]\nacknowledge = \"a\"\nqueue.next = [\"n\", \"F7\"]\ncopy = []\nmark = \" \"\n"
  ).get()
  #expect(
    bindings == [
      KeyBinding(action: "acknowledge", keys: ["a"], position: Position(line: 2, column: 1)),
      KeyBinding(action: "queue.next", keys: ["n", "F7"], position: Position(line: 3, column: 7)),
      KeyBinding(action: "copy", keys: [], position: Position(line: 4, column: 1)),
      KeyBinding(action: "mark", keys: [" "], position: Position(line: 5, column: 1)),
    ])
}

@Test(arguments: [
  ("a = 1", ["keys.toml:1:1: 'keys' is missing — add it", "keys.toml:1:1: unknown key 'a' — remove it"]),
  (
    "[key]\na = \"x\"",
    ["keys.toml:1:1: 'keys' is missing — add it", "keys.toml:1:2: unknown key 'key' — did you mean 'keys'?"]
  ),
  ("[keys]\na = 1", ["keys.toml:2:5: 'a' is of the wrong type — write a key or a list of keys, in quotes"]),
  (
    "[keys]\na = \"\"",
    ["keys.toml:2:5: 'a' has '', which cannot be a key — write it like \"x\", \"F7\" or \"Ctrl-d\""]
  ),
  ("[keys]\na = [\"x\", \"x\"]", ["keys.toml:2:11: 'a' has the key 'x' twice — remove one"]),
  (
    "[keys]\na = \"x\"\na = \"y\"",
    [
      "keys.toml:3:5: not TOML: Error while parsing key-value pair: cannot redefine existing string 'a'"
        + " — correct the syntax here"
    ]
  ),
])
func aMistakeInTheKeyFileIsNamedWithItsPlace(_ text: String, _ says: [String]) throws {
  guard case .failure(let report) = try load(text) else {
    Issue.record("it was loaded")
    return
  }
  #expect(report.problems.map(\.description) == says)
}

@Test func aKeyFileThatIsNotThereIsSaid() {
  guard case .failure(let report) = KeyFile.load(file: "no/keys.toml") else {
    Issue.record("it was loaded")
    return
  }
  #expect(report.text(.en) == "no/keys.toml: file is missing — create it")
}
