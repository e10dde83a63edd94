internal import Glibc

/// The files of one store: the database with SQLite's two, the owner's lock, the folder of sealed segments.
struct StoreFiles: Sendable, Hashable {
  let path: String

  var lock: String { path + ".lock" }
  var archive: String { path + ".journal" }
  var log: String { path + "-wal" }

  /// `000001.seg`: the archive file of one segment.
  func segment(_ number: Int64) -> String {
    let digits = String(number)
    return archive + "/" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits + ".seg"
  }

  /// Bytes of the database and its write-ahead log; 0 for a file that is absent.
  var bytes: Int64 { StoreFiles.size(of: path) + StoreFiles.size(of: log) }

  static func size(of path: String) -> Int64 {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : 0
  }

  /// Which file a path names now; another one takes its place when a backup is put back.
  struct Identity: Hashable {
    var device: dev_t
    var number: ino_t
  }

  static func identity(of path: String) -> Identity? {
    var status = stat()
    return stat(path, &status) == 0 ? Identity(device: status.st_dev, number: status.st_ino) : nil
  }

  static func exists(_ path: String) -> Bool {
    access(path, F_OK) == 0
  }

  /// Makes the file readable and writable by its owner alone, creating it when it is absent.
  ///
  /// SQLite gives its own two files the mode of the database.
  static func makePrivate(_ path: String) throws(StoreFailure) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    guard fchmod(descriptor, 0o600) == 0 else { throw failure(path) }
  }

  /// Creates a folder for its owner alone; one that is there already is left as it is.
  static func makePrivateFolder(_ path: String) throws(StoreFailure) {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure(path) }
  }

  /// What `errno` says, about `path`.
  static func failure(_ path: String) -> StoreFailure {
    let number = errno
    let what = "\(path) (\(String(cString: strerror(number))))"
    return switch number {
    case ENOSPC, EDQUOT: StoreFailure(.diskFull, what)
    case EACCES, EPERM, EROFS: StoreFailure(.readOnly, what)
    case ENOENT, ENOTDIR: StoreFailure(.absent, what)
    default: StoreFailure(.inputOutput, what)
    }
  }

  /// Names in a folder, in no order; empty when there is no such folder.
  static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }
}

/// The exclusive lock that makes a process the owner of a store.
///
/// The kernel frees it when the process ends.
final class OwnerLock {
  private let descriptor: Int32

  init(_ path: String) throws(StoreFailure) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw StoreFiles.failure(path) }
    guard fchmod(descriptor, 0o600) == 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let isHeld = errno == EWOULDBLOCK
      let failure = StoreFiles.failure(path)
      close(descriptor)
      throw isHeld ? StoreFailure(.ownedElsewhere, path) : failure
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }
}
