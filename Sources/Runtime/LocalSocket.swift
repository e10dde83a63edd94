internal import CitySafety
internal import Glibc

/// Unix stream sockets.
enum LocalSocket {
  /// The socket of a store.
  static func path(store: String) -> String { store + ".sock" }

  private static func address(_ path: String) -> sockaddr_un? {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    return address
  }

  private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32)
    -> Int32
  {
    // Socket names end at 107 bytes; a longer path goes through a descriptor of its folder.
    var folderDescriptor: Int32 = -1
    defer { if folderDescriptor >= 0 { close(folderDescriptor) } }
    var name = path
    if path.utf8.count > 100, let slash = path.lastIndex(of: "/") {
      folderDescriptor = open(folder(of: path), O_DIRECTORY | O_CLOEXEC)
      name = "/proc/self/fd/\(folderDescriptor)/" + path[path.index(after: slash)...]
    }
    guard var address = address(name) else {
      errno = ENAMETOOLONG
      return -1
    }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }

  /// A descriptor that listens at `path` with mode 0600, or −1 with `errno` set.
  ///
  /// Only the store's owner may call it: it takes away what a dead owner left.
  static func listen(_ path: String) -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | flags, 0)
    guard descriptor >= 0 else { return -1 }
    unlink(path)
    // The mode is set before the name exists; a umask would count for the other threads' files too.
    guard fchmod(descriptor, 0o600) == 0, withAddress(path, { bind(descriptor, $0, $1) }) == 0,
      Glibc.listen(descriptor, 16) == 0
    else {
      let reason = errno
      close(descriptor)
      errno = reason
      return -1
    }
    return descriptor
  }

  /// Whether somebody listens at a path.
  static func isAnswered(_ path: String) -> Bool {
    let descriptor = connect(path)
    if descriptor >= 0 { close(descriptor) }
    return descriptor >= 0
  }

  /// A descriptor connected to `path`, or −1 with `errno` set.
  ///
  /// Never waits: an owner that hangs takes no more connections.
  static func connect(_ path: String) -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | flags, 0)
    guard descriptor >= 0 else { return -1 }
    guard withAddress(path, { Glibc.connect(descriptor, $0, $1) }) == 0 else {
      let reason = errno
      close(descriptor)
      errno = reason
      return -1
    }
    return descriptor
  }

  static func accept(_ listener: Int32) -> Int32 {
    let descriptor = Glibc.accept(listener, nil, nil)
    guard descriptor >= 0 else { return -1 }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    return descriptor
  }

  private static let flags = Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
}

/// One end of a connection: frames in, frames out, never blocking its thread.
struct FrameChannel {
  /// Bytes that may wait for a slow reader; beyond it the connection is cut.
  static let outputLimit = 4 << 20

  let descriptor: Int32
  private var splitter = FrameSplitter()
  private var output: [UInt8] = []
  private var chunk = [UInt8](repeating: 0, count: 16_384)

  init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  var wantsToWrite: Bool { !output.isEmpty }

  /// Queues a message.
  ///
  /// Returns false when the reader is too slow.
  mutating func send(_ message: WireMessage) -> Bool {
    output += Wire.encode(message)
    return output.count <= FrameChannel.outputLimit
  }

  /// Writes what the socket takes now.
  ///
  /// Returns false when the connection is gone.
  mutating func flush() -> Bool {
    while !output.isEmpty {
      let count = output.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0 { return errno == EAGAIN || errno == EINTR }
      output.removeFirst(count)
    }
    return true
  }

  /// Reads one piece of what is there, so that a sender without end fills no memory.
  ///
  /// Returns false when the connection is gone.
  mutating func fill() -> Bool {
    let count = read(descriptor, &chunk, chunk.count)
    if count < 0 { return errno == EAGAIN || errno == EINTR }
    splitter.append(chunk[..<count])
    return count > 0
  }

  mutating func next() throws(WireFailure) -> WireMessage? {
    try splitter.next()
  }
}
