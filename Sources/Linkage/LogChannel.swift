public import CityDispatch
import CitySafety
import Glibc

/// Appends each item as one JSON line to a file (mode 0600) and waits until it is on the disk.
///
/// The file is opened anew for each line, so that it may be rotated. Lives on one thread.
public final class LogChannel: OutboxChannel {
  /// Sent items remembered, so that a repeat writes no second line; the oldest are forgotten.
  public static let memory = 10_000
  /// Unicode scalars of each text in a line.
  public static let textLimit = 4000

  private let path: String
  private let testing: String?
  private var sent: Set<String> = []
  private var order: [String] = []
  private var oldest = 0

  /// With `testing`, lines say that the channel of this id would have sent them.
  public init(path: String, testing: String? = nil) {
    self.path = path
    self.testing = testing
  }

  public func send(_ message: OutgoingMessage, stop: SendingStop) throws(ChannelFailure) {
    // A resend that somebody asked for is a line of its own.
    let id = message.item.id + message.resendMark
    if sent.contains(id) { return }
    let number = append(line(for: message))
    if number != 0 {
      let reason = String(cString: strerror(number))
      let place = HarmlessText.clean(path, limit: 200)
      throw ChannelFailure(
        message: Bilingual(
          zh: "日志写入失败（\(reason)）：\(place)。检查磁盘空间和权限。",
          en: "Cannot write the log (\(reason)): \(place). Check disk space and permissions."))
    }
    remember(id)
  }

  private func line(for message: OutgoingMessage) -> [UInt8] {
    let item = message.item
    var line = JSONLine()
    line.add("id", item.id, limit: LogChannel.textLimit)
    line.add("at", message.time, limit: LogChannel.textLimit)
    line.add("to", item.recipient, limit: LogChannel.textLimit)
    line.add("zh", item.text.zh, limit: LogChannel.textLimit)
    line.add("en", item.text.en, limit: LogChannel.textLimit)
    if message.resends > 0 { line.add("resend", message.resends) }
    if let testing {
      line.add("test", testing, limit: LogChannel.textLimit)
      line.add("address", message.address, limit: LogChannel.textLimit)
      line.add("subject", message.subject, limit: LogChannel.textLimit)
      line.add("text", message.text, limit: LogChannel.textLimit)
    }
    return line.line()
  }

  /// 0, or the system's error number; after an error nothing of the line stays.
  private func append(_ line: [UInt8]) -> Int32 {
    let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY
    let descriptor = open(path, flags, 0o600)
    if descriptor < 0 { return errno }
    defer { close(descriptor) }
    let end = lseek(descriptor, 0, SEEK_END)
    var done = 0
    while done < line.count {
      let count = line.withUnsafeBytes { bytes in
        bytes.baseAddress.map { write(descriptor, $0 + done, line.count - done) } ?? 0
      }
      if count < 0 && errno == EINTR { continue }
      if count <= 0 {
        let number = count < 0 ? errno : EIO
        if end >= 0 { ftruncate(descriptor, end) }
        return number
      }
      done += count
    }
    return fsync(descriptor) == 0 ? 0 : errno
  }

  private func remember(_ id: String) {
    sent.insert(id)
    if order.count < LogChannel.memory {
      order.append(id)
      return
    }
    sent.remove(order[oldest])
    order[oldest] = id
    oldest = (oldest + 1) % LogChannel.memory
  }
}
