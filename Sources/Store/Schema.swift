internal import GRDB

/// The tables of a store and how an older file becomes a newer one.
enum Schema {
  /// `PRAGMA application_id` of a store: `WFLR`.
  static let application: Int32 = 0x5746_4C52
  /// `PRAGMA user_version` of a file that has had every step.
  static var version: Int { steps.count }
  /// Each step takes a file from the version of its position to the next; shipped steps never change.
  static let steps = [
    readings + registers + alarms + journal, sending, lifeCycle, duties, rules, dispatching, deliveries,
    publicWarnings, teamReports, lateReports,
  ]

  /// Brings the file to this version; a newer or a foreign one is refused untouched.
  static func migrate(_ db: Database, path: String) throws {
    let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    let application = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
    guard application == Schema.application || (application == 0 && tables == 0) else {
      throw StoreFailure(.notAStore, path)
    }
    guard found <= version else { throw StoreFailure(.newerSchema, path) }
    guard found < version else { return }
    try db.inTransaction(.immediate) {
      for step in steps[found...] { try db.execute(sql: step) }
      try db.execute(sql: "PRAGMA application_id = \(Schema.application)")
      try db.execute(sql: "PRAGMA user_version = \(version)")
      return .commit
    }
  }

  /// Refuses a file that this version cannot read; one without a table, which an owner is just making, is `.absent`.
  static func demandCurrent(_ db: Database, path: String) throws {
    let found = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    guard found == application else {
      let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
      throw StoreFailure(found == 0 && tables == 0 ? .absent : .notAStore, path)
    }
    let step = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    guard step <= version else { throw StoreFailure(.newerSchema, path) }
    guard step == version else { throw StoreFailure(.absent, path) }
  }

  /// Messages of before are taken for sent: nothing says which of them were not.
  private static let sending = """
    ALTER TABLE outbox ADD COLUMN sent INTEGER NOT NULL DEFAULT 1 CHECK (sent IN (0, 1));
    CREATE INDEX outbox_unsent ON outbox (id) WHERE sent = 0;
    ALTER TABLE state ADD COLUMN transactions INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE state ADD COLUMN held_mostly INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE state ADD COLUMN held_worst INTEGER NOT NULL DEFAULT 0;

    """

  /// What is known of the sending of each message; those of before have no receiver of their own and share a lane.
  private static let deliveries = """
    ALTER TABLE outbox ADD COLUMN receiver TEXT NOT NULL DEFAULT '';
    ALTER TABLE outbox ADD COLUMN grade INTEGER NOT NULL DEFAULT 0 CHECK (grade BETWEEN 0 AND 4);
    ALTER TABLE outbox ADD COLUMN dead INTEGER NOT NULL DEFAULT 0 CHECK (dead IN (0, 1) AND NOT (dead = 1 AND sent = 1));
    ALTER TABLE outbox ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0);
    ALTER TABLE outbox ADD COLUMN resends INTEGER NOT NULL DEFAULT 0 CHECK (resends >= 0);
    ALTER TABLE outbox ADD COLUMN settled INTEGER;
    ALTER TABLE outbox ADD COLUMN failure_zh TEXT NOT NULL DEFAULT '';
    ALTER TABLE outbox ADD COLUMN failure_en TEXT NOT NULL DEFAULT '';
    DROP INDEX outbox_unsent;
    CREATE INDEX outbox_waiting ON outbox (channel, receiver, grade, id) WHERE sent = 0 AND dead = 0;
    CREATE INDEX outbox_dead ON outbox (id) WHERE dead = 1;
    ALTER TABLE state ADD COLUMN sending INTEGER NOT NULL DEFAULT 1 CHECK (sending IN (0, 1));

    """

  /// Readings are keyed (time, sensor): a round of all sensors lands on neighbouring pages, where a key
  /// (sensor, time) would dirty a page for each sensor.
  ///
  /// `lag` is arrival − measurement. The references of the hot table carry no foreign key (a look-up a row);
  /// `StoreTools.check` looks for orphans instead.
  private static let readings = """
    CREATE TABLE state (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      site TEXT NOT NULL CHECK (length(site) > 0),
      change INTEGER NOT NULL DEFAULT 0 CHECK (change >= 0),
      readings INTEGER NOT NULL DEFAULT 0 CHECK (readings >= 0),
      revisions INTEGER NOT NULL DEFAULT 0 CHECK (revisions >= 0),
      rollup_floor INTEGER NOT NULL DEFAULT 0,
      rollup_change INTEGER NOT NULL DEFAULT 0,
      warning_change INTEGER NOT NULL DEFAULT 0,
      earthquake_change INTEGER NOT NULL DEFAULT 0,
      quarantine_dropped INTEGER NOT NULL DEFAULT 0 CHECK (quarantine_dropped >= 0),
      readings_dropped INTEGER NOT NULL DEFAULT 0 CHECK (readings_dropped >= 0)
    ) STRICT;
    CREATE TABLE source (
      ref INTEGER PRIMARY KEY CHECK (ref > 0), id TEXT NOT NULL UNIQUE CHECK (length(id) > 0)
    ) STRICT;
    CREATE TABLE sensor (
      ref INTEGER PRIMARY KEY CHECK (ref > 0), id TEXT NOT NULL UNIQUE CHECK (length(id) > 0)
    ) STRICT;
    CREATE TABLE reading (
      measured INTEGER NOT NULL CHECK (measured BETWEEN -62135596800000 AND 253402300799999),
      sensor INTEGER NOT NULL,
      value REAL,
      quality INTEGER NOT NULL CHECK (quality BETWEEN 0 AND 4),
      source INTEGER NOT NULL,
      lag INTEGER NOT NULL,
      revision INTEGER NOT NULL DEFAULT 0 CHECK (revision >= 0),
      PRIMARY KEY (measured, sensor),
      CHECK ((value IS NULL) = (quality = 4))
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE latest (
      sensor INTEGER PRIMARY KEY REFERENCES sensor (ref),
      measured INTEGER NOT NULL,
      lag INTEGER NOT NULL,
      value REAL,
      quality INTEGER NOT NULL CHECK (quality BETWEEN 0 AND 4),
      revisions INTEGER NOT NULL CHECK (revisions >= 0),
      change INTEGER NOT NULL,
      CHECK ((value IS NULL) = (quality = 4))
    ) STRICT;
    CREATE TABLE rollup (
      sensor INTEGER NOT NULL REFERENCES sensor (ref),
      minute INTEGER NOT NULL,
      minimum REAL NOT NULL,
      maximum REAL NOT NULL CHECK (maximum >= minimum),
      sum REAL NOT NULL,
      count INTEGER NOT NULL CHECK (count > 0),
      PRIMARY KEY (sensor, minute)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE rollup_stale (
      minute INTEGER NOT NULL, sensor INTEGER NOT NULL REFERENCES sensor (ref), PRIMARY KEY (minute, sensor)
    ) STRICT, WITHOUT ROWID;

    """

  private static let registers = """
    CREATE TABLE source_health (
      source INTEGER PRIMARY KEY REFERENCES source (ref),
      state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),
      last_attempt INTEGER, last_success INTEGER, next_attempt INTEGER,
      failures INTEGER NOT NULL CHECK (failures >= 0),
      failure_zh TEXT NOT NULL, failure_en TEXT NOT NULL,
      duration INTEGER NOT NULL CHECK (duration >= 0),
      rows INTEGER NOT NULL CHECK (rows >= 0),
      quarantined INTEGER NOT NULL CHECK (quarantined >= 0)
    ) STRICT;
    CREATE TABLE source_mark (
      source INTEGER NOT NULL REFERENCES source (ref), name TEXT NOT NULL CHECK (length(name) > 0),
      value TEXT NOT NULL CHECK (length(value) <= 4096), PRIMARY KEY (source, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE remembered_file (
      id INTEGER PRIMARY KEY,
      source INTEGER NOT NULL REFERENCES source (ref), name TEXT NOT NULL CHECK (length(name) > 0),
      size INTEGER NOT NULL CHECK (size >= 0), modified INTEGER NOT NULL, UNIQUE (source, name)
    ) STRICT;
    CREATE TABLE quarantine (
      id INTEGER PRIMARY KEY,
      source INTEGER NOT NULL REFERENCES source (ref),
      at INTEGER NOT NULL,
      reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 64),
      offset INTEGER NOT NULL CHECK (offset >= 0),
      detail_zh TEXT NOT NULL, detail_en TEXT NOT NULL,
      bytes BLOB NOT NULL CHECK (length(bytes) <= 4096)
    ) STRICT;
    CREATE TABLE warning (
      identifier TEXT PRIMARY KEY,
      sent INTEGER NOT NULL, body BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX warning_sent ON warning (sent);
    CREATE TABLE earthquake (
      identifier TEXT PRIMARY KEY,
      origin INTEGER NOT NULL, updated INTEGER NOT NULL, body BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX earthquake_origin ON earthquake (origin);
    CREATE TABLE command_result (
      id TEXT PRIMARY KEY CHECK (length(id) > 0), at INTEGER NOT NULL, result BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX command_result_at ON command_result (at);
    CREATE TABLE outbox (
      id INTEGER PRIMARY KEY,
      key TEXT NOT NULL UNIQUE CHECK (length(key) > 0),
      channel TEXT NOT NULL CHECK (length(channel) > 0),
      at INTEGER NOT NULL, body BLOB NOT NULL
    ) STRICT;

    """

  /// Versions and revisions never go back, whatever is written.
  private static let alarms = """
    CREATE TABLE alarm (
      id INTEGER PRIMARY KEY CHECK (id > 0),
      key TEXT NOT NULL UNIQUE CHECK (length(key) > 0),
      open INTEGER NOT NULL CHECK (open IN (0, 1)),
      label INTEGER NOT NULL CHECK (label BETWEEN 0 AND 5),
      sector INTEGER NOT NULL CHECK (sector BETWEEN 1 AND 4),
      grade_now INTEGER NOT NULL CHECK (grade_now BETWEEN 1 AND 4),
      grade_worst INTEGER NOT NULL CHECK (grade_worst BETWEEN 1 AND 4),
      occurrence INTEGER NOT NULL CHECK (occurrence >= 0),
      version INTEGER NOT NULL CHECK (version >= 0),
      revision INTEGER NOT NULL CHECK (revision >= 0),
      change INTEGER NOT NULL,
      body BLOB NOT NULL,
      CHECK (open = (label <> 0))
    ) STRICT;
    CREATE INDEX alarm_change ON alarm (change);
    CREATE INDEX alarm_open ON alarm (id) WHERE open = 1;
    CREATE TRIGGER alarm_never_back BEFORE UPDATE ON alarm
      WHEN NEW.version < OLD.version OR NEW.revision < OLD.revision OR NEW.occurrence < OLD.occurrence
        OR NEW.key <> OLD.key
      BEGIN SELECT RAISE(ABORT, 'an alarm went back'); END;
    CREATE TRIGGER alarm_never_dropped BEFORE DELETE ON alarm
      WHEN OLD.open = 1 OR OLD.key LIKE 'threshold:%' OR OLD.key LIKE 'source:%'
      BEGIN SELECT RAISE(ABORT, 'an alarm of the site is kept for ever'); END;

    """

  /// An entry is never changed, and leaves only with its segment, once that is in an archive file.
  private static let journal = """
    CREATE TABLE journal (
      sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
      at INTEGER NOT NULL,
      kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 255),
      body BLOB NOT NULL CHECK (length(body) > 0),
      hash BLOB NOT NULL CHECK (length(hash) = 32)
    ) STRICT;
    CREATE TABLE journal_segment (
      number INTEGER PRIMARY KEY CHECK (number > 0),
      first INTEGER NOT NULL UNIQUE CHECK (first > 0),
      last INTEGER CHECK (last >= first),
      opened INTEGER NOT NULL,
      sealed INTEGER,
      previous BLOB NOT NULL CHECK (length(previous) = 32),
      checkpoint BLOB NOT NULL,
      head BLOB CHECK (length(head) = 32),
      archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
      CHECK ((last IS NULL) = (sealed IS NULL) AND (last IS NULL) = (head IS NULL)),
      CHECK (archived = 0 OR sealed IS NOT NULL)
    ) STRICT;
    CREATE TABLE journal_alarm (
      sequence INTEGER NOT NULL, alarm INTEGER NOT NULL, PRIMARY KEY (sequence, alarm)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE journal_source (
      id TEXT PRIMARY KEY CHECK (length(id) > 0), state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX journal_alarm_alarm ON journal_alarm (alarm, sequence);
    CREATE TRIGGER journal_never_changed BEFORE UPDATE ON journal
      BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    CREATE TRIGGER journal_never_shortened BEFORE DELETE ON journal
      WHEN NOT EXISTS (
        SELECT 1 FROM journal_segment WHERE archived = 1 AND OLD.sequence BETWEEN first AND last)
      BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

    """

  /// The full life-cycle: labels of suppressed alarms, tasks that outlive their alarm, the duty state.
  private static let lifeCycle = """
    CREATE TABLE alarm_new (
      id INTEGER PRIMARY KEY CHECK (id > 0),
      key TEXT NOT NULL UNIQUE CHECK (length(key) > 0),
      open INTEGER NOT NULL CHECK (open IN (0, 1)),
      label INTEGER NOT NULL CHECK (label BETWEEN 0 AND 8),
      sector INTEGER NOT NULL CHECK (sector BETWEEN 1 AND 4),
      grade_now INTEGER NOT NULL CHECK (grade_now BETWEEN 1 AND 4),
      grade_worst INTEGER NOT NULL CHECK (grade_worst BETWEEN 1 AND 4),
      occurrence INTEGER NOT NULL CHECK (occurrence >= 0),
      version INTEGER NOT NULL CHECK (version >= 0),
      revision INTEGER NOT NULL CHECK (revision >= 0),
      change INTEGER NOT NULL,
      body BLOB NOT NULL,
      CHECK (open = 1 OR label = 0)
    ) STRICT;
    INSERT INTO alarm_new SELECT * FROM alarm;
    DROP TRIGGER alarm_never_dropped;
    DROP TABLE alarm;
    ALTER TABLE alarm_new RENAME TO alarm;
    CREATE INDEX alarm_change ON alarm (change);
    CREATE INDEX alarm_open ON alarm (id) WHERE open = 1;
    CREATE TRIGGER alarm_never_back BEFORE UPDATE ON alarm
      WHEN NEW.version < OLD.version OR NEW.revision < OLD.revision OR NEW.occurrence < OLD.occurrence
        OR NEW.key <> OLD.key
      BEGIN SELECT RAISE(ABORT, 'an alarm went back'); END;
    CREATE TRIGGER alarm_never_dropped BEFORE DELETE ON alarm
      WHEN OLD.open = 1 OR OLD.key LIKE 'threshold:%' OR OLD.key LIKE 'source:%'
      BEGIN SELECT RAISE(ABORT, 'an alarm of the site is kept for ever'); END;
    CREATE TABLE duty (
      one INTEGER PRIMARY KEY CHECK (one = 1), change INTEGER NOT NULL, body BLOB NOT NULL
    ) STRICT;

    """

  /// The shift log and the signed handovers, which outlive their journal entries.
  private static let duties = """
    CREATE TABLE shift_log (
      number INTEGER PRIMARY KEY CHECK (number > 0), sequence INTEGER NOT NULL, at INTEGER NOT NULL,
      body BLOB NOT NULL
    ) STRICT;
    CREATE TABLE handover (
      number INTEGER PRIMARY KEY CHECK (number > 0), sequence INTEGER NOT NULL, at INTEGER NOT NULL,
      hash BLOB NOT NULL CHECK (length(hash) = 32), body BLOB NOT NULL
    ) STRICT;

    """

  /// Incidents and their tasks, kept for ever, and what was done about each incident, which outlives its journal entries.
  private static let dispatching = """
    CREATE TABLE incident (
      id INTEGER PRIMARY KEY CHECK (id > 0),
      open INTEGER NOT NULL CHECK (open IN (0, 1)),
      revision INTEGER NOT NULL CHECK (revision > 0), change INTEGER NOT NULL, body BLOB NOT NULL
    ) STRICT;
    CREATE INDEX incident_change ON incident (change);
    CREATE INDEX incident_open ON incident (id) WHERE open = 1;
    CREATE TABLE task (
      id INTEGER PRIMARY KEY CHECK (id > 0),
      incident INTEGER NOT NULL REFERENCES incident (id),
      open INTEGER NOT NULL CHECK (open IN (0, 1)),
      revision INTEGER NOT NULL CHECK (revision > 0), change INTEGER NOT NULL, body BLOB NOT NULL
    ) STRICT;
    CREATE INDEX task_change ON task (change);
    CREATE INDEX task_open ON task (id) WHERE open = 1;
    CREATE INDEX task_incident ON task (incident);
    CREATE TRIGGER incident_never_back BEFORE UPDATE ON incident WHEN NEW.revision < OLD.revision OR OLD.open < NEW.open
      BEGIN SELECT RAISE(ABORT, 'an incident went back'); END;
    CREATE TRIGGER task_never_back BEFORE UPDATE ON task WHEN NEW.revision < OLD.revision OR NEW.incident <> OLD.incident
      BEGIN SELECT RAISE(ABORT, 'a task went back'); END;
    CREATE TRIGGER incident_never_dropped BEFORE DELETE ON incident
      BEGIN SELECT RAISE(ABORT, 'an incident is kept for ever'); END;
    CREATE TRIGGER task_never_dropped BEFORE DELETE ON task
      BEGIN SELECT RAISE(ABORT, 'a task is kept for ever'); END;
    CREATE TABLE incident_entry (
      incident INTEGER NOT NULL, sequence INTEGER NOT NULL, at INTEGER NOT NULL, body BLOB NOT NULL,
      PRIMARY KEY (incident, sequence)
    ) STRICT, WITHOUT ROWID;

    """

  /// Authored warnings with their versions, kept for ever.
  private static let publicWarnings = """
    CREATE TABLE public_warning (
      id INTEGER PRIMARY KEY CHECK (id > 0),
      open INTEGER NOT NULL CHECK (open IN (0, 1)),
      sent INTEGER,
      revision INTEGER NOT NULL CHECK (revision > 0), change INTEGER NOT NULL, body BLOB NOT NULL
    ) STRICT;
    CREATE INDEX public_warning_change ON public_warning (change);
    CREATE INDEX public_warning_open ON public_warning (id) WHERE open = 1;
    CREATE INDEX public_warning_sent ON public_warning (sent);
    CREATE TRIGGER public_warning_never_back BEFORE UPDATE ON public_warning
      WHEN NEW.revision < OLD.revision OR OLD.open < NEW.open
      BEGIN SELECT RAISE(ABORT, 'a warning went back'); END;
    CREATE TRIGGER public_warning_never_dropped BEFORE DELETE ON public_warning
      BEGIN SELECT RAISE(ABORT, 'a warning is kept for ever'); END;

    """

  /// The alarm rules as the journal knows them.
  private static let rules = """
    CREATE TABLE rules (
      one INTEGER PRIMARY KEY CHECK (one = 1), change INTEGER NOT NULL, body BLOB NOT NULL
    ) STRICT;

    """

  /// The last report of each team; and what of the outbox is the oldest that left.
  private static let teamReports = """
    CREATE TABLE team_report (
      team TEXT PRIMARY KEY CHECK (length(team) > 0), change INTEGER NOT NULL, body BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX team_report_change ON team_report (change);
    CREATE INDEX outbox_settled ON outbox (settled) WHERE sent = 1;

    """

  /// Closed incidents that wait for a report of casualties that changed.
  private static let lateReports = """
    ALTER TABLE incident ADD COLUMN late INTEGER NOT NULL DEFAULT 0 CHECK (late IN (0, 1) AND NOT (late = 1 AND open = 1));
    CREATE INDEX incident_late ON incident (id) WHERE late = 1;

    """
}
