import CCurl
import CMosquitto
import CSodium
public import CityDispatch
public import CitySafety
import Formats
import Glibc

/// Bytes with receipts as they came, and where they lie.
public struct RawReceipts: Sendable, Hashable {
  public var bytes: [UInt8]
  /// The spool's file; empty where the sender keeps nothing.
  public var file: String
}

/// Brings in what units say; lives on one thread.
public protocol ReceiptIntake: AnyObject {
  /// What is new since the last call, or all there is; waits at most its interval.
  func collect(stop: SendingStop) throws(ChannelFailure) -> [RawReceipts]
}

extension ReceiptSource {
  /// Nil when the system has no memory left for it.
  public func intake() -> (any ReceiptIntake)? {
    switch kind {
    case .poll(let url): PollIntake(url: url, source: self)
    case .spool(let folder): SpoolIntake(folder: folder, interval: interval)
    case .mqtt(let broker, let topic): BrokerIntake(broker, topic: topic, source: self)
    }
  }

  /// The receipts of what came; what is not signed as it should be is refused with its reason.
  public func read(_ raw: RawReceipts, offset: UTCOffset) -> [Result<UnitSaying, ReceiptFault>] {
    let key: String?
    do throws(ChannelFailure) {
      key = try SecretText.read(secret)
    } catch {
      return [.failure(ReceiptFault(error.message))]
    }
    return ReceiptFeed.read(raw.bytes).map { item in
      switch item {
      case .note where key != nil, .team where key != nil:
        .failure(ReceiptFault(Bilingual(zh: "没有签名", en: "not signed")))
      case .signed(let payload, let signature):
        if let key, !ReceiptSource.isSigned(payload, signature, key) {
          .failure(ReceiptFault(Bilingual(zh: "签名不符", en: "wrong signature")))
        } else {
          saying(of: ReceiptFeed.note(payload), offset)
        }
      case .note, .team, .bad: saying(of: item, offset)
      }
    }
  }

  private func saying(of item: ReceiptItem, _ offset: UTCOffset) -> Result<UnitSaying, ReceiptFault> {
    switch item {
    case .bad(let reason): return .failure(ReceiptFault(reason))
    case .signed: return .failure(ReceiptFault(Bilingual(zh: "签名套签名", en: "a signed text in a signed text")))
    case .note(let note):
      guard let event = TaskEvent(word: note.event) else {
        return .failure(
          ReceiptFault(Bilingual(zh: "不认识的回执：\(note.event)", en: "unknown receipt: \(note.event)")))
      }
      // Their own clock is part of what they say; the owner's counts.
      let time = note.at.map { "[" + CivilTime($0, at: offset).time + "]" } ?? ""
      let words = [note.by, time, note.words].filter { !$0.isEmpty }.joined(separator: " ")
      return .success(
        .receipt(UnitReceipt(id: note.id, task: TaskID(note.task), event: event, words: words)))
    case .team(let note): return report(of: note)
    }
  }

  private func report(of note: TeamNote) -> Result<UnitSaying, ReceiptFault> {
    guard TeamReport.isPlace(latitude: note.latitude, longitude: note.longitude) else {
      return .failure(ReceiptFault(Bilingual(zh: "位置不在地球上", en: "no place on earth")))
    }
    guard let state = note.state.isEmpty ? .ready : ResourceState(rawValue: note.state) else {
      return .failure(
        ReceiptFault(
          Bilingual(zh: "不认识的队伍状态：\(note.state)", en: "unknown state of a team: \(note.state)")))
    }
    return .success(
      .report(
        TeamReport(
          team: note.team, at: note.at, latitude: note.latitude, longitude: note.longitude, state: state,
          source: id)))
  }

  /// HMAC-SHA256 over the text in hexadecimal digits, `sha256=` before them or not; compared in constant time.
  private static func isSigned(_ payload: String, _ signature: String, _ key: String) -> Bool {
    let digits = signature.hasPrefix("sha256=") ? String(signature.dropFirst(7)) : signature
    let bytes = Array(payload.utf8)
    var digest = [UInt8](repeating: 0, count: Int(CSODIUM_SHA256_BYTES))
    csodium_hmac(Array(key.utf8), key.utf8.count, bytes, bytes.count, &digest)
    let hex = Array("0123456789abcdef".utf8)
    let wanted = digest.flatMap { [hex[Int($0 >> 4)], hex[Int($0 & 15)]] }
    let given = Array(digits.lowercased().utf8)
    guard given.count == wanted.count else { return false }
    return zip(given, wanted).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}

/// Why something that came is no receipt.
public struct ReceiptFault: Error, Sendable, Hashable {
  public var reason: Bilingual

  public init(_ reason: Bilingual) { self.reason = reason }
}

/// Asks over HTTP.
private final class PollIntake: ReceiptIntake {
  private let url: String
  private let source: ReceiptSource
  private let exchange: CurlExchange

  init?(url: String, source: ReceiptSource) {
    guard let exchange = CurlExchange() else { return nil }
    self.url = url
    self.source = source
    self.exchange = exchange
  }

  func collect(stop: SendingStop) throws(ChannelFailure) -> [RawReceipts] {
    guard !stop.wait(milliseconds: Int32(clamping: source.interval.milliseconds)) else { return [] }
    let answer = try exchange.perform(
      url, timeout: source.timeout, authority: source.authorityFile, stop: stop
    ) { ccurl_add_header($0, "Accept: application/json") }
    try HTTPVerdict.demandSuccess(answer, at: url)
    return answer.body.isEmpty ? [] : [RawReceipts(bytes: Array(answer.body.utf8), file: "")]
  }
}

/// Looks into a folder: oldest names first; a name that begins with a full stop is not finished yet.
private final class SpoolIntake: ReceiptIntake {
  /// Files read at once.
  private static let batch = 100

  private let folder: String
  private let interval: Span

  init(folder: String, interval: Span) {
    self.folder = folder
    self.interval = interval
  }

  func collect(stop: SendingStop) throws(ChannelFailure) -> [RawReceipts] {
    let found = try names().sorted().prefix(SpoolIntake.batch).compactMap(read)
    if found.isEmpty { _ = stop.wait(milliseconds: Int32(clamping: interval.milliseconds)) }
    return found
  }

  private func names() throws(ChannelFailure) -> [String] {
    guard let stream = opendir(folder) else {
      throw ChannelFailure(
        Bilingual(zh: "打不开收件文件夹", en: "The spool folder cannot be opened"), at: folder,
        remedy: Bilingual(zh: "建立文件夹并检查权限", en: "Make the folder and check its rights"))
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }

  /// A whole file; `nil` for what is none, such as a folder.
  private func read(_ name: String) -> RawReceipts? {
    let path = folder + "/" + name
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    // One byte more than is taken, so that a longer file is refused as such.
    var bytes = [UInt8](repeating: 0, count: min(Int(status.st_size), ReceiptFeed.sizeLimit + 1))
    var length = 0
    while length < bytes.count {
      let count = bytes.withUnsafeMutableBytes { raw in
        raw.baseAddress.map { Glibc.read(descriptor, $0 + length, raw.count - length) } ?? 0
      }
      guard count > 0 else { break }
      length += count
    }
    return RawReceipts(bytes: Array(bytes[..<length]), file: path)
  }
}

/// Listens to a topic with a session that the broker keeps while nobody listens.
private final class BrokerIntake: ReceiptIntake {
  private let settings: Broker
  private let topic: String
  private let source: ReceiptSource
  private var client: OpaquePointer?

  init(_ settings: Broker, topic: String, source: ReceiptSource) {
    self.settings = settings
    self.topic = topic
    self.source = source
  }

  deinit { disconnect() }

  func collect(stop: SendingStop) throws(ChannelFailure) -> [RawReceipts] {
    let client = try connected(stop)
    var found: [RawReceipts] = []
    while found.count < ReceiptFeed.countLimit {
      var bytes: UnsafePointer<UInt8>?
      var length = 0
      let pause = found.isEmpty ? Int32(clamping: source.interval.milliseconds) : 0
      let end = cmosquitto_take(client, pause, stop.descriptor, &bytes, &length)
      if end == CMOSQUITTO_TIMEOUT || end == CMOSQUITTO_STOPPED { return found }
      guard end == CMOSQUITTO_DONE else {
        defer { disconnect() }
        if !found.isEmpty { return found }
        throw BrokerChannel.failure(end, client, at: place)
      }
      found.append(
        RawReceipts(bytes: Array(UnsafeBufferPointer(start: bytes, count: length)), file: ""))
      cmosquitto_drop(client)
    }
    return found
  }

  private var place: String { "\(settings.host):\(settings.port)" }

  private func connected(_ stop: SendingStop) throws(ChannelFailure) -> OpaquePointer {
    if let client { return client }
    let new = try BrokerChannel.client(settings, keepsSession: true)
    let end = cmosquitto_listen(
      new, settings.host, Int32(settings.port), topic, Int32(clamping: source.timeout.milliseconds),
      stop.descriptor)
    guard end == CMOSQUITTO_DONE else {
      defer { cmosquitto_free(new) }
      throw BrokerChannel.failure(end, new, at: place)
    }
    client = new
    return new
  }

  private func disconnect() {
    if let client { cmosquitto_free(client) }
    client = nil
  }
}
