internal import Alarms
internal import CitySafety
internal import Desk
internal import Drills
internal import Operations
internal import Settings
internal import Store
internal import Synchronization

/// What an owner's loop needs to know of the drill that it is the owner of.
///
/// Touched only by the thread that runs the loop.
final class DrillHold: @unchecked Sendable {
  let scenario: Scenario
  let carrier: DrillCarrier
  /// Who may act in a rerun, where no people's file is read; `nil` where the drill's own file says it.
  var players: Set<String>?
  /// Where the drill stands by what is written.
  private(set) var state = DrillState()
  /// Entries of the running transaction, and those that were written and not looked at yet.
  private var running: [JournalEntry] = []
  private var written: [JournalEntry] = []

  init(scenario: Scenario, carrier: DrillCarrier) {
    self.scenario = scenario
    self.carrier = carrier
  }

  /// No transaction of a drill is cut by time: the same course must give the same entries in the same order.
  var policy: StorePolicy {
    var policy = StorePolicy()
    policy.lockBudget = .seconds(3600)
    return policy
  }

  func note(_ entry: JournalEntry) { running.append(entry) }

  func forget() { running.removeAll(keepingCapacity: true) }

  func keep() {
    for entry in running { take(entry) }
    written += running
    running.removeAll(keepingCapacity: true)
  }

  /// Takes in an entry that is in the journal.
  func take(_ entry: JournalEntry) {
    // An entry that cannot be read was written by another version; it says nothing here.
    guard let found = try? DrillCoding.read(entry) else { return }
    switch found.content {
    case .event(let event): state.apply(event, of: scenario, at: entry.at)
    case .control(let control): state.apply(control, by: found.by?.actor.displayName ?? "", at: entry.at)
    }
  }

  /// The entries written since it was asked last.
  func takeWritten() -> [JournalEntry] {
    defer { written.removeAll(keepingCapacity: true) }
    return written
  }

  /// What is kept of a request that was performed, so that a rerun can ask for it again.
  func record(of request: SeatRequest) -> Event? {
    DrillCoding.event(.performed(DrillRequest.encode(request)))
  }
}

/// Requests of seats as a drill's journal keeps them.
enum DrillRequest {
  static func encode(_ request: SeatRequest) -> [UInt8] {
    var bytes: [UInt8] = []
    switch request {
    case .command(let command):
      bytes.append(1)
      CommandCoding.encode(command, into: &bytes)
    case .duty(let command):
      bytes.append(2)
      DutyCommandCoding.encode(command, into: &bytes)
    }
    return bytes
  }

  static func decode(_ bytes: [UInt8]) throws(CodingFailure) -> SeatRequest {
    let result = bytes.withUnsafeBytes { raw in
      Result<SeatRequest, CodingFailure> { () throws(CodingFailure) in
        guard let tag = raw.first else { throw .truncated }
        let body = UnsafeRawBufferPointer(rebasing: raw.dropFirst())
        switch tag {
        case 1: return .command(try CommandCoding.decode(body))
        case 2: return .duty(try DutyCommandCoding.decode(body))
        default: throw .unknownCase("DrillRequest", tag)
        }
      }
    }
    return try result.get()
  }
}

extension OwnerLoop {
  /// What a drill keeps of a request that was refused; `nil` for the live owner, and for what no player did wrong.
  func observation(of request: SeatRequest, _ refusal: Refusal) -> Event? {
    guard let drill, drill.state.mayTakeRefusals else { return nil }
    // The director's keys are no part of the exercise.
    if case .duty(let command) = request, case .remark = command.action { return nil }
    let words = RefusalWords(site: site.site, register: site.dispatch)
    let what =
      switch request {
      case .command(let command): words.text(of: .command(command))
      case .duty(let command): words.text(of: .duty(command))
      }
    return DrillCoding.event(.refused(request.actor, what: what, why: words.text(of: refusal)))
  }

  /// Takes what happened at a seat of a drill: a live red, and that somebody went to look at it.
  func acceptDrill(_ event: DrillEvent) {
    switch event {
    case .interrupted, .reachedLive: break
    default: return
    }
    inbox.withLock { inbox in
      if drill != nil, inbox.drillEvents.count < OwnerLoop.submissionLimit { inbox.drillEvents.append(event) }
    }
    wake.wake()
  }

  /// Why a remark is not taken: in the live owner none is, in a drill those that it cannot do now.
  func refusal(of remark: Remark) -> Bilingual? {
    if remark.topic == ImprovementRequest.topic { return refusal(ofImprovement: remark) }
    guard let drill, remark.topic == DrillCoding.topic else {
      return Bilingual(zh: "这里没有演练", en: "There is no drill here")
    }
    guard let control = try? DrillCoding.control(remark.body),
      control.right(in: drill.scenario) == remark.right
    else { return Bilingual(zh: "无法识别的演练操作", en: "A drill control that cannot be read") }
    return control.refusal(in: drill.state, of: drill.scenario)
  }
}
