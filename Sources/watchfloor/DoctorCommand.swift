import ArgumentParser
import CitySafety
import Runtime

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Test locale, glyphs, widths, colours, keys, sound and clock, and say what to change.",
    discussion: "Ends with 0 when the console can be used here, with 1 when something must be changed first.")

  @Option(help: "Language of the answers: zh or en.") var lang: Language?

  func run() throws {
    let language = Language.ofMessages(lang)
    let findings = Doctor.examine()
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
}
