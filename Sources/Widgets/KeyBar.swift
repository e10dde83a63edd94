public import Cells

/// The line of keys at the foot of the screen, which shows what can be pressed now.
public struct KeyBar: Sendable, Hashable {
  public struct Item: Sendable, Hashable {
    /// As printed on the key: `a`, `F7`, `Enter`.
    public var key: String
    public var label: String
    public var isEnabled: Bool
    /// Items with the largest number leave first when there is no room.
    public var priority: Int

    public init(key: String, label: String, isEnabled: Bool = true, priority: Int = 0) {
      self.key = key
      self.label = label
      self.isEnabled = isEnabled
      self.priority = priority
    }
  }

  /// An item's place, for the mouse.
  public struct Placed: Sendable, Hashable {
    public var index: Int
    public var rect: Rect
  }

  public var items: [Item]

  public init(items: [Item]) {
    self.items = items
  }

  /// Chooses the items that fit into the rectangle's rows, in order; drops by priority, then from the end.
  public func layout(in rect: Rect, widths: borrowing WidthTable) -> [Placed] {
    let wide = items.map { widths.width(of: $0.key) + widths.width(of: $0.label) }
    var shown = Array(items.indices)
    while !shown.isEmpty {
      if let placed = place(shown, wide: wide, in: rect) { return placed }
      let leaving = shown.indices.max { left, right in
        (items[shown[left]].priority, left) < (items[shown[right]].priority, right)
      }
      if let leaving { shown.remove(at: leaving) }
    }
    return []
  }

  /// Draws the bar and returns the places of the items shown.
  @discardableResult
  public func draw(in grid: inout Grid, rect: Rect, widths: borrowing WidthTable) -> [Placed] {
    grid.fill(rect, role: .keyLabel)
    let placed = layout(in: rect, widths: widths)
    for place in placed {
      let item = items[place.index]
      let used = grid.write(
        item.key, x: place.rect.x, y: place.rect.y, role: item.isEnabled ? .key : .keyDisabled, widths: widths
      )
      grid.write(
        item.label, x: place.rect.x + used, y: place.rect.y, role: item.isEnabled ? .keyLabel : .keyDisabled,
        widths: widths)
    }
    return placed
  }

  private func place(_ shown: [Int], wide: [Int], in rect: Rect) -> [Placed]? {
    var x = rect.x
    var y = rect.y
    var placed: [Placed] = []
    for index in shown {
      if x > rect.x, x + wide[index] > rect.maxX {
        x = rect.x
        y += 1
      }
      guard y < rect.maxY, x + wide[index] <= rect.maxX else { return nil }
      placed.append(Placed(index: index, rect: Rect(x: x, y: y, width: wide[index], height: 1)))
      x += wide[index] + 1
    }
    return placed
  }
}
