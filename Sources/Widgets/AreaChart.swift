public import Cells

extension ChartAlphabet {
  /// Samples side by side in one cell.
  public var samplesPerCell: Int { self == .braille ? 2 : 1 }

  /// Heights that one cell can show.
  public var levelsPerCell: Int {
    switch self {
    case .braille: 4
    case .block: 8
    case .ascii: 3
    }
  }
}

/// A filled curve over a rectangle with thresholds drawn across and labels of time and value.
///
/// Gaps (not a number) stay empty. A present value shows at least one level, so that zero differs from a gap.
public struct AreaChart: Sendable, Hashable {
  /// A level drawn across the chart in the role of its grade.
  ///
  /// Of two in one cell the later is seen.
  public struct Threshold: Sendable, Hashable {
    public var value: Double
    public var role: StyleRole

    public init(value: Double, role: StyleRole) {
      self.value = value
      self.role = role
    }
  }

  public var samples: [Double]
  public var thresholds: [Threshold]
  public var scale: ChartScale
  public var fit: ChartFit
  public var alphabet: ChartAlphabet
  public var role: StyleRole
  /// Written under the chart, the first at the left, the last at the right, others between; none takes no
  /// row.
  public var timeLabels: [String]
  /// Writes the ends of the range at the left edge with so many decimals; `nil` writes none.
  public var valueDecimals: Int?

  public init(
    samples: [Double], thresholds: [Threshold] = [], scale: ChartScale = .autoWithThresholds,
    fit: ChartFit = ChartFit(.whole), alphabet: ChartAlphabet, role: StyleRole = .chart,
    timeLabels: [String] = [], valueDecimals: Int? = nil
  ) {
    self.samples = samples
    self.thresholds = thresholds
    self.scale = scale
    self.fit = fit
    self.alphabet = alphabet
    self.role = role
    self.timeLabels = timeLabels
    self.valueDecimals = valueDecimals
  }

  /// Draws into a rectangle, whose cells are expected to be blank.
  public func draw(in grid: inout Grid, rect: Rect, widths: borrowing WidthTable) {
    var plot = rect
    if !timeLabels.isEmpty, plot.height > 1 { plot.height -= 1 }
    guard plot.width > 0, plot.height > 0 else { return }
    let values = fit.slots(samples, count: plot.width * alphabet.samplesPerCell)
    let range = scale.range(of: values, thresholds: thresholds.map(\.value))
    if let decimals = valueDecimals {
      plot = drawValues(range, decimals: decimals, in: &grid, plot: plot, widths: widths)
      guard plot.width > 0 else { return }
    }
    if plot.height < rect.height { drawTimes(in: &grid, plot: plot, widths: widths) }
    drawCurve(range, in: &grid, plot: plot)
  }

  private func drawCurve(_ range: ClosedRange<Double>, in grid: inout Grid, plot: Rect) {
    let each = alphabet.samplesPerCell
    let shown = fit.slots(samples, count: plot.width * each)
    let top = plot.height * alphabet.levelsPerCell
    let levels = shown.map { AreaChart.level($0, range: range, top: top) }
    let lines: [(level: Int, role: StyleRole)] = thresholds.compactMap {
      range.contains($0.value) ? (AreaChart.level($0.value, range: range, top: top), $0.role) : nil
    }
    for row in 0..<plot.height {
      let base = row * alphabet.levelsPerCell
      let crossing = lines.last { $0.level > base && $0.level <= base + alphabet.levelsPerCell }
      let y = plot.maxY - 1 - row
      for column in 0..<plot.width {
        let left = levels[column * each] - base
        let right = each == 2 ? levels[column * each + 1] - base : left
        let scalar = ChartGlyph.scalar(
          alphabet, left: left, right: right, line: crossing.map { $0.level - base })
        guard scalar != 0x20 else { continue }
        grid.put(scalar, width: 1, x: plot.x + column, y: y, role: crossing?.role ?? role)
      }
    }
  }

  /// Writes the ends of the range and returns what is left of the plot.
  private func drawValues(
    _ range: ClosedRange<Double>, decimals: Int, in grid: inout Grid, plot: Rect, widths: borrowing WidthTable
  ) -> Rect {
    let high = FixedPoint.text(range.upperBound, decimals: decimals)
    let low = FixedPoint.text(range.lowerBound, decimals: decimals)
    let wide = max(high.utf8.count, low.utf8.count)
    guard wide + 1 < plot.width else { return plot }
    grid.write(high, x: plot.x + wide - high.utf8.count, y: plot.y, role: .muted, widths: widths)
    if plot.height > 1 {
      grid.write(low, x: plot.x + wide - low.utf8.count, y: plot.maxY - 1, role: .muted, widths: widths)
    }
    return Rect(x: plot.x + wide + 1, y: plot.y, width: plot.width - wide - 1, height: plot.height)
  }

  private func drawTimes(in grid: inout Grid, plot: Rect, widths: borrowing WidthTable) {
    var free = plot.x
    for (index, label) in timeLabels.enumerated() {
      let wide = widths.width(of: label)
      let room = plot.width - wide
      let x = timeLabels.count == 1 ? plot.x : plot.x + room * index / (timeLabels.count - 1)
      guard room >= 0, x >= free else { continue }
      grid.write(label, x: x, y: plot.maxY, role: .muted, widths: widths)
      free = x + wide + 1
    }
  }

  /// 0 for a gap, else 1 to `top`.
  static func level(_ value: Double, range: ClosedRange<Double>, top: Int) -> Int {
    guard value.isFinite else { return 0 }
    let inside = min(range.upperBound, max(range.lowerBound, value))
    let share = (inside - range.lowerBound) / (range.upperBound - range.lowerBound)
    return 1 + Int((share * Double(top - 1)).rounded())
  }
}

/// A curve in one row: the newest samples, the last at the right edge.
public enum Sparkline {
  /// Draws into the first row of a rectangle.
  public static func draw(
    _ samples: [Double], in grid: inout Grid, rect: Rect, alphabet: ChartAlphabet, scale: ChartScale = .auto,
    role: StyleRole = .chart, widths: borrowing WidthTable
  ) {
    let chart = AreaChart(
      samples: samples, scale: scale, fit: ChartFit(.newest), alphabet: alphabet, role: role)
    chart.draw(in: &grid, rect: Rect(x: rect.x, y: rect.y, width: rect.width, height: 1), widths: widths)
  }
}
