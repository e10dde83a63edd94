import ArgumentParser
import CitySafety
import Desk
import Drills
import Runtime
import Settings

extension DrillCommand {
  struct Score: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "score", abstract: "Print the score of a drill as JSON.",
      discussion: """
        The same journal gives the same bytes. With --again the drill is run again from its recording first, and the score is
        that of the rerun; a recording's file can only be scored so. docs/drill-score.md says what the terms mean.
        """)

    @OptionGroup var site: SiteOptions
    @Argument(help: "The drill's folder, or a recording.", completion: .directory) var drill: String
    @Flag(help: "Run it again first.") var again = false

    func run() throws {
      let loaded = try site.load()
      guard again || DrillRecording.fileText(drill) != nil else {
        return Output.line(try DrillCommand.result(drill, loaded, site.language).sheet.json)
      }
      let recording = try DrillCommand.recording(drill, site.language)
      let scenario = try DrillCommand.scenario(recording.scenario, in: loaded)
      try DrillCommand.withFolder(nil) { folder in
        do throws(DrillRecording.Failure) {
          let entries = try DrillRerun.entries(
            of: recording, site: loaded, scenario: scenario, folder: folder, version: Program.version)
          Output.line(DrillScore.of(scenario: scenario, site: loaded.site, entries: entries).json)
        } catch {
          throw explain(error.message, site.language, code: Exit.badData)
        }
      }
    }
  }

  struct Report: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "report", abstract: "Print the after-action report of a drill as Markdown, or as HTML.")

    @OptionGroup var site: SiteOptions
    @Argument(help: "The drill's folder.", completion: .directory) var drill: String
    @Flag(help: "A page of HTML.") var html = false

    func run() throws {
      let loaded = try site.load()
      let result = try DrillCommand.result(drill, loaded, site.language)
      do throws(DrillFiles.Failure) {
        let report = try result.report(
          site: loaded, files: DrillFiles(folder: DrillFolder.all(site: loaded.site.id)),
          now: SystemClock().now())
        let lines = html ? report.html(site.language) : report.markdown(site.language)
        for line in lines { Output.line(line) }
      } catch {
        throw explain(error.message, site.language, code: Exit.failed)
      }
    }
  }

  fileprivate static func result(_ folder: String, _ loaded: LoadedSite, _ language: Language) throws
    -> DrillResult
  {
    var place = folder
    while place.count > 1, place.hasSuffix("/") { place.removeLast() }
    do throws(DrillResult.Failure) {
      return try DrillResult(folder: place, site: loaded)
    } catch {
      throw explain(error.message, language, code: Exit.badData)
    }
  }
}
