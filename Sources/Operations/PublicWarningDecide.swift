import Alarms
import CityDispatch
import CitySafety

extension OperationsState {
  /// Whether a request about an authored warning may be performed now; what comes back has harmless texts and what the
  /// site says of kind and level.
  func checked(
    _ action: WarningAction, by actor: Actor, seen: Int64, authority: Authority, site: Site, now: Instant
  ) throws(DutyRefusal) -> WarningAction {
    let clean = try action.mappingTexts { (text: String) throws(DutyRefusal) -> String in
      guard text.utf8.count <= OperationsState.textByteLimit, text.count <= OperationsState.textLimit else {
        throw .textTooLong(limit: OperationsState.textLimit)
      }
      return HarmlessText.clean(text, limit: .max)
    }
    let grounds = WarningGrounds(
      authoring: site.authoring, offset: site.offset, now: now,
      mayIssue: { authority.permits(.issueWarning, $0, $1) },
      mayApprove: { authority.permits(.approveWarning, $0, $1) },
      needsSecond: { authority.isAsked(.approveWarning, $0) }, knows: { dispatch.incidents[$0] != nil })
    do {
      return try publicWarnings.decided(clean, by: actor, seen: seen, grounds)
    } catch {
      throw .warning(error)
    }
  }
}
