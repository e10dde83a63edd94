/// How the values of a chart map to its height.
public enum ChartScale: Sendable, Hashable {
  /// From the lowest to the highest value shown.
  case auto
  /// The same, widened so that every threshold is inside.
  case autoWithThresholds
  /// A declared range; values outside are drawn at its edge.
  case declared(ClosedRange<Double>)

  /// The range in force.
  ///
  /// Without any value it is 0...1; a flat series lies in the middle.
  public func range(of samples: some Sequence<Double>, thresholds: [Double] = []) -> ClosedRange<Double> {
    if case .declared(let range) = self, range.lowerBound.isFinite, range.upperBound.isFinite,
      range.lowerBound < range.upperBound
    {
      return range
    }
    var low = Double.infinity
    var high = -Double.infinity
    for sample in samples where sample.isFinite {
      low = min(low, sample)
      high = max(high, sample)
    }
    if self == .autoWithThresholds {
      for threshold in thresholds where threshold.isFinite {
        low = min(low, threshold)
        high = max(high, threshold)
      }
    }
    guard low <= high else { return 0...1 }
    guard low < high else {
      let half = max(0.5, low.magnitude * 1e-6)
      return (low - half)...(high + half)
    }
    return low...high
  }
}

/// How a series of any length is brought to the columns of a chart.
public struct ChartFit: Sendable, Hashable {
  public enum Part: Sendable, Hashable {
    /// The newest samples, one a slot, the last at the right edge.
    case newest
    /// All samples spread over the width.
    case whole
  }

  /// Which value stands for several that share a slot, so that the dangerous one is never lost.
  public enum Extreme: Sendable, Hashable { case highest, lowest }

  public var part: Part
  public var extreme: Extreme

  public init(_ part: Part, keep extreme: Extreme = .highest) {
    self.part = part
    self.extreme = extreme
  }

  /// One value a slot; gaps are NaN.
  public func slots(_ samples: [Double], count: Int) -> [Double] {
    guard count > 0 else { return [] }
    guard !samples.isEmpty else { return Array(repeating: .nan, count: count) }
    switch part {
    case .newest:
      let shown = samples.suffix(count)
      return Array(repeating: .nan, count: count - shown.count) + shown
    case .whole:
      return (0..<count).map { slot in
        let first = slot * samples.count / count
        let end = max(first + 1, (slot + 1) * samples.count / count)
        return worst(samples[first..<end])
      }
    }
  }

  private func worst(_ samples: ArraySlice<Double>) -> Double {
    var result = Double.nan
    for sample in samples where sample.isFinite {
      if result.isNaN {
        result = sample
      } else {
        result = extreme == .highest ? max(result, sample) : min(result, sample)
      }
    }
    return result
  }
}
