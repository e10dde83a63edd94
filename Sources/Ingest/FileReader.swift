import CitySafety
import Glibc

/// What tells one state of a file from another.
struct FileStamp: Hashable, Sendable {
  var size: Int64
  /// Nanoseconds of UTC.
  var modified: Int64
  var inode: UInt64

  init(_ status: stat) {
    size = Int64(status.st_size)
    modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    inode = UInt64(status.st_ino)
  }
}

/// Reads one plain file at a time into a buffer that is kept.
///
/// Lives on one thread.
final class FileReader {
  private var descriptor: Int32 = -1
  private var stamp: FileStamp?
  private var buffer = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  /// Whether the last `read` reached the end of the file below its limit, and the file was the same at both
  /// ends.
  private(set) var isWhole = false

  deinit {
    shut()
    buffer.deallocate()
  }

  /// Opens a file and gives its stamp.
  ///
  /// Never waits for a pipe's other end; anything but a plain file is refused.
  ///
  /// `path` is relative to the open folder `directory`, if one is given.
  func open(
    _ path: UnsafePointer<CChar>, in directory: Int32 = AT_FDCWD, followsLinks: Bool
  ) -> Result<FileStamp, TransportFailure.Kind> {
    shut()
    let flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | (followsLinks ? 0 : O_NOFOLLOW)
    descriptor = openat(directory, path, flags)
    if descriptor < 0 {
      switch errno {
      case ENOENT, ENOTDIR: return .failure(.fileMissing)
      case ELOOP: return .failure(.notRegular)
      default: return .failure(.unreadable(errno))
      }
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return .failure(.unreadable(errno)) }
    guard status.st_mode & S_IFMT == S_IFREG else { return .failure(.notRegular) }
    let stamp = FileStamp(status)
    self.stamp = stamp
    return .success(stamp)
  }

  /// The bytes of the open file, at most `limit`; valid until the next call.
  ///
  /// `isWhole` is false when there are more.
  func read(limit: Int) -> Result<UnsafeRawBufferPointer, TransportFailure.Kind> {
    isWhole = false
    let size = Int(clamping: stamp?.size ?? 0)
    // One byte more than the file had tells that it grew.
    makeRoom(min(limit, max(size, 1)) + 1)
    var length = 0
    while length < buffer.count {
      let count = Glibc.read(descriptor, buffer.baseAddress.map { $0 + length }, buffer.count - length)
      if count < 0 {
        if errno == EINTR { continue }
        return .failure(.unreadable(errno))
      }
      if count == 0 { break }
      length += count
    }
    var status = stat()
    let isSame = fstat(descriptor, &status) == 0 && FileStamp(status) == stamp
    isWhole = length <= limit && isSame && length == size
    return .success(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<min(length, limit)]))
  }

  /// The last `count` bytes of the open file.
  func tail(_ count: Int) -> [UInt8] {
    let size = stamp?.size ?? 0
    let wanted = min(Int64(count), size)
    var bytes = [UInt8](repeating: 0, count: Int(wanted))
    let got = pread(descriptor, &bytes, bytes.count, off_t(size - wanted))
    return got == bytes.count ? bytes : []
  }

  /// Closes the file and gives a large buffer back.
  func shut() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
    stamp = nil
    if buffer.count > IngestLimits.keptFileBuffer {
      buffer.deallocate()
      buffer = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    }
  }

  private func makeRoom(_ count: Int) {
    if buffer.count >= count { return }
    buffer.deallocate()
    buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
  }
}
