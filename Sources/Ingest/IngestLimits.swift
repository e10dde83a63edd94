public import CitySafety

/// Every bound of the polling side, with what happens at it.
public enum IngestLimits {
  /// Outcomes waiting for the owner.
  ///
  /// At it, no new poll begins until the owner has taken one.
  public static let outcomes = 64
  /// Emptied batches kept for reuse.
  ///
  /// More are freed.
  public static let spareBatches = 8
  /// A batch that grew beyond this many readings is freed instead of kept.
  public static let spareReadings = 100_000

  /// HTTP polls at once.
  ///
  /// At it, the longest-due source goes first when a place falls free.
  public static let concurrentPolls = 128
  /// Places that sources whose last poll failed may fill together, so that dead ones leave room for live
  /// ones.
  public static let suspectPolls = 96
  /// Connections kept open between polls.
  ///
  /// The oldest is closed for a new one.
  public static let idleConnections = 64
  /// Body bytes that transfers hold together beyond their small buffers.
  ///
  /// At it, a transfer fails as crowded.
  public static let heldBytes = 96 << 20
  /// The longest wait for a connection; a source's own timeout is often shorter.
  public static let connectTimeout = Span.seconds(5)
  /// All requests of one poll (pages, documents, redirects) end within this many times the source's timeout.
  public static let pollTimeouts: Int64 = 4
  /// Readings of one poll.
  ///
  /// At it, no further page, document or file is read in this poll.
  public static let readingsPerPoll = 500_000
  /// Warnings and earthquakes of one poll; likewise.
  public static let messagesPerPoll = 20_000

  /// Documents that one poll of an index fetches.
  ///
  /// The rest wait for the next poll, which follows at once.
  public static let documentsPerPoll = 32
  /// Documents remembered as read, for each index.
  ///
  /// At it, the longest unmentioned is forgotten.
  public static let documentMemory = 4096
  /// A document that failed this often is not asked for again.
  public static let documentAttempts = 3

  /// Bytes of one quarantined item; longer ones keep their first bytes.
  public static let quarantineItemBytes = 64 << 10
  /// Items and bytes that one poll may put into quarantine; more are counted and dropped.
  public static let quarantineItems = 32
  public static let quarantinePollBytes = 256 << 10

  /// Names looked at in one drop folder at one poll, in the folder's own order; more wait.
  public static let folderEntries = 20_000
  /// Files read from one drop folder in one poll.
  ///
  /// The rest wait for the next poll, which follows at once.
  public static let filesPerPoll = 64
  /// Read files that are remembered, for each drop folder.
  ///
  /// At it, the oldest memory goes.
  public static let rememberedFiles = 20_000
  /// How long a file must have kept its size and time to count as complete, beside being seen twice.
  public static let settleTime = Span.seconds(1)
  /// Numbers tried to find a free name in the folder for read files.
  public static let renameAttempts = 1000
  /// A read buffer beyond this is given back after use.
  public static let keptFileBuffer = 1 << 20
  /// Bytes of a token file.
  public static let tokenBytes = 8 << 10

  /// Every source is asked for the first time within this long of the start.
  public static let firstPollWithin = Span.seconds(2)
  /// How long `Poller.stop` waits for its threads together.
  public static let stopWithin = Span.seconds(2)
}
