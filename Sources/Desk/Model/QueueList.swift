internal import Alarms
internal import CitySafety
internal import Operations

/// Orders in which the queue can be shown.
enum QueueSort: Int, Sendable, Hashable, CaseIterable {
  /// Unacknowledged first, then grade, then newest: the order of `AlarmTable`.
  case grade
  case newest
  case oldest
  case sector

  var order: RowOrder {
    switch self {
    case .grade: .grade
    case .newest: .newest
    case .oldest: .oldest
    case .sector: .sector
    }
  }
}

/// The rows of the queue as this seat sees them: filtered, sorted, with a cursor that is an alarm.
///
/// The cursor keeps its alarm and its line on the screen while rows come and go. An alarm that left stays as
/// a ghost until the cursor moves. Marks are alarms too.
struct QueueList: Sendable {
  /// How many alarms may be marked at once: what one preview can answer for.
  static let markLimit = 1000
  /// Rows that a filter looks at before a frame is painted; it goes on with the rest after it.
  static let scanLimit = 8192

  /// A row of the queue, and whether its alarm has left.
  struct Shown {
    var row: AlarmRow
    var isGhost: Bool
    var alarm: Alarm { row.alarm }
  }

  /// Where the cursor was when rows began to change.
  private struct Anchor {
    var cursor: AlarmID?
    var row: AlarmRow?
    var index: Int
    var top: Int
    var newAbove: Int
  }

  /// A filter at work.
  private struct Scan {
    var rows: RowScan
    /// Where the cursor was before; without it the rows shown stay until all were looked at.
    var anchor: Anchor?
    var keepsGhost: Bool
  }

  private(set) var table: AlarmTable
  private(set) var filter: Filter = .none
  private(set) var sort: QueueSort = .grade
  /// The rows shown, in the order of `sort`.
  private(set) var rows: RowList
  private var matcher: FilterMatcher?
  private var scan: Scan?
  /// The groups, while the queue is grouped.
  private(set) var groups: QueueGroups?
  /// Finds the causes of the rows of a table.
  private var findCauses: (@Sendable (AlarmTable) -> [AlarmID: Int])?
  var cursor: AlarmID?
  /// Position of the cursor among the shown rows, the ghost counted.
  var cursorIndex = 0
  var top = 0
  /// Rows that came in above the first line shown.
  var newAbove = 0
  var ghost: AlarmRow?
  var marks: Set<AlarmID> = []
  /// The last alarm marked by hand: where a range begins.
  var lastMark: AlarmID?
  /// Rises whenever anything that is drawn may have changed.
  var stamp = 0

  init(_ table: AlarmTable) {
    self.table = table
    rows = table.rows
  }

  var matchCount: Int { rows.count }
  var count: Int { matchCount + (ghost == nil ? 0 : 1) }
  /// Whether the filter has yet to look at some rows.
  var isScanning: Bool { scan != nil }

  /// The row at a shown position; the ghost stands at the cursor.
  func row(at index: Int) -> Shown? {
    if let ghost {
      if index == cursorIndex { return Shown(row: ghost, isGhost: true) }
      return match(at: index > cursorIndex ? index - 1 : index).map { Shown(row: $0, isGhost: false) }
    }
    return match(at: index).map { Shown(row: $0, isGhost: false) }
  }

  var current: Shown? {
    cursor == nil ? nil : row(at: cursorIndex)
  }

  /// The row at a position that does not count the ghost.
  func match(at index: Int) -> AlarmRow? {
    rows.indices.contains(index) ? rows[index] : nil
  }

  /// The shown alarms that fit, from the top, the ghost not counted.
  func shownAlarms(limit: Int, where isFitting: (AlarmRow) -> Bool) -> [Alarm] {
    var alarms: [Alarm] = []
    for row in rows {
      guard alarms.count < limit else { break }
      if isFitting(row) { alarms.append(row.alarm) }
    }
    return alarms
  }

  func index(of id: AlarmID) -> Int? {
    table.row(of: id).flatMap { rows.position(of: $0) }
  }

  // MARK: Rows

  /// Takes a new table and keeps cursor, line, ghost and marks.
  ///
  /// What changed is found by comparing the two tables, because those between them may never have come here.
  mutating func install(_ table: AlarmTable, now: Instant) {
    let anchor = anchor
    let (gone, come) = RowList.difference(from: self.table.rows, to: table.rows)
    self.table = table
    stamp &+= 1
    if !gone.isEmpty { marks = marks.filter { table.row(of: $0) != nil } }
    matcher?.now = now
    guard groups == nil else { return regroup(anchor) }
    guard let matcher else {
      rows = table[sort.order]
      return settle(anchor)
    }
    if let scan, let before = scan.anchor {
      return begin(table[sort.order], from: before, keepsGhost: scan.keepsGhost)
    }
    scan = nil
    rows = rows.edited(removing: gone, adding: come.filter(matcher.matches))
    settle(anchor)
    if filter.dependsOnTime { begin(table[sort.order], from: nil, keepsGhost: true) }
  }

  mutating func setFilter(_ filter: Filter, index: SiteIndex, now: Instant) {
    let before = scan?.anchor ?? anchor
    let source = scan == nil && filter.narrows(self.filter) ? rows : table[sort.order]
    self.filter = filter
    stamp &+= 1
    guard groups == nil else {
      scan = nil
      matcher = filter.isEmpty ? nil : FilterMatcher(filter, index: index, now: now)
      return regroup(before, keepsGhost: false)
    }
    guard !filter.isEmpty else {
      matcher = nil
      scan = nil
      rows = table[sort.order]
      return settle(before, keepsGhost: false)
    }
    matcher = FilterMatcher(filter, index: index, now: now)
    begin(source, from: before, keepsGhost: false)
  }

  mutating func setSort(_ sort: QueueSort) {
    finishScan()
    let anchor = anchor
    self.sort = sort
    stamp &+= 1
    guard groups == nil else { return regroup(anchor) }
    guard matcher == nil else { return begin(table[sort.order], from: anchor, keepsGhost: true) }
    rows = table[sort.order]
    settle(anchor)
  }

  /// Filters again where the filter asks for ages.
  mutating func passTime(now: Instant) {
    guard filter.dependsOnTime, scan == nil else { return }
    matcher?.now = now
    guard groups == nil else { return regroup(anchor) }
    begin(table[sort.order], from: nil, keepsGhost: true)
  }

  // MARK: Groups

  /// Groups the rows, or no longer; `causes` finds the causes of a table's rows by alarm.
  mutating func setGroups(_ groups: QueueGroups?, causes: (@Sendable (AlarmTable) -> [AlarmID: Int])? = nil) {
    finishScan()
    let before = anchor
    self.groups = groups
    findCauses = causes
    stamp &+= 1
    guard groups == nil else { return regroup(before) }
    guard matcher == nil else { return begin(table[sort.order], from: before, keepsGhost: true) }
    rows = table[sort.order]
    settle(before)
  }

  /// Opens the group of the row under the cursor, or closes the one that is open; false when there is none.
  mutating func openGroup(_ isOpening: Bool) -> Bool {
    guard let current, let groups, isOpening ? groups.isFolded(current.row) : groups.opened != nil else {
      return false
    }
    let before = anchor
    self.groups?.opened = isOpening ? groups.key(current.row) : nil
    stamp &+= 1
    regroup(before)
    return true
  }

  /// The rows behind a folded one, itself among them.
  func members(of row: AlarmRow) -> [AlarmRow] {
    guard let groups, groups.isFolded(row) else { return [row] }
    let key = groups.key(row)
    return table[sort.order].filter { groups.key($0) == key && (matcher?.matches($0) ?? true) }
  }

  /// One pass over all rows: what each group holds, and which rows are shown.
  private mutating func regroup(_ anchor: Anchor, keepsGhost: Bool = true) {
    guard var groups else { return }
    var isDone = false
    while !isDone {
      groups.begin(causes: groups.by == .cause ? findCauses?(table) ?? [:] : [:])
      var scan = RowScan(table[sort.order])
      scan.go(on: .max, through: matcher?.sieve ?? RowSieve()) { row in
        (matcher?.matches(row) ?? true) && groups.take(row, cursor: anchor.cursor)
      }
      rows = scan.found
      isDone = !groups.coarsen()
    }
    self.groups = groups
    settle(anchor, keepsGhost: keepsGhost)
  }

  // MARK: Filtering

  private mutating func begin(_ source: RowList, from anchor: Anchor?, keepsGhost: Bool) {
    scan = Scan(rows: RowScan(source), anchor: anchor, keepsGhost: keepsGhost)
    goOn(QueueList.scanLimit)
  }

  /// Looks at more rows and shows what was found so far; the cursor is put right when all were looked at.
  mutating func goOn(_ limit: Int) {
    guard var scan, let matcher else { return }
    self.scan = nil
    scan.rows.go(on: limit, through: matcher.sieve, where: matcher.matches)
    if scan.rows.isDone {
      let before = scan.anchor ?? anchor
      rows = scan.rows.found
      settle(before, keepsGhost: scan.keepsGhost)
    } else {
      if let before = scan.anchor {
        rows = scan.rows.found
        settle(before, keepsGhost: false)
      }
      self.scan = scan
    }
    stamp &+= 1
  }

  /// Looks at all rows that are left, so that a key meets the rows it was pressed for.
  mutating func finishScan() { goOn(.max) }

  // MARK: The cursor

  private var anchor: Anchor {
    Anchor(cursor: cursor, row: current?.row, index: cursorIndex, top: top, newAbove: newAbove)
  }

  /// Puts the cursor back on its alarm and the alarm on its line.
  private mutating func settle(_ anchor: Anchor, keepsGhost: Bool = true) {
    let line = anchor.index - anchor.top
    ghost = nil
    guard let before = anchor.row, let id = anchor.cursor else {
      cursor = match(at: 0)?.id
      cursorIndex = 0
      top = 0
      newAbove = 0
      return
    }
    cursor = id
    if let found = index(of: id) {
      cursorIndex = found
    } else if keepsGhost {
      ghost = before
      cursorIndex = rows.place(of: before)
    } else {
      cursorIndex = max(0, min(anchor.index, matchCount - 1))
      cursor = match(at: cursorIndex)?.id
    }
    top = max(0, cursorIndex - line)
    let now = ghost ?? table.row(of: id)
    let stayed = now.map { QueueList.sameRank($0, before) } ?? false
    newAbove = min(top, anchor.newAbove + (stayed ? max(0, top - anchor.top) : 0))
  }

  private static func sameRank(_ left: AlarmRow, _ right: AlarmRow) -> Bool {
    left.tier == right.tier && left.grade == right.grade
      && left.raisedAt == right.raisedAt
  }
}
