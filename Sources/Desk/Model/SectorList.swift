internal import Alarms
internal import CitySafety
internal import Operations

/// The sensors of one sector in the order of its pane, with a cursor that is a sensor.
struct SectorList: Sendable {
  private(set) var order: [Int32] = []
  var cursor: Int32?
  var top = 0
  /// Rises whenever order, cursor or scroll changed.
  private(set) var stamp = 0

  var cursorIndex: Int { cursor.flatMap { order.firstIndex(of: $0) } ?? 0 }

  /// Orders by worst open alarm, then one sensor of each type by the type's priority, then the rest.
  ///
  /// The cursor keeps its sensor and its line.
  mutating func install(_ sensors: [Int32], index: SiteIndex, worst: [Grade?]) {
    let line = cursorIndex - top
    let types = index.site.sensorTypes
    func key(_ sensor: Int32) -> (Int, Int32, Int, Int32) {
      let position = Int(sensor)
      let type = index.site.sensors[position].type
      return (
        -(worst[position]?.severity ?? 0), index.rankInType[position],
        types.indices.contains(type) ? types[type].priority : .max, sensor
      )
    }
    order = sensors.map { ($0, key($0)) }.sorted { $0.1 < $1.1 }.map(\.0)
    if cursor == nil { cursor = order.first }
    top = max(0, cursorIndex - line)
    stamp &+= 1
  }

  mutating func move(by rows: Int) { move(to: cursorIndex + rows) }

  mutating func move(to index: Int) {
    guard !order.isEmpty else { return }
    cursor = order[max(0, min(index, order.count - 1))]
    stamp &+= 1
  }

  mutating func reveal(height: Int) {
    guard height > 0 else { return }
    let index = cursorIndex
    let wanted = max(0, min(max(index - height + 1, min(top, index)), order.count - height))
    guard wanted != top else { return }
    top = wanted
    stamp &+= 1
  }
}
