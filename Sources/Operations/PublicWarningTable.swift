public import CityDispatch
import CitySafety

/// Authored warnings as a seat shows them: what is not over, and what was over last.
public struct PublicWarningTable: Sendable, Equatable {
  /// Most warnings that are over and listed.
  public static let overLimit = 50

  /// In force before drafts, what is over last; within each the newest first.
  public private(set) var warnings: [PublicWarning] = []

  public init() {}

  /// The table after some warnings changed.
  public init(_ before: PublicWarningTable, _ changes: [PublicWarning]) {
    let changed = Set(changes.map(\.id))
    warnings = before.warnings.filter { !changed.contains($0.id) } + changes
    warnings.sort { PublicWarningTable.order($0) < PublicWarningTable.order($1) }
    let open = warnings.count { !$0.state.isOver }
    warnings = Array(warnings.prefix(open + PublicWarningTable.overLimit))
  }

  public subscript(id: PublicWarningID) -> PublicWarning? { warnings.first { $0.id == id } }

  /// In force, and those that wait for approval.
  public var inForce: Int { warnings.count { $0.state.isInForce } }
  public var pending: Int { warnings.count { $0.proposal?.isSubmitted == true } }

  private static func order(_ warning: PublicWarning) -> (Int, Int64) {
    let state = warning.state
    return (state.isInForce ? 0 : state.isOver ? 2 : 1, -warning.id.value)
  }
}
