import CitySafety
import Formats

/// The file thread's loop: reads files and drop folders one after the other.
///
/// Lives on that thread, so that a dead mount stops nothing but other files.
final class FileLoop {
  private enum Place {
    case file(FileSource)
    case folder(FolderSource)
  }

  private struct Entry {
    var definition: SourceDefinition
    var schedule: SourceSchedule
    var place: Place
  }

  private let plan: PollPlan
  private let control: PollControl
  private let queue: OutcomeQueue
  private let reader = FileReader()
  private var entries: [Entry] = []
  private var post: OutcomePost

  init(plan: PollPlan, control: PollControl, queue: OutcomeQueue, memory: FileMemory) {
    self.plan = plan
    self.control = control
    self.queue = queue
    post = OutcomePost(queue: queue)
    for definition in plan.definitions {
      guard let place = FileLoop.place(of: definition, plan: plan, memory: memory) else { continue }
      entries.append(Entry(definition: definition, schedule: plan.schedule(of: definition), place: place))
    }
  }

  private static func place(of definition: SourceDefinition, plan: PollPlan, memory: FileMemory) -> Place? {
    switch definition.transport {
    case .http: nil
    case .file(let path, let sizeLimit):
      .file(FileSource(definition: definition, path: path, sizeLimit: sizeLimit, plan: plan))
    case .directory(let folder):
      .folder(FolderSource(definition: definition, folder: folder, memory: memory, plan: plan))
    }
  }

  /// Runs until the control says stop.
  func run() {
    queue.notify(control.wake)
    defer { queue.stopNotifying(control.wake) }
    while true {
      let orders = control.take()
      if orders.isStopping { return }
      let now = plan.monotonic()
      if orders.asksAll {
        for index in entries.indices { entries[index].schedule.ask(now: now) }
      }
      confirm(orders.stored)
      post.flush()
      guard post.isClear, let index = earliest else {
        control.wake.wait(milliseconds: 60_000)
        continue
      }
      let wait = entries[index].schedule.due - now
      if wait > 0 { control.wake.wait(milliseconds: min(wait, 60_000)) } else { poll(index, now: now) }
    }
  }

  private var earliest: Int? {
    entries.indices.min { entries[$0].schedule.due < entries[$1].schedule.due }
  }

  private func confirm(_ marks: [FileMark]) {
    for mark in marks {
      for entry in entries where entry.definition.index == mark.source {
        if case .folder(let folder) = entry.place { folder.confirm(mark) }
      }
    }
  }

  private func poll(_ index: Int, now: Int64) {
    var gathering = PollGathering(
      source: entries[index].definition.index, attemptedAt: plan.clock(), began: now, queue: queue)
    let failure: TransportFailure?
    var hasMore = false
    switch entries[index].place {
    case .file(let file):
      failure = file.poll(reader, into: &gathering, plan: plan)
      reader.shut()
    case .folder(let folder):
      (failure, hasMore) = folder.poll(reader, into: &gathering, plan: plan)
    }
    let end = plan.monotonic()
    entries[index].schedule.finished(began: now, now: end, isGood: failure == nil && gathering.isGood)
    if hasMore { entries[index].schedule.ask(now: end) }
    let wall = plan.clock()
    let next = wall + .milliseconds(max(0, entries[index].schedule.due - end))
    if let failure { gathering.breakOff(failure) }
    post.post(gathering.outcome(failure: failure, finishedAt: wall, now: end, nextAttempt: next))
  }
}
