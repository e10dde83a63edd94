import CityDispatch
import CitySafety

/// `channels.toml`: how messages leave, whom they reach and how they read.
extension SiteLoading {
  func loadChannels() {
    guard let root = table("channels.toml", isOptional: true) else { return }
    let template = root.member("template").map { templates($0, over: MessageTemplate.standard) }
    var list: [Channel] = []
    for table in root.members("channel") {
      let id = table.id(into: &channelNames)
      if let channel = channel(table, id: id, template: template ?? MessageTemplate.standard) {
        list.append(channel)
        channelKinds[id] = channel.kind
        // Keys of a channel that is none are not blamed as well.
        table.finish()
      }
    }
    if list.count > Channel.countLimit { root.report(.tooMany("channel", Channel.countLimit), at: "channel") }
    // Messages for whoever is not listed have to go somewhere.
    if channelNames.positions[Channel.log.id] == nil { list.append(.log) }
    let recipients = root.members("recipient").map { table in
      defer { table.finish() }
      return recipient(table)
    }
    if recipients.count > ChannelPlan.recipientLimit {
      root.report(.tooMany("recipient", ChannelPlan.recipientLimit), at: "recipient")
    }
    channels = ChannelPlan(channels: list, recipients: recipients)
    channels.receipts = receiptSources(root)
    root.finish()
  }

  private func channel(_ table: TableReader, id: String, template: [Language: MessageTemplate]) -> Channel? {
    guard let read = table.word("kind", kinds), let kind = read(table) else { return nil }
    if id == Channel.log.id, kind != .log { table.report(.logIsTheLog(), at: "kind") }
    var channel = Channel(id: id, kind: kind)
    channel.timeout = table.optionalSpan("timeout-s", in: Limits.channelTimeoutSeconds) ?? channel.timeout
    channel.attempts = table.whole("attempts", in: Limits.channelAttempts) ?? channel.attempts
    channel.firstWait = table.optionalSpan("first-wait-s", in: Limits.channelWaitSeconds) ?? channel.firstWait
    channel.waitCeiling =
      table.optionalSpan("wait-ceiling-s", in: Limits.channelWaitSeconds)
      ?? max(channel.waitCeiling, channel.firstWait)
    if channel.waitCeiling < channel.firstWait {
      table.report(.below("wait-ceiling-s", "first-wait-s"), at: "wait-ceiling-s")
    }
    channel.perMinute = table.whole("per-minute", in: Limits.messagesPerMinute)
    channel.isTest = table.flag("test") ?? false
    channel.alarmAfter = table.optionalSpan("alarm-after-s", in: Limits.timerSeconds) ?? channel.alarmAfter
    channel.alarmGrade = table.optionalWord("alarm-grade", Choices.grades) ?? channel.alarmGrade
    channel.alarmSector = table.optionalWord("alarm-sector", Choices.sectors) ?? channel.alarmSector
    channel.quiet = table.member("quiet").map(quietHours) ?? [:]
    channel.template = table.member("template").map { templates($0, over: template) } ?? template
    return channel
  }

  private typealias KindReader = (TableReader) -> Channel.Kind?

  private var kinds: Choices<KindReader> {
    Choices([
      ("log", { _ in .log }), ("webhook", { self.webhook($0) }), ("mail", { self.mail($0) }),
      ("mqtt", { self.broker($0) }), ("sms", { self.gateway($0) }), ("command", { self.program($0) }),
      ("file", { .file(folder: self.place($0, "folder")) }),
    ])
  }

  private func webhook(_ table: TableReader) -> Channel.Kind {
    let url = webAddress(table, replaced(table.text("url", limit: Limits.text), table, at: "url"))
    return .webhook(Webhook(url: url, secret: secret(table), authorityFile: authorityFile(table)))
  }

  private func mail(_ table: TableReader) -> Channel.Kind? {
    let server = endpoint(table, schemes: ["smtp": 25, "smtps": 465])
    let startTLS = table.flag("starttls") ?? false
    let from = table.text("from")
    if !from.isEmpty, !SiteLoading.isMailAddress(from) {
      table.report(.badMailAddress("from", from), at: "from")
    }
    let user = table.optionalText("user")
    let secret = secret(table)
    if user != nil, secret == nil {
      table.report(.needsOther("user", "secret-file / secret-env"), at: "user")
    }
    let authority = authorityFile(table)
    guard let server else { return nil }
    if server.scheme == "smtps", startTLS { table.report(.notBoth("smtps://", "starttls"), at: "starttls") }
    var settings = MailServer(
      host: server.host, port: server.port,
      encryption: server.scheme == "smtps" ? .implicit : startTLS ? .startTLS : .none, from: from)
    settings.user = user
    settings.secret = secret
    settings.authorityFile = authority
    return .mail(settings)
  }

  private func broker(_ table: TableReader) -> Channel.Kind? {
    let server = endpoint(table, schemes: ["mqtt": 1883, "mqtts": 8883])
    let client = table.optionalText("client-id", limit: Limits.id) ?? "watchfloor-\(site.id)"
    let user = table.optionalText("user")
    let secret = secret(table)
    if user == nil, secret != nil { table.report(.needsOther("secret", "user"), at: "url") }
    let authority = authorityFile(table)
    guard let server else { return nil }
    if server.scheme == "mqtts", authority == nil {
      table.report(.needsOther("mqtts://", "ca-file"), at: "url")
    }
    if server.scheme == "mqtt", authority != nil {
      table.report(.needsOther("ca-file", "mqtts://"), at: "url")
    }
    var settings = Broker(host: server.host, port: server.port, clientID: client)
    settings.user = user
    settings.secret = secret
    settings.authorityFile = authority
    return .mqtt(settings)
  }

  private func gateway(_ table: TableReader) -> Channel.Kind {
    let more = ["address", "secret"]
    let url = webAddress(table, placeholders(table, "url", table.text("url", limit: Limits.text), more: more))
    let body = table.optionalText("body", limit: Limits.body).map {
      placeholders(table, "body", $0, more: more)
    }
    let kind = table.optionalWord("body-kind", Choices<Gateway.BodyKind>([("form", .form), ("json", .json)]))
    var gateway = Gateway(url: url, body: body, bodyKind: kind ?? .form)
    gateway.secret = secret(table)
    let usesSecret = (MessageTemplate.names(in: url) + MessageTemplate.names(in: body ?? "")).contains(
      "secret")
    if usesSecret, gateway.secret == nil {
      table.report(.needsOther("{secret}", "secret-file / secret-env"), at: "url")
    }
    gateway.expects = table.optionalText("expects")
    gateway.authorityFile = authorityFile(table)
    return .sms(gateway)
  }

  private func program(_ table: TableReader) -> Channel.Kind? {
    guard table.has("command") else {
      table.report(.missingKey("command", table: table.name))
      return nil
    }
    let arguments = table.texts("command") ?? []
    guard let first = arguments.first, !first.text.isEmpty else {
      table.report(.empty("command"), at: "command")
      return nil
    }
    if arguments.count > Limits.channelArguments {
      table.report(.tooManyArguments("command", limit: Limits.channelArguments), at: "command")
    }
    for (text, location) in arguments {
      check(placeholdersOf: text, "command", more: ["address"], at: location)
    }
    return .command(ChannelProgram(arguments: arguments.map(\.text), folder: folder))
  }

  private func recipient(_ table: TableReader) -> OutboxRecipient {
    let name = table.id("name", into: &channelRecipientNames)
    let language = table.optionalWord("language", Choices(Language.allCases.map { ($0.rawValue, $0) })) ?? .zh
    if !table.has("to") { table.report(.missingKey("to", table: table.name)) }
    let routes = table.members("to").compactMap { way -> OutboxRecipient.Route? in
      let position = way.reference("channel", in: channelNames)
      let address = way.optionalText("address", limit: Limits.text) ?? ""
      way.finish()
      return position < 0
        ? nil : OutboxRecipient.Route(channel: channelNames.ordered[position], address: address)
    }
    if routes.count > OutboxRecipient.routeLimit {
      table.report(.tooMany("to", OutboxRecipient.routeLimit), at: "to")
    }
    for (index, route) in routes.enumerated() {
      if routes[..<index].contains(where: { $0.channel == route.channel }) {
        table.report(.channelTwice(route.channel), at: "to")
      }
      checkAddress(route, table)
    }
    return OutboxRecipient(name: name, language: language, routes: routes)
  }
}
