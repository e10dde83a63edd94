import CitySafety
import Formats

/// One file that is read again whenever it changed.
///
/// Lives on the file thread.
final class FileSource {
  let definition: SourceDefinition
  private let path: String
  private let sizeLimit: Int
  private let rereadsUnchanged: Bool
  private var decoder: FeedDecoder
  /// The state that was decoded well, and the one whose bytes are in quarantine.
  private var read: FileStamp?
  private var quarantined: FileStamp?

  init(definition: SourceDefinition, path: String, sizeLimit: Int, plan: PollPlan) {
    self.definition = definition
    self.path = plan.path(path)
    self.sizeLimit = max(0, sizeLimit)
    rereadsUnchanged = FetchRules(definition.format).rereadsUnchanged
    decoder = FeedDecoder(format: definition.format)
  }

  /// Reads the file if it changed.
  ///
  /// The failure is `nil` also when what was read is not good.
  func poll(_ reader: FileReader, into gathering: inout PollGathering, plan: PollPlan) -> TransportFailure? {
    switch reader.open(path, followsLinks: true) {
    case .failure(let kind): return TransportFailure(kind, at: path)
    case .success(let stamp):
      if stamp == read && !rereadsUnchanged { return nil }
      return decode(stamp, reader, into: &gathering, plan: plan)
    }
  }

  private func decode(
    _ stamp: FileStamp, _ reader: FileReader, into gathering: inout PollGathering, plan: PollPlan
  ) -> TransportFailure? {
    let isTooLarge = stamp.size > Int64(sizeLimit)
    let bytes: UnsafeRawBufferPointer
    switch reader.read(limit: isTooLarge ? IngestLimits.quarantineItemBytes : sizeLimit) {
    case .failure(let kind): return TransportFailure(kind, at: path)
    case .success(let read): bytes = read
    }
    let now = plan.clock()
    var failure: TransportFailure?
    if isTooLarge {
      let tooLarge = TransportFailure(.tooLarge, at: path)
      gathering.refuse(tooLarge, bytes: bytes, at: now)
      failure = tooLarge
    } else {
      let context = plan.context(of: definition, arrived: now)
      _ = gathering.decode(bytes, with: &decoder, context: context, isPart: false)
      // A file that changed while it was read, or was not understood, is read again.
      read = gathering.isGood && reader.isWhole ? stamp : nil
    }
    if stamp == quarantined { gathering.forgetQuarantine() }
    quarantined = stamp
    return failure
  }
}
