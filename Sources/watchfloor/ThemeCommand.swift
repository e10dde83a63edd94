import ArgumentParser
import Cells
import CitySafety
import Desk
import Runtime
import Settings

struct ThemeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "theme", abstract: "List the themes, or check a theme file.",
    subcommands: [List.self, Check.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the themes that are found.")

    func run() {
      let language = Language.ofMessages(nil)
      for (name, file) in ThemeFolder.files(in: Paths.fromEnvironment().themeFolders).sorted(by: {
        $0.name < $1.name
      }) {
        switch ThemeFolder.load(file: file, searching: Paths.fromEnvironment().themeFolders) {
        case .success(let theme):
          Output.line("\(name)\t\(language == .zh ? theme.title.zh : theme.title.en)\t\(file)")
        case .failure(let report):
          for problem in report.problems { Output.error(problem.text(language)) }
        }
      }
    }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Name every mistake of a theme file.")

    @Argument(help: "The theme file.", completion: .file(extensions: ["toml"])) var file: String

    func run() throws {
      let loaded = ThemeFolder.load(file: file, searching: Paths.fromEnvironment().themeFolders)
      guard case .failure(let report) = loaded else { return }
      for problem in report.problems { Output.error(problem.text(.ofMessages(nil))) }
      throw Exit.badData
    }
  }
}
