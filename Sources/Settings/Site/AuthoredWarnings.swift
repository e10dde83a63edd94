import CityDispatch
import CitySafety

/// `warnings.toml`: what this centre may warn of, in whose name, to whom, and where others find it.
extension SiteLoading {
  func loadAuthoredWarnings() {
    guard let root = table("warnings.toml", isOptional: true) else { return }
    var authoring = WarningAuthoring()
    authoring.status = root.word("status", SiteLoading.warningStatuses) ?? .test
    authoring.validity =
      root.span("validity-hours", in: Limits.warningHours, unit: 3600) ?? authoring.validity
    authoring.smsParts = root.whole("sms-parts", in: Limits.smsParts) ?? authoring.smsParts
    _ = origin(root)
    for table in root.members("issuer") { loadIssuer(table, into: &authoring) }
    for grade in Grade.allCases where authoring.issuers[grade] == nil { root.report(.noIssuer(grade)) }
    var names = Names(zh: "预警种类", en: "kind of warning", file: "warnings.toml")
    authoring.kinds = root.members("kind").map { warningKind($0, &names) }
    if authoring.kinds.isEmpty { root.report(.missingTables("kind")) }
    if authoring.kinds.count > WarningAuthoring.kindLimit {
      root.report(.tooMany("kind", WarningAuthoring.kindLimit), at: "kind")
    }
    if let table = root.member("recipients") { authoring.recipients = warningRecipients(table) }
    if let table = root.member("text") { authoring.text = warningTemplate(table, over: authoring.text) }
    if let table = root.member("sms") { authoring.sms = warningTemplate(table, over: authoring.sms) }
    authoring.index = root.member("index").map(warningIndex)
    root.finish()
    site.authoring = authoring
  }

  private func loadIssuer(_ table: TableReader, into authoring: inout WarningAuthoring) {
    let issuer = WarningIssuer(
      name: table.bilingual("name"), sender: table.text("sender"), code: table.text("sender-code"))
    if issuer.sender.contains(where: { " ,<&".contains($0) }) {
      table.report(.badSender(issuer.sender), at: "sender")
    }
    let isCode = issuer.code.utf8.count == 14 && issuer.code.utf8.allSatisfy { (0x30...0x39).contains($0) }
    if !isCode { table.report(.badSenderCode(issuer.code), at: "sender-code") }
    if !table.has("grades") { table.report(.missingKey("grades", table: table.name)) }
    for (word, location) in table.texts("grades") ?? [] {
      guard let grade = problems.checkWord(word, "grades", Choices.grades, at: location) else { continue }
      if authoring.issuers.updateValue(issuer, forKey: grade) != nil {
        problems.add(.twoIssuers(grade), at: location)
      }
    }
    _ = origin(table)
    table.finish()
  }

  private func warningKind(_ table: TableReader, _ names: inout Names) -> WarningKind {
    let id = table.id(into: &names)
    let name = table.bilingual("name")
    let plans = table.texts("plans") ?? []
    for (plan, location) in plans
    where plansAreComplete && !dispatch.plans.contains(where: { $0.id == plan }) {
      problems.add(.unknownPlan(plan), at: location)
    }
    let (origin, _) = origin(table)
    let isReceived = table.has("publisher-zh") || table.has("publisher-en")
    let publisher = isReceived ? table.bilingual("publisher") : nil
    let category = isReceived ? nil : table.word("category", SiteLoading.warningCategories)
    let urgency = isReceived ? nil : table.word("urgency", SiteLoading.warningUrgencies)
    let certainty = isReceived ? nil : table.word("certainty", SiteLoading.warningCertainties)
    let code = table.optionalText("code") ?? ""
    let isCode =
      code.utf8.count == 5
      && code.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
    if !code.isEmpty, !isCode { table.report(.badEventCode(code), at: "code") }
    let caution = Bilingual(
      zh: table.optionalText("caution-zh", limit: Limits.text) ?? "",
      en: table.optionalText("caution-en", limit: Limits.text) ?? "")
    table.finish()
    return WarningKind(
      type: WarningType(
        id: id, name: name, category: category ?? "Other", code: code, urgency: urgency ?? "Unknown",
        certainty: certainty ?? "Unknown"), plans: plans.map(\.text), caution: caution, publisher: publisher,
      origin: origin)
  }

  private func warningRecipients(_ table: TableReader) -> [Grade: [String]] {
    defer { table.finish() }
    var recipients: [Grade: [String]] = [:]
    for grade in Grade.allCases {
      let names = table.texts(grade.word) ?? []
      for (name, location) in names where channelRecipientNames.positions[name] == nil {
        _ = problems.checkReference(name, grade.word, in: recipientNames, at: location)
      }
      if names.count > EscalationRoute.recipientLimit {
        table.report(.tooMany(grade.word, EscalationRoute.recipientLimit), at: grade.word)
      }
      recipients[grade] = names.map(\.text)
    }
    return recipients
  }

  private func warningTemplate(_ table: TableReader, over standard: WarningTemplate) -> WarningTemplate {
    defer { table.finish() }
    func text(_ key: String, _ standard: String) -> String {
      guard let text = table.optionalText(key, limit: Limits.text) else { return standard }
      for name in MessageTemplate.names(in: text) where WarningText.Placeholder(rawValue: name) == nil {
        table.report(.badWarningPlaceholder(key, name), at: key)
      }
      return text
    }
    func both(_ key: String, _ standard: Bilingual) -> Bilingual {
      Bilingual(zh: text(key + "-zh", standard.zh), en: text(key + "-en", standard.en))
    }
    return WarningTemplate(
      issue: both("issue", standard.issue), update: both("update", standard.update),
      cancel: both("cancel", standard.cancel))
  }

  private func warningIndex(_ table: TableReader) -> WarningIndex {
    defer { table.finish() }
    let folder = table.text("folder", limit: Limits.text)
    var index = WarningIndex(folder: folder, id: table.text("id"), title: table.bilingual("title"))
    index.entries = table.whole("entries", in: 1...WarningIndex.entryLimit) ?? index.entries
    index.alarmAfter = table.optionalSpan("alarm-after-s", in: Limits.timerSeconds) ?? index.alarmAfter
    if !index.id.contains(":") || index.id.contains(" ") { table.report(.badIndexID(index.id), at: "id") }
    return index
  }

  private static var warningStatuses: Choices<ReceivedWarning.Status> {
    Choices([("actual", .actual), ("exercise", .exercise), ("test", .test)])
  }

  /// The words of OASIS CAP 1.2, 3.2.2; of the past nobody is warned.
  private static var warningCategories: Choices<String> {
    words([
      "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE",
      "Other",
    ])
  }

  private static var warningUrgencies: Choices<String> {
    words(["Immediate", "Expected", "Future", "Unknown"])
  }

  private static var warningCertainties: Choices<String> {
    words(["Observed", "Likely", "Possible", "Unlikely", "Unknown"])
  }

  private static func words(_ words: [String]) -> Choices<String> { Choices(words.map { ($0, $0) }) }
}
