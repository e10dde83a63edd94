internal import Cells
internal import CitySafety
internal import Drills
internal import Operations

/// The view of the quality figures: which tab, and the row whose action is written out.
struct QualityView: Sendable {
  var tab = QualityTab.figures
  var cursor = 0
}

/// The quality figures over the panes.
extension Desk {
  /// How old the figures may be while they are shown.
  static let qualityLife = Span.seconds(10)

  mutating func perform(_ action: Action, in view: QualityView) {
    var view = view
    switch action {
    case .down, .up, .pageDown, .pageUp, .top, .bottom:
      view.cursor = action.moved(from: view.cursor, page: max(1, size.rows - 12))
    case .nextTab, .nextPane, .right: view.turn(1)
    case .previousTab, .previousPane, .left: view.turn(-1)
    case .language: perform(.language)
    case .back, .close, .overview: return overlay = nil
    default: break
    }
    view.cursor = max(0, min(view.cursor, rowCount(of: view.tab) - 1))
    overlay = .quality(view)
  }

  private func rowCount(of tab: QualityTab) -> Int {
    qualityPage.map { $0.table(tab, bar: " ").rows.count } ?? 0
  }

  var qualityPage: QualityPage? {
    quality.map { report in
      QualityPage(
        report.with(drillScores: drillRuns.scores(from: report.from, until: report.until)),
        site: configuration.site, language: language)
    }
  }

  /// Asks for the figures while they are shown, at most once in `qualityLife`.
  mutating func requestQuality() {
    guard case .quality = overlay, hasSnapshot else { return }
    if let last = requestedQuality, last.age(at: hand) < Desk.qualityLife { return }
    requestedQuality = hand
    let isOwned = if case .attached = link { true } else { false }
    effects.append(.requestQuality(isOwned: isOwned))
  }

  /// The runs of drills for K20, once when the figures are opened.
  mutating func openQuality() {
    effects.append(.requestDrills)
    overlay = .quality(QualityView())
  }
}

extension QualityView {
  fileprivate mutating func turn(_ step: Int) {
    let count = QualityTab.allCases.count
    tab = QualityTab(rawValue: (tab.rawValue + step + count) % count) ?? .figures
    cursor = 0
  }
}
