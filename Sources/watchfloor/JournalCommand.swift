import ArgumentParser
import CitySafety
import Runtime
import Settings
import Store

struct JournalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "journal", abstract: "Verify the journal, or print its anchor.",
    subcommands: [Verify.self, Head.self])

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify",
      abstract:
        "Find edits, insertions, deletions and reorderings; with --anchor also truncation and rewriting; replay.",
      discussion:
        "Where the chain holds, the journal is replayed: what must always hold of the alarms is checked after every "
        + "entry, and the result against the tables. Works while a console runs. Ends with 0 when all of it holds, "
        + "with 1 when it does not.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var storeOptions: StoreOptions
    @Option(help: "An anchor that was kept outside: SEQUENCE:HASH as `journal anchor` prints it.")
    var anchor: String?

    func run() throws {
      let language = site.language
      let path = storeOptions.path(for: try site.load().site)
      var kept: Anchor?
      if let anchor {
        guard let parsed = Anchor(text: anchor) else {
          throw ValidationError("--anchor needs SEQUENCE:HASH as `watchfloor journal anchor` prints it.")
        }
        kept = parsed
      }
      let verdict: JournalVerdict
      do {
        verdict = try StoreTools.verifyJournal(path, anchor: kept)
      } catch {
        throw explain(error.explanation, language, code: Exit.store)
      }
      for line in verdict.lines { Output.line(line[language]) }
      if !verdict.isGood { throw Exit.failed }
    }
  }

  struct Head: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "anchor",
      abstract: "Print the journal's head as SEQUENCE:HASH, to be kept outside the store.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var storeOptions: StoreOptions

    func run() throws {
      let path = storeOptions.path(for: try site.load().site)
      do {
        Output.line(try StoreTools.anchor(path).text)
      } catch {
        throw explain(error.explanation, site.language, code: Exit.store)
      }
    }
  }
}
