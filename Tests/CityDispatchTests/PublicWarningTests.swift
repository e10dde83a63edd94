import Alarms
import CityDispatch
import CitySafety
import Testing

/// A site that may warn of gas, and receives the weather.
enum WarningExample {
  static let gas = WarningType(
    id: "gas", name: Bilingual(zh: "燃气泄漏", en: "Gas leak"), category: "Safety", urgency: "Immediate",
    certainty: "Likely")

  static let issuer = WarningIssuer(
    name: Bilingual(zh: "应急管理局", en: "Emergency Bureau"), sender: "emergency@banner.example",
    code: "15062500000001")

  static var authoring: WarningAuthoring {
    var authoring = WarningAuthoring()
    authoring.kinds = [
      WarningKind(type: gas, plans: ["gas"], origin: "test"),
      WarningKind(
        type: WarningType(
          id: "weather", name: Bilingual(zh: "气象信号", en: "Weather signal"), category: "Met",
          urgency: "Unknown",
          certainty: "Unknown"), publisher: Bilingual(zh: "气象台", en: "the weather station"), origin: "条例 §30"),
    ]
    for grade in Grade.allCases { authoring.issuers[grade] = issuer }
    authoring.recipients = [.red: ["city", "media"], .yellow: ["media"]]
    return authoring
  }

  static func content(_ grade: Grade = .yellow, hours: Int64 = 6) -> WarningContent {
    WarningContent(
      type: WarningType(id: "gas", name: Bilingual(same: "x"), category: "x", urgency: "x", certainty: "x"),
      grade: grade, starts: zero, ends: zero + .hours(hours), area: Bilingual(zh: "人民路", en: "Renmin Road"),
      geocodes: ["150625100"], caution: Bilingual(zh: "可能爆炸", en: "It may explode"),
      measures: Bilingual(zh: "撤离", en: "Leave"),
      issuer: WarningIssuer(name: Bilingual(same: ""), sender: "", code: ""))
  }

  static func grounds(at seconds: Int64 = 60, second: Set<Grade> = [.red], sms: Int = 3) -> WarningGrounds {
    var authoring = authoring
    authoring.smsParts = sms
    return WarningGrounds(
      authoring: authoring, offset: .beijing, now: zero + .seconds(seconds),
      mayIssue: { role, _ in role == .lead },
      mayApprove: { role, grade in role == .lead && second.contains(grade) },
      needsSecond: { second.contains($0) },
      knows: { $0 == IncidentID(1) })
  }
}

extension PublicWarningBook {
  /// Decides and performs; why not.
  @discardableResult
  mutating func run(
    _ action: WarningAction, by actor: Actor = lead, at seconds: Int64 = 60, seen: Int64? = nil,
    _ grounds: WarningGrounds? = nil
  ) -> WarningRefusal? {
    do {
      let decided = try decided(
        action, by: actor, seen: seen ?? warnings[action.id]?.revision ?? 0,
        grounds ?? WarningExample.grounds(at: seconds))
      apply(decided, by: actor, at: zero + .seconds(seconds))
      return nil
    } catch {
      return error
    }
  }

  static func with(_ content: WarningContent = WarningExample.content()) -> PublicWarningBook {
    var book = PublicWarningBook()
    book.run(.draft(PublicWarningID(0), incident: nil, content, isSubmitted: true), by: other)
    return book
  }
}

private let one = PublicWarningID(1)

@Suite struct PublicWarningTests {
  @Test func aWarningGoesFromDraftToIssueUpdateAndLift() throws {
    var book = PublicWarningBook()
    let draft = WarningAction.draft(
      PublicWarningID(0), incident: IncidentID(1), WarningExample.content(), isSubmitted: false)
    #expect(book.run(draft, by: other) == nil)
    #expect(book.warnings[one]?.state == .draft)
    #expect(
      book.run(.draft(one, incident: nil, WarningExample.content(), isSubmitted: true), by: other) == nil)
    #expect(book.warnings[one]?.state == .pending)
    #expect(book.warnings[one]?.incident == IncidentID(1))
    #expect(book.run(.issue(one, approver: nil)) == nil)
    #expect(book.warnings[one]?.state == .issued)
    #expect(
      book.run(.draft(one, incident: nil, WarningExample.content(.orange), isSubmitted: true), by: other)
        == nil)
    #expect(book.warnings[one]?.state == .issued && book.warnings[one]?.content?.grade == .yellow)
    #expect(book.run(.issue(one, approver: nil)) == nil)
    #expect(book.warnings[one]?.state == .updated && book.warnings[one]?.content?.grade == .orange)
    #expect(book.run(.cancel(one, reason: "浓度正常")) == nil)
    #expect(book.warnings[one] == nil)
    let over = try #require(book.takeChanges().first)
    #expect(over.state == .cancelled)
    #expect(over.messages.map(\.type) == [.alert, .update, .cancel])
    #expect(over.messages.map(\.version) == [1, 2, 3])
    #expect(over.messages[2].references == over.messages.prefix(2).map(\.reference))
    #expect(over.messages[2].reason == "浓度正常")
  }

  @Test func kindIssuerAndStatusAreTheSitesWhateverWasSent() {
    let content = PublicWarningBook.with().warnings[one]?.proposal?.content
    #expect(content?.type == WarningExample.gas)
    #expect(content?.issuer == WarningExample.issuer)
    #expect(content?.status == .actual)
  }

  @Test func noTwoMessagesAreOfTheSameSecond() {
    var book = PublicWarningBook()
    for _ in 0..<3 {
      book.run(.draft(PublicWarningID(0), incident: nil, WarningExample.content(), isSubmitted: true))
      book.run(.issue(book.last, approver: nil), at: 60)
    }
    let sent = book.warnings.values.compactMap { $0.messages.first?.identifier }
    #expect(Set(sent).count == 3)
    #expect(sent.allSatisfy { $0.hasPrefix("15062500000001_2025") && $0.utf8.count == 29 })
  }

  @Test func whatIsReceivedIsNotAuthoredAndSaysWhoDoes() {
    var content = WarningExample.content()
    content.type.id = "weather"
    var book = PublicWarningBook()
    #expect(
      book.run(.draft(PublicWarningID(0), incident: nil, content, isSubmitted: true))
        == .received(
          kind: Bilingual(zh: "气象信号", en: "Weather signal"),
          publisher: Bilingual(zh: "气象台", en: "the weather station"),
          origin: "条例 §30"))
    content.type.id = "flood"
    #expect(
      book.run(.draft(PublicWarningID(0), incident: nil, content, isSubmitted: true)) == .unknownKind("flood")
    )
    #expect(book.warnings.isEmpty)
  }

  @Test func everyFieldOfTheLawIsAskedForInBothLanguages() {
    let places: [(WritableKeyPath<WarningContent, Bilingual>, WarningField)] = [
      (\.area, .area), (\.caution, .caution), (\.measures, .measures),
    ]
    for (path, field) in places {
      for part in [\Bilingual.zh, \Bilingual.en] {
        var content = WarningExample.content()
        content[keyPath: path][keyPath: part] = "  "
        var book = PublicWarningBook()
        #expect(
          book.run(.draft(PublicWarningID(0), incident: nil, content, isSubmitted: true)) == .missing(field))
      }
    }
  }

  @Test func whatIsOverBeforeItGoesOutIsRefused() {
    var book = PublicWarningBook()
    let past = WarningExample.content(hours: -1)
    #expect(book.run(.draft(PublicWarningID(0), incident: nil, past, isSubmitted: true)) == .ended)
    book = .with(WarningExample.content(hours: 1))
    #expect(book.run(.issue(one, approver: nil), at: 3600) == .ended)
    #expect(book.run(.issue(one, approver: nil), at: 3599) == nil)
  }

  @Test func anAreaCodeIsDigits() {
    for code in ["15062", "1506251000000", "15062a"] {
      var content = WarningExample.content()
      content.geocodes = [code]
      var book = PublicWarningBook()
      #expect(
        book.run(.draft(PublicWarningID(0), incident: nil, content, isSubmitted: true)) == .badCode(code))
    }
  }

  @Test func whoLooksAtAnOldRevisionIsToldWhoChangedIt() {
    var book = PublicWarningBook.with()
    let seen = book.warnings[one]?.revision
    book.run(.draft(one, incident: nil, WarningExample.content(.orange), isSubmitted: true), by: other)
    #expect(
      book.run(.issue(one, approver: nil), seen: seen)
        == .raced(by: "李值班", at: zero + .seconds(60)))
  }

  @Test func theLevelSaysWhoIssuesAndWhoBesideThem() {
    var book = PublicWarningBook.with()
    #expect(book.run(.issue(one, approver: nil), by: other) == .notForGrade(.yellow, .operator))
    book = .with(WarningExample.content(.red))
    #expect(book.run(.issue(one, approver: nil)) == .needsSecond(.red))
    #expect(book.run(.issue(one, approver: lead)) == .secondIsFirst("王班长"))
    #expect(book.run(.issue(one, approver: other)) == .approverNotForGrade(.red, .operator))
    var second = lead
    second.person = "chen"
    second.displayName = "陈立"
    #expect(book.run(.issue(one, approver: second)) == nil)
    #expect(book.warnings[one]?.messages.first?.approver == "陈立")
    #expect(book.run(.cancel(one, reason: "x"), by: other) == .notForGrade(.red, .operator))
  }

  @Test func aTextMessageOfTooManyPartsIsRefusedBeforeItGoesOut() {
    var content = WarningExample.content()
    content.measures.zh = String(repeating: "撤", count: 200)
    var book = PublicWarningBook.with(content)
    #expect(book.run(.issue(one, approver: nil)) == .smsTooLong(parts: 4, limit: 3))
    #expect(book.run(.issue(one, approver: nil), WarningExample.grounds(sms: 4)) == nil)
  }

  @Test func whatHasNoDraftIsNeitherIssuedNorSentBackNorDiscarded() {
    var book = PublicWarningBook.with()
    book.run(.issue(one, approver: nil))
    for action in [WarningAction.issue(one, approver: nil), .back(one, reason: "x"), .discard(one)] {
      #expect(book.run(action) == .nothingToDo)
    }
    #expect(book.run(.cancel(one, reason: " ")) == .needsReason)
    #expect(book.run(.cancel(PublicWarningID(9), reason: "x")) == .unknown(PublicWarningID(9)))
  }

  @Test func adraftThatWasSentBackKeepsWhyAndIsIssuedOnlyAnew() {
    var book = PublicWarningBook.with()
    #expect(book.run(.back(one, reason: "")) == .needsReason)
    #expect(book.run(.back(one, reason: "范围不清")) == nil)
    #expect(book.warnings[one]?.state == .draft)
    #expect(book.warnings[one]?.proposal?.remark == "范围不清")
    #expect(book.run(.back(one, reason: "x")) == .nothingToDo)
  }

  @Test func aDiscardedUpdateLeavesWhatIsInForceAndADiscardedFirstDraftIsOver() throws {
    var book = PublicWarningBook.with()
    book.run(.issue(one, approver: nil))
    book.run(.draft(one, incident: nil, WarningExample.content(.orange), isSubmitted: false))
    #expect(book.run(.discard(one)) == nil)
    #expect(book.warnings[one]?.state == .issued)
    book = .with()
    #expect(book.run(.discard(one)) == nil)
    #expect(book.warnings.isEmpty)
    #expect(book.takeChanges().first?.state == .discarded)
  }

  @Test func itExpiresWhenItsTimeIsOverAndTheDraftThatFollowsIsGone() throws {
    var book = PublicWarningBook.with(WarningExample.content(hours: 2))
    #expect(book.nextEnd == nil)
    book.run(.issue(one, approver: nil))
    book.run(.draft(one, incident: nil, WarningExample.content(hours: 9), isSubmitted: false))
    let end = zero + .hours(2)
    #expect(book.nextEnd == end)
    #expect(book.due(at: end - .milliseconds(1)).isEmpty)
    #expect(book.due(at: end) == [one])
    book.expire(one, at: end)
    #expect(book.warnings.isEmpty && book.nextEnd == nil)
    let over = try #require(book.takeChanges().first)
    #expect(over.state == .expired && over.proposal == nil && over.messages.count == 1)
  }

  @Test func thereIsABoundOfOpenWarningsAndOfVersions() {
    var book = PublicWarningBook()
    let draft = WarningAction.draft(
      PublicWarningID(0), incident: nil, WarningExample.content(), isSubmitted: true)
    for _ in 0..<PublicWarningBook.limit { #expect(book.run(draft) == nil) }
    #expect(book.run(draft) == .tooMany(limit: PublicWarningBook.limit))
    for _ in 0..<PublicWarning.versionLimit {
      book.run(.draft(one, incident: nil, WarningExample.content(), isSubmitted: true))
      #expect(book.run(.issue(one, approver: nil)) == nil)
    }
    #expect(
      book.run(.draft(one, incident: nil, WarningExample.content(), isSubmitted: true))
        == .tooMany(limit: PublicWarning.versionLimit))
    #expect(book.run(.cancel(one, reason: "x")) == nil)
  }

  @Test func anIncidentThatIsNotUnderWayIsRefused() {
    var book = PublicWarningBook()
    #expect(
      book.run(
        .draft(PublicWarningID(0), incident: IncidentID(7), WarningExample.content(), isSubmitted: true))
        == .unknownIncident(IncidentID(7)))
  }

  @Test func aRandomLifeNeverTakesBackWhatWentOut() {
    let seed: UInt64 = 0x3A12
    var random = Seeded(seed)
    var book = PublicWarningBook()
    var history: [PublicWarningID: [IssuedWarning]] = [:]
    for step in 0..<3000 {
      let open = [PublicWarningID(0)] + book.warnings.keys.sorted()
      let id = open.randomElement(using: &random) ?? open[0]
      let content = WarningExample.content(Grade.allCases.randomElement(using: &random) ?? .red, hours: 4)
      let actions: [WarningAction] = [
        .draft(id, incident: nil, content, isSubmitted: Bool.random(using: &random)), .back(id, reason: "x"),
        .issue(id, approver: nil), .cancel(id, reason: "y"), .discard(id),
      ]
      book.run(
        actions.randomElement(using: &random) ?? actions[0], at: Int64(step),
        WarningExample.grounds(second: []))
      if step % 100 == 99, let running = book.warnings.values.first(where: { $0.state.isInForce }) {
        book.expire(running.id, at: zero + .seconds(Int64(step)))
      }
      for warning in book.takeChanges() {
        let before = history[warning.id] ?? []
        #expect(Array(warning.messages.prefix(before.count)) == before, "seed \(seed) step \(step)")
        #expect(warning.messages.enumerated().allSatisfy { $0.element.version == $0.offset + 1 })
        #expect(warning.messages.dropLast().allSatisfy { $0.type != .cancel }, "seed \(seed) step \(step)")
        history[warning.id] = warning.messages
      }
    }
    let sent = history.values.flatMap { $0 }.map(\.identifier)
    #expect(sent.count > 200 && Set(sent).count == sent.count)
  }
}

@Suite struct WarningTextTests {
  private func message(
    _ type: ReceivedWarning.MessageType = .alert, _ status: ReceivedWarning.Status = .actual
  )
    -> IssuedWarning
  {
    var content = WarningExample.content()
    content.type = WarningExample.gas
    content.issuer = WarningExample.issuer
    content.status = status
    return IssuedWarning(
      number: 7, version: 2, type: type, sent: zero, content: content, reason: type == .cancel ? "浓度正常" : "",
      by: "王")
  }

  private let words = WarningText(authoring: WarningExample.authoring, offset: .beijing)

  @Test func theEightFieldsOfTheLawAreThereInTheirOrder() {
    let fields = words.fields(message())
    #expect(
      fields.map(\.name.zh) == ["类别", "级别", "起始时间", "可能影响范围", "警示事项", "应采取的措施", "发布单位", "发布时间", "编号"])
    #expect(fields[1].value.zh == "3级（黄色）")
    #expect(fields[3].value.en == "Renmin Road (150625100)")
    #expect(words.fields(message(.cancel)).map(\.value.zh).contains("浓度正常"))
  }

  @Test func theTextsSayWhatHappened() {
    #expect(words.sms(message()).zh.hasPrefix("【应急管理局】燃气泄漏黄色预警：人民路，2025-06-15 23:06至"))
    #expect(words.text(message(.update)).zh.contains("更新燃气泄漏黄色预警（第2版）"))
    #expect(words.text(message(.cancel)).en.contains("lifted its warning of Gas leak (yellow)"))
    #expect(words.sms(message(.cancel)).zh.hasSuffix("浓度正常"))
    #expect(words.sms(message(.alert, .test)).zh.hasPrefix("【测试】"))
    #expect(words.sms(message(.alert, .exercise)).en.hasPrefix("[EXERCISE]"))
  }

  @Test(arguments: [(0, 0), (1, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4)])
  func aTextMessageIsCountedInPartsOfUCS2(length: Int, parts: Int) {
    #expect(SMSParts.count(String(repeating: "警", count: length)) == parts)
  }

  @Test(arguments: [(160, 1), (161, 2), (306, 2), (307, 3)])
  func aTextOfTheDefaultAlphabetIsCountedInSeptets(length: Int, parts: Int) {
    #expect(SMSParts.count(String(repeating: "e", count: length)) == parts)
  }

  @Test func anEscapedLetterCountsTwiceAndOneOfAnotherAlphabetMakesItUCS2() {
    #expect(SMSParts.count(String(repeating: "[", count: 80)) == 1)
    #expect(SMSParts.count(String(repeating: "[", count: 81)) == 2)
    #expect(SMSParts.count(String(repeating: "e", count: 69) + "ê") == 1)
    #expect(SMSParts.count(String(repeating: "e", count: 70) + "ê") == 2)
  }

  @Test func noPartEndsWithinACharacter() {
    for length in 60...210 {
      let text = String(repeating: "警", count: length % 67) + String(repeating: "🚒", count: length / 2)
      let parts = SMSParts.split(text)
      #expect(parts.joined() == text)
      #expect(parts.allSatisfy { $0.utf16.count <= (parts.count == 1 ? 70 : 67) })
    }
  }

  @Test func eachRecipientOfTheLevelGetsItOnEachWayAndTelephonesTheShortForm() {
    let plan = ChannelPlan(
      channels: [.log, Channel(id: "phone", kind: .sms(Gateway(url: "http://127.0.0.1/")))],
      recipients: [
        OutboxRecipient(
          name: "media", language: .zh,
          routes: [
            OutboxRecipient.Route(channel: "log", address: ""),
            OutboxRecipient.Route(channel: "phone", address: "1"),
          ])
      ])
    let items = WarningMessage.items(
      message(), authoring: WarningExample.authoring, plan: plan, offset: .beijing, at: zero)
    #expect(items.map(\.id) == ["warning7.2/log/media", "warning7.2/phone/media"])
    #expect(items[0].text == words.text(message()))
    #expect(items[1].text == words.sms(message()))
    #expect(items.allSatisfy { $0.grade == .yellow })
  }
}
