internal import Alarms
internal import CitySafety
internal import Drills
internal import Operations

/// The course of a drill in words.
enum DrillWording {
  /// What a person asked of the improvement items.
  static func text(of request: ImprovementRequest) -> Bilingual {
    switch request {
    case .add(let text, let owner, let due, _):
      DrillPhrase.eventAddItem.filled(["text": text, "owner": owner, "due": due])
    case .close(let number, let note):
      DrillPhrase.eventCloseItem.filled(["number": String(number), "note": note])
    }
  }

  /// What a person asked of the drill.
  static func text(ofControl remark: Remark) -> Bilingual {
    (try? DrillCoding.control(remark.body)).map(text(of:)) ?? DrillPhrase.eventUnreadable.text
  }

  /// What happened to the drill; `scenario` knows the name of one.
  static func text(ofEvent remark: Remark, scenario: (String) -> Bilingual) -> Bilingual {
    guard let event = try? DrillCoding.event(remark.body) else { return DrillPhrase.eventUnreadable.text }
    return text(of: event, scenario: scenario)
  }

  private static func text(of control: DrillControl) -> Bilingual {
    switch control {
    case .start: DrillPhrase.eventStart.text
    case .pause: DrillPhrase.eventPause.text
    case .resume: DrillPhrase.eventResume.text
    case .speed(let speed): DrillPhrase.eventSpeed.filled(["speed": DrillWording.speed(speed)])
    case .step: DrillPhrase.eventStep.text
    case .jump: DrillPhrase.eventJump.text
    case .insert: DrillPhrase.eventInsert.text
    case .call(let from, _): DrillPhrase.eventCall.filled(["from": from])
    case .skip: DrillPhrase.eventSkip.text
    case .observe(_, let text): DrillPhrase.eventObserve.filled(["text": text])
    case .take(let number): DrillPhrase.eventTake.filled(["number": String(number)])
    case .end: DrillPhrase.eventEnd.text
    }
  }

  private static func text(of event: DrillEvent, scenario: (String) -> Bilingual) -> Bilingual {
    switch event {
    case .loaded(let id, let version, let seed):
      DrillPhrase.eventLoaded.filled(with: [
        "scenario": scenario(id), "version": Bilingual(same: String(version)),
        "seed": Bilingual(same: String(seed)),
      ])
    case .armed: DrillPhrase.eventArmed.text
    case .delivered(let inject, _): DrillPhrase.eventDelivered.filled(["inject": inject])
    case .interrupted(let seat, _): DrillPhrase.eventInterrupted.filled(["seat": seat])
    case .reachedLive(let seat, let after):
      DrillPhrase.eventReached.filled(["seat": seat, "seconds": seconds(after)])
    case .performed: DrillPhrase.eventPerformed.text
    case .refused(let actor, let what, let why): refused(by: actor.displayName, what, why)
    case .resumedAfterLoss: DrillPhrase.eventLoss.text
    case .ended: DrillPhrase.eventEnd.text
    }
  }

  /// Who was refused what, and why.
  static func refused(by name: String, _ what: Bilingual, _ why: Bilingual) -> Bilingual {
    DrillPhrase.eventRefused.filled(with: ["by": Bilingual(same: name), "what": what, "why": why])
  }

  /// A speed in thousandths as a number of times, such as `0.5` or `60`.
  static func speed(_ thousandths: Int) -> String {
    let tenths = thousandths / 100
    return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(tenths % 10)"
  }

  private static func seconds(_ span: Span) -> String {
    let tenths = span.milliseconds / 100
    return "\(tenths / 10).\(tenths % 10)"
  }
}
