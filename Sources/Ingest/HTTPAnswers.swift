import CCurl
import CitySafety
import Formats

/// What follows the end of a transfer: redirect, decode, next page, documents, outcome.
extension HTTPLoop {
  func ended(_ source: HTTPSource, transfer: OpaquePointer, end: ccurl_end, code: Int32) {
    guard let poll = source.poll else { return }
    let place = WebAddress.shown(poll.url)
    if let kind = TransportFailure.Kind(end, code: code) {
      return stepFailed(source, TransportFailure(kind, at: place), transfer: transfer)
    }
    let status = ccurl_status(transfer)
    switch status {
    case 204: concludeUnchanged(source, transfer: transfer)
    case 304 where poll.isConditional: concludeUnchanged(source, transfer: transfer)
    case 200...205: decode(source, transfer: transfer)
    case 301, 302, 303, 307, 308: follow(source, status: status, transfer: transfer)
    default:
      if status == 429 || status == 503 { source.poll?.atLeast = ccurl_retry_after(transfer) * 1000 }
      stepFailed(source, TransportFailure(.status(status), at: place), transfer: transfer)
    }
  }

  private func follow(_ source: HTTPSource, status: Int, transfer: OpaquePointer) {
    guard let poll = source.poll else { return }
    guard let target = ccurl_redirect(transfer).map({ String(cString: $0) }) else {
      let failure = TransportFailure(.status(status), at: WebAddress.shown(poll.url))
      return stepFailed(source, failure, transfer: transfer)
    }
    guard poll.redirects < source.request.redirectLimit else {
      let failure = TransportFailure(.redirectLoop, at: WebAddress.shown(poll.asked))
      return stepFailed(source, failure, transfer: transfer)
    }
    source.poll?.redirects += 1
    if status != 307 && status != 308 { source.poll?.sendsBody = false }
    send(source, target, transfer: transfer)
  }

  private func decode(_ source: HTTPSource, transfer: OpaquePointer) {
    var length = 0
    let bytes = ccurl_body(transfer, &length)
    let body = UnsafeRawBufferPointer(start: bytes, count: length)
    let context = plan.context(of: source.definition, arrived: plan.clock())
    let isDocument = source.poll?.step != .main
    // Pages without numbers are counted for the decoder, which knows the limit.
    let page = source.poll.map { $0.pageNumber ?? $0.pages + 1 }
    guard
      let leads = source.poll?.gathering.decode(
        body, with: &source.decoder, context: context, page: isDocument ? nil : page, isPart: isDocument)
    else { return }
    if case .document(let link) = source.poll?.step {
      if leads.isGood {
        source.documents.wasRead(link)
        source.poll?.documentsRead += 1
      } else {
        // Its bytes are in quarantine; asking again would bring the same.
        source.documents.failed(link, isFinal: true)
      }
      return askNextDocument(source, transfer: transfer)
    }
    mainDecoded(source, leads, transfer: transfer)
  }

  private func mainDecoded(_ source: HTTPSource, _ leads: PollGathering.Leads, transfer: OpaquePointer) {
    guard let poll = source.poll else { return }
    guard leads.isGood else {
      source.poll?.isGood = false
      return conclude(source, failure: nil)
    }
    source.poll?.pages += 1
    source.poll?.incrementalKey = leads.incrementalKey ?? poll.incrementalKey
    if source.rules.isConditional {
      source.poll?.validators = validators(of: transfer, url: poll.asked)
    }
    if let next = nextAddress(source, leads, pages: poll.pages + 1) {
      return ask(source, next, transfer: transfer)
    }
    collectDocuments(source, leads.links)
    askNextDocument(source, transfer: transfer)
  }

  private func nextAddress(_ source: HTTPSource, _ leads: PollGathering.Leads, pages: Int) -> String? {
    guard let poll = source.poll, pages < source.rules.pageLimit, !poll.gathering.isFull else { return nil }
    switch leads.nextPage {
    case .number(let page):
      source.poll?.pageNumber = page
      return source.address(ofPage: page, from: poll.asked)
    case .address(let address): return WebAddress.resolve(address, against: poll.url)
    case nil: return nil
    }
  }

  private func collectDocuments(_ source: HTTPSource, _ links: [String]) {
    guard !links.isEmpty, let base = source.poll?.url else { return }
    let absolute = links.compactMap { WebAddress.resolve($0, against: base) }.filter(WebAddress.isFetchable)
    let wanted = source.documents.wanted(among: absolute)
    source.poll?.documents = wanted.prefix(IngestLimits.documentsPerPoll).reversed()
    source.poll?.leavesDocuments = wanted.count > IngestLimits.documentsPerPoll
  }

  private func askNextDocument(_ source: HTTPSource, transfer: OpaquePointer) {
    guard let poll = source.poll else { return }
    if poll.gathering.isFull || plan.monotonic() >= poll.deadline, !poll.documents.isEmpty {
      source.poll?.leavesDocuments = true
      return conclude(source, failure: nil)
    }
    guard let link = source.poll?.documents.popLast() else { return conclude(source, failure: nil) }
    source.poll?.step = .document(link)
    ask(source, link, transfer: transfer)
  }

  /// A request of the poll came to nothing.
  ///
  /// A lost document is noted and the next one asked for; a lost later page leaves the rows before it; a lost
  /// first request is the whole poll's failure.
  func stepFailed(_ source: HTTPSource, _ failure: TransportFailure, transfer: OpaquePointer) {
    var length = 0
    let bytes = ccurl_body(transfer, &length)
    let body = UnsafeRawBufferPointer(start: bytes, count: length)
    let now = plan.clock()
    if case .document(let link) = source.poll?.step {
      source.poll?.gathering.refusePart(failure, bytes: body, at: now)
      source.documents.failed(link, isFinal: failure.kind == .status(404) || failure.kind == .status(410))
      source.poll?.leavesDocuments = true
      return askNextDocument(source, transfer: transfer)
    }
    source.poll?.isGood = false
    if length > 0 { source.poll?.gathering.refuse(failure, bytes: body, at: now) }
    source.poll?.gathering.breakOff(failure)
    conclude(source, failure: failure)
  }

  private func concludeUnchanged(_ source: HTTPSource, transfer: OpaquePointer) {
    if source.poll?.step != .main { return askNextDocument(source, transfer: transfer) }
    source.poll?.validators = source.validators
    conclude(source, failure: nil)
  }

  /// Ends the poll: remembers what the next one needs, sets its time, sends the outcome.
  func conclude(_ source: HTTPSource, failure: TransportFailure?) {
    guard let poll = source.poll else { return }
    leavePlace(of: source)
    source.poll = nil
    let isGood = poll.isGood && failure == nil && poll.gathering.isGood
    source.isSuspect = !isGood
    if isGood {
      source.incrementalKey = poll.incrementalKey ?? source.incrementalKey
      // With documents left, the index must come again in full.
      source.validators = poll.leavesDocuments ? nil : poll.validators
    }
    let now = plan.monotonic()
    source.schedule.finished(began: poll.gathering.began, now: now, isGood: isGood, atLeast: poll.atLeast)
    if poll.leavesDocuments && poll.documentsRead > 0 { source.schedule.ask(now: now) }
    let wall = plan.clock()
    post.post(
      poll.gathering.outcome(
        failure: failure, finishedAt: wall, now: now,
        nextAttempt: wall + .milliseconds(max(0, source.schedule.due - now))))
  }

  private func validators(of transfer: OpaquePointer, url: String) -> Validators? {
    // A value out of all proportion is no validator but an attempt to fill memory.
    let value = { (name: String) -> String? in
      guard let text = ccurl_header(transfer, name).map({ String(cString: $0) }) else { return nil }
      return text.utf8.count <= 256 ? text : nil
    }
    let validators = Validators(url: url, etag: value("ETag"), lastModified: value("Last-Modified"))
    return validators.etag == nil && validators.lastModified == nil ? nil : validators
  }
}

extension TransportFailure.Kind {
  /// `nil` for a transfer that came to its proper end.
  init?(_ end: ccurl_end, code: Int32) {
    switch end {
    case CCURL_DONE: return nil
    case CCURL_BAD_ADDRESS, CCURL_FORBIDDEN_SCHEME: self = .forbiddenAddress
    case CCURL_RESOLVE: self = .resolve
    case CCURL_REFUSED: self = .refused
    case CCURL_UNREACHABLE: self = .unreachable
    case CCURL_TIMEOUT: self = .timeout
    case CCURL_TOO_LARGE: self = .tooLarge
    case CCURL_CROWDED: self = .crowded
    case CCURL_CERTIFICATE: self = .certificate
    case CCURL_AUTHORITY_FILE: self = .authorityFile
    case CCURL_TLS: self = .tls
    case CCURL_RESET: self = .reset
    case CCURL_TRUNCATED: self = .truncated
    case CCURL_BAD_ENCODING: self = .badEncoding
    case CCURL_NOT_HTTP: self = .notHTTP
    default: self = .other(Int(code))
    }
  }
}
