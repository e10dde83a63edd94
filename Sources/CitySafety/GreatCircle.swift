/// Distances on the Earth, without a mathematics library: the core imports the standard library only.
public enum GreatCircle {
  /// Mean radius of the Earth in kilometres (IUGG).
  public static let radius = 6371.0088

  /// Kilometres between two points by the haversine formula.
  ///
  /// NaN when a coordinate is NaN. Latitudes are degrees north within ±90, longitudes degrees east within
  /// ±360. On a sphere: up to 0.5 % off the ellipsoid.
  public static func distance(
    fromLatitude latitude: Double, longitude: Double, toLatitude: Double, longitude toLongitude: Double
  ) -> Double {
    let radians = Double.pi / 180
    let halfNorth = sine((toLatitude - latitude) * radians / 2)
    let halfEast = sine((toLongitude - longitude) * radians / 2)
    let h =
      halfNorth * halfNorth
      + sine((90 - latitude) * radians) * sine((90 - toLatitude) * radians) * halfEast * halfEast
    guard h.isFinite else { return .nan }
    let share = min(max(h, 0), 1)
    // The arc sine is steep near one; there the complement is exact.
    let angle =
      share <= 0.5
      ? 2 * arcSine(share.squareRoot()) : Double.pi - 2 * arcSine((1 - share).squareRoot())
    return radius * angle
  }

  /// Sine by its power series after folding the angle into ±π/2; within 1e-14 for angles of a few turns.
  static func sine(_ angle: Double) -> Double {
    guard angle.isFinite else { return .nan }
    var x = angle.remainder(dividingBy: 2 * Double.pi)
    if x > Double.pi / 2 { x = Double.pi - x }
    if x < -Double.pi / 2 { x = -Double.pi - x }
    var term = x
    var sum = x
    var n = 1.0
    while n < 23 {
      term *= -x * x / ((n + 1) * (n + 2))
      sum += term
      n += 2
    }
    return sum
  }

  /// Arc sine for 0...√½ by Newton's method on the sine.
  static func arcSine(_ value: Double) -> Double {
    var angle = value
    for _ in 0..<6 { angle -= (sine(angle) - value) / sine(Double.pi / 2 - angle) }
    return angle
  }
}
