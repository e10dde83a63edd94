import ArgumentParser
import Cells
import CityDispatch
import CitySafety
import Desk
import Drills
import Runtime
import Settings

extension DrillCommand {
  struct Readiness: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "readiness",
      abstract: "Say which plans were drilled when, and which are due by law.",
      discussion: """
        A row a plan: when it was last drilled in an exercise (lessons do not count), when it must be drilled again by the
        interval of plans/*.toml, and what it scored. A plan that was never drilled is said to be so. Reads the list of runs
        beside the drills' stores; needs no store.
        """)

    @OptionGroup var site: SiteOptions
    @Flag(help: "One JSON object a line and plan.") var json = false
    @Option(help: "Hold the dates against this day, such as 2026-11-25. Default: today.") var today: String?

    func run() throws {
      let loaded = try site.load()
      let day = try DrillCommand.day(today, offset: loaded.site.offset)
      do throws(DrillFiles.Failure) {
        let runs = try DrillCommand.files(loaded.site).runs().runs
        let plans = PlanReadiness.of(
          loaded.dispatch.plans, runs: runs, today: day, offset: loaded.site.offset)
        if json {
          for plan in plans { Output.line(plan.json) }
        } else {
          let page = ReadinessPage(language: site.language, today: day)
          for line in page.lines(of: plans, widths: .system()) { Output.line(line) }
        }
      } catch {
        throw explain(error.message, site.language, code: Exit.failed)
      }
    }
  }

  struct Items: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "items",
      abstract: "List the improvement items of drills, write one down, or close one.",
      discussion: """
        Open items come first, by their dates, closed ones after them. The items stand in a text file beside the drills'
        stores, one JSON object a line, and live on until somebody closes them with a reason.
        """)

    @OptionGroup var site: SiteOptions
    @Option(help: "Write an item down; needs --owner and --due.") var add: String?
    @Option(help: "Who sees to it.") var owner: String?
    @Option(help: "Until when, such as 2026-12-31.") var due: String?
    @Option(name: .customLong("run"), help: "The run that it came from. Default: the newest.")
    var fromRun: Int64?
    @Option(help: "Close the item of this number; needs --by and --note.") var close: Int64?
    @Option(help: "Who closes it.") var by: String?
    @Option(help: "Why it can be closed.") var note: String?
    @Flag(help: "One JSON object a line and item.") var json = false
    @Option(help: "Hold the dates against this day, such as 2026-11-25. Default: today.") var today: String?

    func validate() throws {
      if add != nil, close != nil { throw ValidationError("Choose one of --add and --close.") }
      if add != nil, owner == nil || due == nil { throw ValidationError("--add needs --owner and --due.") }
      if close != nil, by == nil || note == nil { throw ValidationError("--close needs --by and --note.") }
      if add == nil, owner != nil || due != nil || fromRun != nil {
        throw ValidationError("--owner, --due and --run go with --add.")
      }
      if close == nil, by != nil || note != nil { throw ValidationError("--by and --note go with --close.") }
    }

    func run() throws {
      let loaded = try site.load()
      let day = try DrillCommand.day(today, offset: loaded.site.offset)
      let page = ImprovementPage(language: site.language, today: day)
      let files = DrillCommand.files(loaded.site)
      do throws(DrillFiles.Failure) {
        if let add, let owner, let due {
          Output.line(page.added(try files.add(add, owner: owner, due: due, run: fromRun, today: day)))
        } else if let close, let by, let note {
          try files.close(close, by: by, note: note, today: day)
          Output.line(page.closed(close))
        } else {
          let items = try files.improvements().sorted
          let lines = json ? items.map(\.json) : page.lines(of: items, widths: .system())
          for line in lines { Output.line(line) }
        }
      } catch {
        throw explain(error.message, site.language, code: Exit.failed)
      }
    }
  }

  fileprivate static func files(_ site: Site) -> DrillFiles {
    DrillFiles(folder: Paths.fromEnvironment().drills(site: site.id))
  }

  /// The local date that was asked for, or today's.
  fileprivate static func day(_ text: String?, offset: UTCOffset) throws -> String {
    guard let text else { return CivilTime(SystemClock().now(), at: offset).date }
    guard ImprovementList.isDay(text) else {
      throw ValidationError("--today needs a date such as 2026-11-25, not '\(text)'.")
    }
    return text
  }
}
