import CitySafety

/// One rule on one sensor, flattened so that a reading touches a few cache lines and allocates nothing.
struct RuleState {
  /// Position in `Site.thresholds`.
  var threshold: Int32
  /// Raw value of the grade in force; 0 for none.
  var grade: UInt8 = 0
  var isBelow: Bool
  /// Whether the rule's count was reached, so that unchanged samples are no longer reported.
  var isSettled = true
  /// Span of the rule's limits in the engine's table, worst first.
  var firstLimit: Int32
  var limitEnd: Int32
  var hysteresis: Double
  /// Milliseconds of the window of change; 0 when the value itself is compared.
  var window: Int64
  /// Samples that must be reported within `countWindow` milliseconds; 0 when unused.
  var count: Int32
  var countWindow: Int64
  /// Rings of the rule in the engine's tables.
  var history: Ring
  var reported: Ring
}

/// A ring's place in a flat table: `capacity` slots from `base`.
struct Ring {
  var base: Int32
  var capacity: Int32
  var head: Int32 = 0
  var count: Int32 = 0

  init(base: Int, capacity: Int) {
    self.base = Int32(base)
    self.capacity = Int32(capacity)
  }

  /// Slot of the element `index` places after the oldest.
  func slot(_ index: Int32) -> Int {
    var place = head + index
    if place >= capacity { place -= capacity }
    return Int(base + place)
  }

  mutating func dropOldest() {
    head = head + 1 == capacity ? 0 : head + 1
    count -= 1
  }

  /// The slot for a new element; the oldest goes when the ring is full.
  mutating func slotForNew() -> Int {
    if count == capacity { dropOldest() }
    count += 1
    return slot(count - 1)
  }

  mutating func clear() {
    head = 0
    count = 0
  }
}
