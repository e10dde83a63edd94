public import CitySafety

/// 改进项: what a drill showed that has to become better, with whose it is and until when.
public struct Improvement: Sendable, Hashable {
  /// Who closed it, when and why.
  public struct Closing: Sendable, Hashable {
    /// A local date.
    public var on: String
    public var by: String
    public var note: String
    /// Number of the entry of the live journal that closed it; `nil` of one that was closed in the file.
    public var entry: Int64?

    public init(on: String, by: String, note: String, entry: Int64? = nil) {
      self.on = on
      self.by = by
      self.note = note
      self.entry = entry
    }
  }

  public static let textLimit = 500
  public static let nameLimit = 64

  /// From 1, never given twice.
  public var number: Int64
  /// The run that it came from; 0 for none.
  public var run: Int64
  public var text: String
  public var owner: String
  /// Local dates: written down, and due.
  public var since: String
  public var due: String
  /// `nil` while it is open.
  public var closing: Closing?
  /// Number of the entry of the live journal that wrote it down; `nil` of one that was written into the file.
  public var entry: Int64?

  public init(
    number: Int64, run: Int64, text: String, owner: String, since: String, due: String,
    closing: Closing? = nil, entry: Int64? = nil
  ) {
    self.entry = entry
    self.number = number
    self.run = run
    self.text = text
    self.owner = owner
    self.since = since
    self.due = due
    self.closing = closing
  }

  public func isOverdue(on today: String) -> Bool { closing == nil && due < today }

  /// The item as one line of JSON, without its end of line.
  public var json: String {
    JSONText.object { json in
      json.add("number", number)
      json.add("run", run)
      json.add("text", text)
      json.add("owner", owner)
      json.add("since", since)
      json.add("due", due)
      json.add("state", closing == nil ? "open" : "closed")
      json.add("closedOn", orNull: closing?.on)
      json.add("closedBy", orNull: closing?.by)
      json.add("note", orNull: closing?.note)
      if let entry { json.add("entry", entry) }
      if let entry = closing?.entry { json.add("closedEntry", entry) }
    }
  }
}

/// Why an improvement item is not taken.
public enum ImprovementFailure: Error, Sendable, Hashable {
  case empty
  case noOwner
  case tooLong(limit: Int)
  case badDate(String)
  case unknownRun(Int64)
  case unknownItem(Int64)
  case closedAlready(Int64, Improvement.Closing)
  case noReason
  case full(limit: Int)

  public var text: Bilingual {
    switch self {
    case .empty: Bilingual(zh: "改进项没有内容。用 --add 写明。", en: "The item says nothing. Say it with --add.")
    case .noOwner:
      Bilingual(zh: "改进项没有负责人。用 --owner 写明。", en: "The item has no owner. Name one with --owner.")
    case .tooLong(let limit):
      Bilingual(zh: "文字超过 \(limit) 字。请缩短。", en: "The text is longer than \(limit) characters. Shorten it.")
    case .badDate(let text):
      Bilingual(zh: "“\(text)”不是日期。写成 2026-11-23。", en: "'\(text)' is no date. Write it like 2026-11-23.")
    case .unknownRun(let number):
      Bilingual(
        zh: "没有第 \(number) 次演练。watchfloor drill readiness 列出演练记录。",
        en: "There is no drill run \(number). watchfloor drill readiness lists the runs.")
    case .unknownItem(let number):
      Bilingual(
        zh: "没有第 \(number) 号改进项。watchfloor drill items 列出各项。",
        en: "There is no item \(number). watchfloor drill items lists them.")
    case .closedAlready(let number, let closing):
      Bilingual(
        zh: "第 \(number) 号改进项已于 \(closing.on) 由\(closing.by)关闭。",
        en: "Item \(number) was closed on \(closing.on) by \(closing.by).")
    case .noReason:
      Bilingual(
        zh: "关闭改进项要写明谁关闭、为什么：--by 和 --note。", en: "Closing needs who and why: --by and --note.")
    case .full(let limit):
      Bilingual(
        zh: "改进项已满 \(limit) 条。请移走旧文件。", en: "There are \(limit) items already. Move the old file away.")
    }
  }
}

/// The improvement items of a site, as they were written.
public struct ImprovementList: Sendable, Hashable {
  /// One more is refused: what was promised is not forgotten.
  public static let limit = 10_000

  public private(set) var items: [Improvement]

  public init(_ items: [Improvement] = []) {
    self.items = items
  }

  /// Open ones first, by their dates; closed ones after them, the newest first.
  public var sorted: [Improvement] {
    items.filter { $0.closing == nil }.sorted { ($0.due, $0.number) < ($1.due, $1.number) }
      + items.filter { $0.closing != nil }.sorted { $0.number > $1.number }
  }

  /// Writes an item down; texts are made harmless, `today` is the local date.
  ///
  /// Returns its number.
  public mutating func add(
    _ text: String, owner: String, due: String, run: Int64, today: String, entry: Int64? = nil
  ) throws(ImprovementFailure) -> Int64 {
    let text = try ImprovementList.clean(text, limit: Improvement.textLimit)
    let owner = try ImprovementList.clean(owner, limit: Improvement.nameLimit)
    if text.isEmpty { throw .empty }
    if owner.isEmpty { throw .noOwner }
    guard ImprovementList.isDay(due) else { throw .badDate(HarmlessText.clean(due, limit: 32)) }
    guard items.count < ImprovementList.limit else { throw .full(limit: ImprovementList.limit) }
    let number = (items.map(\.number).max() ?? 0) + 1
    items.append(
      Improvement(
        number: number, run: run, text: text, owner: owner, since: today, due: due, entry: entry))
    return number
  }

  public mutating func close(
    _ number: Int64, by name: String, note: String, today: String, entry: Int64? = nil
  ) throws(ImprovementFailure) {
    let name = try ImprovementList.clean(name, limit: Improvement.nameLimit)
    let note = try ImprovementList.clean(note, limit: Improvement.textLimit)
    if name.isEmpty || note.isEmpty { throw .noReason }
    guard let index = items.firstIndex(where: { $0.number == number }) else { throw .unknownItem(number) }
    if let closing = items[index].closing { throw .closedAlready(number, closing) }
    items[index].closing = Improvement.Closing(on: today, by: name, note: note, entry: entry)
  }

  private static func clean(_ text: String, limit: Int) throws(ImprovementFailure) -> String {
    guard text.unicodeScalars.count <= limit else { throw .tooLong(limit: limit) }
    var words = HarmlessText.clean(text, limit: limit)[...]
    while words.first == " " { words.removeFirst() }
    while words.last == " " { words.removeLast() }
    return String(words)
  }

  /// Whether it is a day of the calendar, written like `2026-11-23`.
  public static func isDay(_ text: String) -> Bool {
    text.utf8.count == 10 && TimeText.parse(text, offset: .utc) != nil
  }
}
