import ArgumentParser
import CitySafety
import Runtime
import Settings

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Test locale, glyphs, widths, colours, keys, sound and clock, and say what to change.",
    discussion: "Ends with 0 when the console can be used here, with 1 when something must be changed first.")

  @Argument(help: "The site folder whose sounds are to be tested.", completion: .directory)
  var site: String?

  @Option(help: "Language of the answers: zh or en.") var lang: Language?

  func run() throws {
    let language = Language.ofMessages(lang)
    let findings = Doctor.examine(sound: try sound(language))
    for finding in findings {
      let mark =
        switch finding.verdict {
        case .good: "ok "
        case .advice: " ! "
        case .bad: "BAD"
        }
      let remedy = finding.remedy[language].isEmpty ? "" : "  -> " + finding.remedy[language]
      Output.line("\(mark)  \(finding.subject[language]): \(finding.result[language])\(remedy)")
    }
    if findings.contains(where: { $0.verdict == .bad }) { throw Exit.failed }
  }

  /// As a console of this person would sound.
  private func sound(_ language: Language) throws -> SoundSettings {
    var base = SoundSettings.standard
    var report: ProblemReport?
    if let site {
      switch SiteFolder.load(site) {
      case .success(let loaded): base = loaded.sound
      case .failure(let found): report = found
      }
    }
    switch ConfigFile.sound(file: Paths.fromEnvironment().configFile, over: base) {
    case .success(let sound): base = sound
    case .failure(let found): report = report ?? found
    }
    guard let report else { return base }
    Output.error(report.text(language))
    throw Exit.badData
  }
}
