public import ArgumentParser
import CitySafety
import Settings
import Store

struct DatabaseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "db", abstract: "Check, back up, prove and export a store; all work while a console runs.",
    subcommands: [Check.self, Backup.self, Restore.self, Export.self])

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Integrity of the file, of the journal, and of the tables against the journal.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var storeOptions: StoreOptions

    func run() throws {
      let path = storeOptions.path(for: try site.load().site)
      try DatabaseCommand.report(site.language) { () throws(StoreFailure) in try StoreTools.check(path) }
    }
  }

  struct Backup: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "backup", abstract: "Copy the store to a file and prove the copy by opening it aside.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var storeOptions: StoreOptions
    @Argument(help: "The file to write; it must not exist.", completion: .file(extensions: ["sqlite"]))
    var to: String

    func run() throws {
      let path = storeOptions.path(for: try site.load().site)
      try DatabaseCommand.report(site.language) { () throws(StoreFailure) in
        try StoreTools.backup(path, to: to)
      }
    }
  }

  struct Restore: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "restore", abstract: "Restore a backup; with --drill only aside, to prove that it can be.",
      discussion: "Without --drill the store must not exist and nobody may own it.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var storeOptions: StoreOptions
    @Argument(help: "The backup file.", completion: .file(extensions: ["sqlite"])) var from: String
    @Flag(help: "Restore into a temporary folder, check everything, and take it away again.") var drill =
      false

    func run() throws {
      let path = storeOptions.path(for: try site.load().site)
      try DatabaseCommand.report(site.language) { () throws(StoreFailure) in
        drill ? StoreTools.restoreDrill(from) : try StoreTools.restore(from, to: path)
      }
    }
  }

  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export",
      abstract: "Write readings, alarms, the journal or the quarantine as CSV or JSON lines.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var storeOptions: StoreOptions
    @Argument(help: "readings, alarms, journal or quarantine.") var what: StoreTools.ExportKind
    @Option(help: "csv or jsonl.") var format: StoreTools.ExportFormat = .csv

    func run() throws {
      let path = storeOptions.path(for: try site.load().site)
      do {
        try StoreTools.export(path, kind: what, format: format, to: 1)
      } catch {
        throw explain(error.explanation, site.language, code: Exit.store)
      }
    }
  }

  private static func report(_ language: Language, _ body: () throws(StoreFailure) -> StoreReport) throws {
    let isGood: Bool
    do throws(StoreFailure) {
      let report = try body()
      for line in report.lines { Output.line(line[language]) }
      isGood = report.isGood
    } catch {
      throw explain(error.explanation, language, code: Exit.store)
    }
    if !isGood { throw Exit.failed }
  }
}

extension StoreTools.ExportKind: ExpressibleByArgument {}
extension StoreTools.ExportFormat: ExpressibleByArgument {}
