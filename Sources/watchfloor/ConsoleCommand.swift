public import ArgumentParser
import Cells
import CitySafety
import Glibc
import Runtime
import Settings

extension LineSet: ExpressibleByArgument {}
extension ColourDepth: ExpressibleByArgument {}

struct ConsoleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "console",
    abstract: "Open the console on a site.",
    discussion: """
      Watching asks for no sign-in. When no other process owns the store, this console gathers the data itself;
      otherwise it attaches to the owner over its socket. Keys are shown in the last line; ? explains them all.
      """)

  @OptionGroup var site: SiteOptions
  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var clockOptions: ClockOptions

  @Option(help: "Theme: night, day, contrast, safe, terminal, mono, or one of your own.")
  var theme: String = "night"

  @Option(help: "Border lines: single, double or ascii.")
  var lines: LineSet?

  @Option(help: "Colours: auto, 256, 16 or never.")
  var color: ColourDepth = .auto

  @Flag(help: "This terminal draws ambiguous characters two columns wide (see `watchfloor doctor`).")
  var ambiguousWide = false

  @Option(help: "Name of this seat; shown to others and kept in the journal.")
  var seat: String?

  @Flag(help: "Only watch and attach; never become the owner of the store.")
  var attachOnly = false

  @Flag(help: "First run: create the demonstration's people: lead, operator, director.")
  var demo = false

  func run() throws {
    ProcessSetup.shareHeaps()
    let language = site.language
    let loaded = try site.load()
    guard isatty(0) == 1, isatty(1) == 1 else {
      throw explain(
        Bilingual(
          zh: "console 需要终端。记录或读屏请用 watchfloor watch，服务器上请用 watchfloor ingest。",
          en:
            "console needs a terminal. For logs and screen readers use watchfloor watch; on a server watchfloor ingest."
        ), language, code: Exit.noTerminal)
    }
    let options = ConsoleOptions(
      store: storeOptions.path(for: loaded.site), clock: try clockOptions.clock(at: loaded.site.offset),
      keepsOwnClock: clockOptions.now != nil, language: language, theme: theme, lines: lines, depth: color,
      ambiguousIsWide: ambiguousWide, seat: seat ?? ConsoleCommand.defaultSeat(), version: Program.version,
      isDemo: demo, mayOwn: !attachOnly)
    let end: ConsoleEnd
    do throws(ConsoleFailure) {
      end = try ConsoleLoop(site: loaded, options: options).run()
    } catch {
      switch error {
      case .terminal(let reason): throw explain(reason, language, code: Exit.noTerminal)
      case .keys(let reasons):
        for reason in reasons { Output.error(reason[language]) }
        throw Exit.badData
      }
    }
    switch end {
    case .quit: return
    case .hangUp: throw Exit.hangUp
    case .signal(let number): throw Exit.signal(number)
    }
  }

  /// The terminal's name without its folder, such as `pts/3`.
  static func defaultSeat() -> String {
    guard let name = ttyname(0) else { return "console" }
    let text = String(cString: name)
    return text.hasPrefix("/dev/") ? String(text.dropFirst(5)) : text
  }
}
