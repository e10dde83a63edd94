public import CitySafety

/// Every bound of a store that is not the site's own, with what happens at it.
public struct StorePolicy: Sendable, Hashable {
  /// Entries after which a journal segment is sealed, and the age at which one with entries is.
  public var segmentEntries: Int64 = 50_000
  public var segmentAge: Span = .hours(7 * 24)
  /// A sealed segment is moved to an archive file when it is older than this, or when more than
  /// `sealedSegments` of them wait, oldest first.
  public var journalRetention: Span = .hours(90 * 24)
  public var sealedSegments = 40
  /// Quarantine: the oldest rows are dropped, and counted, beyond either bound.
  public var quarantineRows: Int64 = 10_000
  public var quarantineBytes: Int64 = 16 << 20
  /// Results of commands are kept this long: a repeat of an older id is performed anew.
  public var resultRetention: Span = .hours(7 * 24)
  /// Received warnings and earthquakes kept; those sent or felt first are dropped.
  ///
  /// The state remembers as many warnings.
  public var warningRows = 4096
  public var earthquakeRows = 2000
  /// Names remembered for one drop folder; those remembered first are forgotten.
  public var rememberedFiles = 10_000
  /// Rows that one slice of maintenance deletes or moves at most.
  public var rowsPerSlice = 1000
  /// Rows that are deleted between two looks at the clock.
  public var rowsPerLook = 100
  /// Closed minutes that one transaction writes at most, and that it writes also when its time is up.
  public var minutesPerSlice = 150
  public var leastMinutes = 16
  /// Closed minutes that may wait; at it, as many are written as readings may close before these are taken.
  public var waitingMinutes = 5000
  /// A minute is closed this long after its end even when no later reading came.
  public var minuteGrace: Span = .seconds(10)
  /// Readings measured further in the future than this are dropped with the next maintenance.
  public var futureLimit: Span = .hours(24)
  /// Frames of the write-ahead log that wait for a checkpoint before a commit that nobody waits for, or maintenance, makes one.
  public var checkpointFrames: Int32 = 768
  /// Frames after which also a commit that somebody waits for makes one.
  public var checkpointCeiling: Int32 = 8192
  /// After this time a transaction takes up nothing new; what it has begun, and its commit, come on top.
  public var lockBudget: Duration = .microseconds(1250)
  /// Readings between two looks at the clock, and those that one transaction takes at most.
  public var readingsPerLook = 32
  public var mostReadings = 2000

  public init() {}
}
