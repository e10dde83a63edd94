import ArgumentParser
import Cells
import CityDispatch
import CitySafety
import Desk
import Runtime
import Settings
import Store

/// `watchfloor incident`: printing, archiving, verifying.
struct IncidentsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "incident", abstract: "Print, archive and verify incidents.",
    subcommands: [IncidentCommand.self, Measures.self, Archive.self, Verify.self],
    defaultSubcommand: IncidentCommand.self)

  struct Measures: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "measures",
      abstract: "How soon orders were received, followed and reported on, by unit.",
      discussion: """
        Of the incidents opened in the last days, by department, and of all of them: how many orders, how many of them were
        received, left, arrived, controlled and fed back, the median and the slowest tenth from the order on, how many kept
        the limits that they carried, how many receipts were entered on behalf, and how many were asked for in vain.
        """)

    @OptionGroup var site: SiteOptions
    @OptionGroup var storeOptions: StoreOptions
    @Option(help: "Days back from now.") var days = 30

    func validate() throws {
      guard (1...3660).contains(days) else { throw ValidationError("--days is between 1 and 3660.") }
    }

    func run() throws {
      let loaded = try site.load(for: storeOptions)
      do {
        let now = SystemClock().now()
        let found = try StoreTools.incidents(storeOptions.path(for: loaded.site)).filter {
          now - $0.incident.openedAt <= .hours(24 * Int64(days))
        }
        let page = MeasuresPage(departments: loaded.site.departments)
        for line in page.lines(
          of: found.flatMap(\.tasks), at: now, language: site.language, widths: .system())
        {
          Output.line(line)
        }
      } catch {
        throw explain(error.explanation, site.language, code: Exit.store)
      }
    }
  }

  struct Archive: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "archive",
      abstract: "Write an incident with its readings, timeline, orders and messages into one sealed file.",
      discussion: """
        Works while a console runs. The file of a closed incident is written by itself when it is closed, and an addendum
        beside it for what is said afterwards; this writes one file anywhere with all of it, and of an incident under way what
        there is by now. JSON lines; the last one is the SHA-256 of the others.
        """)

    @OptionGroup var site: SiteOptions
    @OptionGroup var storeOptions: StoreOptions
    @Option(help: "The incident with this number.") var number: Int64
    @Option(help: "The file to write; an existing one is replaced.") var output: String

    func run() throws {
      let loaded = try site.load(for: storeOptions)
      do {
        let archive = IncidentArchive(site: loaded)
        guard
          let written = try archive.write(
            storeOptions.path(for: loaded.site), incident: IncidentID(number), now: SystemClock().now(),
            program: Program.version, to: output)
        else {
          let none = Bilingual(zh: "没有事件 #\(number)。", en: "There is no incident #\(number).")
          throw explain(none, site.language, code: Exit.failed)
        }
        let text = Bilingual(
          zh: "事件 #\(number)：读数 \(written.readings) 条，封存 \(written.seal.hex)",
          en: "Incident #\(number): \(written.readings) readings, sealed \(written.seal.hex)")
        Output.line(text[site.language])
      } catch let failure as StoreFailure {
        throw explain(failure.explanation, site.language, code: Exit.store)
      }
    }
  }

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify", abstract: "Check the seals of an incident's archive and its addenda.",
      discussion: """
        Beside the archive its addenda are checked (incident-7.addendum-1.jsonl and so on), each of which is sealed upon the
        seal of the file before it. With --against every record is compared with the store's as well: whoever changed a file
        and sealed it anew is found out by that alone. Ends with 1 when the files are not what was sealed.
        """)

    @Argument(help: "The archive.") var file: String
    @Option(help: "The store that it was made from.") var against: String?
    @Option(help: "Language of the messages: zh or en.") var lang: Language?

    private var language: Language { .ofMessages(lang) }

    func run() throws {
      let verdict: ArchiveVerdict
      do {
        verdict = try IncidentArchive.verify(file, store: against)
      } catch {
        throw explain(error.explanation, language, code: Exit.store)
      }
      guard let fault = verdict.fault else {
        return Output.line(Verify.good(verdict, isCompared: against != nil)[language])
      }
      throw explain(Verify.text(of: fault, file), language, code: Exit.failed)
    }

    private static func good(_ verdict: ArchiveVerdict, isCompared: Bool) -> Bilingual {
      let number = verdict.incident.map { "#\($0.value)" } ?? ""
      let counts = "\(verdict.lines) / \(verdict.tasks) / \(verdict.entries) / \(verdict.readings)"
      let store = isCompared ? Bilingual(zh: "，与存储一致", en: ", the same as the store") : Bilingual(same: "")
      let addenda =
        verdict.addenda == 0
        ? Bilingual(same: "")
        : Bilingual(
          zh: "，补充档 \(verdict.addenda) 份，最后封存 \(verdict.seals.last?.hex ?? "")",
          en: ", addenda \(verdict.addenda), the last sealed \(verdict.seals.last?.hex ?? "")")
      let seal = verdict.seal?.hex ?? ""
      return Bilingual(
        zh: "完好：事件 \(number)，行/任务/时间线/读数 \(counts)，封存 \(seal)\(addenda.zh)\(store.zh)",
        en:
          "Good: incident \(number), lines/tasks/timeline/readings \(counts), sealed \(seal)\(addenda.en)\(store.en)"
      )
    }

    private static func follows(_ file: String) -> Bilingual {
      Bilingual(
        zh: "\(file)：不是接着前一份封存的，或前一份不在；请找原件。",
        en: "\(file): not sealed upon the file before it, or that is not there; find the originals.")
    }

    private static func text(of fault: ArchiveVerdict.Fault, _ file: String) -> Bilingual {
      switch fault {
      case .foreign:
        Bilingual(zh: "\(file)：不是事件归档。", en: "\(file): not the archive of an incident.")
      case .newerVersion(let version):
        Bilingual(
          zh: "\(file)：格式版本 \(version) 较新，请用新版程序校验。",
          en: "\(file): format version \(version) is newer; verify it with a newer program.")
      case .unsealed:
        Bilingual(
          zh: "\(file)：没有封存行、被截断或其后另有内容；请找原件。",
          en: "\(file): the seal is missing, cut off, or something stands behind it; find the original.")
      case .sealBroken:
        Bilingual(
          zh: "\(file)：内容与封存时不同；请找原件。",
          en: "\(file): the content is not what was sealed; find the original.")
      case .badLine(let line):
        Bilingual(
          zh: "\(file)：第 \(line) 行不合格式；请找原件。",
          en: "\(file): line \(line) is none of the format; find the original.")
      case .differs(let kind, let number):
        Bilingual(
          zh: "\(file)：\(kind) \(number) 与存储不同；以存储为准，重写归档。",
          en: "\(file): \(kind) \(number) is not the store's; the store counts, write the archive anew.")
      case .lacks(let kind, let number):
        Bilingual(
          zh: "\(file)：缺少存储中的 \(kind) \(number)；以存储为准，重写归档。",
          en: "\(file): \(kind) \(number) of the store is missing; the store counts, write the archive anew.")
      case .addendum:
        Bilingual(
          zh: "\(file)：这是补充档；请校验它所补充的归档。",
          en: "\(file): this is an addendum; verify the archive that it is to.")
      case .inAddendum(let number, let fault):
        text(of: fault, IncidentArchive.addendum(number, to: file))
      case .follows(let number):
        follows(IncidentArchive.addendum(number, to: file))
      }
    }
  }
}
