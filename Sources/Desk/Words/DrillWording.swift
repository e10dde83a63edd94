internal import CitySafety
internal import Drills
internal import Operations

/// The course of a drill in words.
enum DrillWording {
  /// What a person asked of the drill.
  static func text(ofControl remark: Remark) -> Bilingual {
    (try? DrillCoding.control(remark.body)).map(text(of:)) ?? DrillPhrase.eventUnreadable.text
  }

  /// What happened to the drill.
  static func text(ofEvent remark: Remark) -> Bilingual {
    (try? DrillCoding.event(remark.body)).map(text(of:)) ?? DrillPhrase.eventUnreadable.text
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

  private static func text(of event: DrillEvent) -> Bilingual {
    switch event {
    case .loaded(let scenario, let version, let seed):
      DrillPhrase.eventLoaded.filled([
        "scenario": scenario, "version": String(version), "seed": String(seed),
      ])
    case .armed: DrillPhrase.eventArmed.text
    case .delivered(let inject, _): DrillPhrase.eventDelivered.filled(["inject": inject])
    case .interrupted(let seat, _): DrillPhrase.eventInterrupted.filled(["seat": seat])
    case .reachedLive(let seat, let after):
      DrillPhrase.eventReached.filled(["seat": seat, "seconds": seconds(after)])
    case .performed: DrillPhrase.eventPerformed.text
    case .resumedAfterLoss: DrillPhrase.eventLoss.text
    case .ended: DrillPhrase.eventEnd.text
    }
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
