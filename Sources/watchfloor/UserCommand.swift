public import ArgumentParser
public import CitySafety
import Glibc
import Runtime
import Settings

extension Role: ExpressibleByArgument {
  public init?(argument: String) { self.init(word: argument) }
  public var defaultValueDescription: String { word }
  public static var allValueStrings: [String] { allCases.map(\.word) }
}

struct UserCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "user", abstract: "Add people, change passphrases, list and disable them.",
    subcommands: [Add.self, Passwd.self, List.self, Disable.self, Enable.self])

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Add a person; the passphrase is asked for, or read from standard input.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var storeOptions: StoreOptions
    @Argument(help: "Sign-in name: letters, digits, dot, hyphen.") var name: String
    @Option(help: "Name on the screen.") var display: String
    @Option(help: "operator, lead, director, engineer or read-only.") var role: Role

    func validate() throws {
      let isGood = !name.isEmpty && name.utf8.count <= 32 && name.utf8.allSatisfy(UserCommand.isNameByte)
      guard isGood else {
        throw ValidationError("A sign-in name is 1 to 32 letters, digits, dots or hyphens.")
      }
      guard HarmlessText.clean(display, limit: 32) == display, display.contains(where: { $0 != " " }),
        !display.contains("\t")
      else {
        throw ValidationError("A display name has 1 to 32 printable characters.")
      }
    }

    func run() throws {
      let loaded = try site.load()
      let passphrase = try UserCommand.askPassphrase(site.language)
      let person = Person(name: name, displayName: display, role: role)
      try UserCommand.change(storeOptions.path(for: loaded.site), site.language) {
        people throws(People.Failure) in
        try people.add(person, passphrase: passphrase)
      }
    }
  }

  struct Passwd: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "passwd",
      abstract: "Change a person's passphrase, or with --code a lead's code for one command.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var storeOptions: StoreOptions
    @Argument(help: "Sign-in name.") var name: String
    @Flag(help: "Change the code that authorises one command at another's seat.") var code = false

    func run() throws {
      let loaded = try site.load()
      let store = storeOptions.path(for: loaded.site)
      let secret = try UserCommand.askPassphrase(site.language)
      try UserCommand.change(store, site.language) { people throws(People.Failure) in
        try people.changeSecret(of: name, to: secret, isCode: code)
      }
      if !code { FirstPeople.forget(name, store: store) }
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the people of a store.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var storeOptions: StoreOptions

    func run() throws {
      let loaded = try site.load()
      do {
        let people = try People(store: storeOptions.path(for: loaded.site))
        for (person, isActive) in people.list {
          let state = isActive ? "" : Bilingual(zh: "\t停用", en: "\tdisabled")[site.language]
          Output.line("\(person.name)\t\(person.role.name[site.language])\t\(person.displayName)\(state)")
        }
      } catch {
        throw explain(error.message, site.language, code: Exit.failed)
      }
    }
  }

  struct Disable: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "disable", abstract: "Let a person sign in no longer.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var storeOptions: StoreOptions
    @Argument(help: "Sign-in name.") var name: String

    func run() throws {
      let loaded = try site.load()
      try UserCommand.change(storeOptions.path(for: loaded.site), site.language) {
        people throws(People.Failure) in
        try people.setActive(false, name: name)
      }
    }
  }

  struct Enable: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "enable", abstract: "Let a person sign in again.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var storeOptions: StoreOptions
    @Argument(help: "Sign-in name.") var name: String

    func run() throws {
      let loaded = try site.load()
      try UserCommand.change(storeOptions.path(for: loaded.site), site.language) {
        people throws(People.Failure) in
        try people.setActive(true, name: name)
      }
    }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  private static func change(
    _ store: String, _ language: Language, _ body: (inout People) throws(People.Failure) -> Void
  ) throws {
    do {
      try People.change(store: store, body)
    } catch {
      throw explain(error.message, language, code: Exit.failed)
    }
  }

  /// At least this many characters; long passphrases beat complicated ones.
  static let shortestPassphrase = 8

  private static func askPassphrase(_ language: Language) throws -> String {
    let prompt = Bilingual(zh: "口令 (至少 8 个字符)：", en: "Passphrase (at least 8 characters): ")[language]
    guard let passphrase = SecretPrompt.ask(prompt) else {
      throw explain(
        Bilingual(zh: "没有读到口令。", en: "No passphrase was read."), language, code: Exit.failed)
    }
    guard passphrase.count >= shortestPassphrase else {
      throw explain(
        Bilingual(zh: "口令太短：至少 8 个字符。", en: "The passphrase is too short: at least 8 characters."),
        language, code: Exit.failed)
    }
    return passphrase
  }
}

/// Asks for a secret without showing it.
enum SecretPrompt {
  /// More bytes than any passphrase.
  private static let limit = 4096
  /// Signals that wait until the terminal echoes again.
  private static let waiting = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP]

  /// The passphrase of a person; ends the command when none is read.
  static func passphrase(of name: String, _ language: Language) throws -> String {
    let prompt = Bilingual(zh: "\(name) 的口令：", en: "Passphrase of \(name): ")
    guard let secret = ask(prompt[language]) else {
      throw explain(Bilingual(zh: "没有读到口令。", en: "No passphrase was read."), language, code: Exit.failed)
    }
    return secret
  }

  /// One line of standard input.
  ///
  /// `nil` when it ends before. Whatever ends the question, the terminal echoes again.
  static func ask(_ prompt: String) -> String? {
    var saved = termios()
    guard tcgetattr(0, &saved) == 0 else { return line() }
    // A signal waits until the terminal is as it was, and only then acts.
    var signals = sigset_t()
    var before = sigset_t()
    sigemptyset(&signals)
    for signal in waiting { sigaddset(&signals, signal) }
    pthread_sigmask(SIG_BLOCK, &signals, &before)
    var quiet = saved
    quiet.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(0, TCSAFLUSH, &quiet)
    Output.prompt(prompt)
    let answer = line()
    tcsetattr(0, TCSAFLUSH, &saved)
    Output.error("")
    pthread_sigmask(SIG_SETMASK, &before, nil)
    return answer
  }

  private static func line() -> String? {
    var bytes: [UInt8] = []
    while bytes.count < limit {
      var entry = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
      let ready = poll(&entry, 1, 100)
      if isSignalled { return nil }
      guard ready > 0 else { continue }
      var byte: UInt8 = 0
      guard read(0, &byte, 1) == 1 else {
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
      }
      if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(byte)
    }
    return nil
  }

  private static var isSignalled: Bool {
    var pending = sigset_t()
    guard sigpending(&pending) == 0 else { return false }
    return waiting.contains { sigismember(&pending, $0) == 1 }
  }
}
