import ArgumentParser
import CitySafety
import Runtime
import Settings
import Store

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Say how a store and its owner are; works while a console runs.",
    discussion: "Ends with 0 when an owner answers, with 1 when none does.")

  @OptionGroup var site: SiteOptions
  @OptionGroup var storeOptions: StoreOptions

  @Flag(help: "One JSON object instead of lines.")
  var json = false

  func run() throws {
    let loaded = try site.load(for: storeOptions)
    let path = storeOptions.path(for: loaded.site)
    let status: StoreStatus
    do {
      status = try StoreTools.status(path)
    } catch {
      throw explain(error.explanation, site.language, code: Exit.store)
    }
    let answer = OwnerProbe.ask(store: path)
    let isOwned = answer == .running
    if json {
      let object = status.json(owner: isOwned)
      Output.line(loaded.site.isDrill ? object.dropLast() + #","exercise":"演练 DRILL"}"# : object)
    } else {
      let word =
        switch answer {
        case .running: Bilingual(zh: "运行中", en: "running")
        case .hung: Bilingual(zh: "无应答", en: "not answering")
        case .none: Bilingual(zh: "无", en: "none")
        }
      if loaded.site.isDrill { Output.line("演练 DRILL") }
      Output.line(Bilingual(zh: "采集主控\t\(word.zh)", en: "owner\t\(word.en)")[site.language])
      for line in status.lines(at: loaded.site.offset) { Output.line(line[site.language]) }
    }
    if !isOwned { throw Exit.failed }
  }
}
