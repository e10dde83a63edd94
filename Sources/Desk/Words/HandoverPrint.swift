internal import Alarms
public import CitySafety
public import Operations

/// A signed handover as text for a printer, plain or as Markdown; the fields are those that a shift log must
/// have at least (domain.md 2.4).
public struct HandoverPrint {
  public typealias Style = PrintStyle

  private let wording: Wording
  private let site: Site
  private let plan: ShiftPlan

  public init(site: Site, plan: ShiftPlan) {
    wording = Wording(index: SiteIndex(site: site))
    self.site = site
    self.plan = plan
  }

  /// The lines; `log` may hold more than the shift's entries, `anchor` is the journal's at the last signature.
  public func lines(
    of record: HandoverRecord, log: [RecordedEntry], anchor: String, style: Style, language: Language
  ) -> [String] {
    var page = PrintPage(style: style, language: language)
    let signed = record.signed
    page.title(
      DutyPhrase.printTitle.filled(with: [
        "site": site.name, "number": Bilingual(same: String(signed.number)),
      ]))
    let shift = plan.running(at: signed.outgoing.at)
    head(record, shift, &page)
    // Without a plan the entries of the last day are the shift's.
    let from = shift?.start ?? signed.completedAt - .hours(24)
    let entries = log.filter { $0.recordedAt >= from && $0.recordedAt <= signed.completedAt }
    sound(entries, seat: signed.outgoing.actor.seat, &page)
    items(record, &page)
    page.section(DutyPhrase.printExpiring.text)
    let alarms = Dictionary(
      record.items.compactMap { $0.alarm.map { ($0.id, $0) } }, uniquingKeysWith: { first, _ in first })
    page.list(
      record.expiring.compactMap { alarms[$0] }.map { alarm in
        DutyPhrase.expiringLine.filled(with: [
          "time": Bilingual(same: alarm.shelf.map { time($0.until) } ?? ""), "what": wording.title(of: alarm),
        ]).trimmed
      })
    for (phrase, kinds) in [
      (DutyPhrase.printInstructions, [LogKind.instruction]), (.printEquipment, [.equipment]),
      (.printLog, [.call, .visit, .followUp, .note]),
    ] {
      page.section(phrase.text)
      page.list(entries.filter { kinds.contains($0.entry.kind) }.map { line(of: $0) })
    }
    signatures(signed, anchor, &page)
    return page.lines
  }

  private func head(_ record: HandoverRecord, _ shift: RunningShift?, _ page: inout PrintPage) {
    let signed = record.signed
    let crew = shift?.crew ?? Crew()
    page.field(
      DutyPhrase.printShift.text,
      shift.map {
        Bilingual(zh: $0.shift.name.zh + " " + $0.shift.hours, en: $0.shift.name.en + " " + $0.shift.hours)
      }
        ?? DutyPhrase.printNone.text)
    page.field(DutyPhrase.printLeader.text, Bilingual(same: crew.leader.isEmpty ? "--" : crew.leader))
    let pair = [crew.main, crew.deputy].map { $0.isEmpty ? "--" : $0 }.joined(separator: " / ")
    page.field(DutyPhrase.printCrew.text, Bilingual(same: pair))
    page.field(DutyPhrase.printPrepared.text, name(signed.outgoing))
    page.field(DutyPhrase.printJoined.text, name(signed.incoming))
    page.field(DutyPhrase.printTaken.text, Bilingual(same: time(signed.completedAt)))
    var risk = (signed.isHigherRisk ? DutyPhrase.printHigher : .printNormal).text
    if record.isFlood {
      risk.zh += DutyPhrase.printFlood.text.zh
      risk.en += DutyPhrase.printFlood.text.en
    }
    page.field(DutyPhrase.printRisk.text, risk)
  }

  /// The shift's self-tests, or that the outgoing seat's is overdue.
  private func sound(_ entries: [RecordedEntry], seat: String, _ page: inout PrintPage) {
    page.section(DutyPhrase.printSound.text)
    let tests = entries.filter { $0.entry.kind == .soundTest }
    let isMissing = !tests.contains { $0.recorder.seat == seat }
    page.list(
      tests.map { line(of: $0) } + (isMissing ? [DutyPhrase.soundMissing.filled(["seat": seat])] : []))
  }

  private func items(_ record: HandoverRecord, _ page: inout PrintPage) {
    page.section(DutyPhrase.printItems.filled(["count": String(record.items.count)]))
    for reason in HandoverReasons.all {
      let count = record.items.count { $0.item.reasons.contains(reason) }
      page.line(
        DutyPhrase.printReason.filled(with: [
          "reason": DutyPhrase.reason(reason).text, "count": Bilingual(same: String(count)),
        ]))
    }
    page.list(
      record.items.map { item in
        let title = wording.title(
          of: item.item, alarm: item.alarm, followUp: item.followUp, incident: item.incident,
          warning: item.warning, suppressed: record.suppressed)
        let reasons = wording.reasons(item.item.reasons)
        let details = wording.details(
          of: item.item, alarm: item.alarm, followUp: item.followUp, incident: item.incident,
          warning: item.warning)
        let ticked = DutyPhrase.printTickedAt.filled(["time": time(item.tickedAt)])
        let number = item.alarm.map { "#\($0.id.value) " } ?? ""
        func text(_ language: Language) -> String {
          ([number + title[language], reasons[language]] + details.map { $0[language] } + [ticked[language]])
            .joined(separator: "; ")
        }
        return Bilingual(zh: text(.zh), en: text(.en))
      })
  }

  private func signatures(_ signed: SignedHandover, _ anchor: String, _ page: inout PrintPage) {
    page.section(DutyPhrase.printSigned.text)
    func line(_ phrase: DutyPhrase, _ signature: Signature) -> Bilingual {
      phrase.filled(with: ["name": name(signature), "time": Bilingual(same: time(signature.at))])
    }
    page.list(
      [line(.printOutgoing, signed.outgoing), line(.printSignature, signed.signature)]
        + (signed.second.map { [line(.printSecond, $0)] } ?? []))
    page.field(DutyPhrase.printAnchor.text, Bilingual(same: anchor))
  }

  private func name(_ signature: Signature) -> Bilingual {
    let actor = signature.actor
    return Bilingual(
      zh: "\(actor.role.name.zh) \(actor.displayName) (\(actor.person))",
      en: "\(actor.role.name.en) \(actor.displayName) (\(actor.person))")
  }

  private func time(_ instant: Instant) -> String {
    let civil = CivilTime(instant, at: site.offset)
    return civil.date + " " + civil.time
  }

  /// One entry of the shift log, with its number, its recorder and when.
  public func line(of recorded: RecordedEntry) -> Bilingual {
    let text = wording.line(of: recorded)
    let head = "#\(recorded.number) \(time(recorded.recordedAt)) \(recorded.recorder.displayName)"
    return Bilingual(zh: head + "  " + text.zh, en: head + "  " + text.en)
  }

  /// The page as it grows.
}

extension Bilingual {
  fileprivate var trimmed: Bilingual { Bilingual(zh: zh.trimmed, en: en.trimmed) }
}
