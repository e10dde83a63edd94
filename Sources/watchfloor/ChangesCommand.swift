import ArgumentParser
import Desk
import Operations
import Settings
import Store

struct ChangesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "changes",
    abstract: "List changes of alarm rules: unauthorised, approved, and those that lie over thresholds.toml.",
    discussion: """
      Works while a console runs. With --toml the approved values that lie over the site's file are printed as tables
      for thresholds.toml; an owner that starts with them in the file keeps them without the change.
      """)

  @OptionGroup var site: SiteOptions
  @OptionGroup var storeOptions: StoreOptions
  @Flag(help: "Only what has to be written into thresholds.toml.") var toml = false

  func run() throws {
    let loaded = try site.load(for: storeOptions)
    let book: RuleBook
    do {
      book = try StoreTools.rules(storeOptions.path(for: loaded.site))
    } catch {
      throw explain(error.explanation, site.language, code: Exit.store)
    }
    let text = RuleText(site: loaded.site)
    for line in toml ? text.toml(book, site.language) : text.lines(book, site.language) { Output.line(line) }
  }
}
