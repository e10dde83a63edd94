import ArgumentParser
import CityDispatch
import CitySafety
import Desk
import Formats
import Runtime
import Settings
import Store

struct WarningsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "warnings",
    abstract:
      "List the warnings authored here, or print one as text, text message, CAP, 12379 form, or all as Atom.",
    discussion: """
      Works while a console runs. Without a number every warning is listed, the oldest first; with --format atom the index of
      what went out last. CAP is 1.2 with Chinese and English; 12379 is the XML of the national warning system. Ends with 1 when
      there is no warning with the number, or nothing of it went out.
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, sms, cap
    case national = "12379"
    case atom
  }

  @OptionGroup var site: SiteOptions
  @OptionGroup var storeOptions: StoreOptions
  @Option(help: "The warning with this number.") var id: Int64?
  @Option(help: "text, sms, cap, 12379 or atom.") var format: Format?

  func validate() throws {
    if let id, id < 1 { throw ValidationError("--id counts from 1.") }
    if let format, format != .atom, id == nil {
      throw ValidationError("--format \(format.rawValue) needs --id.")
    }
  }

  func run() throws {
    let loaded = try site.load(for: storeOptions)
    let path = storeOptions.path(for: loaded.site)
    do {
      if format == .atom { return try printIndex(loaded.site, path) }
      let printer = WarningPrint(site: loaded.site)
      let found = try StoreTools.publicWarnings(path, number: id)
      guard let id else {
        for warning in found { Output.line(printer.line(of: warning)[site.language]) }
        return
      }
      guard let warning = found.first else {
        throw explain(WarningsCommand.none(id), site.language, code: Exit.failed)
      }
      try print(warning, printer, loaded.site)
    } catch let failure as StoreFailure {
      throw explain(failure.explanation, site.language, code: Exit.store)
    }
  }

  private func print(_ warning: PublicWarning, _ printer: WarningPrint, _ loaded: Site) throws {
    guard let message = warning.messages.last else {
      throw explain(WarningsCommand.notOut(warning.id.value), site.language, code: Exit.failed)
    }
    var bytes: [UInt8] = []
    switch format ?? .text {
    case .text, .atom:
      for line in printer.lines(of: warning, language: site.language) { Output.line(line) }
    case .sms: for part in printer.sms(of: message, language: site.language) { Output.line(part) }
    case .cap: WarningEncoder.cap(message, offset: loaded.offset, into: &bytes)
    case .national: WarningEncoder.national(message, into: &bytes)
    }
    Output.text(String(decoding: bytes, as: UTF8.self))
  }

  private func printIndex(_ loaded: Site, _ path: String) throws {
    guard let index = loaded.authoring.index else {
      throw explain(WarningsCommand.noIndex, site.language, code: Exit.failed)
    }
    var bytes: [UInt8] = []
    WarningEncoder.atom(
      try StoreTools.issuedWarnings(path, limit: index.entries), index: index, author: loaded.name.zh,
      offset: loaded.offset, into: &bytes)
    Output.text(String(decoding: bytes, as: UTF8.self))
  }

  private static func none(_ id: Int64) -> Bilingual {
    Bilingual(zh: "没有预警 #\(id)。", en: "There is no warning #\(id).")
  }

  private static func notOut(_ id: Int64) -> Bilingual {
    Bilingual(zh: "预警 #\(id) 没有发布过。", en: "Warning #\(id) never went out.")
  }

  private static let noIndex = Bilingual(
    zh: "本站没有预警索引：请写 warnings.toml 的 [index]。", en: "The site has no index: write [index] in warnings.toml.")
}
