import Glibc

/// Moves read files away without ever overwriting one.
enum FolderMove {
  /// Moves `name` out of the open folder into `target`, under a numbered name when the name is taken; makes
  /// the target folder when it is missing.
  static func move(_ name: FileName, from folder: Int32, to target: String) -> Result<
    Void, TransportFailure.Kind
  > {
    var attempt = 0
    var madeFolder = false
    while attempt < IngestLimits.renameAttempts {
      let newName = attempt == 0 ? name : name.adding(".\(attempt)")
      let path = FileName(Array((target + "/").utf8) + newName.bytes)
      let number = rename(name, from: folder, to: path)
      switch number {
      case 0: return .success(())
      case EEXIST: attempt += 1
      case ENOENT where !madeFolder:
        madeFolder = true
        mkdir(target, 0o700)
      default: return .failure(.cannotMove(number))
      }
    }
    return .failure(.cannotMove(EEXIST))
  }

  /// Reserves the new name with an empty file of its own and renames over that, so that no other file is
  /// overwritten, whatever the file system can do.
  private static func rename(_ name: FileName, from folder: Int32, to path: FileName) -> Int32 {
    let reserved = path.withPath { open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600) }
    if reserved < 0 { return errno }
    close(reserved)
    let result = name.withPath { old in path.withPath { renameat(folder, old, AT_FDCWD, $0) } }
    if result == 0 { return 0 }
    let number = errno
    path.withPath { _ = unlink($0) }
    return number
  }
}
