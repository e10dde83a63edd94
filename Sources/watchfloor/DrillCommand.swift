import ArgumentParser
import Cells
import CitySafety
import Desk
import Drills
import Glibc
import Settings
import Store

struct DrillCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drill", abstract: "List, check, run, rerun and score drills.",
    subcommands: [
      List.self, Check.self, Run.self, Score.self, Report.self, Record.self, Rerun.self, Readiness.self,
      Items.self,
    ])
}

extension DrillCommand {
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the scenarios of a site.",
      discussion: "Needs no store. watchfloor drill check SITE ID prints one with its injects.")

    @OptionGroup var site: SiteOptions
    @Flag(help: "One JSON object a scenario and line: times in seconds.") var json = false

    func run() throws {
      let language = site.language
      for scenario in try site.load().scenarios {
        Output.line(json ? scenario.json : line(of: scenario, language))
      }
    }

    private func line(of scenario: Scenario, _ language: Language) -> String {
      [
        scenario.id, scenario.kind.rawValue, "v\(scenario.version)", "\(scenario.length.seconds / 60) min",
        "\(scenario.injects.count)", "\(scenario.expectations.count)", scenario.name[language],
        scenario.synopsis[language],
      ].joined(separator: "\t")
    }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Name every mistake of a site's scenarios, and print one as a table.",
      discussion: """
        A scenario is checked against the site: every sensor, source, plan, unit and team must be there. Mistakes are named
        with file and line, and it ends with 65. Else it prints the master scenario events list (MSEL): time, synopsis,
        inject, controller, player, expected action, objective; then the expected actions. docs/drills.md has the format.
        """)

    @OptionGroup var site: SiteOptions
    @Argument(help: "The scenario's id; without it all are printed.") var scenario: String?
    @Flag(name: .customLong("md"), help: "Markdown.") var markdown = false
    @Flag(help: "CSV, one line an inject, in UTF-8.") var csv = false

    func validate() throws {
      if markdown && csv { throw ValidationError("Choose one of --md and --csv.") }
    }

    func run() throws {
      let loaded = try site.load()
      let scenarios = try scenario.map { [try DrillCommand.scenario($0, in: loaded)] } ?? loaded.scenarios
      let lists = scenarios.map {
        MasterEventList($0, site: loaded.site, dispatch: loaded.dispatch, language: site.language)
      }
      if csv, let first = lists.first {
        for line in [first.csvTitle] + lists.flatMap(\.csv) { Output.line(line) }
        return
      }
      let widths = WidthTable.system()
      for (position, list) in lists.enumerated() {
        if position > 0 { Output.line("") }
        for line in markdown ? list.markdown : list.lines(width: Check.width, widths: widths) {
          Output.line(line)
        }
      }
    }

    /// Columns of the terminal; 120 where the output is none.
    private static var width: Int {
      var window = winsize()
      return ioctl(1, UInt(TIOCGWINSZ), &window) == 0 && window.ws_col > 0 ? Int(window.ws_col) : 120
    }
  }
}

extension Scenario {
  fileprivate var json: String {
    func both(_ text: Bilingual) -> String {
      var json = JSONText()
      json.add("zh", text.zh)
      json.add("en", text.en)
      return json.object
    }
    var json = JSONText()
    json.add("id", id)
    json.add("version", raw: String(version))
    json.add("kind", kind.rawValue)
    json.add("name", raw: both(name))
    json.add("synopsis", raw: both(synopsis))
    json.add("plans", raw: "[" + plans.map(JSONText.quoted).joined(separator: ",") + "]")
    json.add("start_ms", raw: String(start.milliseconds))
    json.add("length_s", raw: String(length.seconds))
    json.add("seed", raw: String(seed))
    json.add("objectives", raw: String(objectives.count))
    json.add("injects", raw: String(injects.count))
    json.add("expectations", raw: String(expectations.count))
    return json.object
  }
}
