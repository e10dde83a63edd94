import CitySafety
import Glibc
import Testing

@testable import Runtime

@Suite struct PeopleTests {
  private static func temporaryStore() -> String {
    temporaryFolder("people") + "/store.sqlite"
  }

  @Test func theFirstRunCreatesALeadAndAnOperatorWithPassphrasesOfTheirOwn() throws {
    let store = PeopleTests.temporaryStore()
    try FirstPeople.createIfNeeded(store: store, demo: false)
    let people = try People(store: store)
    #expect(people.list.map(\.person.role) == [.lead, .operator])
    let hint = FirstPeople.hint(store: store)
    #expect(hint.count == 2)
    let passphrase = String(hint[0].en.split(separator: " ").last ?? "")
    #expect(passphrase.count == 19)
    #expect(people.verify(name: "lead", passphrase: passphrase)?.role == .lead)
    #expect(people.verify(name: "operator", passphrase: passphrase) == nil)
  }

  @Test func thePeopleFileIsReadableByItsOwnerOnly() throws {
    let store = PeopleTests.temporaryStore()
    try FirstPeople.createIfNeeded(store: store, demo: true)
    var information = stat()
    #expect(stat(store + ".people", &information) == 0)
    #expect(information.st_mode & 0o777 == 0o600)
  }

  @Test func aSecondRunChangesNobody() throws {
    let store = PeopleTests.temporaryStore()
    try FirstPeople.createIfNeeded(store: store, demo: true)
    let before = TextFile.read(store + ".people")
    try FirstPeople.createIfNeeded(store: store, demo: true)
    #expect(TextFile.read(store + ".people") == before)
  }

  @Test func aLeadsCodeIsThePassphraseUntilOneIsSet() throws {
    let store = PeopleTests.temporaryStore()
    try FirstPeople.createIfNeeded(store: store, demo: true)
    var people = try People(store: store)
    #expect(people.verifyLead(name: "lead", code: "lead") != nil)
    try people.changeSecret(of: "lead", to: "4711 4711", isCode: true)
    let again = try People(store: store)
    #expect(again.verifyLead(name: "lead", code: "lead") == nil)
    #expect(again.verifyLead(name: "lead", code: "4711 4711")?.name == "lead")
    #expect(again.verify(name: "lead", passphrase: "lead") != nil)
    #expect(again.verifyLead(name: "operator", code: "operator") == nil)
  }

  @Test func aDisabledPersonCannotSignIn() throws {
    let store = PeopleTests.temporaryStore()
    try FirstPeople.createIfNeeded(store: store, demo: true)
    var people = try People(store: store)
    try people.setActive(false, name: "lead")
    #expect(try People(store: store).verify(name: "lead", passphrase: "lead") == nil)
    #expect(try People(store: store).activeNames == ["director", "operator"])
  }

  @Test func aBrokenLineIsNamedWithItsNumber() throws {
    let store = PeopleTests.temporaryStore()
    try FirstPeople.createIfNeeded(store: store, demo: true)
    let text = try #require(TextFile.read(store + ".people"))
    #expect(TextFile.replace(store + ".people", with: text + "nonsense\n"))
    let failure = #expect(throws: People.Failure.self) { try People(store: store) }
    #expect(failure?.message.en.hasPrefix("Line 4 of the people file") == true)
  }

  @Test func theOwnerSeesAPersonDisabledAtTheNextCommand() throws {
    let store = PeopleTests.temporaryStore()
    let file = PeopleFile(store: store)
    #expect(try file.activeNames().isEmpty)
    try FirstPeople.createIfNeeded(store: store, demo: true)
    #expect(try file.activeNames() == ["director", "lead", "operator"])
    #expect(try file.activeNames() == ["director", "lead", "operator"])
    try People.change(store: store) { people throws(People.Failure) in
      try people.setActive(false, name: "lead")
    }
    #expect(try file.activeNames() == ["director", "operator"])
  }
}
