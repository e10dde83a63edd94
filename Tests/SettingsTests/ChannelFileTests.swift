import CityDispatch
import CitySafety
import Settings
import Testing

@Suite struct ChannelFileTests {
  private static let whole = """
    [template]
    text-zh = "【{grade}】{text}{resend}"
    [[channel]]
    id = "web"
    kind = "webhook"
    url = "http://127.0.0.1:8080/hook"
    secret-env = "HOOK"
    attempts = 5
    per-minute = 30
    [channel.quiet]
    blue = "22:00-07:00"
    [[channel]]
    id = "post"
    kind = "mail"
    url = "smtp://mail.example:2525"
    from = "duty@hanggin.example"
    [[channel]]
    id = "bus"
    kind = "mqtt"
    url = "mqtt://127.0.0.1"
    [[channel]]
    id = "phone"
    kind = "sms"
    url = "http://127.0.0.1/send"
    body = "{\\"to\\":\\"{address}\\",\\"text\\":\\"{text}\\",\\"key\\":\\"{secret}\\"}"
    body-kind = "json"
    secret-file = "/etc/watchfloor/sms"
    [[channel]]
    id = "siren"
    kind = "command"
    command = ["sh", "-c", "cat", "{grade}"]
    [[channel]]
    id = "paper"
    kind = "file"
    folder = "spool"
    test = true
    [[recipient]]
    name = "lead"
    to = [{channel = "web"}, {channel = "phone", address = "13900000000"}]
    [[recipient]]
    name = "leader-on-duty"
    language = "en"
    to = [{channel = "post", address = "leader@hanggin.example"}, {channel = "bus", address = "duty/leader"}]
    """

  private func site(_ old: String = "", _ new: String = "") -> TinySite {
    var site = TinySite()
    site["channels.toml"] = ChannelFileTests.whole
    if !old.isEmpty { site.change("channels.toml", old, new) }
    return site
  }

  private static let noSecret =
    "site/channels.toml:27:15: warning: 'secret-file' names '/etc/watchfloor/sms', which does not exist"
    + " — put the file there"

  @Test func everyKindOfChannelIsRead() throws {
    let plan = try site().load().get().channels
    #expect(plan.channels.map(\.id) == ["web", "post", "bus", "phone", "siren", "paper", "log"])
    let web = try #require(plan.channel("web"))
    #expect(web.kind == .webhook(Webhook(url: "http://127.0.0.1:8080/hook", secret: .environment("HOOK"))))
    #expect(web.attempts == 5 && web.perMinute == 30)
    #expect(web.quiet == [.blue: QuietHours(start: 22 * 60, end: 7 * 60)])
    #expect(web.template[.zh]?.text == "【{grade}】{text}{resend}")
    #expect(web.template[.en] == MessageTemplate.standard[.en])
    #expect(
      plan.channel("post")?.kind
        == .mail(
          MailServer(host: "mail.example", port: 2525, encryption: .none, from: "duty@hanggin.example")))
    #expect(
      plan.channel("bus")?.kind == .mqtt(Broker(host: "127.0.0.1", port: 1883, clientID: "watchfloor-tiny")))
    #expect(plan.channel("paper")?.isTest == true)
    #expect(plan.recipient("leader-on-duty")?.language == .en)
    #expect(try site().messages() == [ChannelFileTests.noSecret])
  }

  @Test func aSiteWithoutTheFileSendsToTheLog() throws {
    #expect(try TinySite().load().get().channels == ChannelPlan())
  }

  @Test(arguments: [
    (
      "{text}{resend}", "{txt}",
      "site/channels.toml:2:11: 'text-zh' holds '{txt}', which is unknown"
        + " — use {order} {grade} {place} {text} {time} {resend}"
    ),
    (
      "kind = \"webhook\"", "kind = \"web\"",
      "site/channels.toml:5:8: 'kind' is 'web', which is unknown"
        + " — choose from log, webhook, mail, mqtt, sms, command, file"
    ),
    (
      "http://127.0.0.1:8080/hook", "127.0.0.1:8080/hook",
      "site/channels.toml:6:7: 'url' is '127.0.0.1:8080/hook', which is not an http or https address"
        + " — write it like http://host/path"
    ),
    (
      "smtp://mail.example:2525", "mail.example",
      "site/channels.toml:15:7: 'url' is 'mail.example', which is not the address of a server"
        + " — write it like smtp://host:port, smtps://host:port"
    ),
    (
      "\"duty@hanggin.example\"", "\"duty@hanggin@example\"",
      "site/channels.toml:16:8: 'from' is 'duty@hanggin@example', which is not a mail address"
        + " — write it like name@domain"
    ),
    (
      "{channel = \"web\"}", "{channel = \"wbe\"}",
      "site/channels.toml:39:18: 'channel' names the unknown channel 'wbe' — did you mean 'web'?"
    ),
    (
      "blue = \"22:00", "red = \"22:00",
      "site/channels.toml:11:7: red messages are never quiet — remove it"
    ),
    (
      "22:00-07:00", "22-7",
      "site/channels.toml:11:8: 'blue' is '22-7', which is not a span of the day — write it like 22:00-07:00"
    ),
    (
      "duty/leader\"", "duty/#\"",
      "site/channels.toml:43:6: 'address' is 'duty/#', which is no topic to publish to"
        + " — write a topic without + and #"
    ),
    (
      "secret-env = \"HOOK\"", "secret-file = \"hook.key\"",
      "site/channels.toml:7:15: 'secret-file' must be an absolute path outside of the site folder"
        + " — the site folder is shared: keep secrets elsewhere, mode 0600"
    ),
    (
      "\"{grade}\"]", "\"{grad}\"]",
      "site/channels.toml:31:31: 'command' holds '{grad}', which is unknown"
        + " — use {order} {grade} {place} {text} {time} {resend} {address}"
    ),
  ])
  func aMistakeIsSaidWithItsPlace(old: String, new: String, says: String) throws {
    let said = try site(old, new).messages().filter { $0 != ChannelFileTests.noSecret }
    #expect(said.first == says && said.count == 1, "\(said.joined(separator: "\n"))")
  }

  @Test func aRecipientOfEscalationsWhomNoChannelReachesIsAWarning() throws {
    let said = try site("name = \"lead\"", "name = \"leads\"").messages()
    #expect(
      said.contains {
        $0.contains(
          "warning: 'lead' names 'lead', whom no channel reaches: only the log will — did you mean 'leads'?")
      })
  }
}

@Suite struct ChannelValueTests {
  private let item = OutboxItem(
    sequence: 1042, channel: "log", recipient: "lead", text: Bilingual(zh: "漏气{order}", en: "gas"),
    createdAt: Instant(seconds: 1_790_000_000), grade: .orange, place: Bilingual(zh: "广场", en: "Square"))

  private func message(_ text: String, resends: Int = 0, language: Language = .zh) -> String {
    OutgoingMessage(
      item, address: "", language: language, template: [language: MessageTemplate(subject: "s", text: text)],
      resends: resends, offset: .beijing
    ).text
  }

  @Test func placeholdersAreFilledOnceAndInTheRecipientsLanguage() {
    #expect(
      message("{order} {grade} {place} {text} {time}{resend}") == "1042 2橙 广场 漏气{order} 2026-09-21 22:13:20")
    #expect(message("{place} {resend}", resends: 2, language: .en) == "Square  resend 2")
    #expect(message("{text}{resend}", resends: 1) == "漏气{order} 重发 1")
  }

  @Test func bracesOfJSONAreNotPlaceholders() {
    #expect(message(#"{"a":"{order}","b":{}}"#) == #"{"a":"1042","b":{}}"#)
    #expect(MessageTemplate.names(in: #"{"a":"{order}"} {x"#) == ["order"])
  }

  @Test func quietHoursEndAtTheirEndAlsoOverMidnight() {
    let night = QuietHours(start: 22 * 60, end: 7 * 60)
    func at(_ text: String) -> Instant { TimeText.parse(text, offset: .beijing) ?? .epoch }
    #expect(night.end(after: at("2026-11-23T23:30:15"), offset: .beijing) == at("2026-11-24T07:00:00"))
    #expect(night.end(after: at("2026-11-24T06:59:59"), offset: .beijing) == at("2026-11-24T07:00:00"))
    #expect(night.end(after: at("2026-11-24T07:00:00"), offset: .beijing) == nil)
    #expect(night.end(after: at("2026-11-24T21:59:00"), offset: .beijing) == nil)
  }

  @Test func anItemGoesOverEveryWayToItsRecipientAndElseStaysAsItIs() {
    let plan = ChannelPlan(
      channels: [.log],
      recipients: [
        OutboxRecipient(
          name: "lead", language: .zh,
          routes: [.init(channel: "web", address: ""), .init(channel: "sms", address: "139")])
      ])
    #expect(plan.routed([item]).map(\.id) == ["1042/web/lead", "1042/sms/lead"])
    #expect(ChannelPlan().routed([item]) == [item])
    #expect(ChannelPlan().way(of: item)?.address == "")
  }
}
