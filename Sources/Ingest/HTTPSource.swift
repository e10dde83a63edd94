import CitySafety
import Formats

/// One HTTP source with what is remembered between its polls.
///
/// Lives on the poll thread.
final class HTTPSource {
  let definition: SourceDefinition
  let request: HTTPRequest
  let rules: FetchRules
  /// The origin that may see the source's headers, token and body.
  let origin: String?
  var decoder: FeedDecoder
  var schedule: SourceSchedule
  /// Whether the last poll failed: such sources may not fill every place.
  var isSuspect = false
  var validators: Validators?
  var incrementalKey: String?
  var documents = DocumentMemory()
  /// The poll in flight.
  var poll: HTTPPoll?

  init(definition: SourceDefinition, request: HTTPRequest, plan: PollPlan) {
    self.definition = definition
    self.request = request
    rules = FetchRules(definition.format)
    origin = WebAddress.origin(of: request.url)
    decoder = FeedDecoder(format: definition.format)
    schedule = plan.schedule(of: definition)
  }

  /// The address of the first request of a poll: the declared one with the incremental key and the first
  /// page.
  func firstAddress() -> String? {
    var url: String? = request.url
    if let parameter = rules.incrementalParameter, let key = incrementalKey {
      url = url.flatMap { WebAddress.adding(parameter, key, to: $0) }
    }
    return address(ofPage: rules.firstPage, from: url)
  }

  /// `url` with the page's number in its query, where the source has numbered pages.
  func address(ofPage page: Int, from url: String?) -> String? {
    guard let parameter = rules.pageParameter else { return url }
    return url.flatMap { WebAddress.adding(parameter, String(page), to: $0) }
  }
}

/// What a server gave to ask for changes only, and the address it is for.
struct Validators: Equatable {
  var url: String
  var etag: String?
  var lastModified: String?

  /// The request's header lines.
  var lines: [String] {
    var lines: [String] = []
    if let etag { lines.append("If-None-Match: " + etag) }
    if let lastModified { lines.append("If-Modified-Since: " + lastModified) }
    return lines
  }
}

/// One poll in flight: a chain of requests, one at a time.
struct HTTPPoll {
  enum Step: Equatable {
    case main
    /// A document that the index links to.
    case document(String)
  }

  var gathering: PollGathering
  /// Header lines for the source's own origin.
  var headers: [String]
  /// Monotonic milliseconds by which the whole chain ends.
  var deadline: Int64
  /// And the request now under way, its redirects included.
  var requestDeadline: Int64 = 0
  var step = Step.main
  /// The address before redirects, and the one asked now.
  var asked = ""
  var url = ""
  var redirects = 0
  var sendsBody = true
  var isConditional = false
  /// Pages fetched, and the number of the one asked now where pages have numbers.
  var pages = 0
  var pageNumber: Int?
  /// Documents still to fetch in this poll, the next one last, and whether any are left for the next poll.
  var documents: [String] = []
  var leavesDocuments = false
  var documentsRead = 0
  var isGood = true
  var incrementalKey: String?
  var validators: Validators?
  /// Milliseconds that the server asked to wait.
  var atLeast: Int64 = 0
}
