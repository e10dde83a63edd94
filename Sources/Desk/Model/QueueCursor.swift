internal import Alarms
internal import Operations

extension QueueList {
  /// Puts the cursor on a shown position.
  ///
  /// A ghost left behind is gone.
  mutating func move(to index: Int) {
    var target = index
    if ghost != nil {
      guard index != cursorIndex else { return }
      if index > cursorIndex { target -= 1 }
      ghost = nil
    }
    stamp &+= 1
    guard matchCount > 0 else {
      cursor = nil
      cursorIndex = 0
      return
    }
    cursorIndex = max(0, min(target, matchCount - 1))
    cursor = match(at: cursorIndex)?.id
  }

  mutating func move(by rows: Int) { move(to: max(0, cursorIndex + rows)) }
  mutating func moveToTop() {
    move(to: 0)
    top = 0
    newAbove = 0
  }
  mutating func moveToBottom() { move(to: count - 1) }

  /// Puts the cursor on an alarm; false when the filter hides it or it is not open.
  @discardableResult
  mutating func select(_ id: AlarmID) -> Bool {
    if cursor == id { return true }
    guard let index = index(of: id) else { return false }
    ghost = nil
    move(to: index)
    return true
  }

  /// The next shown position in a direction for which `condition` holds, going round at the end.
  func next(step: Int, where condition: (AlarmRow) -> Bool) -> Int? {
    guard count > 0 else { return nil }
    for distance in 1...count {
      let candidate = ((cursorIndex + step * distance) % count + count) % count
      if let row = row(at: candidate), !row.isGhost, condition(row.row) { return candidate }
    }
    return nil
  }

  /// Scrolls so that the cursor is among the `height` lines shown.
  mutating func reveal(height: Int) {
    guard height > 0 else { return }
    var wanted = top
    if cursorIndex < wanted { wanted = cursorIndex }
    if cursorIndex >= wanted + height { wanted = cursorIndex - height + 1 }
    // The cursor holds its line only while the pane is full: no alarm stays hidden above while lines are free.
    wanted = max(0, min(wanted, count - height))
    guard wanted != top else { return }
    top = wanted
    newAbove = min(newAbove, top)
    stamp &+= 1
  }

  // MARK: Marks

  /// Marks or unmarks the row under the cursor; false when the bound is reached.
  mutating func toggleMark() -> Bool {
    guard let current, !current.isGhost else { return true }
    let id = current.row.id
    // A folded row stands for its whole group.
    let members = members(of: current.row).map(\.id)
    stamp &+= 1
    if marks.contains(id) {
      marks.subtract(members)
      return true
    }
    guard marks.union(members).count <= QueueList.markLimit else { return false }
    marks.formUnion(members)
    lastMark = id
    return true
  }

  /// Marks from the last mark to the cursor; false when the bound cut it short.
  mutating func markRange() -> Bool {
    stamp &+= 1
    let start = lastMark.flatMap(index(of:)) ?? cursorIndex
    for position in min(start, cursorIndex)...max(start, cursorIndex) {
      guard let row = row(at: position), !row.isGhost else { continue }
      if marks.count >= QueueList.markLimit { return false }
      marks.insert(row.row.id)
    }
    lastMark = cursor
    return true
  }

  mutating func clearMarks() {
    marks.removeAll()
    lastMark = nil
    stamp &+= 1
  }
}
