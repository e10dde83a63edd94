import Glibc

/// A pseudo-terminal inside the test: the console writes to `slave`, the test sees what arrived at the other
/// end.
///
/// A thread empties it, so that a large frame never blocks the console. What has been written arrives later, so that
/// `output` sends a mark after it and waits for the mark.
final class PseudoTerminal {
  let slave: Int32
  private let master: Int32
  private let stop: (reader: Int32, writer: Int32)
  private let collected: Collected
  private var thread = pthread_t()
  private var marks = 0

  struct SystemError: Error { let code: Int32 }

  /// Every access to `bytes` holds `lock`; that makes it safe to share.
  private final class Collected: @unchecked Sendable {
    let descriptors: (master: Int32, stop: Int32)
    private var lock = pthread_mutex_t()
    private var arrived = pthread_cond_t()
    private var bytes: [UInt8] = []

    init(master: Int32, stop: Int32) {
      descriptors = (master, stop)
      pthread_mutex_init(&lock, nil)
      pthread_cond_init(&arrived, nil)
    }

    func append(_ more: ArraySlice<UInt8>) {
      pthread_mutex_lock(&lock)
      bytes += more
      pthread_cond_signal(&arrived)
      pthread_mutex_unlock(&lock)
    }

    /// Waits until the bytes end with `mark` and takes what came before it; gives up after ten seconds.
    func take(upTo mark: [UInt8]) -> [UInt8] {
      var deadline = timespec()
      clock_gettime(CLOCK_REALTIME, &deadline)
      deadline.tv_sec += 10
      pthread_mutex_lock(&lock)
      defer { pthread_mutex_unlock(&lock) }
      while !bytes.suffix(mark.count).elementsEqual(mark) {
        if pthread_cond_timedwait(&arrived, &lock, &deadline) != 0 { break }
      }
      defer { bytes = [] }
      return Array(bytes.dropLast(mark.count))
    }
  }

  init(columns: Int, rows: Int) throws {
    var ends: (Int32, Int32) = (-1, -1)
    var pair: [Int32] = [-1, -1]
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    guard openpty(&ends.0, &ends.1, nil, nil, &size) == 0, pipe(&pair) == 0 else {
      throw SystemError(code: errno)
    }
    (master, slave) = ends
    stop = (pair[0], pair[1])
    collected = Collected(master: master, stop: pair[0])
    let context = Unmanaged.passRetained(collected).toOpaque()
    pthread_create(&thread, nil, { PseudoTerminal.collect($0) }, context)
  }

  deinit {
    _ = write(stop.writer, "x", 1)
    pthread_join(thread, nil)
    for descriptor in [master, slave, stop.reader, stop.writer] { close(descriptor) }
  }

  private static func collect(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    let collected = Unmanaged<Collected>.fromOpaque(context).takeRetainedValue()
    var buffer = [UInt8](repeating: 0, count: 65_536)
    var ready = [
      pollfd(fd: collected.descriptors.master, events: Int16(POLLIN), revents: 0),
      pollfd(fd: collected.descriptors.stop, events: Int16(POLLIN), revents: 0),
    ]
    while poll(&ready, 2, -1) > 0, ready[1].revents == 0 {
      let count = read(collected.descriptors.master, &buffer, buffer.count)
      guard count > 0 else { return nil }
      collected.append(buffer[..<count])
    }
    return nil
  }

  /// Everything that has been written since the last call.
  func output() -> [UInt8] {
    marks += 1
    let mark = Array("\u{1B}]9;mark \(marks)\u{07}".utf8)
    _ = write(slave, mark, mark.count)
    return collected.take(upTo: mark)
  }

  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(master, bytes, bytes.count)
  }

  /// The slave's name, for another process.
  var path: String { ttyname(slave).map { String(cString: $0) } ?? "" }

  /// Waits until what was typed can be read.
  func waitForInput() -> Bool {
    var ready = pollfd(fd: slave, events: Int16(POLLIN), revents: 0)
    return poll(&ready, 1, 10_000) == 1
  }

  func resize(columns: Int, rows: Int) {
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  var modes: termios {
    var result = termios()
    tcgetattr(slave, &result)
    return result
  }
}
