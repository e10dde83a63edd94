import CitySafety
import Formats

/// Puts together what one poll yields: the rows of all its bodies, and what goes to quarantine.
struct PollGathering {
  let source: SourceIndex
  let attemptedAt: Instant
  /// Monotonic milliseconds.
  let began: Int64
  private let queue: OutcomeQueue
  private var batch: DecodedBatch?
  private var quarantine: [QuarantineItem] = []
  private var quarantinedBytes = 0
  private var refused = 0
  private var parts = 0
  private var badParts = 0
  private var lastBadPart: Bilingual?
  private var lastLostPart: TransportFailure?
  var files: [FileMark] = []

  init(source: SourceIndex, attemptedAt: Instant, began: Int64, queue: OutcomeQueue) {
    self.source = source
    self.attemptedAt = attemptedAt
    self.began = began
    self.queue = queue
  }

  /// What a decoded body leads on to.
  struct Leads {
    var links: [String]
    var nextPage: DecodedBatch.NextPage?
    var incrementalKey: String?
    var isGood: Bool
  }

  /// Whether the poll holds as many rows as one may.
  var isFull: Bool {
    guard let batch else { return false }
    return batch.readings.count >= IngestLimits.readingsPerPoll
      || batch.warnings.count + batch.earthquakes.count >= IngestLimits.messagesPerPoll
  }

  /// Whether what was gathered is a good answer so far.
  var isGood: Bool { batch?.failure == nil && (parts == 0 || badParts < parts) && !isUnread }

  /// Whether something came and nothing of it was understood: a source that changed its form answers and says nothing.
  private var isUnread: Bool {
    guard let batch, batch.failure == nil else { return false }
    return batch.rejected > 0 && batch.readings.isEmpty && batch.warnings.isEmpty && batch.earthquakes.isEmpty
  }

  /// Decodes one body and takes in its rows.
  ///
  /// The failure of a part (a document, one file of a folder) does not make the whole answer bad.
  mutating func decode(
    _ body: UnsafeRawBufferPointer, with decoder: inout FeedDecoder, context: DecodeContext, page: Int? = nil,
    isPart: Bool
  ) -> Leads {
    var fresh = queue.freshBatch()
    decoder.decode(body, context: context, page: page, into: &fresh)
    let leads = Leads(
      links: fresh.links, nextPage: fresh.nextPage, incrementalKey: fresh.incrementalKey,
      isGood: fresh.failure == nil)
    keepRejects(of: fresh, body: body, at: context.arrived)
    if isPart { countPart(&fresh) }
    merge(fresh)
    return leads
  }

  /// Puts bytes that could not even be decoded into quarantine.
  mutating func refuse(_ failure: TransportFailure, bytes: UnsafeRawBufferPointer, at: Instant) {
    refused += 1
    keep(.transport(failure.kind), failure.message, bytes, at: at)
  }

  /// A part that did not arrive.
  mutating func refusePart(_ failure: TransportFailure, bytes: UnsafeRawBufferPointer, at: Instant) {
    losePart(failure)
    refuse(failure, bytes: bytes, at: at)
  }

  /// A part that did not arrive and is in quarantine already from an earlier poll.
  mutating func losePart(_ failure: TransportFailure) {
    parts += 1
    badParts += 1
    lastBadPart = failure.message
    lastLostPart = failure
  }

  /// Leaves out of quarantine what an earlier poll put there.
  mutating func forgetQuarantine() {
    quarantine = []
    quarantinedBytes = 0
    refused = 0
  }

  /// Marks what was gathered as not good, keeping its rows: a later page did not come.
  mutating func breakOff(_ failure: TransportFailure) {
    batch?.failure = Reject(
      reason: Self.reason(of: failure.kind), offset: 0, detail: failure.message, bytes: [])
  }

  /// The outcome; `failure` counts only when nothing was decoded.
  consuming func outcome(
    failure: TransportFailure?, finishedAt: Instant, now: Int64, nextAttempt: Instant
  ) -> PollOutcome {
    let allPartsBad = parts > 0 && parts == badParts
    let isUnread = isUnread
    if var batch {
      self.batch = nil
      if allPartsBad, batch.failure == nil, let detail = lastBadPart {
        batch.failure = Reject(reason: .notSuccessful, offset: 0, detail: detail, bytes: [])
      }
      if isUnread, batch.failure == nil, let first = batch.rejects.first {
        batch.failure = Reject(
          reason: first.reason, offset: first.offset, detail: Self.nothingRead(batch.rejected, first),
          bytes: [])
      }
      return outcome(.success(batch), finishedAt: finishedAt, now: now, nextAttempt: nextAttempt)
    }
    if let failure = failure ?? (allPartsBad ? lastLostPart : nil) {
      return outcome(.failure(failure), finishedAt: finishedAt, now: now, nextAttempt: nextAttempt)
    }
    return outcome(.unchanged, finishedAt: finishedAt, now: now, nextAttempt: nextAttempt)
  }

  private static func nothingRead(_ count: Int, _ first: Reject) -> Bilingual {
    Bilingual(
      zh: "答复的 \(count) 处都未读懂：\(first.detail.zh)",
      en: "nothing of the answer was understood (\(count)): \(first.detail.en)")
  }

  private func outcome(
    _ result: PollOutcome.Result, finishedAt: Instant, now: Int64, nextAttempt: Instant
  ) -> PollOutcome {
    PollOutcome(
      source: source, attemptedAt: attemptedAt, finishedAt: finishedAt,
      duration: .milliseconds(max(0, now - began)), result: result, quarantine: quarantine,
      refused: refused, files: files, nextAttempt: nextAttempt)
  }

  private mutating func countPart(_ fresh: inout DecodedBatch) {
    parts += 1
    guard let failure = fresh.failure else { return }
    badParts += 1
    lastBadPart = failure.detail
    fresh.failure = nil
  }

  private mutating func keepRejects(of fresh: DecodedBatch, body: UnsafeRawBufferPointer, at: Instant) {
    refused += fresh.rejected
    if let failure = fresh.failure {
      refused += 1
      keep(.decoding(failure.reason), failure.detail, body, at: at)
    }
    for reject in fresh.rejects {
      reject.bytes.withUnsafeBytes { keep(.decoding(reject.reason), reject.detail, $0, at: at) }
    }
  }

  private mutating func keep(
    _ reason: QuarantineItem.Reason, _ detail: Bilingual, _ bytes: UnsafeRawBufferPointer, at: Instant
  ) {
    guard quarantine.count < IngestLimits.quarantineItems else { return }
    let room = IngestLimits.quarantinePollBytes - quarantinedBytes
    let kept = [UInt8](bytes.prefix(min(IngestLimits.quarantineItemBytes, room)))
    quarantinedBytes += kept.count
    quarantine.append(QuarantineItem(source: source, at: at, reason: reason, detail: detail, bytes: kept))
  }

  private mutating func merge(_ fresh: DecodedBatch) {
    guard batch != nil else {
      batch = fresh
      return
    }
    batch?.readings.append(contentsOf: fresh.readings)
    batch?.warnings.append(contentsOf: fresh.warnings)
    batch?.earthquakes.append(contentsOf: fresh.earthquakes)
    for reject in fresh.rejects { batch?.reject(reject) }
    batch?.rejected += fresh.rejected - fresh.rejects.count
    if let failure = fresh.failure { batch?.failure = failure }
    queue.recycle(fresh)
  }

  private static func reason(of kind: TransportFailure.Kind) -> Reject.Reason {
    switch kind {
    case .tooLarge: .tooLarge
    case .badEncoding: .encoding
    case .truncated: .malformed
    default: .notSuccessful
    }
  }
}
