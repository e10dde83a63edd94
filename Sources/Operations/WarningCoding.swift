public import CitySafety

/// The fixed binary form of a received warning: a version byte and the fields in declared order.
public enum WarningCoding {
  static let version: UInt8 = 1

  /// Appends the warning.
  ///
  /// Texts above 65,535 bytes and lists above 4,096 elements are cut.
  public static func encode(_ warning: ReceivedWarning, into bytes: inout [UInt8]) {
    ByteWriter.append(to: &bytes) { writer in
      writer.write(version)
      write(warning, to: &writer)
    }
  }

  /// Reads one warning that takes all of `bytes`.
  public static func decode(_ bytes: UnsafeRawBufferPointer) throws(CodingFailure) -> ReceivedWarning {
    var reader = ByteReader(bytes)
    try reader.version(version)
    let warning = try read(from: &reader)
    try reader.finish()
    return warning
  }

  static func write(_ warning: ReceivedWarning, to writer: inout ByteWriter) {
    writer.write(warning.identifier)
    writer.write(warning.sender)
    writer.write(warning.sent)
    writer.write(warning.status.rawValue)
    writer.write(warning.messageType.rawValue)
    writer.write(warning.references) { $0.write($1) }
    writer.write(warning.event)
    writer.write(warning.eventCode) { $0.write($1) }
    writer.write(warning.colour) { $0.write($1.rawValue) }
    writer.write(warning.severity) { $0.write($1) }
    writer.write(warning.urgency) { $0.write($1) }
    writer.write(warning.certainty) { $0.write($1) }
    writer.write(warning.effective) { $0.write($1) }
    writer.write(warning.onset) { $0.write($1) }
    writer.write(warning.expires) { $0.write($1) }
    writer.write(warning.headline)
    writer.write(warning.text)
    writer.write(warning.instruction)
    writer.write(warning.area)
    writer.write(warning.geocodes) { $0.write($1) }
  }

  static func read(from reader: inout ByteReader) throws(CodingFailure) -> ReceivedWarning {
    let identifier = try reader.string()
    let sender = try reader.string()
    var warning = ReceivedWarning(identifier: identifier, sender: sender, sent: try reader.instant())
    warning.status = try reader.choice()
    warning.messageType = try reader.choice()
    warning.references = try readTexts(from: &reader)
    warning.event = try reader.string()
    warning.eventCode = try reader.optionalString()
    warning.colour = try reader.bool() ? try reader.choice() : nil
    warning.severity = try reader.optionalString()
    warning.urgency = try reader.optionalString()
    warning.certainty = try reader.optionalString()
    warning.effective = try reader.optionalInstant()
    warning.onset = try reader.optionalInstant()
    warning.expires = try reader.optionalInstant()
    warning.headline = try reader.string()
    warning.text = try reader.string()
    warning.instruction = try reader.string()
    warning.area = try reader.string()
    warning.geocodes = try readTexts(from: &reader)
    return warning
  }

  private static func readTexts(from reader: inout ByteReader) throws(CodingFailure) -> [String] {
    try reader.list { (reader: inout ByteReader) throws(CodingFailure) in try reader.string() }
  }
}

/// The fixed binary form of an earthquake: a version byte and the fields in declared order.
public enum EarthquakeCoding {
  static let version: UInt8 = 1

  /// Appends the earthquake.
  ///
  /// Texts above 65,535 bytes are cut.
  public static func encode(_ quake: Earthquake, into bytes: inout [UInt8]) {
    ByteWriter.append(to: &bytes) { writer in
      writer.write(version)
      writer.write(quake.identifier)
      writer.write(quake.origin)
      writer.write(quake.updated)
      writer.write(quake.latitude)
      writer.write(quake.longitude)
      writer.write(quake.depth) { $0.write($1) }
      writer.write(quake.magnitude) { $0.write($1) }
      writer.write(quake.place)
      writer.write(quake.isReviewed)
      writer.write(quake.isNatural)
    }
  }

  /// Reads one earthquake that takes all of `bytes`.
  public static func decode(_ bytes: UnsafeRawBufferPointer) throws(CodingFailure) -> Earthquake {
    var reader = ByteReader(bytes)
    try reader.version(version)
    let identifier = try reader.string()
    let origin = try reader.instant()
    let updated = try reader.instant()
    let latitude = try reader.double()
    let longitude = try reader.double()
    let depth = try reader.optionalDouble()
    let magnitude = try reader.optionalDouble()
    let place = try reader.string()
    let isReviewed = try reader.bool()
    let quake = Earthquake(
      identifier: identifier, origin: origin, updated: updated, latitude: latitude, longitude: longitude,
      depth: depth, magnitude: magnitude, place: place, isReviewed: isReviewed,
      isNatural: try reader.bool())
    try reader.finish()
    return quake
  }
}
