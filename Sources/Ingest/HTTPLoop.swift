import CCurl
import CitySafety
import Formats

/// The poll thread's loop: begins due polls, moves bytes, decodes what came.
///
/// Lives on that thread.
final class HTTPLoop {
  let plan: PollPlan
  let control: PollControl
  let queue: OutcomeQueue
  private let engine: OpaquePointer
  let sources: [HTTPSource]
  /// Transfers by place; a place is free when no source has it.
  private var transfers: [OpaquePointer] = []
  private var freePlaces: [Int] = []
  private var placeSource: [HTTPSource?] = []
  private var suspects = 0
  var post: OutcomePost

  /// Started once for the process, as libcurl wants it.
  static let libraryStarted = ccurl_start()

  init?(plan: PollPlan, control: PollControl, queue: OutcomeQueue) {
    guard HTTPLoop.libraryStarted,
      let engine = ccurl_engine_new(IngestLimits.heldBytes, IngestLimits.idleConnections)
    else { return nil }
    self.plan = plan
    self.control = control
    self.queue = queue
    self.engine = engine
    post = OutcomePost(queue: queue)
    sources = plan.definitions.compactMap { definition in
      guard case .http(let request) = definition.transport else { return nil }
      return HTTPSource(definition: definition, request: request, plan: plan)
    }
  }

  deinit {
    for transfer in transfers { ccurl_transfer_free(transfer) }
    ccurl_engine_free(engine)
  }

  /// Runs until the control says stop.
  func run() {
    queue.notify(control.wake)
    defer { queue.stopNotifying(control.wake) }
    while true {
      let orders = control.take()
      if orders.isStopping { return }
      if orders.asksAll {
        let now = plan.monotonic()
        for source in sources where source.poll == nil { source.schedule.ask(now: now) }
      }
      post.flush()
      if post.isClear { beginDue(now: plan.monotonic()) }
      let wait = Int32(clamping: min(60_000, untilNextBegin(now: plan.monotonic())))
      // A failing engine must not turn into a spinning thread.
      if !ccurl_engine_run(engine, control.wake.descriptor, wait) { control.wake.wait(milliseconds: 1000) }
      takeEnded()
    }
  }

  private func takeEnded() {
    var end = CCURL_DONE
    var code: Int32 = 0
    while let transfer = ccurl_engine_ended(engine, &end, &code) {
      let place = ccurl_transfer_tag(transfer)
      if let source = placeSource[place] {
        ended(source, transfer: transfer, end: end, code: code)
      }
    }
  }

  // MARK: Places

  private func mayBegin(_ source: HTTPSource) -> Bool {
    source.poll == nil && (!source.isSuspect || suspects < IngestLimits.suspectPolls)
  }

  private var isFull: Bool {
    freePlaces.isEmpty && transfers.count >= IngestLimits.concurrentPolls
  }

  /// Milliseconds until a poll could begin; a long time when only an ending one can make room.
  private func untilNextBegin(now: Int64) -> Int64 {
    if isFull || !post.isClear { return .max }
    var earliest = Int64.max
    for source in sources where mayBegin(source) { earliest = min(earliest, source.schedule.due) }
    return earliest == .max ? .max : max(0, earliest - now)
  }

  private func beginDue(now: Int64) {
    let due = sources.filter { $0.poll == nil && $0.schedule.due <= now }
    for source in due.sorted(by: { $0.schedule.due < $1.schedule.due }) {
      if isFull { return }
      if mayBegin(source) { begin(source, now: now) }
    }
  }

  private func begin(_ source: HTTPSource, now: Int64) {
    let gathering = PollGathering(
      source: source.definition.index, attemptedAt: plan.clock(), began: now, queue: queue)
    let timeout = max(1, source.request.timeout.milliseconds)
    var poll = HTTPPoll(
      gathering: gathering, headers: [], deadline: now + timeout * IngestLimits.pollTimeouts)
    let lines = RequestHeaders.lines(of: source.request, plan: plan)
    guard case .success(let headers) = lines, let url = source.firstAddress(), let place = takePlace() else {
      source.poll = poll
      let failure =
        lines.failure
        ?? TransportFailure(
          .forbiddenAddress, at: WebAddress.shown(source.request.url))
      conclude(source, failure: failure)
      return
    }
    poll.headers = headers
    if source.rules.pageParameter != nil { poll.pageNumber = source.rules.firstPage }
    source.poll = poll
    placeSource[place] = source
    if source.isSuspect { suspects += 1 }
    ask(source, url, transfer: transfers[place])
  }

  private func takePlace() -> Int? {
    if let place = freePlaces.popLast() { return place }
    let place = transfers.count
    guard place < IngestLimits.concurrentPolls, let transfer = ccurl_transfer_new(engine, place) else {
      return nil
    }
    transfers.append(transfer)
    placeSource.append(nil)
    return place
  }

  /// Frees the place of a source whose poll is over.
  func leavePlace(of source: HTTPSource) {
    guard let place = placeSource.firstIndex(where: { $0 === source }) else { return }
    ccurl_transfer_clear(transfers[place])
    placeSource[place] = nil
    freePlaces.append(place)
    if source.isSuspect { suspects -= 1 }
  }

  // MARK: Requests

  /// Asks for an address in a fresh request of the source's poll.
  func ask(_ source: HTTPSource, _ url: String, transfer: OpaquePointer) {
    let now = plan.monotonic()
    let isMain = source.poll?.step == .main
    source.poll?.asked = url
    source.poll?.redirects = 0
    source.poll?.sendsBody = isMain
    source.poll?.requestDeadline = now + max(1, source.request.timeout.milliseconds)
    send(source, url, transfer: transfer)
  }

  /// Sends the request for `url`: the first or the one that follows a redirect.
  func send(_ source: HTTPSource, _ url: String, transfer: OpaquePointer) {
    let place = WebAddress.shown(url)
    guard WebAddress.isFetchable(url) else {
      return stepFailed(source, TransportFailure(.forbiddenAddress, at: place), transfer: transfer)
    }
    source.poll?.url = url
    let deadline = source.poll.map { min($0.requestDeadline, $0.deadline) } ?? 0
    let left = deadline - plan.monotonic()
    guard left > 0 else {
      return stepFailed(source, TransportFailure(.timeout, at: place), transfer: transfer)
    }
    ccurl_transfer_clear(transfer)
    ccurl_set_url(transfer, url)
    ccurl_set_agent(transfer, plan.agent)
    ccurl_set_limits(
      transfer, Int(left), Int(min(left, IngestLimits.connectTimeout.milliseconds)),
      max(0, source.request.sizeLimit))
    if let authority = source.request.authorityFile { ccurl_set_authority(transfer, plan.path(authority)) }
    guard addHeaders(of: source, for: url, transfer: transfer), ccurl_begin(transfer) else {
      return stepFailed(source, TransportFailure(.badRequest, at: place), transfer: transfer)
    }
  }

  private func addHeaders(of source: HTTPSource, for url: String, transfer: OpaquePointer) -> Bool {
    guard let poll = source.poll else { return false }
    var lines = ["Expect:"]
    // Headers, token and body are for the source's own server; a redirect or a link elsewhere gets none.
    if source.origin != nil, WebAddress.origin(of: url) == source.origin {
      lines += poll.headers
      if let body = source.request.body, poll.sendsBody {
        ccurl_set_post(transfer, body, body.utf8.count)
      }
    }
    source.poll?.isConditional = false
    if poll.step == .main, source.rules.isConditional, let validators = source.validators,
      validators.url == poll.asked
    {
      lines += validators.lines
      source.poll?.isConditional = true
    }
    return lines.allSatisfy { ccurl_add_header(transfer, $0) }
  }
}

extension Result {
  /// The failure, when it is one.
  var failure: Failure? {
    if case .failure(let failure) = self { return failure }
    return nil
  }
}
