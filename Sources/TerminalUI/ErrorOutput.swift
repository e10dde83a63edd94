internal import CNcurses
internal import Glibc

/// Standard error while the screen is up: it goes to a file, so that nothing is written over the frame.
///
/// After a crash the handlers of fatal signals show the end of the file on the terminal.
public enum ErrorOutput {
  /// Most bytes of the file that `giveBack` returns.
  public static let tailLimit = 4096

  /// Sends standard error to a file (0600, emptied first).
  ///
  /// Returns false when it cannot be opened or is sent somewhere already.
  public static func redirect(to path: String) -> Bool { nc_stderr_to(path) }

  /// Gives standard error back and returns the end of what went to the file, from a whole line on.
  public static func giveBack() -> String {
    let file = nc_stderr_back()
    guard file >= 0 else { return "" }
    defer { close(file) }
    let end = lseek(file, 0, SEEK_END)
    let start = max(0, end - off_t(tailLimit))
    var bytes = [UInt8](repeating: 0, count: tailLimit)
    let count = pread(file, &bytes, bytes.count, start)
    guard count > 0 else { return "" }
    var tail = bytes[..<count]
    if start > 0, let line = tail.firstIndex(of: UInt8(ascii: "\n")) { tail = tail[(line + 1)...] }
    return String(decoding: tail, as: UTF8.self)
  }
}
