/// Noise that is a pure function of a seed and a place: the same question always has the same answer.
struct SeededNoise: Sendable {
  let seed: UInt64

  /// 64 well mixed bits for two keys (the finaliser of splitmix64 over a running state).
  func bits(_ first: UInt64, _ second: UInt64) -> UInt64 {
    var state = seed &+ first &* 0x9E37_79B9_7F4A_7C15
    state = SeededNoise.mix(state) &+ second &* 0xBF58_476D_1CE4_E5B9
    return SeededNoise.mix(state)
  }

  /// Uniform in 0 to 1.
  func uniform(_ first: UInt64, _ second: UInt64) -> Double {
    Double(bits(first, second) >> 11) / Double(1 << 53)
  }

  /// Bell-shaped with mean 0 and standard deviation 1, never beyond 3.5: the sum of four uniforms.
  func bell(_ first: UInt64, _ second: UInt64) -> Double {
    var sum = 0.0
    for part in 0..<4 { sum += uniform(first, second &* 4 &+ UInt64(part)) }
    return (sum - 2) * 1.7320508075688772
  }

  /// A smooth curve through bell-shaped knots one unit apart, for drift that a sensor shows between samples.
  func smooth(_ first: UInt64, at position: Double) -> Double {
    let knot = position.rounded(.down)
    let rest = position - knot
    let ease = rest * rest * (3 - 2 * rest)
    let left = bell(first, UInt64(bitPattern: Int64(knot)))
    let right = bell(first, UInt64(bitPattern: Int64(knot) + 1))
    return left + (right - left) * ease
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var value = value
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
