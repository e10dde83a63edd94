import Alarms
import CityDispatch
import CitySafety

/// The state that opens a journal segment, as bytes: with the entries after it, replay gives the state of any
/// later moment.
///
/// Earthquakes are not in it: refill their memory from the store (`OperationsState.remember`).
public enum CheckpointCoding {
  static let version: UInt8 = 7

  /// Appends the state: version, last sequence, sources by id, warnings by identifier, alarms by number,
  /// the duty state, incidents and tasks, the rules, authored warnings, reports of teams.
  ///
  /// Equal states give equal bytes.
  public static func encode(_ state: OperationsState, into bytes: inout [UInt8]) {
    ByteWriter.append(to: &bytes) { writer in
      writer.write(version)
      writer.write(state.lastSequence)
      writer.write(state.sources.count)
      for (id, source) in state.sources.sorted(by: { $0.key < $1.key }) {
        writer.write(id)
        writer.write(source.rawValue)
      }
      writer.write(state.warnings.known.count)
      for (identifier, known) in state.warnings.known.sorted(by: { $0.key < $1.key }) {
        writer.write(identifier)
        writer.write(Int64(bitPattern: known.digest))
        writer.write(known.sent)
        writer.write(known.ends) { $0.write($1) }
      }
      writer.write(state.alarms.count)
      for alarm in state.alarms.each { AlarmCoding.write(alarm, to: &writer) }
      DutyCoding.write(state.duty, to: &writer)
      DispatchCoding.write(state.dispatch, to: &writer)
      RuleCoding.write(state.rules, to: &writer)
      PublicWarningCoding.write(state.publicWarnings, to: &writer)
      DispatchCoding.writeReports(state.dispatch, to: &writer)
    }
  }

  /// Reads one state that takes all of `bytes`.
  public static func decode(_ bytes: UnsafeRawBufferPointer) throws(CodingFailure) -> OperationsState {
    var reader = ByteReader(bytes)
    let found = try reader.version(upTo: version)
    let lastSequence = try reader.int64()
    var sources: [String: SourceState] = [:]
    for _ in 0..<(try reader.count()) {
      let id = try reader.string()
      sources[id] = try reader.choice()
    }
    var known: [String: WarningMemory.Known] = [:]
    for _ in 0..<(try reader.count()) {
      let identifier = try reader.string()
      known[identifier] = try readKnown(from: &reader)
    }
    var alarms = AlarmBook()
    for _ in 0..<(try reader.count()) { alarms.restore(try AlarmCoding.read(from: &reader, version: found)) }
    let duty =
      found > 1
      ? try DutyCoding.read(from: &reader, version: min(found - 1, DutyCoding.version)) : DutyState()
    var dispatch =
      found > 3
      ? try DispatchCoding.readState(from: &reader, incidentVersion: found < 7 ? min(found - 3, 3) : 4)
      : DispatchState()
    let rules = found > 3 ? try RuleCoding.read(from: &reader) : RuleBook()
    let publicWarnings = found > 4 ? try PublicWarningCoding.readBook(from: &reader) : PublicWarningBook()
    if found > 5 { dispatch.restore(try DispatchCoding.readReports(from: &reader)) }
    try reader.finish()
    var state = OperationsState(
      restoring: alarms, lastSequence: lastSequence, sources: sources, duty: duty, dispatch: dispatch,
      rules: rules, publicWarnings: publicWarnings)
    state.warnings = WarningMemory(restoring: known)
    return state
  }

  private static func readKnown(from reader: inout ByteReader) throws(CodingFailure) -> WarningMemory.Known {
    let digest = UInt64(bitPattern: try reader.int64())
    let sent = try reader.instant()
    let ends = try reader.list { (reader: inout ByteReader) throws(CodingFailure) in try reader.string() }
    return WarningMemory.Known(digest: digest, sent: sent, ends: ends)
  }
}
