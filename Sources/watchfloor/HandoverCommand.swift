import ArgumentParser
import CitySafety
import Desk
import Operations
import Runtime
import Settings
import Store

struct HandoverCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "handover",
    abstract: "Print a signed handover with the journal's anchor at its last signature.",
    discussion: """
      Works while a console runs. Each signed handover is also written, in both languages, into the folder handovers of the
      state folder (`watchfloor paths`). Ends with 1 when there is no such handover.
      """)

  @OptionGroup var site: SiteOptions
  @OptionGroup var storeOptions: StoreOptions
  @Flag(help: "The last one; so it is without --number.") var last = false
  @Option(help: "The handover with this number.") var number: Int64?
  @Flag(help: "Markdown instead of plain text.") var md = false

  func validate() throws {
    if last, number != nil { throw ValidationError("--last and --number exclude each other.") }
  }

  func run() throws {
    let loaded = try site.load(for: storeOptions)
    let path = storeOptions.path(for: loaded.site)
    let kept: KeptHandover?
    let log: [RecordedEntry]
    do {
      kept = try StoreTools.handover(path, number: number)
      log = try StoreTools.log(path)
    } catch {
      throw explain(error.explanation, site.language, code: Exit.store)
    }
    guard let kept else {
      let none = Bilingual(zh: "还没有签过这样的交接班。", en: "No such handover was signed.")
      throw explain(none, site.language, code: Exit.failed)
    }
    let printer = HandoverPrint(site: loaded.site, plan: loaded.shiftPlan)
    let lines = printer.lines(
      of: kept.record, log: log, anchor: kept.anchor.text, style: md ? .markdown : .plain,
      language: site.language)
    for line in lines { Output.line(line) }
  }
}

struct ShiftCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shift", abstract: "Print the shift log.", subcommands: [Log.self])

  struct Log: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "log", abstract: "The newest 500 entries of the shift log, oldest first.",
      discussion:
        "Works while a console runs. An entry with a due time is marked [ ] while it is pending, [x] when done."
    )

    @OptionGroup var site: SiteOptions
    @OptionGroup var storeOptions: StoreOptions

    func run() throws {
      let loaded = try site.load(for: storeOptions)
      let printer = HandoverPrint(site: loaded.site, plan: loaded.shiftPlan)
      do {
        for entry in try StoreTools.log(storeOptions.path(for: loaded.site)) {
          let mark = entry.entry.due == nil ? "" : entry.isPending ? "[ ] " : "[x] "
          Output.line(mark + printer.line(of: entry)[site.language])
        }
      } catch {
        throw explain(error.explanation, site.language, code: Exit.store)
      }
    }
  }
}
