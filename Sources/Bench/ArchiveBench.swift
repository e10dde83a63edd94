import Alarms
import CityDispatch
import CitySafety
import Glibc
import Operations
import Store

/// Sealing and verifying an incident with many readings.
enum ArchiveBench {
  static func run(world: World, site: Site, readings: Int, rounds: Int, into report: inout Report)
    throws(BenchFailure)
  {
    let store = world.folder + "/archive.sqlite"
    let sensors = site.sensors.indices.filter { site.sensors[$0].riskPoint == site.sensors[0].riskPoint }
    do {
      let filled = try FilledStore(path: store, site: site)
      try filled.fill(readings: readings, over: .hours(24), of: sensors)
      try filled.dispatch(incidents: 1, tasks: 20, answering: site.sensors[0].id)
      try filled.close()
    }
    let archive = IncidentArchive(
      site: site, lead: .hours(48), words: { Bilingual(same: "\($0.sequence)") },
      message: { _ in nil }, page: { _, _, _, _ in [] })
    let file = world.folder + "/incident.jsonl"
    var (sealed, verified): ([Double], [Double]) = ([], [])
    var count: Int64 = 0
    var isGood = true
    for _ in 0..<rounds {
      do throws(StoreFailure) {
        let start = Clock.milliseconds()
        let written = try archive.write(
          store, incident: IncidentID(1), now: Clock.now(), program: "bench", to: file)
        sealed.append(Clock.milliseconds() - start)
        count = written?.readings ?? 0
        let verdict = try IncidentArchive.verify(file, store: store)
        verified.append(Clock.milliseconds() - start - (sealed.last ?? 0))
        isGood = isGood && verdict.isGood && verdict.readings == count
      } catch {
        throw BenchFailure(error.message.en)
      }
    }
    guard isGood else { throw BenchFailure("the archive does not verify") }
    var status = stat()
    stat(file, &status)
    report.add(
      Row(
        measurement: "archive of an incident with \(count) readings: sealed and on the disk",
        median: Figures(sealed).median.milliseconds, p99: Figures(sealed).p99.milliseconds,
        goal: "≤ 5 s with 1 M", isMet: Figures(sealed).p99 <= 5000,
        note: "\(status.st_size >> 20) MiB, \(rounds) runs"))
    report.add(
      Row(
        measurement: "archive of an incident with \(count) readings: verified",
        median: Figures(verified).median.milliseconds, p99: Figures(verified).p99.milliseconds,
        note: "seal, lines and the store's records"))
  }
}

extension FilledStore {
  /// Opens incidents with tasks that were ordered and received, each answering a red alarm of its own.
  ///
  /// Received: of orders that nobody confirms reminders would go out all the time.
  /// The alarms are of one sensor's rules where there is one, else of warnings.
  func dispatch(incidents: Int, tasks: Int, answering sensor: String? = nil) throws(BenchFailure) {
    let lead = Actor(person: "lead", displayName: "陈立", role: .lead, seat: "bench")
    let now = Clock.now()
    for number in 1...incidents {
      let key =
        sensor.map { AlarmKey.threshold(sensor: $0, rule: "bench-\(number)") }
        ?? .warning(identifier: "answered-\(number)")
      try append(1) { _ in
        .condition(
          ConditionEvent(
            key: key, sector: .lifelines, source: nil, grade: .red, measured: now,
            text: Bilingual(same: "第 \(number) 号"), place: Bilingual(same: "锡尼镇")))
      }
      let drafts = (1...tasks).map { task in
        TaskDraft(
          planTask: "", unit: site.departments[task % site.departments.count].id, team: "",
          what: Bilingual(same: "第 \(task) 项任务"),
          limits: OrderPolicy().limits(arrival: .hours(20), feedback: .hours(20)), recipient: "lead")
      }
      let alarm = lastAlarm
      try append(1) { _ in
        .duty(
          DutyCommand(
            .dispatch(
              .open(
                IncidentID(Int64(number)),
                IncidentDraft(
                  alarms: [alarm], plan: "", planVersion: "", title: Bilingual(same: "第 \(number) 起事件"),
                  place: Bilingual(same: "锡尼镇"), sector: .lifelines, grade: .red, level: .one,
                  commander: "陈立", checklist: [], tasks: drafts), isOrdered: true)), actor: lead, seen: 0))
      }
      let first = Int64((number - 1) * tasks + 1)
      try append(tasks) { index in
        .duty(
          DutyCommand(
            .dispatch(.step(TaskID(first + Int64(index)), .receive, channel: "phone", words: "")),
            actor: lead, seen: 0))
      }
    }
  }
}
