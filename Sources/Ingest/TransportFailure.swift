public import CitySafety

/// Why bytes did not arrive.
public struct TransportFailure: Error, Sendable, Hashable {
  public var kind: Kind
  /// What, where and what to do; harmless text, without passwords, tokens or query.
  public var message: Bilingual

  public init(kind: Kind, message: Bilingual) {
    self.kind = kind
    self.message = message
  }

  /// A failure of `kind` at an address, folder or file that may be shown.
  init(_ kind: Kind, at place: String) {
    let place = HarmlessText.clean(place, limit: 200)
    let words = kind.explanation
    self.init(
      kind: kind,
      message: Bilingual(
        zh: "\(words.what.zh)：\(place)。\(words.remedy.zh)",
        en: "\(words.what.en): \(place). \(words.remedy.en)"))
  }

  public enum Kind: Error, Sendable, Hashable {
    /// The host's name has no address.
    case resolve
    case refused
    case unreachable
    case timeout
    /// More bytes than the source's limit.
    case tooLarge
    /// Too many large answers at once.
    case crowded
    /// An HTTP status that is not a good answer.
    case status(Int)
    case redirectLoop
    /// Not http or https, or no address at all.
    case forbiddenAddress
    case certificate
    /// The file of the trusted authority cannot be used.
    case authorityFile
    case tls
    case reset
    /// Fewer bytes than announced.
    case truncated
    /// The compressed body cannot be unpacked.
    case badEncoding
    case notHTTP
    /// The token cannot be had.
    case token
    /// A declared header or body cannot be sent.
    case badRequest
    case fileMissing
    /// The system's error number.
    case unreadable(Int32)
    /// A symbolic link, folder, pipe or device where a plain file belongs.
    case notRegular
    /// A read file cannot be moved away; it is remembered instead.
    case cannotMove(Int32)
    /// More names in a drop folder than are looked at.
    case folderFull
    /// The library's own number.
    case other(Int)

    /// One word for files and stores, such as `timeout`.
    public var word: String {
      switch self {
      case .resolve: "resolve"
      case .refused: "refused"
      case .unreachable: "unreachable"
      case .timeout: "timeout"
      case .tooLarge: "too-large"
      case .crowded: "crowded"
      case .status(let code): "status-\(code)"
      case .redirectLoop: "redirect-loop"
      case .forbiddenAddress: "forbidden-address"
      case .certificate: "certificate"
      case .authorityFile: "authority-file"
      case .tls: "tls"
      case .reset: "reset"
      case .truncated: "truncated"
      case .badEncoding: "bad-encoding"
      case .notHTTP: "not-http"
      case .token: "token"
      case .badRequest: "bad-request"
      case .fileMissing: "file-missing"
      case .unreadable: "unreadable"
      case .notRegular: "not-regular"
      case .cannotMove: "cannot-move"
      case .folderFull: "folder-full"
      case .other(let code): "other-\(code)"
      }
    }
  }
}
