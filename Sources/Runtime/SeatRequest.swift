internal import Alarms
internal import CityDispatch
internal import CitySafety
internal import Operations

/// What a seat asks the owner to perform: a command on alarms, or a request of the shift log, the handover or the rules.
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
    // Nobody approves by a frame's word.
    if case .changeRule(var change) = action {
      change.approver = nil
      command.action = .changeRule(change)
    }
    if case .warning(.issue(let number, approver: _)) = action {
      command.action = .warning(.issue(number, approver: nil))
    }
    return command
  }

  /// The same change of a rule, or issue of a warning, with the person who proved to approve it.
  func approved(by approver: Alarms.Actor) -> DutyCommand {
    var command = self
    switch action {
    case .changeRule(var change):
      change.approver = approver
      command.action = .changeRule(change)
    case .warning(.issue(let number, approver: _)):
      command.action = .warning(.issue(number, approver: approver))
    default: break
    }
    return command
  }
}
