import ArgumentParser
import Cells
import CityDispatch
import CitySafety
import Desk
import Runtime
import Settings

struct PlansCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plans",
    abstract: "List the response plans of a site, or show one.",
    discussion: """
      The list says what calls for each plan, its response levels, how many tasks it has, when it was evaluated and whether
      it is overdue. A plan is shown whole: trigger, levels and who commands, checklist by warning grade with the article,
      tasks with unit, team, limits and materials, who is told, reports upward, advice. Needs no store. Ends with 1 when
      there is no such plan.
      """)

  @OptionGroup var site: SiteOptions
  @Argument(help: "The plan's id; without it all are listed.") var plan: String?
  @Option(help: "Hold evaluation dates against this day, such as 2026-11-25. Default: today.")
  var today: String?

  func run() throws {
    let loaded = try site.load()
    let offset = loaded.site.offset
    var day = CivilTime(SystemClock().now(), at: offset).date
    if let today {
      guard today.utf8.count == 10, let chosen = TimeText.parse(today, offset: offset) else {
        throw ValidationError("--today needs a date such as 2026-11-25, not '\(today)'.")
      }
      day = CivilTime(chosen, at: offset).date
    }
    let page = PlanPage(loaded.dispatch, site: loaded.site, language: site.language, today: day)
    guard let plan else {
      for line in page.list(widths: .system()) { Output.line(line) }
      return
    }
    guard let chosen = loaded.dispatch.plans.first(where: { $0.id == plan }) else {
      throw explain(page.unknown(plan), site.language, code: Exit.failed)
    }
    for line in page.lines(of: chosen, widths: .system()) { Output.line(line) }
  }
}
