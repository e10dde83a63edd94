public import Cells
public import CitySafety

/// Why a set of key settings is refused.
public enum KeyConflict: Error, Sendable, Hashable {
  case unknownAction(String, nearest: String?)
  case unreadableKey(action: String, key: String)
  /// Chords that the terminal, tmux, screen or the shell need.
  case reservedKey(action: String, key: String)
  /// Two actions that can be meant at once by one key.
  case sameKey(String, first: String, second: String)
  /// What performs a dialog must not be what opens one, which may be held down.
  case opensAndConfirms(String, opens: String, confirms: String)

  /// The ids of the actions that it is about.
  public var actions: [String] {
    switch self {
    case .unknownAction(let id, _): [id]
    case .unreadableKey(let action, _), .reservedKey(let action, _): [action]
    case .sameKey(_, let first, let second), .opensAndConfirms(_, let first, let second): [first, second]
    }
  }

  /// What is wrong and what to do.
  public var explanation: Bilingual {
    switch self {
    case .unknownAction(let id, let nearest):
      let zh = nearest.map { "；最接近的是 \($0)" } ?? ""
      let en = nearest.map { "; the nearest is \($0)" } ?? ""
      return Bilingual(zh: "没有动作 \(id)\(zh)", en: "there is no action \(id)\(en)")
    case .unreadableKey(let action, let key):
      return Bilingual(
        zh: "\(action): 看不懂按键 \(key)；写法如 a、<f7>、<c-d>",
        en: "\(action): cannot read key \(key); write a, <f7> or <c-d>")
    case .reservedKey(let action, let key):
      return Bilingual(
        zh: "\(action): \(key) 留给终端使用，请换一个", en: "\(action): \(key) is kept for the terminal; choose another")
    case .sameKey(let key, let first, let second):
      return Bilingual(
        zh: "\(key) 同时给了 \(first) 和 \(second)", en: "\(key) is given to both \(first) and \(second)")
    case .opensAndConfirms(let key, let opens, let confirms):
      return Bilingual(
        zh: "\(key) 是 \(opens) 的按键，按住不放会误执行，不能再给 \(confirms)",
        en: "\(key) is a key of \(opens): held down it would perform at once, so \(confirms) cannot have it")
    }
  }
}

/// All conflicts of one set of key settings.
public struct KeyConflicts: Error, Sendable, Hashable {
  public var conflicts: [KeyConflict]
}

/// Which key does what: the one table that input, hints, help and palette are made from.
public struct KeyTable: Sendable, Hashable {
  public private(set) var records: [ActionRecord]
  /// Whole for each place: its own keys, and those of everywhere that hold there.
  private var byKey: [KeyContext: [Key: Action]]
  private var byAction: [Action: [Key]]
  private var ownRecords: [KeyContext: [ActionRecord]]
  private var recordIndex: [Action: Int]

  /// Control chords that are never bound.
  static let reserved: Set<Key> = Set("abcqsz".map { Key(.character($0), control: true) })

  /// The keys as shipped.
  ///
  /// The shipped records are free of conflicts, which a test holds.
  public static let standard: KeyTable = KeyTable(records: ActionRecord.all, keys: shipped)

  private static let shipped: [Action: [Key]] = Dictionary(
    uniqueKeysWithValues: ActionRecord.all.map { ($0.action, $0.keys.compactMap(KeyName.key)) })

  private init(records: [ActionRecord], keys: [Action: [Key]]) {
    self.records = records
    byAction = keys
    byKey = [:]
    ownRecords = [:]
    recordIndex = [:]
    for (index, record) in records.enumerated() {
      recordIndex[record.action] = index
      self.records[index].keys = (keys[record.action] ?? []).map(KeyName.text)
    }
    for context in KeyContext.allCases { byKey[context] = KeyTable.whole(context, keys) }
    ownRecords = Dictionary(grouping: self.records, by: \.context)
  }

  /// What each key means in a place: its own keys go before those of everywhere.
  private static func whole(_ context: KeyContext, _ keys: [Action: [Key]]) -> [Key: Action] {
    var found: [Key: Action] = [:]
    if context != .drill {
      for record in ActionRecord.all where record.context == .everywhere && context.holds(record.action) {
        for key in keys[record.action] ?? [] { found[key] = record.action }
      }
    }
    for record in ActionRecord.all where record.context == context {
      for key in keys[record.action] ?? [] { found[key] = record.action }
    }
    return found
  }

  /// Makes a table of the shipped keys with some actions given other keys.
  ///
  /// An override replaces all keys of its action. Every mistake is reported, not only the first.
  public static func build(overrides: [(action: String, keys: [String])]) -> Result<KeyTable, KeyConflicts> {
    var keys = shipped
    var conflicts: [KeyConflict] = []
    for override in overrides {
      guard let action = Action(rawValue: override.action) else {
        conflicts.append(.unknownAction(override.action, nearest: nearest(to: override.action)))
        continue
      }
      var chosen: [Key] = []
      for text in override.keys {
        if let key = KeyName.key(text) {
          if reserved.contains(key) { conflicts.append(.reservedKey(action: override.action, key: text)) }
          chosen.append(key)
        } else {
          conflicts.append(.unreadableKey(action: override.action, key: text))
        }
      }
      keys[action] = chosen
    }
    conflicts += collisions(of: keys)
    guard conflicts.isEmpty else { return .failure(KeyConflicts(conflicts: conflicts)) }
    return .success(KeyTable(records: ActionRecord.all, keys: keys))
  }

  /// Keys that two actions of one place share, that leave another action of the place without a key, or that both open
  /// and confirm.
  static func collisions(of keys: [Action: [Key]]) -> [KeyConflict] {
    var found: [KeyConflict] = []
    var seen: [Key: [ActionRecord]] = [:]
    for record in ActionRecord.all {
      for key in keys[record.action] ?? [] {
        if let clash = seen[key, default: []].first(where: { $0.context.clashes(with: record.context) }) {
          found.append(
            .sameKey(KeyName.text(key), first: clash.action.rawValue, second: record.action.rawValue))
        }
        seen[key, default: []].append(record)
      }
    }
    return found + hidden(in: keys) + confirming(in: keys)
  }

  /// Over the panes a key of the place goes before one of everywhere, whose action must keep another.
  private static func hidden(in keys: [Action: [Key]]) -> [KeyConflict] {
    var found: [KeyConflict] = []
    for context in KeyContext.allCases where !context.isPane && context != .drill {
      let table = whole(context, keys)
      for record in ActionRecord.all where record.context == .everywhere && context.holds(record.action) {
        let own = keys[record.action] ?? []
        guard let first = own.first, own.allSatisfy({ table[$0] != record.action }) else { continue }
        let other = table[first]?.rawValue ?? ""
        let conflict = KeyConflict.sameKey(KeyName.text(first), first: record.action.rawValue, second: other)
        if !found.contains(conflict) { found.append(conflict) }
      }
    }
    return found
  }

  private static func confirming(in keys: [Action: [Key]]) -> [KeyConflict] {
    let confirming: [Action] = [.confirm, .orderIssue, .handoverStep]
    var found: [KeyConflict] = []
    for action in confirming {
      for key in keys[action] ?? [] {
        let opener = ActionRecord.all.first { record in
          record.opens && !confirming.contains(record.action)
            && keys[record.action]?.contains(key) == true
        }
        if let opener {
          found.append(
            .opensAndConfirms(KeyName.text(key), opens: opener.action.rawValue, confirms: action.rawValue))
        }
      }
    }
    return found
  }

  /// What a key means in a place; in a drill its keys go before those of the place.
  public func action(for key: Key, in context: KeyContext, isDrill: Bool = false) -> Action? {
    if isDrill, let action = byKey[.drill]?[key] { return action }
    return byKey[context]?[key]
  }

  /// The keys of an action that mean it in a place, as help shows them.
  func hints(_ action: Action, in context: KeyContext) -> String {
    let table = byKey[record(of: action)?.context == .drill ? .drill : context]
    return (byAction[action] ?? []).filter { table?[$0] == action }.map(KeyName.shown)
      .joined(separator: " ")
  }

  /// The actions of a place itself, in the order in which help lists them.
  func own(_ context: KeyContext) -> [ActionRecord] { ownRecords[context] ?? [] }

  public func record(of action: Action) -> ActionRecord? {
    recordIndex[action].map { records[$0] }
  }

  /// The first key of an action as hints show it; empty when it has none.
  public func hint(_ action: Action) -> String {
    byAction[action]?.first.map(KeyName.shown) ?? ""
  }

  /// All keys of an action as help shows them.
  public func hints(_ action: Action) -> String {
    (byAction[action] ?? []).map(KeyName.shown).joined(separator: " ")
  }

  /// The action id with the fewest changed letters, when there are at most three.
  static func nearest(to id: String) -> String? {
    Action.allCases.map { ($0.rawValue, distance(Array(id.utf8), Array($0.rawValue.utf8))) }
      .min { $0.1 < $1.1 }.flatMap { $0.1 <= 3 ? $0.0 : nil }
  }

  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    guard left.count <= 64 else { return .max }
    var row = Array(0...right.count)
    for (i, a) in left.enumerated() {
      var corner = row[0]
      row[0] = i + 1
      for (j, b) in right.enumerated() {
        let next = min(row[j] + 1, row[j + 1] + 1, corner + (a == b ? 0 : 1))
        corner = row[j + 1]
        row[j + 1] = next
      }
    }
    return row[right.count]
  }
}
