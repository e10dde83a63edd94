public import CitySafety
internal import GRDB

/// Why the store did not do what was asked: said in both languages, with what to do about it.
public struct StoreFailure: Error, Sendable, Hashable {
  public enum Code: String, Sendable, Hashable, CaseIterable {
    case diskFull = "disk-full"
    case readOnly = "read-only"
    case locked
    case corrupt
    case ownedElsewhere = "owned-elsewhere"
    case newerSchema = "newer-schema"
    case otherSite = "other-site"
    case notAStore = "not-a-store"
    case absent
    /// A row that the schema's constraints refuse, or an entry out of sequence: a mistake of the caller.
    case refused
    case inputOutput = "input-output"
  }

  public var code: Code
  public var message: Bilingual
  public var remedy: Bilingual

  public init(code: Code, message: Bilingual, remedy: Bilingual) {
    self.code = code
    self.message = message
    self.remedy = remedy
  }

  /// What happened and what to do, in one piece.
  public var explanation: Bilingual {
    Bilingual(zh: message.zh + "。" + remedy.zh + "。", en: message.en + ". " + remedy.en + ".")
  }

  /// A failure of `code` about `what`, usually a path, with that code's own words and remedy.
  init(_ code: Code, _ what: String) {
    let what = HarmlessText.clean(what, limit: 300)
    let words = StoreFailure.words(code)
    self.init(
      code: code, message: Bilingual(zh: "\(words.message.zh)：\(what)", en: "\(words.message.en): \(what)"),
      remedy: words.remedy)
  }

  /// What an error of SQLite or of this room means to the person at the console.
  init(_ error: any Error) {
    if let failure = error as? StoreFailure {
      self = failure
    } else if let error = error as? DatabaseError {
      self.init(StoreFailure.code(of: error), error.message ?? "SQLite \(error.extendedResultCode.rawValue)")
    } else {
      self.init(.corrupt, "\(error)")
    }
  }

  private static func code(of error: DatabaseError) -> Code {
    switch error.resultCode {
    case .SQLITE_FULL: .diskFull
    case .SQLITE_READONLY, .SQLITE_PERM: .readOnly
    case .SQLITE_BUSY, .SQLITE_LOCKED: .locked
    case .SQLITE_CORRUPT: .corrupt
    case .SQLITE_NOTADB: .notAStore
    case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_TOOBIG: .refused
    case .SQLITE_CANTOPEN: .absent
    default: .inputOutput
    }
  }

  private static func words(_ code: Code) -> (message: Bilingual, remedy: Bilingual) {
    switch code {
    case .diskFull:
      (
        Bilingual(zh: "磁盘已满", en: "The disk is full"),
        Bilingual(zh: "腾出磁盘空间；空间恢复后自动继续写入", en: "Free disk space; writing resumes by itself")
      )
    case .readOnly:
      (
        Bilingual(zh: "存储不可写", en: "The store cannot be written"),
        Bilingual(zh: "检查文件权限与挂载方式", en: "Check the file's permissions and how its disk is mounted")
      )
    case .locked:
      (
        Bilingual(zh: "存储被其他程序占用", en: "Another program holds the store"),
        Bilingual(zh: "关闭打开该文件的数据库工具后重试", en: "Close database tools that have the file open, then retry")
      )
    case .corrupt:
      (
        Bilingual(zh: "存储内容损坏", en: "The store is damaged"),
        Bilingual(
          zh: "运行 watchfloor db check，并从已验证的备份恢复",
          en: "Run watchfloor db check and restore a proved backup")
      )
    case .ownedElsewhere:
      (
        Bilingual(zh: "存储已由另一个进程拥有", en: "Another process owns the store"),
        Bilingual(zh: "以客户端方式接入，或先停止该进程", en: "Attach to it as a client, or stop that process first")
      )
    case .newerSchema:
      (
        Bilingual(zh: "存储由更新版本的程序写成", en: "The store was written by a newer program"),
        Bilingual(zh: "升级本程序后再打开", en: "Upgrade this program to open it")
      )
    case .otherSite:
      (
        Bilingual(zh: "存储属于另一个站点", en: "The store belongs to another site"),
        Bilingual(zh: "用 --store 指定本站点的文件", en: "Name this site's own file with --store")
      )
    case .notAStore:
      (
        Bilingual(zh: "该文件不是守望台存储", en: "The file is not a Watchfloor store"),
        Bilingual(zh: "检查 --store 的路径", en: "Check the path given to --store")
      )
    case .absent:
      (
        Bilingual(zh: "打不开存储文件", en: "The store's file cannot be opened"),
        Bilingual(
          zh: "检查路径与目录权限，或先启动采集", en: "Check the path and folder permissions, or start the owner first")
      )
    case .refused:
      (
        Bilingual(zh: "数据违反存储约束，未写入", en: "The data breaks the store's constraints and was not written"),
        Bilingual(zh: "请将此信息报告给程序维护者", en: "Report this message to the program's maintainers")
      )
    case .inputOutput:
      (
        Bilingual(zh: "读写存储出错", en: "Reading or writing the store failed"),
        Bilingual(zh: "检查磁盘与系统日志", en: "Check the disk and the system's log")
      )
    }
  }
}
