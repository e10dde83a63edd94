public import Alarms
public import CityDispatch
public import CitySafety

extension Escalation {
  /// The messages of a journalled `escalate` command; empty for any other command.
  public static func outboxItems(
    for command: Command, alarm: Alarm, title: Bilingual, sequence: Int64, at: Instant,
    routes: [EscalationRoute]
  ) -> [OutboxItem] {
    guard command.name == .escalate, command.alarm == alarm.id else { return [] }
    return outboxItems(
      sequence: sequence, at: at, alarm: alarm, title: title, reason: Bilingual(same: command.text),
      by: Bilingual(same: command.actor.displayName), routes: routes)
  }

  /// Places and kinds that a summary names; the others are one number.
  public static let summaryNames = 3

  /// The messages that tell everything gathered of a step: how many alarms by grade, most places and kinds first.
  ///
  /// `typeName` is what people call a kind of alarm. The numbers of each list sum up to all alarms.
  public static func summaryItems(
    of gathered: GatheredEscalations, step: EscalationStep, at: Instant, routes: [EscalationRoute],
    typeName: (AlarmType) -> Bilingual
  ) -> [OutboxItem] {
    var grades: [(Bilingual, Int)] = []
    for (grade, count) in zip(Grade.allCases, gathered.grades) where count > 0 {
      grades.append((Bilingual(zh: grade.mark, en: "\(grade.rawValue) \(grade.word)"), count))
    }
    let types = gathered.types.map { (typeName($0.key), $0.value) }
    let lists = [
      list(grades), named(gathered.places.map { ($0.key, $0.value) }, all: gathered.count),
      named(types, all: gathered.count),
    ]
    let text = Bilingual(
      zh: "【上报汇总】\(step.reason.zh) \(gathered.count) 条：\(lists[0].zh)；地点：\(lists[1].zh)；类型：\(lists[2].zh)",
      en:
        "[Escalation summary] \(step.reason.en), \(gathered.count) alarms: \(lists[0].en); places: \(lists[1].en); "
        + "kinds: \(lists[2].en)")
    return items(sequence: gathered.message, at: at, text: text, routes: routes)
  }

  private static func named(_ counts: [(Bilingual, Int)], all: Int) -> Bilingual {
    let ranked = counts.sorted { ($1.1, $0.0.zh) < ($0.1, $1.0.zh) }.prefix(summaryNames)
    let others = all - ranked.reduce(0) { $0 + $1.1 }
    return list(ranked + (others > 0 ? [(Bilingual(zh: "其他", en: "others"), others)] : []))
  }

  private static func list(_ counts: some Sequence<(Bilingual, Int)>) -> Bilingual {
    Bilingual(
      zh: counts.map { "\($0.0.zh) \($0.1)" }.joined(separator: "、"),
      en: counts.map { "\($0.0.en) \($0.1)" }.joined(separator: ", "))
  }
}
