internal import CityDispatch
public import CitySafety
public import Desk
public import Drills
internal import Operations
public import Settings
internal import Store

/// What a drill came to: its score, the report on it, and its place in the list of runs.
public struct DrillResult: Sendable {
  public var sheet: ScoreSheet
  public var scenario: Scenario
  public var folder: String

  public struct Failure: Error, Sendable, Hashable {
    public var message: Bilingual
  }

  /// The score as the journal of the drill in a folder tells it.
  public init(folder: String, site: LoadedSite) throws(Failure) {
    self.folder = folder
    let entries: [JournalEntry]
    do throws(StoreFailure) { entries = try JournalReading.entries(of: DrillFolder.store(in: folder)) } catch
    {
      throw Failure(message: error.explanation)
    }
    let recording: DrillRecording
    do throws(DrillRecording.Failure) { recording = try DrillRecording(entries: entries) } catch {
      throw Failure(message: error.message)
    }
    guard let found = site.scenarios.first(where: { $0.id == recording.scenario }),
      found.version == recording.version
    else {
      let taken = "\(recording.scenario) v\(recording.version)"
      throw Failure(
        message: Bilingual(
          zh: "演练用的是 \(taken)，站点没有这一版：请用当时的站点目录评分",
          en:
            "The drill was of \(taken), which the site does not have: score it with the site folder of that time"
        ))
    }
    scenario = found
    sheet = DrillScore.of(scenario: found, site: site.site, entries: entries)
  }

  /// The report by what the lists of runs and improvement items say.
  public func report(site: LoadedSite, files: DrillFiles, now: Instant) throws(DrillFiles.Failure)
    -> AfterActionReport
  {
    let runs = try files.runs()
    let run = runs.runs.last { $0.store == folder }
    return AfterActionReport(
      sheet, of: scenario, site: site.site, plans: site.dispatch.plans, run: run,
      earlier: runs.earlier(of: scenario.id, before: run?.number ?? .max),
      items: try files.improvements().sorted,
      today: CivilTime(now, at: site.site.offset).date)
  }

  /// Puts the run into the list, once, and writes score and report into the drill's folder.
  ///
  /// Returns what could not be written.
  public func keep(site: LoadedSite, files: DrillFiles, now: Instant) -> Bilingual? {
    do throws(DrillFiles.Failure) {
      if try !files.runs().runs.contains(where: { $0.store == folder }) {
        try files.record(DrillRun(of: sheet, plans: scenario.plans, startedAt: now, store: folder))
      }
      let report = try report(site: site, files: files, now: now)
      var texts = ["score.json": sheet.json + "\n"]
      for language in Language.allCases {
        texts["report.\(language.rawValue).md"] = report.markdown(language).joined(separator: "\n") + "\n"
        texts["report.\(language.rawValue).html"] = report.html(language).joined(separator: "\n") + "\n"
      }
      for (name, text) in texts where !TextFile.replace(folder + "/" + name, with: text) {
        return Bilingual(zh: "无法写入 \(folder)/\(name)", en: "Cannot write \(folder)/\(name)")
      }
      return nil
    } catch {
      return error.message
    }
  }
}
