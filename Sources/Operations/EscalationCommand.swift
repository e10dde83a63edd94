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
}
