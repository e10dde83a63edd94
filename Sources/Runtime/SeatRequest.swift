internal import Alarms
internal import CitySafety
internal import Operations

/// What a seat asks the owner to perform: a command on alarms, or a request of the shift log or the handover.
enum SeatRequest: Sendable {
  case command(Command)
  case duty(DutyCommand)

  var id: CommandID {
    switch self {
    case .command(let command): command.id
    case .duty(let command): command.id
    }
  }

  var actor: Alarms.Actor {
    switch self {
    case .command(let command): command.actor
    case .duty(let command): command.actor
    }
  }
}

extension DutyCommand {
  /// The same request by the person whom the owner knows, whatever the frame said.
  func by(_ actor: Alarms.Actor, isGuest: Bool) -> DutyCommand {
    var command = self
    command.actor = actor
    if case .join(let number, _) = action { command.action = .join(handover: number, isGuest: isGuest) }
    return command
  }
}
