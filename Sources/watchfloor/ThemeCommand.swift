import ArgumentParser
import Cells
import CitySafety
import Desk
import Drills
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

struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Print the key table, as the help screen and the manual have it.")

  @Option(help: "Language: zh or en.") var lang: Language?

  func run() {
    for line in KeyTable.standard.lines(language: .ofMessages(lang)) { Output.line(line) }
  }
}

struct DrillCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drill", abstract: "List a site's drill scenarios.", subcommands: [List.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "List the scenarios with their injects; the site check has named their mistakes.")

    @OptionGroup var site: SiteOptions

    func run() throws {
      let language = site.language
      for scenario in try site.load().scenarios {
        Output.line("\(scenario.id)\t\(scenario.name[language])\t\(scenario.synopsis[language])")
        for inject in scenario.timeline {
          Output.line(
            "  +\(inject.at?.seconds ?? 0) s\t\(inject.synopsis[language])\t\(inject.expected[language])")
        }
      }
    }
  }
}
