internal import CitySafety
internal import Desk
internal import Glibc
internal import Operations

/// One screen of a console: a desk with its connection to an owner and its reader of that owner's store.
///
/// A console has one for the live store and, while it plays in a drill, one for that drill's. Lives on the main thread.
final class ConsoleSeat {
  var desk: Desk
  let link: SeatLink
  let reader: SeatReader
  let mailbox: Mailbox
  private let isDrill: Bool
  private var awaited = AwaitedAnswers()

  enum Mail { case nothing, data, answer }

  init(desk: Desk, link: SeatLink, reader: SeatReader, mailbox: Mailbox, isDrill: Bool) {
    self.isDrill = isDrill
    self.desk = desk
    self.link = link
    self.reader = reader
    self.mailbox = mailbox
  }

  /// Ends both threads.
  func stop() {
    reader.stop()
    link.stop()
  }

  func update(_ message: Message) -> [Effect] {
    desk.update(message, now: link.now(), hand: isDrill ? SystemClock().now() : nil)
  }

  /// What a message means for the pace of frames: an answer to this seat is drawn at once.
  func mail(of message: Message) -> Mail {
    switch message {
    case .result(let id, let result):
      awaited.note(id, result)
      return .answer
    case .snapshot(let snapshot) where awaited.isAnswered(by: snapshot.alarms): return .answer
    case .signedIn, .signedOut: return .answer
    default: return .data
    }
  }

  /// Does what concerns the owner and the store; false for what concerns the whole console.
  func perform(_ effect: Effect) -> [Effect]? {
    switch effect {
    case .perform(let command, let leadName, let leadCode):
      awaited.note(command)
      if !link.send(.perform(command, leadName: leadName ?? "", leadCode: leadCode ?? "")) {
        return update(.result(command.id, .refused(.noOwner)))
      }
    case .performDuty(let command, let name, let passphrase):
      if !link.send(.performDuty(command, name: name ?? "", passphrase: passphrase ?? "")) {
        return update(.result(command.id, .refused(.noOwner)))
      }
    case .requestLog: reader.ask(.log)
    case .requestReports(let incident): reader.ask(.reports(incident))
    case .requestHandover(let soon): reader.ask(.handover(soon: soon))
    case .look(let alarm): _ = link.send(.looking(alarm))
    case .signIn(let name, let passphrase): _ = link.send(.signIn(name: name, passphrase: passphrase))
    case .signOut: _ = link.send(.signOut)
    case .requestChart(let sensor, let window): reader.ask(.chart(sensor, window))
    case .requestTimeline(let alarm): reader.ask(.timeline(alarm))
    case .requestQuality(let isOwned): reader.ask(.quality(isOwned: isOwned))
    case .pollNow: _ = link.send(.pollNow)
    case .searchKnowledge(let words, let language): reader.ask(.knowledge(words: words, language))
    default: return nil
    }
    return []
  }
}
