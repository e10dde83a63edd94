import ArgumentParser
import CitySafety
import Runtime
import Settings

struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Print events as plain lines, one each: for logs and screen readers.",
    discussion: """
      Reads the store while an owner writes it; needs no sign-in and changes nothing. Times carry the site's offset.
      A line also says when gathering stalls and when it goes on.
      """)

  @OptionGroup var site: SiteOptions
  @OptionGroup var storeOptions: StoreOptions

  @Option(help: "Begin with this many past events, at most 200.")
  var past: Int = 10

  @Flag(help: "Print the past events and end.")
  var once = false

  func validate() throws {
    guard (0...200).contains(past) else { throw ValidationError("--past must be 0 to 200.") }
  }

  func run() throws {
    let loaded = try site.load(for: storeOptions)
    let language = site.language
    do {
      try EventWatch(
        site: loaded, store: storeOptions.path(for: loaded.site), language: language,
        version: Program.version
      ).run(past: past, once: once) { Output.line($0) }
    } catch {
      throw explain(error.message, language, code: Exit.store)
    }
  }
}
