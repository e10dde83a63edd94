public import ArgumentParser
import Cells
import CityDispatch
import CitySafety
public import Desk
import Operations
import Runtime
import Settings
import Store

extension ResourceKind: ExpressibleByArgument {}

struct ResourcesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resources",
    abstract: "List teams, materials, shelters, vehicles, experts, hospitals and contacts with their state.",
    discussion: """
      What a team is out on, and since when, comes from the store and works while a console runs; without a store the
      registers alone are listed and it says so. Stocks that have expired, or soon will, are marked.
      """)

  @OptionGroup var site: SiteOptions
  @OptionGroup var storeOptions: StoreOptions
  @Option(help: "One register only: \(ResourceKind.allCases.map(\.rawValue).joined(separator: ", ")).")
  var kind: ResourceKind?
  @Flag(help: "One JSON object a line and row; what is not known is null.") var json = false

  func run() throws {
    let loaded = try site.load(for: storeOptions)
    let now = SystemClock().now()
    let path = storeOptions.path(for: loaded.site)
    var tasks: [TaskOrder]?
    var reports: [TeamReport] = []
    do {
      tasks = try StoreTools.incidents(path).flatMap(\.tasks)
      reports = try StoreTools.teamReports(path)
    } catch  where error.code == .absent {
      Output.error(ResourcePage.noStore[site.language])
    } catch {
      throw explain(error.explanation, site.language, code: Exit.store)
    }
    let shift = loaded.shiftPlan.running(at: now)?.shift.id
    let situation = DispatchSituation(
      now: now, today: CivilTime(now, at: loaded.site.offset).date, isOnDuty: { $0 == shift },
      positions: Dictionary(reports.map { ($0.team, $0) }, uniquingKeysWith: { $1 }))
    let page = ResourcePage(
      loaded.dispatch, site: loaded.site, situation: situation, tasks: tasks, language: site.language)
    for (position, kind) in (kind.map { [$0] } ?? ResourceKind.allCases).enumerated() {
      if json {
        for row in page.values(kind) { Output.line(object(kind, row)) }
      } else {
        if position > 0 { Output.line("") }
        for line in page.lines(kind, widths: .system()) { Output.line(line) }
      }
    }
  }

  private func object(
    _ kind: ResourceKind, _ row: [(name: String, text: String?, number: Double?)]
  ) -> String {
    var object = JSONText()
    object.add("register", kind.rawValue)
    for value in row {
      if let number = value.number {
        object.add(value.name, raw: DispatchNumber.text(number))
      } else {
        object.add(value.name, value.text)
      }
    }
    return object.object
  }
}
