import Testing

/// One thing broken in the tiny site, and everything that is said of it.
struct Breakage: Sendable, CustomTestStringConvertible {
  var file: String
  var old: String
  var new: String
  var says: [String]

  init(_ file: String, _ old: String, _ new: String, _ says: String...) {
    self.file = file
    self.old = old
    self.new = new
    self.says = says
  }

  var testDescription: String { "\(file): \(old) -> \(new)" }

  func expectItsMessages() throws {
    var site = TinySite()
    site.change(file, old, new)
    let said = try site.messages()
    #expect(said == says, "it said:\n\(said.joined(separator: "\n"))")
  }
}
