/// A kind of warning that may be authored here, or why not.
public struct WarningKind: Sendable, Hashable {
  public var type: WarningType
  /// Ids of the plans whose incidents are warned of so.
  public var plans: [String]
  /// What the draft begins with; `{place}` stands for the place of the incident.
  public var caution: Bilingual
  /// Who alone publishes it: then it is received and never authored.
  public var publisher: Bilingual?
  public var origin: String

  public init(
    type: WarningType, plans: [String] = [], caution: Bilingual = Bilingual(same: ""),
    publisher: Bilingual? = nil,
    origin: String
  ) {
    self.type = type
    self.plans = plans
    self.caution = caution
    self.publisher = publisher
    self.origin = origin
  }
}

/// How a warning reads where it is sent as text; placeholders stand in braces.
public struct WarningTemplate: Sendable, Hashable {
  public var issue: Bilingual
  public var update: Bilingual
  public var cancel: Bilingual

  public init(issue: Bilingual, update: Bilingual, cancel: Bilingual) {
    self.issue = issue
    self.update = update
    self.cancel = cancel
  }

  public subscript(type: ReceivedWarning.MessageType) -> Bilingual {
    switch type {
    case .update: update
    case .cancel: cancel
    default: issue
    }
  }

  /// For mail, screens and the log.
  public static let standardText = WarningTemplate(
    issue: Bilingual(
      zh:
        "{test}{issuer}{sent}发布{event}{grade}预警：预计{starts}至{ends}，影响{area}。{caution}应采取的措施：{measures}（{identifier}）",
      en: "{test}{issuer} issued a warning of {event} ({grade}) at {sent}: {starts} to {ends}, {area}. "
        + "{caution} What to do: {measures} ({identifier})"
    ),
    update: Bilingual(
      zh:
        "{test}{issuer}{sent}更新{event}{grade}预警（第{version}版）：预计{starts}至{ends}，影响{area}。{caution}应采取的措施：{measures}（{identifier}）",
      en:
        "{test}{issuer} updated its warning of {event} ({grade}) at {sent}, version {version}: {starts} to {ends}, "
        + "{area}. {caution} What to do: {measures} ({identifier})"
    ),
    cancel: Bilingual(
      zh: "{test}{issuer}{sent}解除{event}{grade}预警：{area}。{reason}（{identifier}）",
      en: "{test}{issuer} lifted its warning of {event} ({grade}) at {sent}: {area}. {reason} ({identifier})")
  )

  /// For telephones: what does not help to be safe is left out.
  public static let standardSMS = WarningTemplate(
    issue: Bilingual(
      zh: "{test}【{issuer}】{event}{grade}预警：{area}，{starts}至{ends}。{measures}",
      en: "{test}{issuer}: {grade} warning, {event}, {area}, {starts} to {ends}. {measures}"),
    update: Bilingual(
      zh: "{test}【{issuer}】更新{event}{grade}预警：{area}，{starts}至{ends}。{measures}",
      en: "{test}{issuer}: update, {grade} warning, {event}, {area}, {starts} to {ends}. {measures}"),
    cancel: Bilingual(
      zh: "{test}【{issuer}】解除{event}{grade}预警：{area}。{reason}",
      en: "{test}{issuer}: {grade} warning of {event} lifted, {area}. {reason}"))
}

/// Where authored warnings are laid out for others to poll.
public struct WarningIndex: Sendable, Hashable {
  /// Beside the store unless it is absolute.
  public var folder: String
  /// Atom `id` and `title`.
  public var id: String
  public var title: Bilingual
  /// Messages in the index, newest first; older ones leave it with their files.
  public var entries: Int
  /// Failing for longer than this is an alarm.
  public var alarmAfter: Span

  public static let entryLimit = 500

  public init(
    folder: String, id: String, title: Bilingual, entries: Int = 50, alarmAfter: Span = .minutes(1)
  ) {
    self.folder = folder
    self.id = id
    self.title = title
    self.entries = entries
    self.alarmAfter = alarmAfter
  }
}

/// What a site may warn of by itself, in whose name and to whom; from its `warnings.toml`.
public struct WarningAuthoring: Sendable, Hashable {
  public var status = ReceivedWarning.Status.actual
  public var kinds: [WarningKind] = []
  public var issuers: [Grade: WarningIssuer] = [:]
  /// How long a draft holds unless somebody says otherwise.
  public var validity: Span = .hours(12)
  /// Most parts of a text message; a longer warning is refused.
  public var smsParts = 3
  public var text = WarningTemplate.standardText
  public var sms = WarningTemplate.standardSMS
  /// Recipients of the outbox, by level.
  public var recipients: [Grade: [String]] = [:]
  public var index: WarningIndex?

  public static let kindLimit = 100

  public init() {}

  public func kind(_ id: String) -> WarningKind? { kinds.first { $0.type.id == id } }
}
