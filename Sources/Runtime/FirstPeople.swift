public import CitySafety
internal import Glibc

/// The two people that the first run creates, so that a new centre can acknowledge its first alarm; the demonstration has
/// a director of drills as well.
///
/// Their passphrases stand in a file beside the store (0600) until somebody changes one; the console shows
/// them on its first screen.
public enum FirstPeople {
  static func notePath(store: String) -> String { store + ".first-run" }

  /// Creates a lead and an operator when the store has nobody yet.
  ///
  /// - Parameter demo: fixed passphrases, equal to the names, for the demonstration site only.
  public static func createIfNeeded(store: String, demo: Bool) throws(People.Failure) {
    try People.change(store: store) { people throws(People.Failure) in
      if people.isEmpty { try create(&people, store: store, demo: demo) }
    }
  }

  private static func create(_ people: inout People, store: String, demo: Bool) throws(People.Failure) {
    var roster = [
      Person(name: "lead", displayName: demo ? "陈立" : "班长", role: .lead),
      Person(name: "operator", displayName: demo ? "李明" : "值班员", role: .operator),
    ]
    if demo { roster.append(Person(name: "director", displayName: "王敏", role: .director)) }
    let passphrases = roster.map { demo ? $0.name : randomPassphrase() }
    let lines = zip(roster, passphrases).map { "\($0.name)\t\($0.role.word)\t\($1)" }
    // The note first: after a crash between the two, people without a note could never sign in.
    guard TextFile.replace(notePath(store: store), with: lines.joined(separator: "\n") + "\n") else {
      let reason = String(cString: strerror(errno))
      throw People.Failure(
        message: Bilingual(
          zh: "无法写入 \(notePath(store: store))：\(reason)。",
          en: "Cannot write \(notePath(store: store)): \(reason)."))
    }
    try people.begin(with: Array(zip(roster, passphrases)))
  }

  /// The lines for the first screen, or none once a passphrase was changed.
  public static func hint(store: String) -> [Bilingual] {
    guard let text = TextFile.read(notePath(store: store), limit: 4096) else { return [] }
    return text.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: "\t").map(String.init)
      guard fields.count == 3, let role = Role(word: fields[1]) else { return nil }
      return Bilingual(
        zh: "\(role.name.zh) \(fields[0])  口令 \(fields[2])",
        en: "\(role.name.en) \(fields[0])  passphrase \(fields[2])"
      )
    }
  }

  /// Takes the note away; called when a passphrase is changed.
  public static func forget(_ name: String, store: String) {
    guard let text = TextFile.read(notePath(store: store), limit: 4096) else { return }
    let left = text.split(separator: "\n").filter { !$0.hasPrefix(name + "\t") }
    if left.isEmpty {
      unlink(notePath(store: store))
    } else {
      _ = TextFile.replace(notePath(store: store), with: left.joined(separator: "\n") + "\n")
    }
  }

  /// Sixteen letters and digits in groups of four, without the ones that look alike: 80 bits from the system.
  private static func randomPassphrase() -> String {
    let letters = Array("abcdefghijkmnpqrstuvwxyz23456789")
    var generator = SystemRandomNumberGenerator()
    let groups = (0..<4).map { _ in
      String((0..<4).map { _ in letters[Int.random(in: 0..<letters.count, using: &generator)] })
    }
    return groups.joined(separator: "-")
  }
}
