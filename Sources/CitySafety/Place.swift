/// Where a thing is.
///
/// Coordinates are degrees, WGS 84; both are absent where a site does not know them.
public struct Place: Sendable, Hashable {
  public var name: Bilingual
  /// Degrees north.
  public var latitude: Double?
  /// Degrees east.
  public var longitude: Double?
  /// Administrative code (GB/T 2260 and its extension), such as `150625100`.
  public var town: String

  public init(name: Bilingual, latitude: Double? = nil, longitude: Double? = nil, town: String = "") {
    self.name = name
    self.latitude = latitude
    self.longitude = longitude
    self.town = town
  }
}
