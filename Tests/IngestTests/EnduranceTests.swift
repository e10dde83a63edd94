import CitySafety
import Formats
import Glibc
import Testing

@testable import Ingest

@Suite(.serialized) struct Endurance {
  @Test func fiftyDeadSourcesDoNotDelayALiveOne() throws {
    let dead = try LoopbackServer { _ in [.hang] }
    defer { dead.stop() }
    let live = try LoopbackServer { _ in [.send(Answers.response())] }
    defer { live.stop() }
    var sources = (1...50).map { number in
      Feed.http(dead.url("/\(number)"), index: number, schedule: Feed.quick) { $0.timeout = .seconds(60) }
    }
    sources.append(Feed.http(live.url(), index: 0, schedule: Feed.quick))
    let rig = try PollRig(sources)
    var answers = 0
    while answers < 30 {
      let outcome = try rig.next()
      #expect(outcome.source == SourceIndex(0) && outcome.isGood)
      answers += 1
    }
    _ = try rig.next { _ in dead.requests.count == 50 }
  }

  @Test func moreDeadSourcesThanPlacesLeaveRoomForALiveOne() throws {
    let dead = try LoopbackServer { _ in [.hang] }
    defer { dead.stop() }
    let live = try LoopbackServer { _ in [.send(Answers.response())] }
    defer { live.stop() }
    var sources = [Feed.http(live.url(), index: 0, schedule: Feed.quick)]
    for number in 1...200 {
      sources.append(
        Feed.http(dead.url(), index: number, schedule: Feed.quick) { $0.timeout = .milliseconds(400) })
    }
    let rig = try PollRig(sources)
    _ = try rig.next { $0.source == SourceIndex(0) }
    // Each dead poll holds its place for 400 ms. Once they have failed, places are left that they cannot take, and the
    // live source goes on at its own pace.
    var answers = 0
    var failures = 0
    while failures < 600 {
      let outcome = try rig.next()
      if outcome.isGood { answers += 1 } else { failures += 1 }
    }
    #expect(answers >= 20)
  }

  @Test func aFullMailboxHoldsNewPollsBackAndLosesNothing() throws {
    let server = try LoopbackServer { _ in [.send(Answers.response())] }
    defer { server.stop() }
    let sources = (0..<8).map { Feed.http(server.url("/\($0)"), index: $0, schedule: Feed.quick) }
    let rig = try PollRig(sources, capacity: 2)
    var seen: [Int32: Int] = [:]
    while seen.values.filter({ $0 >= 5 }).count < 8 { seen[try rig.next().source.value, default: 0] += 1 }
    // Every request became one outcome: taken, waiting in the mailbox, or in flight.
    let taken = seen.values.reduce(0, +)
    #expect(server.requests.count - taken <= 2 + 8)
  }

  @Test func stoppingCancelsTransfersAtOnce() throws {
    let dead = try LoopbackServer { _ in [.hang] }
    defer { dead.stop() }
    let rig = try PollRig((0..<20).map { Feed.http(dead.url(), index: $0) })
    let end = PollRig.monotonic() + 10_000
    while dead.requests.count < 20, PollRig.monotonic() < end { _ = rig.next(within: 5) }
    let start = PollRig.monotonic()
    rig.poller.stop()
    #expect(PollRig.monotonic() - start < IngestLimits.stopWithin.milliseconds)
    let late = rig.next(within: 0)
    #expect(late?.source == nil)
  }

  @Test func pollNowDoesNotWaitForTheInterval() throws {
    let server = try LoopbackServer { _ in [.send(Answers.response())] }
    defer { server.stop() }
    let rig = try PollRig([Feed.http(server.url())])
    _ = try rig.next()
    rig.poller.pollNow()
    #expect(try rig.next().isGood)
  }
}
