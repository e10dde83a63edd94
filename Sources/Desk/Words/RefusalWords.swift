internal import Alarms
public import CityDispatch
public import CitySafety
public import Operations

/// A request and why it was refused, in words, for whoever keeps a note of it.
public struct RefusalWords {
  private let wording: Wording
  private let register: DispatchRegister

  public init(site: Site, register: DispatchRegister) {
    wording = Wording(index: SiteIndex(site: site), register: register)
    self.register = register
  }

  /// What was asked for, as the event that it would have been; alarms by their numbers.
  public func text(of event: Event) -> Bilingual {
    wording.text(of: event, alarms: AlarmTable(open: [], sensors: 0))
  }

  public func text(of refusal: Refusal) -> Bilingual {
    if case .duty(.dispatch(let refusal)) = refusal { return wording.text(of: refusal, in: register) }
    return wording.text(of: refusal)
  }
}
