extension Grid {
  /// Copies a rectangle of another grid to the same place, so that a pane that did not change is not drawn
  /// again.
  public mutating func blit(from source: Grid, rect: Rect) {
    blit(from: source, rect: rect, toX: rect.x, y: rect.y)
  }

  /// Copies a rectangle of another grid to a place in this one.
  ///
  /// What lies outside either grid is left out. A wide character cut by an edge becomes a space.
  public mutating func blit(from source: Grid, rect: Rect, toX: Int, y toY: Int) {
    let left = max(rect.x, 0, rect.x - toX)
    let right = min(rect.maxX, source.size.columns, rect.x + size.columns - toX)
    let top = max(rect.y, 0, rect.y - toY)
    let bottom = min(rect.maxY, source.size.rows, rect.y + size.rows - toY)
    guard left < right, top < bottom else { return }
    for y in top..<bottom {
      let row = (y - rect.y + toY) * size.columns
      let first = row + left - rect.x + toX
      let end = first + right - left
      splitWide(at: first, rowStart: row)
      if end < row + size.columns { splitWide(at: end, rowStart: row) }
      let from = y * source.size.columns + left
      for offset in 0..<right - left { cells[first + offset] = source.cells[from + offset] }
      blankHalves(first: first, end: end)
      if !source.clusters.isEmpty { adoptClusters(of: source, from: first, to: end) }
    }
  }

  /// Makes spaces of the halves of wide characters that a copy has cut at its edges.
  private mutating func blankHalves(first: Int, end: Int) {
    if cells[first].flags.contains(.continuation) {
      cells[first].scalar = 0x20
      cells[first].flags.remove(.continuation)
    }
    if cells[end - 1].flags.contains(.wide) {
      cells[end - 1].scalar = 0x20
      cells[end - 1].extra = 0
      cells[end - 1].flags.remove(.wide)
    }
  }

  /// Gives copied cells their own copies of the zero-width scalars they point to.
  private mutating func adoptClusters(of source: Grid, from first: Int, to end: Int) {
    for index in first..<end where cells[index].extra != 0 {
      let marks = source.clusters[Int(cells[index].extra) - 1]
      if clusters.count < Grid.clusterLimit {
        clusters.append(marks)
        cells[index].extra = UInt16(clusters.count)
      } else {
        cells[index].extra = 0
      }
    }
  }
}
