import ArgumentParser
import CitySafety
import Drills
import Settings

struct DrillCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drill", abstract: "List a site's drill scenarios.",
    subcommands: [Run.self, Record.self, Rerun.self, List.self])

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
