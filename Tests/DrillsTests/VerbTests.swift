import Alarms
import CityDispatch
import CitySafety
import Drills
import Operations
import Testing

/// How a verb is done, what pattern names exactly that, and patterns that name something else.
private struct VerbCase: Sendable, CustomTestStringConvertible {
  var verb: ActionPattern.Verb
  /// Patterns that the action meets.
  var right: [ActionPattern]
  var wrong: [ActionPattern]
  /// Does it at 100 s; alarm g1 is raised and incident 1 open where it is needed.
  var play: @Sendable (inout Play) -> Void
  var name: String

  init(
    _ verb: ActionPattern.Verb, _ name: String = "", right: [ActionPattern], wrong: [ActionPattern],
    _ play: @escaping @Sendable (inout Play) -> Void
  ) {
    self.verb = verb
    self.right = right
    self.wrong = wrong
    self.play = play
    self.name = name
  }

  var testDescription: String { verb.rawValue + (name.isEmpty ? "" : " " + name) }
}

private typealias P = ActionPattern

/// A verb of the command on the alarm of sensor g1.
private func alarmCase(
  _ verb: P.Verb, _ command: CommandName, by actor: Actor = Play.lead, first: CommandName? = nil
)
  -> VerbCase
{
  VerbCase(
    verb,
    right: [
      P(verb: verb), P(verb: verb, subjects: ["g1"]), P(verb: verb, subjects: ["g9", "gas-lel"]),
      P(verb: verb, grade: .red), P(verb: verb, grade: .yellow), P(verb: verb, words: ["关阀"]),
      P(verb: verb, words: ["VALVE"]),
    ],
    wrong: [
      P(verb: verb, subjects: ["g2"]), P(verb: verb, subjects: ["scada"]), P(verb: verb, words: ["疏散"]),
      P(verb: verb, units: ["fire"]), P(verb: verb, plan: "gas"),
    ]
  ) { play in
    if let first { play.perform(first, Play.sensor("g1"), by: actor, at: 50) }
    play.perform(command, Play.sensor("g1"), by: actor, text: "关阀 valve", at: 100)
  }
}

private func incidentWrong(_ verb: P.Verb) -> [P] {
  [P(verb: verb, subjects: ["g2"]), P(verb: verb, plan: "fire")]
}

private let warning = WarningContent(
  type: WarningType(
    id: "gas", name: Bilingual(same: "x"), category: "x", code: "11B41", urgency: "x", certainty: "x"),
  grade: .orange, starts: Play.start, ends: Play.start + .hours(6),
  area: Bilingual(zh: "穿沙路", en: "Chuansha Road"),
  geocodes: ["150625100"], caution: Bilingual(zh: "可能燃爆", en: "It may explode"),
  measures: Bilingual(zh: "撤离", en: "Leave"),
  issuer: WarningIssuer(name: Bilingual(same: "x"), sender: "x", code: "x"))

private let verbCases: [VerbCase] = [
  alarmCase(.acknowledge, .acknowledge), alarmCase(.claim, .claim), alarmCase(.comment, .comment),
  alarmCase(.escalate, .escalate), alarmCase(.assign, .assign), alarmCase(.respond, .respond),
  alarmCase(.resolve, .resolve, first: .respond), alarmCase(.shelve, .shelve),
  alarmCase(.outOfService, .outOfService),
  VerbCase(
    .close, right: [P(verb: .close), P(verb: .close, subjects: ["g1"], detail: "false")],
    wrong: [P(verb: .close, detail: "real"), P(verb: .close, subjects: ["g2"])]
  ) { play in
    play.perform(.acknowledge, Play.sensor("g1"), at: 40)
    play.clear(Play.sensor("g1"), at: 60)
    play.perform(.close, Play.sensor("g1"), verdict: .falseAlarm, at: 100)
  },
  VerbCase(
    .acknowledge, "of a received warning",
    right: [
      P(verb: .acknowledge, subjects: ["11B03"]), P(verb: .acknowledge, subjects: ["暴雨"]),
      P(verb: .acknowledge, subjects: ["cma"]),
    ], wrong: [P(verb: .acknowledge, subjects: ["11B04"])]
  ) { play in
    play.add(
      .warningReceived(ReceivedWarning(identifier: "w1", sent: Play.start, event: "暴雨", eventCode: "11B03")),
      at: 10)
    play.raise(.warning(identifier: "w1"), source: "cma", at: 10)
    play.perform(.acknowledge, .warning(identifier: "w1"), at: 100)
  },
  VerbCase(
    .acknowledge, "of a lost source", right: [P(verb: .acknowledge, subjects: ["scada"])],
    wrong: [P(verb: .acknowledge, subjects: ["g1"])]
  ) { play in
    play.raise(.sourceLost(source: "scada"), at: 10)
    play.perform(.acknowledge, .sourceLost(source: "scada"), at: 100)
  },
  VerbCase(
    .acknowledge, "of an earthquake",
    right: [P(verb: .acknowledge, subjects: ["cenc"]), P(verb: .acknowledge, subjects: ["earthquake"])],
    wrong: [P(verb: .acknowledge, subjects: ["usgs"])]
  ) { play in
    play.raise(.earthquake(identifier: "cenc:1"), source: "cenc", at: 10)
    play.perform(.acknowledge, .earthquake(identifier: "cenc:1"), at: 100)
  },
  VerbCase(
    .openIncident,
    right: [
      P(verb: .openIncident), P(verb: .openIncident, subjects: ["g1"], plan: "gas"),
      P(verb: .openIncident, grade: .orange), P(verb: .openIncident, units: ["fire"]),
      P(verb: .level, grade: .orange, detail: "2"),
    ],
    wrong: incidentWrong(.openIncident) + [P(verb: .openIncident, grade: .red), P(verb: .level, grade: .red)]
  ) { $0.open([Play.task("fire")], at: 100) },
  VerbCase(
    .order, "with the incident",
    right: [
      P(verb: .order), P(verb: .order, subjects: ["g1"], units: ["fire"], plan: "gas"),
      P(verb: .order, units: ["fire-1"]), P(verb: .order, words: ["抢修"]),
    ],
    wrong: incidentWrong(.order) + [P(verb: .order, units: ["housing"]), P(verb: .order, words: ["转移"])]
  ) { $0.open([Play.task("fire", team: "fire-1")], at: 100) },
  VerbCase(
    .order, "added later", right: [P(verb: .order, units: ["fire"])],
    wrong: [P(verb: .order, units: ["housing"])]
  ) { play in
    play.open([Play.task("police")], at: 0)
    play.dispatch(.add(IncidentID(1), [Play.task("fire")], isOrdered: true), at: 100)
  },
  VerbCase(
    .order, "issued from a draft", right: [P(verb: .order, units: ["fire"])],
    wrong: [P(verb: .order, units: ["housing"])]
  ) { play in
    play.open([Play.task("fire")], isOrdered: false, at: 20)
    play.dispatch(.issue(IncidentID(1), acceptsCommitted: false), at: 100)
  },
  VerbCase(
    .order, "given to another", right: [P(verb: .order, units: ["fire"])],
    wrong: [P(verb: .order, units: ["housing"])]
  ) { play in
    play.open([Play.task("housing")], at: 0)
    play.dispatch(.reassign(TaskID(1), Play.task("fire"), reason: "不在"), at: 100)
  },
  VerbCase(
    .receipt,
    right: [
      P(verb: .receipt), P(verb: .receipt, subjects: ["g1"], units: ["fire"], detail: "arrive"),
      P(verb: .receipt, units: ["fire-1"], words: ["到了"]),
    ],
    wrong: [
      P(verb: .receipt, units: ["housing"]), P(verb: .receipt, detail: "receive"),
      P(verb: .receipt, plan: "fire"),
    ]
  ) { play in
    play.open([Play.task("fire", team: "fire-1")], at: 20)
    play.add(.task(TaskID(1), .receive, channel: "sms", words: ""), at: 60)
    play.dispatch(.step(TaskID(1), .arrive, channel: "phone", words: "到了"), at: 100)
  },
  VerbCase(
    .level, right: [P(verb: .level, detail: "1"), P(verb: .level, subjects: ["g1"], grade: .red)],
    wrong: [P(verb: .level, detail: "3"), P(verb: .level, plan: "fire"), P(verb: .level, words: ["x"])]
  ) { play in
    play.open(at: 0)
    play.dispatch(.level(IncidentID(1), .one, reason: "升级"), at: 100)
  },
  VerbCase(
    .report,
    right: [P(verb: .report), P(verb: .report, detail: "first"), P(verb: .report, words: ["两人"])],
    wrong: [P(verb: .report, detail: "final"), P(verb: .report, words: ["三人"])] + incidentWrong(.report)
  ) { play in
    play.open(at: 0)
    play.dispatch(
      .report(
        IncidentID(1),
        UpwardReport(
          number: 1, kind: .first, rule: "unit-first",
          entries: [UpwardReport.Entry(field: "casualties", text: "两人受伤")])), at: 100)
  },
  VerbCase(
    .report, "by telephone", right: [P(verb: .report)], wrong: [P(verb: .report, detail: "first")]
  ) { play in
    play.open(at: 0)
    play.dispatch(.reported(IncidentID(1), rule: "unit-first"), at: 100)
  },
  VerbCase(
    .warn,
    right: [
      P(verb: .warn), P(verb: .warn, subjects: ["gas"], grade: .orange, words: ["撤离"]),
      P(verb: .warn, subjects: ["g1"], plan: "gas"), P(verb: .warn, subjects: ["11B41"]),
    ],
    wrong: [P(verb: .warn, grade: .red), P(verb: .warn, subjects: ["flood"]), P(verb: .lift)]
  ) { play in
    play.open(at: 0)
    let id = PublicWarningID(1)
    play.duty(.warning(.draft(id, incident: IncidentID(1), warning, isSubmitted: true)), at: 50)
    play.duty(.warning(.issue(id, approver: nil)), at: 100)
  },
  VerbCase(
    .lift, right: [P(verb: .lift, subjects: ["gas"], words: ["已排除"])], wrong: [P(verb: .lift, words: ["误报"])]
  ) { play in
    let id = PublicWarningID(1)
    play.duty(.warning(.draft(id, incident: nil, warning, isSubmitted: true)), at: 40)
    play.duty(.warning(.issue(id, approver: nil)), at: 50)
    play.duty(.warning(.cancel(id, reason: "险情已排除")), at: 100)
  },
  VerbCase(
    .note, "in the command log",
    right: [P(verb: .note), P(verb: .note, subjects: ["g1"], words: ["断气"], detail: "decision")],
    wrong: [P(verb: .note, detail: "call"), P(verb: .note, words: ["送电"])] + incidentWrong(.note)
  ) { play in
    play.open(at: 0)
    play.dispatch(.note(IncidentID(1), .decision, "全线断气"), at: 100)
  },
  VerbCase(
    .note, "in the shift log", right: [P(verb: .note, words: ["群众"]), P(verb: .note, detail: "call")],
    wrong: [P(verb: .note, detail: "note"), P(verb: .note, subjects: ["g1"])]
  ) { play in
    let log = LogEntry(kind: .call, occurredAt: Play.start, fields: [.course: "群众来电", .unit: "社区"])
    play.duty(.log(log), at: 100)
  },
  VerbCase(
    .terminate, right: [P(verb: .terminate, plan: "gas", words: ["堵漏"])], wrong: incidentWrong(.terminate)
  ) { play in
    play.open(at: 0)
    play.dispatch(.terminate(IncidentID(1), reason: "已堵漏"), at: 100)
  },
  VerbCase(
    .closeIncident, right: [P(verb: .closeIncident, subjects: ["g1"], words: ["教训"])],
    wrong: incidentWrong(.closeIncident)
  ) { play in
    play.open(at: 0)
    play.dispatch(.terminate(IncidentID(1), reason: "已堵漏"), at: 50)
    play.dispatch(.close(IncidentID(1), verdict: "属实", lessons: "教训"), at: 100)
  },
  VerbCase(
    .take, right: [P(verb: .take), P(verb: .take, subjects: ["leak"])],
    wrong: [P(verb: .take, subjects: ["second"])]
  ) { play in
    play.happen(.delivered("leak", .timeline), at: 30)
    play.control(.take(message: 1), by: Play.watcher, at: 100)
  },
]

@Suite struct VerbTests {
  @Test func everyVerbHasACase() {
    #expect(Set(verbCases.map(\.verb)) == Set(ActionPattern.Verb.allCases))
  }

  @Test(arguments: verbCases)
  fileprivate func aVerbIsReadFromItsEntriesAndFromNoOthers(one: VerbCase) {
    for (patterns, isMet) in [(one.right, true), (one.wrong, false)] {
      for pattern in patterns {
        var play = Play([Play.expect([pattern], expected: 90, window: 200)])
        play.raise(Play.sensor("g1"), at: 0)
        one.play(&play)
        play.end(at: 300)
        let line = play.line()
        #expect(line?.outcome == (isMet ? .met : .missed), "\(pattern)")
        guard isMet else { continue }
        #expect(line?.action?.at == Play.start + .seconds(100))
        #expect(line?.action?.sequence == Int64(play.entries.count) - 1, "\(pattern)")
      }
    }
  }

  @Test func theSoundTestIsNobodysNote() {
    var play = Play([Play.expect([P(verb: .note)])])
    play.duty(.log(LogEntry(kind: .soundTest, occurredAt: Play.start, fields: [.player: "bell"])), at: 30)
    play.end(at: 300)
    #expect(play.marks() == "missed")
  }

  @Test func aReceiptThatCameByItselfIsNobodysDoing() {
    var play = Play([Play.expect([P(verb: .receipt)])])
    play.open([Play.task("fire")], at: 10)
    play.add(.task(TaskID(1), .receive, channel: "sms", words: ""), at: 30)
    play.end(at: 300)
    #expect(play.marks() == "missed")
  }

  @Test func aCommandThatTheAlarmDoesNotTakeIsNoAction() {
    var play = Play([Play.expect([P(verb: .acknowledge)])])
    play.raise(Play.sensor("g1"), at: 0)
    var command = play.command(.acknowledge, [Play.sensor("g1")])
    command.targets[0].occurrence += 1
    play.add(.command(command), at: 30)
    play.end(at: 300)
    #expect(play.marks() == "missed")
  }
}
