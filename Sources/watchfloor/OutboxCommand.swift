public import ArgumentParser
import CitySafety
import Desk
import Operations
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
      discussion: """
        It keeps its id and its number and says 重发. Who asks signs in, must be permitted by [resend-message] of
        authority.toml, and stands in the journal; the passphrase is asked for or read from standard input. It needs the
        running owner, which sends. Ends with 1 when it was refused.
        """)

    @OptionGroup var site: SiteOptions
    @OptionGroup var storeOptions: StoreOptions
    @Argument(help: "The message's id as `outbox list` prints it, such as 1042/sms/lead.")
    var id: String
    @Option(name: .customLong("as"), help: "The name of the person who asks for it.") var person: String

    func run() throws {
      let loaded = try site.load()
      let path = storeOptions.path(for: loaded.site)
      let language = site.language
      let record: OutboxRecord?
      do { record = try StoreTools.message(path, key: id) } catch {
        throw explain(error.explanation, language, code: Exit.store)
      }
      let secret = try SecretPrompt.passphrase(of: person, language)
      let request = OwnerRequest(store: path, seat: "outbox")
      let answer = request.perform(
        .resend(message: id), seen: Int64(record?.resends ?? 0), name: person, passphrase: secret)
      if case .result(.done) = answer {
        return Output.line(Bilingual(zh: "\(id) 将重发。", en: "\(id) will be sent again.")[language])
      }
      throw explain(Resend.reason(answer, loaded.site), language, code: Exit.failed)
    }

    private static func reason(_ answer: OwnerRequest.Answer, _ site: Site) -> Bilingual {
      switch answer {
      case .result(.refused(let refusal)): refusal.text(site: site)
      case .result(.done): Bilingual(same: "")
      case .wrongCode: Bilingual(zh: "姓名或口令不对。", en: "Name or passphrase is wrong.")
      case .full:
        Bilingual(zh: "主控已无空席，未重发。请稍后再试。", en: "The owner takes no more seats; nothing was sent. Try later.")
      case .hung:
        Bilingual(
          zh: "采集主控没有应答，未必重发。请用 watchfloor outbox list 查看。",
          en: "The owner does not answer; it may not be sent. See watchfloor outbox list.")
      case .noOwner:
        Bilingual(
          zh: "没有运行中的主控，未重发。请先启动 watchfloor ingest 或值守台。",
          en: "No owner runs, nothing was sent. Start watchfloor ingest or a console first.")
      }
    }
  }
}
