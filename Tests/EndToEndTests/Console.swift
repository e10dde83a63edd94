import Glibc
import Testing

/// What a person does at a console.
extension Tmux {
  /// A console on a small site, with settings folders of its own.
  convenience init(
    console site: SmallSite, columns: Int = 120, rows: Int = 40, _ more: [String] = [],
    environment: [String: String] = [:]
  ) throws {
    try self.init(
      columns: columns, rows: rows,
      command: [Program.path, "console", site.path, "--store", site.store, "--demo"] + more,
      environment: site.environment.merging(environment) { $1 })
  }

  /// Types into a field as soon as the dialog listens: it drops keys that come with the one that opened it.
  func fill(_ label: String, with text: String) throws {
    func line(_ screen: String) -> Substring? { screen.split(separator: "\n").first { $0.contains(label) } }
    let listens = try wait { screen in
      if line(screen)?.contains("#") == true { return true }
      if line(screen) != nil { try? type("#") }
      return false
    }
    #expect(listens.isMet, "\(label) does not listen: \(listens.screen)")
    let isEmpty = try wait { screen in
      if line(screen)?.contains("#") == false { return true }
      try? send("BSpace")
      return false
    }
    #expect(isEmpty.isMet, "\(isEmpty.screen)")
    try type(text)
  }

  /// Signs in.
  ///
  /// The demo's passphrases are the names.
  func signIn(_ name: String, passphrase: String? = nil) throws {
    try send("L")
    try fill("姓名", with: name)
    try send("Tab")
    try type(passphrase ?? name)
    try send("Enter")
    try send("y")
  }

  /// Signs in and waits until the header says so.
  func signInSurely(_ name: String, as shown: String) throws {
    try signIn(name)
    let isIn = try wait { $0.split(separator: "\n").first?.contains(shown) == true }
    #expect(isIn.isMet, "\(isIn.screen)")
  }

  /// Presses a key as long as a form is on the screen, which drops keys that come with the one that opened it; behind the
  /// form the same key means something else.
  func press(_ key: String, while form: String, until text: String) throws {
    let seen = try wait { screen in
      if screen.contains(text) { return true }
      if screen.contains(form) { try? send(key) }
      return false
    }
    #expect(seen.isMet, "\(text) is not in\n\(seen.screen)")
  }

  /// Runs an action by its Chinese name through the palette.
  func palette(_ words: String) throws {
    try send(":")
    #expect(try wait(for: "命令 ").isMet || wait(for: ">").isMet)
    try type(words)
    #expect(try wait { $0.contains(": " + words) || $0.contains(":" + words) }.isMet)
    try send("Enter")
  }

  /// The row of the queue that the cursor is on.
  static func cursorRow(_ screen: String) -> Substring? {
    screen.split(separator: "\n").first { $0.contains("│>") }
  }
}

extension SmallSite {
  /// Settings, data and state folders that belong to this test alone.
  var environment: [String: String] {
    [
      "XDG_CONFIG_HOME": folder.path + "/config", "XDG_DATA_HOME": folder.path + "/share",
      "XDG_STATE_HOME": folder.path + "/state", "WATCHFLOOR_SHARE": Program.root,
    ]
  }

  /// Runs a command that works on the site's store.
  func run(_ command: [String], _ more: [String] = [], input: String = "", deadline: Double = 30) throws
    -> Program.Result
  {
    try Program.run(
      command + [path] + more + ["--store", store, "--lang", "en"], environment: environment,
      deadline: deadline,
      input: input)
  }
}
