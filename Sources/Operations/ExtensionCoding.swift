import Alarms
import CityDispatch
import CitySafety

/// What an incident takes in, inside a request of the dispatch.
extension DispatchCoding {
  static func write(_ more: IncidentExtension, isOrdered: Bool, to writer: inout ByteWriter) {
    writer.write(more.alarms) { $0.write($1.value) }
    writer.write(more.grade.rawValue)
    writer.write(more.level.rawValue)
    writer.write(more.commander)
    writer.write(more.checklist, DispatchCoding.write)
    writer.write(more.tasks, DispatchCoding.write)
    writer.write(isOrdered)
  }

  static func readExtension(
    of id: IncidentID, from reader: inout ByteReader
  ) throws(CodingFailure) -> DispatchAction {
    let alarms = try reader.list { (reader: inout ByteReader) throws(CodingFailure) in
      AlarmID(try reader.int64())
    }
    let grade: Grade = try reader.choice()
    let level: ResponseLevel = try reader.choice()
    let commander = try reader.string()
    let checklist = try readChecklist(from: &reader)
    let tasks = try reader.list { (reader: inout ByteReader) throws(CodingFailure) in
      try readTaskDraft(from: &reader)
    }
    let more = IncidentExtension(
      alarms: alarms, grade: grade, level: level, commander: commander, checklist: checklist, tasks: tasks)
    return .extend(id, more, isOrdered: try reader.bool())
  }

  static func write(_ writer: inout ByteWriter, _ item: ChecklistItem) {
    writer.write(item.text)
    writer.write(item.from.rawValue)
    writer.write(item.origin)
  }

  static func readChecklist(from reader: inout ByteReader) throws(CodingFailure) -> [ChecklistItem] {
    try reader.list { (reader: inout ByteReader) throws(CodingFailure) -> ChecklistItem in
      let text = try reader.bilingual()
      let from: Grade = try reader.choice()
      return ChecklistItem(text: text, from: from, origin: try reader.string())
    }
  }
}
