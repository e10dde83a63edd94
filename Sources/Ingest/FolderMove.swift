import Glibc

/// Moves read files away without ever overwriting one.
enum FolderMove {
  /// Moves `name` out of the open folder into `target`, under a numbered name when the name is taken; makes the target
  /// folder when it is missing.
  static func move(_ name: FileName, from folder: Int32, to target: String) -> Result<Void, TransportFailure.Kind> {
    var attempt = 0
    var madeFolder = false
    while attempt < IngestLimits.renameAttempts {
      let newName = attempt == 0 ? name : name.adding(".\(attempt)")
      let number = rename(name, from: folder, to: FileName(Array((target + "/").utf8) + newName.bytes))
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

  private static func rename(_ name: FileName, from folder: Int32, to path: FileName) -> Int32 {
    let result = name.withPath { old in
      path.withPath { renameat2(folder, old, AT_FDCWD, $0, UInt32(RENAME_NOREPLACE)) }
    }
    return result == 0 ? 0 : errno
  }
}
