internal import CSodium

/// Hashing and checking of passphrases: argon2id, 19 MiB and 2 passes, by libsodium.
///
/// Each takes tens of milliseconds of a core: call them off the main thread and off the ingest thread.
public enum Passphrase {
  /// Longest passphrase in UTF-8 bytes; longer ones are refused rather than cut.
  public static let byteLimit = 1024

  /// The self-describing string (`$argon2id$…`, a fresh salt in it) to keep for a passphrase, or `nil` when
  /// it is too long or the memory cannot be had.
  public static func hash(_ passphrase: String) -> String? {
    guard csodium_init(), passphrase.utf8.count <= byteLimit else { return nil }
    var bytes = Array(passphrase.utf8)
    defer { csodium_erase(&bytes, bytes.count) }
    var text = [CChar](repeating: 0, count: Int(CSODIUM_PASSWORD_BYTES))
    let hashed = bytes.withUnsafeBytes { raw in
      csodium_password_hash(&text, raw.baseAddress?.assumingMemoryBound(to: CChar.self), raw.count)
    }
    guard hashed else { return nil }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Whether `passphrase` is the one that `hash` was made from.
  ///
  /// A string that is no hash verifies nothing.
  public static func verify(_ passphrase: String, against hash: String) -> Bool {
    guard csodium_init(), passphrase.utf8.count <= byteLimit, hash.utf8.count < CSODIUM_PASSWORD_BYTES,
      !hash.utf8.contains(0)
    else { return false }
    var bytes = Array(passphrase.utf8)
    defer { csodium_erase(&bytes, bytes.count) }
    return bytes.withUnsafeBytes { raw in
      csodium_password_verify(hash, raw.baseAddress?.assumingMemoryBound(to: CChar.self), raw.count)
    }
  }

  /// Random bytes from the system's generator, such as for a token.
  public static func randomBytes(_ count: Int) -> [UInt8] {
    guard csodium_init() else { return [] }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      guard let base = buffer.baseAddress else { return }
      csodium_random(base, count)
      initialized = count
    }
  }
}
