public import CitySafety

/// A way for messages to leave, from the site's `channels.toml`.
public struct Channel: Sendable, Hashable, Identifiable {
  /// How it sends and where to.
  public enum Kind: Sendable, Hashable {
    /// A line in the log beside the store.
    case log
    case webhook(Webhook)
    case mail(MailServer)
    case mqtt(Broker)
    case sms(Gateway)
    case command(ChannelProgram)
    /// One file a message in this folder, such as the spool of a printer.
    case file(folder: String)
  }

  public var id: String
  public var kind: Kind
  /// What one attempt may take in all.
  public var timeout: Span = .seconds(10)
  /// Failed attempts after which a message is dead.
  ///
  /// With the waits below the standard lasts a little longer than a day.
  public var attempts = 300
  /// The wait after a first failure, doubled after each further one up to the ceiling.
  public var firstWait: Span = .seconds(5)
  public var waitCeiling: Span = .minutes(5)
  /// Messages within any minute, red ones apart; `nil` for no limit.
  public var perMinute: Int?
  /// When messages of a grade wait; never red.
  public var quiet: [Grade: QuietHours] = [:]
  /// Nothing leaves: what would have is written to the log.
  public var isTest = false
  /// Failing for longer than this is an alarm of this grade and sector.
  public var alarmAfter: Span = .minutes(5)
  public var alarmGrade: Grade = .orange
  public var alarmSector: Sector = .publicSafety
  public var template: [Language: MessageTemplate] = [:]

  public init(id: String, kind: Kind) {
    self.id = id
    self.kind = kind
  }

  /// The most channels of a site: each has a thread.
  public static let countLimit = 16

  /// The name that a channel's alarm has among the sources; no id of a source holds a colon.
  public var sourceID: String { Channel.sourcePrefix + id }
  public static let sourcePrefix = "channel:"
  /// Whether a name among the sources is that of a channel or a source of receipts and not of a source of data.
  public static func isName(_ source: String) -> Bool { source.contains(":") }
  /// The name of the folder of the index of warnings among them; no id of a channel holds a colon.
  public static let warningIndexSource = sourcePrefix + "warnings:index"

  /// The wait after so many failures in a row.
  public func wait(afterFailures failures: Int) -> Span {
    var wait = firstWait
    for _ in 1..<max(1, failures) where wait < waitCeiling { wait = wait * 2 }
    return min(wait, waitCeiling)
  }

  /// The channel that is there without being written: a line in the log.
  public static let log = Channel(id: EscalationRoute.logChannel, kind: .log)
}

/// Where a secret is read at each start; it is never in the site folder.
public enum Secret: Sendable, Hashable {
  case file(String)
  case environment(String)
}

/// An HTTP receiver of JSON; the address of a recipient is the path or the whole address, or nothing.
public struct Webhook: Sendable, Hashable {
  public var url: String
  /// Signs the time and the body; unsigned without.
  public var secret: Secret?
  /// Trusts only the authorities in this PEM file.
  public var authorityFile: String?

  public init(url: String, secret: Secret? = nil, authorityFile: String? = nil) {
    self.url = url
    self.secret = secret
    self.authorityFile = authorityFile
  }
}

/// A mail server that takes mail to the addresses of recipients.
public struct MailServer: Sendable, Hashable {
  /// Whether the connection is encrypted: from the start, by STARTTLS or not at all.
  public enum Encryption: Sendable, Hashable { case none, startTLS, implicit }

  public var host: String
  public var port: Int
  public var encryption: Encryption
  public var from: String
  public var user: String?
  public var secret: Secret?
  public var authorityFile: String?

  public init(host: String, port: Int, encryption: Encryption, from: String) {
    self.host = host
    self.port = port
    self.encryption = encryption
    self.from = from
  }
}

/// An MQTT 3.1.1 broker; messages go with quality of service 1 to the topic that is a recipient's address.
public struct Broker: Sendable, Hashable {
  public var host: String
  public var port: Int
  public var clientID: String
  public var user: String?
  public var secret: Secret?
  /// Encrypts, and trusts only the authorities in this PEM file.
  public var authorityFile: String?

  public init(host: String, port: Int, clientID: String) {
    self.host = host
    self.port = port
    self.clientID = clientID
  }
}

/// A gateway for text messages, asked over HTTP with the site's own address and body.
public struct Gateway: Sendable, Hashable {
  /// How values are written into the body.
  public enum BodyKind: Sendable, Hashable { case form, json }

  /// Both with placeholders, `{address}` and `{secret}` among them.
  public var url: String
  public var body: String?
  public var bodyKind: BodyKind
  public var secret: Secret?
  /// What an answer holds that took the message; any answer of success without.
  public var expects: String?
  public var authorityFile: String?

  public init(url: String, body: String? = nil, bodyKind: BodyKind = .form) {
    self.url = url
    self.body = body
    self.bodyKind = bodyKind
  }
}

/// A program that gets each message on its standard input; no shell reads its arguments.
public struct ChannelProgram: Sendable, Hashable {
  /// The program first; the others may hold placeholders.
  public var arguments: [String]
  /// Where it is started.
  public var folder: String

  public init(arguments: [String], folder: String) {
    self.arguments = arguments
    self.folder = folder
  }
}

/// A time of day at which messages wait, in the site's local minutes after midnight; over midnight where the end is
/// before the start.
public struct QuietHours: Sendable, Hashable {
  public var start: Int
  public var end: Int

  public init(start: Int, end: Int) {
    self.start = start
    self.end = end
  }

  /// When the quiet that `now` lies in ends; `nil` when it is not quiet.
  public func end(after now: Instant, offset: UTCOffset) -> Instant? {
    let day: Int64 = 24 * 60
    let local = now.milliseconds + Int64(offset.minutes) * 60_000
    let minute = Int((local / 60_000 % day + day) % day)
    let isQuiet = start < end ? (start..<end).contains(minute) : minute >= start || minute < end
    guard isQuiet else { return nil }
    let left = Int64((end - minute + Int(day)) % Int(day))
    let startOfMinute = local - (local % 60_000 + 60_000) % 60_000
    return Instant(milliseconds: startOfMinute + left * 60_000 - Int64(offset.minutes) * 60_000)
  }
}

/// Somebody whom messages reach.
public struct OutboxRecipient: Sendable, Hashable {
  /// One way to them.
  public struct Route: Sendable, Hashable {
    public var channel: String
    /// A number, a mail address, a topic or a path, by the channel; may be empty.
    public var address: String

    public init(channel: String, address: String) {
      self.channel = channel
      self.address = address
    }
  }

  public var name: String
  public var language: Language
  public var routes: [Route]
  public static let routeLimit = 8

  public init(name: String, language: Language, routes: [Route]) {
    self.name = name
    self.language = language
    self.routes = routes
  }
}

/// How messages leave a site.
public struct ChannelPlan: Sendable, Hashable {
  public var channels: [Channel]
  public var recipients: [OutboxRecipient]
  /// How receipts come back, apart from what people enter.
  public var receipts: [ReceiptSource] = []

  public static let recipientLimit = 256

  /// Everything goes to the log, as it does in a site without `channels.toml`.
  public init(channels: [Channel] = [.log], recipients: [OutboxRecipient] = []) {
    self.channels = channels
    self.recipients = recipients
  }

  public func channel(_ id: String) -> Channel? { channels.first { $0.id == id } }
  public func recipient(_ name: String) -> OutboxRecipient? { recipients.first { $0.name == name } }

  /// The items with one for each way to their recipients; those to whom the site knows no way stay as they are.
  public func routed(_ items: [OutboxItem]) -> [OutboxItem] {
    items.flatMap { item -> [OutboxItem] in
      guard let recipient = recipient(item.recipient), !recipient.routes.isEmpty else { return [item] }
      return recipient.routes.map { item.over($0.channel) }
    }
  }

  /// Where a message goes on its channel, and in which language; `nil` for a recipient that the plan has no way to.
  public func way(of item: OutboxItem) -> (address: String, language: Language)? {
    guard let recipient = recipient(item.recipient) else {
      return channel(item.channel)?.kind == .log ? ("", .zh) : nil
    }
    if let route = recipient.routes.first(where: { $0.channel == item.channel }) {
      return (route.address, recipient.language)
    }
    return channel(item.channel)?.kind == .log ? ("", recipient.language) : nil
  }
}
