import CSodium
public import CityDispatch
import CitySafety
import Glibc

/// Writes one text file a message into a folder, such as the spool of a printer.
///
/// A file appears whole or not at all, and a resend replaces it.
public final class FileChannel: OutboxChannel {
  private let folder: String

  public init(folder: String) {
    self.folder = folder
  }

  public func send(_ message: OutgoingMessage, stop: SendingStop) throws(ChannelFailure) {
    let name = FileChannel.name(of: message.item.id)
    let path = folder + "/" + name + ".txt"
    let temporary = folder + "/." + name + ".part"
    let number = write(Array((message.text + "\n").utf8), to: temporary, then: path)
    guard number != 0 else { return }
    unlink(temporary)
    throw ChannelFailure(
      Bilingual(
        zh: "文件写入失败（\(String(cString: strerror(number)))）",
        en: "The file cannot be written (\(String(cString: strerror(number))))"),
      at: path, remedy: Bilingual(zh: "检查文件夹、磁盘空间和权限", en: "Check the folder, disk space and permissions"))
  }

  /// A file name of an id, as the escapes of an address with `=` for `%`; a long one is cut and told apart by its digest.
  static func name(of id: String) -> String {
    let plain = id.split(separator: "/", omittingEmptySubsequences: false).joined(separator: "_")
    let name = String(CurlExchange.escaped(plain).map { $0 == "%" ? "=" : $0 })
    guard name.utf8.count > nameLimit else { return name }
    var digest = [UInt8](repeating: 0, count: Int(CSODIUM_SHA256_BYTES))
    csodium_sha256(Array(id.utf8), id.utf8.count, &digest)
    return name.prefix(nameLimit - 17) + "-"
      + digest.prefix(8).map { String(256 + Int($0), radix: 16).suffix(2) }.joined()
  }

  /// Bytes of a name; a file system takes 255 with the ending.
  private static let nameLimit = 200

  /// 0, or the system's error number.
  private func write(_ bytes: [UInt8], to temporary: String, then path: String) -> Int32 {
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0o640)
    if descriptor < 0 { return errno }
    defer { close(descriptor) }
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return count < 0 ? errno : EIO }
      done += count
    }
    guard fsync(descriptor) == 0, rename(temporary, path) == 0 else { return errno }
    let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if directory < 0 { return errno }
    defer { close(directory) }
    return fsync(directory) == 0 ? 0 : errno
  }
}
