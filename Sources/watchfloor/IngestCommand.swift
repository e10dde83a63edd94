import ArgumentParser
import CitySafety
import Runtime
import Settings

struct IngestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest",
    abstract: "Own the store without a screen: poll, decode, alarm and write.",
    discussion: """
      Consoles attach to it over the socket beside the store. It keeps running when terminals go away; end it
      with SIGTERM. scripts/watchfloor-ingest@.service runs it under systemd.
      """)

  @OptionGroup var site: SiteOptions
  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var clockOptions: ClockOptions

  @Flag(help: "First run: create the demonstration's people: lead, operator, director.")
  var demo = false

  func run() throws {
    ProcessSetup.shareHeaps()
    let language = site.language
    let loaded = try site.load()
    do {
      try IngestService.run(
        site: loaded, store: storeOptions.path(for: loaded.site),
        clock: try clockOptions.clock(at: loaded.site.offset),
        version: Program.version, isDemo: demo, log: { Output.error($0[language]) })
    } catch let failure as OwnerFailure {
      switch failure {
      case .ownedElsewhere:
        throw explain(
          Bilingual(
            zh: "该存储已由另一个进程采集。请用 watchfloor console 连接它，或先停止它。",
            en: "Another process owns this store. Attach to it with watchfloor console, or stop it first."),
          language, code: Exit.ownedElsewhere)
      case .store(let reason): throw explain(reason, language, code: Exit.store)
      case .socket(let reason): throw explain(reason, language, code: Exit.failed)
      }
    }
  }
}
