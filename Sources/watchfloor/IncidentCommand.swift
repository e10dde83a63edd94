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
    abstract: "List the incidents, or print one with its orders, reports and timeline.",
    discussion: """
      Works while a console runs. Without a number every incident is listed, the oldest first. --report prints one report
      upward (信息报告) as it was sent, --form an ICS form. Ends with 1 when there is no such incident or report.
      """)

  @OptionGroup var site: SiteOptions
  @OptionGroup var storeOptions: StoreOptions
  @Option(help: "The incident with this number.") var number: Int64?
  @Option(help: "The report upward with this number.") var report: Int?
  @Option(
    help: "An ICS form: ics201, ics204, ics209 or ics214.",
    transform: { text in
      guard let form = ICSForm(rawValue: text) else {
        let known = ICSForm.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("there is no form '\(text)': \(known)")
      }
      return form
    }) var form: ICSForm?
  @Flag(help: "Plain text, as without it.") var text = false
  @Flag(help: "Markdown instead of plain text.") var md = false
  @Flag(help: "One HTML page, for --report.") var html = false

  func validate() throws {
    if let number, number < 1 { throw ValidationError("--number counts from 1.") }
    if let report, report < 1 { throw ValidationError("--report counts from 1.") }
    if form != nil, number == nil { throw ValidationError("--form needs the --number of its incident.") }
    if form != nil, report != nil { throw ValidationError("--form and --report exclude each other.") }
    if report != nil, number == nil { throw ValidationError("--report needs the --number of its incident.") }
    if [text, md, html].filter({ $0 }).count > 1 {
      throw ValidationError("--text, --md and --html exclude each other.")
    }
    if html, report == nil { throw ValidationError("--html prints a --report.") }
  }

  func run() throws {
    let loaded = try site.load(for: storeOptions)
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
      let timeline = try StoreTools.timeline(path, of: incident.id)
      let style: PrintStyle = md ? .markdown : .plain
      if let report {
        let printer = ReportPrint(site: loaded.site, register: loaded.dispatch)
        return try print(report, of: incident, timeline, printer, style)
      }
      let sensors = try StoreTools.sensors(path, of: incident.alarms)
      let places = sensors.compactMap { id in loaded.site.sensors.first { $0.id == id }?.place }
      let lines =
        form.map {
          FormPrint(site: loaded.site, register: loaded.dispatch).lines(
            $0, of: incident, tasks: tasks, timeline: timeline, places: places, at: SystemClock().now(),
            style: style,
            language: site.language)
        }
        ?? printer.lines(
          of: incident, tasks: tasks, timeline: timeline, places: places, style: style,
          language: site.language)
      for line in lines { Output.line(line) }
    } catch let failure as StoreFailure {
      throw explain(failure.explanation, site.language, code: Exit.store)
    }
  }

  private func print(
    _ number: Int, of incident: Incident, _ timeline: [JournalEntry], _ printer: ReportPrint,
    _ style: PrintStyle
  ) throws {
    guard let report = ReportPrint.report(number, in: timeline) else {
      throw explain(
        ReportPrint.none(number, of: incident.id.value), site.language, code: Exit.failed)
    }
    let lines =
      html
      ? printer.html(of: report, incident, language: site.language)
      : printer.lines(of: report, incident, style: style, language: site.language)
    for line in lines { Output.line(line) }
  }
}
