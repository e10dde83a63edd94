public import CitySafety
public import Formats

/// What one poll of one source came to.
public struct PollOutcome: Sendable {
  public var source: SourceIndex
  public var attemptedAt: Instant
  public var finishedAt: Instant
  public var duration: Span
  public var result: Result
  /// What was not understood, at most `IngestLimits.quarantineItems`.
  public var quarantine: [QuarantineItem]
  /// All pieces refused in this poll, also those beyond the quarantine's limits.
  public var refused: Int
  /// Drop-folder files that this outcome holds; hand the outcome to `Poller.confirm` once it is stored.
  public var files: [FileMark]
  public var nextAttempt: Instant

  public enum Result: Sendable {
    /// An answer that was decoded.
    ///
    /// With `batch.failure` set it is not a good one, though its rows count.
    case success(DecodedBatch)
    /// The source said, or the file shows, that nothing is new: a good answer.
    case unchanged
    case failure(TransportFailure)
  }

  public init(
    source: SourceIndex, attemptedAt: Instant, finishedAt: Instant, duration: Span, result: Result,
    quarantine: [QuarantineItem] = [], refused: Int = 0, files: [FileMark] = [], nextAttempt: Instant
  ) {
    self.source = source
    self.attemptedAt = attemptedAt
    self.finishedAt = finishedAt
    self.duration = duration
    self.result = result
    self.quarantine = quarantine
    self.refused = refused
    self.files = files
    self.nextAttempt = nextAttempt
  }

  /// Why this was not a good answer; `nil` when it was.
  public var failure: Bilingual? {
    switch result {
    case .success(let batch): batch.failure?.detail
    case .unchanged: nil
    case .failure(let failure): failure.message
    }
  }
}

/// A piece of an answer, kept with its bytes because it was not understood.
public struct QuarantineItem: Sendable, Hashable {
  public enum Reason: Sendable, Hashable {
    case decoding(Reject.Reason)
    case transport(TransportFailure.Kind)
  }

  public var source: SourceIndex
  public var at: Instant
  public var reason: Reason
  public var detail: Bilingual
  /// The first bytes, at most `IngestLimits.quarantineItemBytes`.
  public var bytes: [UInt8]

  public init(source: SourceIndex, at: Instant, reason: Reason, detail: Bilingual, bytes: [UInt8]) {
    self.source = source
    self.at = at
    self.reason = reason
    self.detail = detail
    self.bytes = bytes
  }
}

/// One drop-folder file as it was read: its name with the size and time that tell it from a later one.
public struct FileMark: Sendable, Hashable {
  public var source: SourceIndex
  public var name: String
  public var size: Int64
  /// Nanoseconds of UTC, as the file system gives them.
  public var modified: Int64

  public init(source: SourceIndex, name: String, size: Int64, modified: Int64) {
    self.source = source
    self.name = name
    self.size = size
    self.modified = modified
  }
}
