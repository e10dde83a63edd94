import Alarms
import CitySafety
import Operations

/// Building a handover from a state of many alarms: every one of them open and to be handed over.
enum HandoverBench {
  static let alarms: Int64 = 100_000

  static func run(into report: inout Report) {
    let now = Clock.now()
    let all = (1...alarms).map { number in
      var alarm = Alarm(
        id: AlarmID(number), key: .threshold(sensor: "s\(number)", rule: "r"), sector: .lifelines,
        source: nil,
        grade: Grade.allCases[Int(number % 4)], at: now)
      alarm.condition = .active
      alarm.isAcknowledged = false
      return alarm
    }
    let state = OperationsState(restoring: AlarmBook(restoring: all), lastSequence: 0)
    var times: [Double] = []
    var items = 0
    for _ in 0..<20 {
      let start = Clock.milliseconds()
      items = state.handoverReport(soon: now + .hours(24)).items.count
      times.append(Clock.milliseconds() - start)
    }
    report.add(
      Row(
        measurement: "handover built from 100,000 open alarms", median: Figures(times).median.milliseconds,
        p99: Figures(times).p99.milliseconds, goal: "≤ 200 ms", isMet: Figures(times).p99 <= 200,
        note: "\(items) items, in the owner"))
  }
}
