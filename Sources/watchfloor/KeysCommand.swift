import ArgumentParser
import CitySafety
import Desk
import Runtime

struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys",
    abstract: "Print the keys that a console of yours has: as shipped, with the changes of your key file.",
    discussion: """
      Keys are listed by the place where they hold. Of a changed action the shipped keys stand behind it. A mistake in the
      key file is named with its lines; docs/keys.md names every action.
      """)

  @Option(help: "The key file. Default: the one that `watchfloor paths` names.", completion: .file())
  var keys: String?
  @Flag(help: "The keys as shipped, whatever your key file says.") var shipped = false
  @Option(help: "Language: zh or en.") var lang: Language?

  func validate() throws {
    if shipped, keys != nil { throw ValidationError("--shipped and --keys exclude each other.") }
  }

  func run() throws {
    let language = Language.ofMessages(lang)
    let table: KeyTable
    do throws(ConsoleFailure) {
      table =
        shipped
        ? .standard
        : try KeySettings.table(file: keys ?? Paths.fromEnvironment().keyFile, mustExist: keys != nil)
    } catch {
      if case .keys(let problems) = error { for problem in problems { Output.error(problem[language]) } }
      throw Exit.badData
    }
    for line in table.lines(language: language) { Output.line(line) }
  }
}
