import ArgumentParser
import CityDispatch
import CitySafety
import Desk
import Operations
import Runtime
import Settings
import Store

struct IncidentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "print",
    abstract: "List the incidents, or print one with its orders, receipts and timeline.",
    discussion: """
      Works while a console runs. Without a number every incident is listed, the oldest first. Ends with 1 when there is no
      incident with the number.
      """)

  @OptionGroup var site: SiteOptions
  @OptionGroup var storeOptions: StoreOptions
  @Option(help: "The incident with this number.") var number: Int64?
  @Flag(help: "Markdown instead of plain text.") var md = false

  func validate() throws {
    if let number, number < 1 { throw ValidationError("--number counts from 1.") }
  }

  func run() throws {
    let loaded = try site.load()
    let path = storeOptions.path(for: loaded.site)
    let printer = IncidentPrint(site: loaded.site, register: loaded.dispatch)
    do {
      let found = try StoreTools.incidents(path, number: number)
      guard let number else {
        for (incident, tasks) in found {
          Output.line(printer.line(of: incident, tasks: tasks)[site.language])
        }
        return
      }
      guard let (incident, tasks) = found.first else {
        let none = Bilingual(zh: "没有事件 #\(number)。", en: "There is no incident #\(number).")
        throw explain(none, site.language, code: Exit.failed)
      }
      let lines = printer.lines(
        of: incident, tasks: tasks, timeline: try StoreTools.timeline(path, of: incident.id),
        style: md ? .markdown : .plain, language: site.language)
      for line in lines { Output.line(line) }
    } catch let failure as StoreFailure {
      throw explain(failure.explanation, site.language, code: Exit.store)
    }
  }
}
