public import ArgumentParser
import CitySafety
import Runtime
import Settings
public import Store

extension OutboxState: ExpressibleByArgument {
  var name: Bilingual {
    switch self {
    case .waiting: Bilingual(zh: "待发", en: "waiting")
    case .sent: Bilingual(zh: "已发", en: "sent")
    case .dead: Bilingual(zh: "未送达", en: "dead")
    }
  }
}

struct OutboxCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outbox", abstract: "List messages that wait, left or were given up; send one again.",
    subcommands: [List.self, Resend.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List messages, newest first; works while a console runs.",
      discussion:
        "A dead message is one that its channel gave up. Ends with 1 when there are dead ones, else with 0.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var storeOptions: StoreOptions
    @Option(help: "Only messages in this state: waiting, sent or dead.")
    var state: OutboxState?
    @Option(help: "Messages listed at most, 1 to 10000.")
    var limit = 50
    @Flag(help: "One JSON object a line; times in UTC.")
    var json = false

    func validate() throws {
      guard (1...10_000).contains(limit) else {
        throw ValidationError("--limit needs a number from 1 to 10000.")
      }
    }

    func run() throws {
      let loaded = try site.load(for: storeOptions)
      let (records, counts): ([OutboxRecord], [OutboxState: Int])
      do {
        (records, counts) = try StoreTools.outbox(
          storeOptions.path(for: loaded.site), state: state, limit: limit)
      } catch {
        throw explain(error.explanation, site.language, code: Exit.store)
      }
      let language = site.language
      for record in records {
        Output.line(json ? record.json : List.line(of: record, at: loaded.site.offset, language))
      }
      if !json {
        Output.line(
          OutboxState.allCases.map { "\($0.name[language]) \(counts[$0] ?? 0)" }.joined(separator: "\t"))
      }
      if counts[.dead] ?? 0 > 0 { throw Exit.failed }
    }

    private static func line(of record: OutboxRecord, at offset: UTCOffset, _ language: Language) -> String {
      [
        record.row.key, record.state.name[language], record.row.at.iso8601(at: offset),
        (language == .zh ? "尝试 \(record.attempts)" : "attempts \(record.attempts)"),
        (language == .zh ? "重发 \(record.resends)" : "resends \(record.resends)"),
        record.text[language], record.failure[language],
      ].joined(separator: "\t")
    }
  }

  struct Resend: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "resend", abstract: "Send a message again that left or was given up.",
      discussion:
        "It keeps its id and its number and says 重发. Ends with 1 when it waits anyway, or there is none.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var storeOptions: StoreOptions
    @Argument(help: "The message's id as `outbox list` prints it, such as 1042/sms/lead.")
    var id: String

    func run() throws {
      let loaded = try site.load()
      let path = storeOptions.path(for: loaded.site)
      let language = site.language
      switch try answer(path, loaded) {
      case .taken:
        Output.line(Bilingual(zh: "\(id) 将重发。", en: "\(id) will be sent again.")[language])
      case .refused:
        let words = Bilingual(
          zh: "\(id) 正在等待发送，或没有此消息。用 watchfloor outbox list 查看。",
          en: "\(id) waits anyway, or there is no such message. See watchfloor outbox list.")
        throw explain(words, language, code: Exit.failed)
      case .hung, .noOwner:
        let words = Bilingual(
          zh: "采集主控没有应答，未重发。请稍后再试。", en: "The owner does not answer; nothing was sent. Try again later.")
        throw explain(words, language, code: Exit.failed)
      }
    }

    /// Without an owner it is written here, and the next owner sends it.
    private func answer(_ path: String, _ loaded: LoadedSite) throws -> OutboxResend.Answer {
      let answer = OutboxResend.ask(store: path, key: id)
      guard answer == .noOwner else { return answer }
      do {
        let store = try StoreOwner(path: path, site: loaded.site, now: SystemClock().now())
        defer { store.close() }
        return try store.resend(id) == nil ? .refused : .taken
      } catch {
        let code = error.code == .ownedElsewhere ? Exit.ownedElsewhere : Exit.store
        throw explain(error.explanation, site.language, code: code)
      }
    }
  }
}
