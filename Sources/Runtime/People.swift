public import CitySafety
internal import Glibc
internal import Store

/// The people of a centre with their password hashes: a file of its own beside the store, mode 0600.
///
/// One person a line, tab separated: name, display name, role, argon2id hash of the passphrase, argon2id hash
/// of the code (leads; `-` for none, then the passphrase counts), `active` or `disabled`.
public struct People: Sendable {
  struct Entry: Sendable {
    var person: Person
    var passphrase: String
    var code: String
    var isActive: Bool
  }

  /// More people than one centre has; the file is refused beyond it.
  public static let limit = 1000

  private var path: String
  private(set) var entries: [Entry]

  /// Why the file cannot be used or changed.
  public struct Failure: Error, Sendable, Hashable {
    public var message: Bilingual
  }

  /// The people of the store at `store`; none when the file does not exist yet.
  public init(store: String) throws(Failure) {
    path = store + ".people"
    entries = []
    guard access(path, F_OK) == 0 else { return }
    guard let text = TextFile.read(path) else {
      throw Failure(
        message: Bilingual(
          zh: "无法读取人员文件 \(path)。请检查属主和权限 (0600)。",
          en: "Cannot read the people file \(path). Check its owner and mode (0600)."))
    }
    for (index, line) in text.split(separator: "\n").enumerated() where !line.hasPrefix("#") {
      guard let entry = People.entry(from: line), entries.count < People.limit else {
        throw Failure(
          message: Bilingual(
            zh: "人员文件 \(path) 第 \(index + 1) 行有误。请删除该行，再用 watchfloor user add 重建此人。",
            en:
              "Line \(index + 1) of the people file \(path) is not valid. Delete it and run watchfloor user add."
          ))
      }
      entries.append(entry)
    }
  }

  private static func entry(from line: Substring) -> Entry? {
    let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    guard fields.count == 6, !fields[0].isEmpty, let role = Role(word: fields[2]) else { return nil }
    return Entry(
      person: Person(name: fields[0], displayName: fields[1], role: role), passphrase: fields[3],
      code: fields[4], isActive: fields[5] == "active")
  }

  public var isEmpty: Bool { entries.isEmpty }

  /// Everybody, with whether they may sign in.
  public var list: [(person: Person, isActive: Bool)] { entries.map { ($0.person, $0.isActive) } }

  public var activeNames: Set<String> { Set(entries.filter(\.isActive).map(\.person.name)) }

  /// The person, when name and passphrase match and the person is active.
  ///
  /// Takes tens of milliseconds.
  public func verify(name: String, passphrase: String) -> Person? {
    guard let entry = entries.first(where: { $0.person.name == name }) else {
      // The same work for an unknown name, so that names cannot be told by time.
      _ = Passphrase.hash(passphrase)
      return nil
    }
    return entry.isActive && Passphrase.verify(passphrase, against: entry.passphrase) ? entry.person : nil
  }

  /// The lead, when the name is an active lead's and the code matches.
  public func verifyLead(name: String, code: String) -> Person? {
    guard let entry = entries.first(where: { $0.person.name == name }), entry.isActive,
      entry.person.role == .lead
    else { return nil }
    return Passphrase.verify(code, against: entry.code == "-" ? entry.passphrase : entry.code)
      ? entry.person : nil
  }

  /// Puts the first people into an empty file, all or none.
  mutating func begin(with all: [(Person, String)]) throws(Failure) {
    var first: [Entry] = []
    for (person, passphrase) in all {
      guard let hash = Passphrase.hash(passphrase) else { throw Failure(message: People.noMemory) }
      first.append(Entry(person: person, passphrase: hash, code: "-", isActive: true))
    }
    entries = first
    try save()
  }

  /// Changes the people of a store while no other process does.
  public static func change(store: String, _ body: (inout People) throws(Failure) -> Void) throws(Failure) {
    makeFolder(folder(of: store))
    let path = store + ".people.lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0, flock(descriptor, LOCK_EX) == 0 else {
      let reason = String(cString: strerror(errno))
      if descriptor >= 0 { close(descriptor) }
      throw Failure(message: Bilingual(zh: "无法写入 \(path)：\(reason)。", en: "Cannot write \(path): \(reason)."))
    }
    defer { close(descriptor) }
    var people = try People(store: store)
    try body(&people)
  }

  /// Adds a person, who must be new.
  public mutating func add(_ person: Person, passphrase: String) throws(Failure) {
    guard entries.count < People.limit else { throw Failure(message: People.tooMany) }
    guard !entries.contains(where: { $0.person.name == person.name }) else {
      throw Failure(
        message: Bilingual(
          zh: "已有名为 \(person.name) 的人员；改口令用 watchfloor user passwd。",
          en: "There is a person named \(person.name) already; watchfloor user passwd changes a passphrase."))
    }
    guard let hash = Passphrase.hash(passphrase) else { throw Failure(message: People.noMemory) }
    entries.append(Entry(person: person, passphrase: hash, code: "-", isActive: true))
    try save()
  }

  /// Changes a person's passphrase or, for a lead, the code that authorises one command.
  public mutating func changeSecret(of name: String, to secret: String, isCode: Bool) throws(Failure) {
    guard let index = entries.firstIndex(where: { $0.person.name == name }) else {
      throw Failure(message: People.nobody(name))
    }
    guard let hash = Passphrase.hash(secret) else { throw Failure(message: People.noMemory) }
    if isCode { entries[index].code = hash } else { entries[index].passphrase = hash }
    try save()
  }

  /// Lets a person sign in no longer, or again.
  public mutating func setActive(_ isActive: Bool, name: String) throws(Failure) {
    guard let index = entries.firstIndex(where: { $0.person.name == name }) else {
      throw Failure(message: People.nobody(name))
    }
    entries[index].isActive = isActive
    try save()
  }

  private static func nobody(_ name: String) -> Bilingual {
    Bilingual(zh: "没有名为 \(name) 的人员。", en: "There is nobody with the name \(name).")
  }

  private static let tooMany = Bilingual(
    zh: "人员已满 \(limit) 人。", en: "There are \(limit) people already.")

  private static let noMemory = Bilingual(
    zh: "内存不足，无法计算口令散列。", en: "Not enough memory to hash the passphrase.")

  /// Gives everybody who may act the role of a training.
  mutating func play(_ role: Role) {
    for index in entries.indices { entries[index].person.role = role }
  }

  /// Writes the same people for another store.
  func save(store: String) throws(Failure) {
    var others = self
    others.path = store + ".people"
    try others.save()
  }

  private func save() throws(Failure) {
    let lines = entries.map { entry in
      [
        entry.person.name, entry.person.displayName, entry.person.role.word, entry.passphrase, entry.code,
        entry.isActive ? "active" : "disabled",
      ].joined(separator: "\t")
    }
    guard TextFile.replace(path, with: lines.joined(separator: "\n") + "\n") else {
      throw Failure(
        message: Bilingual(
          zh: "无法写入人员文件 \(path)：\(String(cString: strerror(errno)))。",
          en: "Cannot write the people file \(path): \(String(cString: strerror(errno)))."))
    }
  }
}

/// The people file as the owner's thread asks it: read again only when it is another file.
///
/// Lives on one thread.
final class PeopleFile {
  /// What tells one state of the file from the next: it is always replaced, never written into.
  private struct Mark: Equatable {
    var device: UInt
    var inode: UInt
    var size: Int
    var seconds: Int
    var nanoseconds: Int
  }

  private let store: String
  private var known: (mark: Mark, names: Set<String>)?

  init(store: String) { self.store = store }

  /// Names of the people who may act now.
  func activeNames() throws(People.Failure) -> Set<String> {
    // Before reading: a file that is replaced meanwhile is read again.
    let mark = mark()
    if let known, known.mark == mark { return known.names }
    let names = try People(store: store).activeNames
    known = mark.map { ($0, names) }
    return names
  }

  private func mark() -> Mark? {
    var status = stat()
    guard stat(store + ".people", &status) == 0 else { return nil }
    return Mark(
      device: UInt(status.st_dev), inode: UInt(status.st_ino), size: Int(status.st_size),
      seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
  }
}
