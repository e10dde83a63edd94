import CitySafety
import Glibc
import Store
import Synchronization

/// How fast the outbox empties into a webhook on loopback: read, sent, answered and marked as sent.
enum OutboxBench {
  static func run(
    world: World, shipped: String, site: Site, messages: Int, into report: inout Report
  ) throws(BenchFailure) {
    let server = try LoopbackFeed()
    defer { server.stop() }
    let folder = try SiteCopies.quiet(in: world, shipped: shipped)
    try world.write(
      "quiet/channels.toml",
      """
      [[channel]]
      id = "web"
      kind = "webhook"
      url = "http://127.0.0.1:\(server.port)/hook"
      secret-file = "\(world.folder)/secret"
      [[recipient]]
      name = "lead"
      to = [{channel = "web"}]

      """)
    try world.write("secret", "bench\n")
    let store = world.folder + "/outbox.sqlite"
    do {
      let filled = try FilledStore(path: store, site: site)
      try filled.queue(messages: messages, channel: "web", receiver: "lead")
      try filled.close()
    }
    let terminal = try world.console(site: folder, store: store, feeds: "http://127.0.0.1:9")
    terminal.followsScreen = false
    let start = Clock.milliseconds()
    var first: Double?
    while server.shared.withLock({ $0.answers }) < messages, Clock.milliseconds() - start < 120_000 {
      terminal.watch(milliseconds: 10)
      if first == nil, server.shared.withLock({ $0.answers }) > 0 { first = Clock.milliseconds() }
    }
    let end = server.shared.withLock { $0.answeredAt }
    let arrived = server.shared.withLock { $0.answers }
    guard let first, arrived >= messages else {
      return report.note("only \(arrived) of \(messages) messages arrived")
    }
    var unmarked = 0
    repeat {
      terminal.watch(milliseconds: 20)
      do throws(StoreFailure) {
        unmarked = try StoreTools.outbox(store, state: nil, limit: 1).counts[.waiting] ?? 0
      } catch {
        throw BenchFailure(error.message.en)
      }
    } while unmarked > 0 && Clock.milliseconds() - start < 120_000
    let rate = Double(messages) / max(1, end - first) * 1000
    report.add(
      Row(
        measurement: "outbox to a webhook on loopback", median: rate.text(0) + " /s", goal: "≥ 1000 /s",
        isMet: rate >= 1000,
        note: "\(messages) signed messages to one receiver in order; all marked "
          + "\(Int(max(0, Clock.milliseconds() - end))) ms after the last"))
  }
}

extension FilledStore {
  /// Messages that wait for one receiver.
  func queue(messages: Int, channel: String, receiver: String) throws(BenchFailure) {
    let lane = OutboxLane(channel: channel, receiver: receiver, grade: 1)
    for begin in stride(from: 0, to: messages, by: 500) {
      try commit(
        WriteSlice(
          outbox: (begin..<min(messages, begin + 500)).map { number in
            OutboxRow(
              key: "task\(number).1/\(channel)/\(receiver)", lane: lane, at: Clock.now(),
              body: Array("\(receiver)\t【指令 \(number)】一级 三号井 疑似燃气：查漏关阀。请签收。\t[Order \(number)]\t\t".utf8))
          }))
    }
  }
}
