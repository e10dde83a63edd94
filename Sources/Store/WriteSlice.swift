public import Alarms
public import CityDispatch
public import CitySafety
public import Operations

/// Everything that one transaction writes.
///
/// Readings are taken as time allows; the rest is made so small by the caller that it takes a few milliseconds.
public struct WriteSlice: Sendable {
  /// In order of arrival; the commit says how many of them it took.
  public var readings: ArraySlice<Reading>
  /// Something may come of these readings that must be on the disk.
  public var isFollowed = false
  /// In sequence, following the last one written without a gap.
  ///
  /// A received warning is stored from its entry.
  public var entries: [JournalEntry]
  /// Alarms as they are after the entries.
  public var alarms: [Alarm]
  /// Alarms that the state holds no longer.
  public var dropped: [AlarmID]
  public var earthquakes: [Earthquake]
  public var sources: [SourceReport]
  public var quarantine: [QuarantineRow]
  public var results: [ResultRow]
  public var outbox: [OutboxRow]
  /// What became of messages.
  public var deliveries: [DeliveryRow]
  public var marks: [SourceMark]
  public var files: [RememberedFile]
  /// The duty state after the entries, when they changed it.
  public var duty: DutyState?
  /// The rules after the entries, when they changed them.
  public var rules: RuleBook?
  /// Handovers that the entries complete.
  public var handovers: [HandoverRecord] = []
  /// Incidents and tasks as they are after the entries.
  public var dispatch = DispatchChanges()
  /// Authored warnings as they are after the entries.
  public var publicWarnings: [PublicWarning] = []

  public init(
    readings: ArraySlice<Reading> = [], entries: [JournalEntry] = [], alarms: [Alarm] = [],
    dropped: [AlarmID] = [], earthquakes: [Earthquake] = [], sources: [SourceReport] = [],
    quarantine: [QuarantineRow] = [], results: [ResultRow] = [], outbox: [OutboxRow] = [],
    deliveries: [DeliveryRow] = [], marks: [SourceMark] = [], files: [RememberedFile] = []
  ) {
    self.readings = readings
    self.entries = entries
    self.alarms = alarms
    self.dropped = dropped
    self.earthquakes = earthquakes
    self.sources = sources
    self.quarantine = quarantine
    self.results = results
    self.outbox = outbox
    self.deliveries = deliveries
    self.marks = marks
    self.files = files
  }

  /// Whether it must be on the disk before it counts as done: everything but readings, health and the memory
  /// of what was fetched, which the next poll brings again, and what left, which would leave once more.
  public var isDurable: Bool {
    isFollowed || !entries.isEmpty || !alarms.isEmpty || !dropped.isEmpty || !results.isEmpty
      || !outbox.isEmpty || !earthquakes.isEmpty || duty != nil || rules != nil || !dispatch.isEmpty
      || !publicWarnings.isEmpty
  }
}

/// What came of readings or of the time: entries, and alarms as they are after them.
public struct Consequences: Sendable {
  public var entries: [JournalEntry]
  public var alarms: [Alarm]
  public var dropped: [AlarmID]
  public var outbox: [OutboxRow] = []
  /// The duty state after the entries, when they changed it.
  public var duty: DutyState?

  public init(
    entries: [JournalEntry] = [], alarms: [Alarm] = [], dropped: [AlarmID] = [], duty: DutyState? = nil
  ) {
    self.entries = entries
    self.alarms = alarms
    self.dropped = dropped
    self.duty = duty
  }

  var isEmpty: Bool {
    entries.isEmpty && alarms.isEmpty && dropped.isEmpty && outbox.isEmpty && duty == nil
  }
}

/// One source's health as it is to be shown.
public struct SourceReport: Sendable, Hashable {
  public var source: SourceIndex
  public var health: SourceHealth

  public init(source: SourceIndex, health: SourceHealth) {
    self.source = source
    self.health = health
  }
}

/// A piece of an answer that was not understood, with its bytes.
public struct QuarantineRow: Sendable, Hashable {
  public var source: SourceIndex
  public var at: Instant
  /// One word, such as `malformed`; at most 64 characters.
  public var reason: String
  /// Byte offset in the answer.
  public var offset: Int
  /// Harmless text.
  public var detail: Bilingual
  /// At most `byteLimit` are kept.
  public var bytes: [UInt8]
  public static let byteLimit = 4096

  public init(
    source: SourceIndex, at: Instant, reason: String, offset: Int, detail: Bilingual, bytes: [UInt8]
  ) {
    self.source = source
    self.at = at
    self.reason = reason
    self.offset = offset
    self.detail = detail
    self.bytes = bytes
  }
}

/// The first result of a command, kept so that a repeat of its id gets it again.
public struct ResultRow: Sendable, Hashable {
  public var id: CommandID
  public var result: CommandResult
  public var at: Instant

  public init(id: CommandID, result: CommandResult, at: Instant) {
    self.id = id
    self.result = result
    self.at = at
  }
}

/// What a source needs to go on where it stopped: an entity tag, an incremental key.
public struct SourceMark: Sendable, Hashable {
  public var source: SourceIndex
  /// Such as `etag`; one value a name.
  public var name: String
  /// A longer value than `valueLimit` characters is not remembered.
  public var value: String
  public static let valueLimit = 4096

  public init(source: SourceIndex, name: String, value: String) {
    self.source = source
    self.name = name
    self.value = value
  }
}

/// A file of a drop folder that was read and is not read again while its size and time stay the same.
public struct RememberedFile: Sendable, Hashable {
  public var source: SourceIndex
  public var name: String
  public var size: Int64
  /// Nanoseconds of UTC, as the file system gives them.
  public var modified: Int64

  public init(source: SourceIndex, name: String, size: Int64, modified: Int64) {
    self.source = source
    self.name = name
    self.size = size
    self.modified = modified
  }
}

/// What one commit did.
public struct CommitReport: Sendable, Hashable {
  /// By the monotonic clock, all of the call.
  public var duration: Duration = .zero
  /// Readings that the transaction had time for, from the first; those after them are to be given again.
  public var taken = 0
  /// Readings that were new, replaced another value of the same time, or repeated it exactly.
  public var inserted = 0
  public var revised = 0
  public var repeated = 0
  /// Readings of a sensor that the site does not have, or of no possible time: not written.
  public var refused = 0
}

/// What the tables held when the store was opened.
public struct Restored: Sendable {
  /// Every alarm record, open or not, by number.
  public var alarms: AlarmBook
  public var duty: DutyState
  public var dispatch: DispatchState
  public var publicWarnings: PublicWarningBook
  public var rules: RuleBook
  /// 0 in a new store.
  public var lastSequence: Int64
  /// The last journalled state of each source, by id; `sources` below is what was last shown of them.
  public var sourceStates: [String: SourceState]
  /// Received warnings and earthquakes kept, newest first.
  public var warnings: [ReceivedWarning]
  public var earthquakes: [Earthquake]
  public var headHash: Digest
  /// The first fault in the newest journal entries; `nil` when they are sound.
  ///
  /// Only the last `StoreOwner.tailCheck` entries are looked at, so that opening does not depend on the
  /// journal's length.
  public var tailFault: JournalFault?
  /// By `SourceIndex`.
  public var sources: [SourceHealth]
  /// By `SensorIndex`.
  public var latest: ContiguousArray<LatestValue?>
  public var marks: [SourceMark]
  public var files: [RememberedFile]
}

extension Restored {
  /// The state that the journal led to.
  public var state: OperationsState {
    OperationsState(
      restoring: alarms, lastSequence: lastSequence, sources: sourceStates, warnings: warnings,
      earthquakes: earthquakes, duty: duty, dispatch: dispatch, rules: rules,
      publicWarnings: publicWarnings)
  }
}
