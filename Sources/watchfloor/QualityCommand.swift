import ArgumentParser
import Cells
import CitySafety
import Desk
import Drills
import Operations
import Runtime
import Settings
import Store

struct QualityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kpi",
    abstract: "Say how good the alarm desk is: rates, floods, nuisance, answers, from the journal.",
    discussion: """
      Replays the journal, archived segments included; works while a console runs. Prints a table, or Markdown
      with --md, or one JSON object with --json. A figure is held against its target from 30 days of data on; below,
      its value stands without a mark. Figures without data say what is missing. K20 is read from the list of drill runs.
      docs/kpi.md has the formulas. Ends with 0 whatever the figures are.
      """)

  /// The longest window.
  static let dayLimit = 366

  @OptionGroup var site: SiteOptions
  @OptionGroup var storeOptions: StoreOptions

  @Option(help: "Days of the window, 1 to 366.")
  var days = 30

  @Option(help: "When the window ends, such as 2026-11-25T08:00:00+08:00. Default: now.")
  var until: String?

  @Flag(help: "One JSON object: times in UTC, shares as parts of one, times in seconds.")
  var json = false

  @Flag(name: .customLong("md"), help: "Markdown.")
  var markdown = false

  func validate() throws {
    guard (1...QualityCommand.dayLimit).contains(days) else {
      throw ValidationError("--days needs a number from 1 to \(QualityCommand.dayLimit).")
    }
    if json && markdown { throw ValidationError("Choose one of --json and --md.") }
  }

  func run() throws {
    let loaded = try site.load(for: storeOptions)
    let path = storeOptions.path(for: loaded.site)
    var end = SystemClock().now()
    if let until {
      guard let chosen = TimeText.parse(until, offset: loaded.site.offset) else {
        throw ValidationError("--until needs a time such as 2026-11-25T08:00:00+08:00, not '\(until)'.")
      }
      end = chosen
    }
    var report: QualityReport
    do {
      report = try StoreTools.quality(
        path, days: days, until: end, isOwned: OwnerProbe.ask(store: path) == .running)
    } catch {
      throw explain(error.explanation, site.language, code: Exit.store)
    }
    do {
      let files = DrillFiles(folder: Paths.fromEnvironment().drills(site: loaded.site.id))
      report = report.with(drillScores: try files.runs().scores(from: report.from, until: report.until))
    } catch {
      throw explain(error.message, site.language, code: Exit.failed)
    }
    let page = QualityPage(report, site: loaded.site, language: site.language)
    if json {
      Output.line(report.json)
    } else {
      for line in markdown ? page.markdown : page.lines(widths: .system()) { Output.line(line) }
    }
  }
}
