extension Action {
  /// Where a movement leads from a place in a list or text whose page is so many rows; the same place for every other
  /// action.
  ///
  /// It may lead beyond either end: whoever knows the length holds it within.
  func moved(from place: Int, page: Int) -> Int {
    switch self {
    case .down: place + 1
    case .up: place - 1
    case .pageDown: place + page
    case .pageUp: place - page
    case .top: 0
    case .bottom: .max / 2
    default: place
    }
  }
}
