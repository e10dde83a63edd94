internal import Alarms
internal import CitySafety
internal import Drills
internal import Operations
internal import Settings
internal import Store

/// Improvement items of drills: asked for at the live desk, journalled there, and kept in the list beside the drills' stores.
extension OwnerLoop {
  /// Entries at the end of the journal among which an owner that starts looks for requests that the list lacks: what was
  /// written is taken into the list at once, so that a kill leaves out those of the last slice at most.
  static let improvementLook = 1000

  private var drillFiles: DrillFiles { DrillFiles(folder: DrillFolder.all(site: site.site.id)) }

  private func localDate(_ at: Instant) -> String { CivilTime(at, at: site.site.offset).date }

  /// Why a request cannot be done; `nil` when it can.
  func refusal(ofImprovement remark: Remark) -> Bilingual? {
    guard drill == nil else {
      return Bilingual(
        zh: "改进项在实况台登记：按 F11 回实况", en: "Improvement items are kept at the live desk: F11 goes there")
    }
    guard let request = ImprovementRequest(remark) else {
      return Bilingual(zh: "无法识别的改进项请求", en: "A request of improvement items that cannot be read")
    }
    do throws(DrillFiles.Failure) {
      try drillFiles.check(request, today: localDate(clock.now()))
      return nil
    } catch {
      return error.message
    }
  }

  /// Takes what was journalled into the list.
  func keepImprovements(_ entries: [JournalEntry]) {
    for entry in entries {
      guard case .duty(let command) = entry.event, case .remark(let remark) = command.action,
        let request = ImprovementRequest(remark)
      else { continue }
      do throws(DrillFiles.Failure) {
        try drillFiles.take(
          request, by: command.actor.displayName, entry: entry.sequence, today: localDate(entry.at))
      } catch {
        log(error.message)
      }
    }
  }

  /// What a kill left out of the list.
  func recoverImprovements() {
    guard drill == nil else { return }
    do throws(StoreFailure) {
      keepImprovements(try store.requests(amongLast: OwnerLoop.improvementLook))
    } catch {
      log(error.explanation)
    }
  }
}
