import CityDispatch
import CitySafety
import Linkage
import Testing

/// A worker of the channel `log`, the messages it takes from a store, and what it sends.
private struct Rig {
  var worker: OutboxWorker
  var stored: [OutboxEntry] = []
  var now = Instant(seconds: 1_790_000_000)

  /// It is 22:13:20 at the site.
  init(_ change: (inout Channel) -> Void = { _ in }) {
    var channel = Channel.log
    change(&channel)
    worker = OutboxWorker(channel: channel, plan: ChannelPlan(channels: [channel]), offset: .beijing)
  }

  mutating func add(_ items: OutboxItem...) {
    for item in items {
      stored.append(OutboxEntry(number: Int64(stored.count + 1), item: item))
      worker.noteMore(in: .init(receiver: item.recipient, grade: item.grade?.rawValue ?? 0))
    }
    fill()
  }

  mutating func fill() {
    for want in worker.wants {
      let found = stored.filter {
        $0.item.recipient == want.lane.receiver && $0.item.grade?.rawValue ?? 0 == want.lane.grade
          && $0.number > want.after
      }.prefix(want.room)
      worker.add(Array(found), for: want, isLast: found.count < want.room)
    }
  }

  /// The order number of the next message, or `nil` when none is due.
  mutating func next() -> String? {
    if case .send(let message) = worker.next(now: now) { message.item.order } else { nil }
  }

  /// Sends all that is due; each succeeds unless `fails` says why not.
  mutating func sendAll(_ fails: (OutgoingMessage) -> ChannelFailure? = { _ in nil }) -> [String] {
    var orders: [String] = []
    while case .send(let message) = worker.next(now: now) {
      orders.append(message.item.order)
      _ = worker.finish(fails(message), now: now)
    }
    return orders
  }

  /// When the next message is due.
  mutating func due() -> Instant? {
    if case .wait(let until) = worker.next(now: now) { until } else { nil }
  }
}

private let away = ChannelFailure(message: Bilingual(zh: "无", en: "away"))

@Suite struct WorkerTests {
  @Test func aFailedMessageHoldsUpItsOwnReceiverOnly() {
    var rig = Rig()
    rig.add(item(1, recipient: "a"), item(2, recipient: "a"), item(3, recipient: "b"))
    #expect(rig.sendAll { $0.item.recipient == "a" ? away : nil } == ["1", "3"])
    #expect(rig.due() == rig.now + .seconds(5))
    rig.now = rig.now + .seconds(5)
    #expect(rig.sendAll() == ["1", "2"])
  }

  @Test func theWaitDoublesUpToItsCeiling() {
    let waits = [1, 2, 3, 6, 7, 8, 50].map { Channel.log.wait(afterFailures: $0).seconds }
    #expect(waits == [5, 10, 20, 160, 300, 300, 300])
  }

  @Test func theStandardWaitsLastLongerThanADay() {
    let total = (1..<Channel.log.attempts).reduce(Span.zero) { $0 + Channel.log.wait(afterFailures: $1) }
    #expect(total > .hours(24))
  }

  @Test func afterTheLastAttemptAMessageIsDeadAndTheNextGoes() {
    var rig = Rig { $0.attempts = 2 }
    rig.add(item(1), item(2))
    #expect(rig.next() == "1")
    guard case .failed(_, let retryAt) = rig.worker.finish(away, now: rig.now)?.result else {
      Issue.record("the first attempt was the last")
      return
    }
    rig.now = retryAt
    #expect(rig.next() == "1")
    let delivery = rig.worker.finish(away, now: rig.now)
    #expect(delivery?.result == .dead(away.message) && delivery?.entry.attempts == 2)
    #expect(rig.next() == "2")
  }

  @Test func whatTheReceiverRefusesIsDeadAtOnce() {
    var rig = Rig()
    rig.add(item(1), item(2))
    var refusal = away
    refusal.isFinal = true
    #expect(rig.sendAll { $0.item.order == "1" ? refusal : nil } == ["1", "2"])
  }

  @Test func onlyAnAttemptThatMayHaveArrivedMakesTheNextAResend() {
    var rig = Rig()
    rig.add(item(1))
    var lost = away
    lost.mayHaveArrived = true
    var texts: [String] = []
    for failure in [away, lost, lost, nil] {
      guard case .send(let message) = rig.worker.next(now: rig.now) else { break }
      texts.append(message.resendMark)
      _ = rig.worker.finish(failure, now: rig.now)
      rig.now = rig.now + .minutes(5)
    }
    #expect(texts == ["", "", " 重发 1", " 重发 2"])
  }

  @Test func inQuietHoursMessagesWaitAndRedOvertakesThem() {
    var rig = Rig { $0.quiet = [.blue: QuietHours(start: 22 * 60, end: 7 * 60)] }
    rig.add(item(1, grade: .blue), item(2, grade: .red), item(3, grade: .yellow), item(4))
    #expect(rig.sendAll() == ["2", "3", "4"])
    #expect(rig.due() == TimeText.parse("2026-09-22T07:00:00", offset: .beijing))
    rig.now = TimeText.parse("2026-09-22T07:00:00", offset: .beijing) ?? .epoch
    #expect(rig.sendAll() == ["1"])
  }

  @Test func theRateHoldsBackEverythingButRed() {
    var rig = Rig { $0.perMinute = 2 }
    rig.add(item(1, grade: .blue), item(2, grade: .blue), item(3, grade: .blue), item(4, grade: .red))
    #expect(rig.sendAll() == ["1", "2", "4"])
    #expect(rig.due() == rig.now + .minutes(1))
    rig.now = rig.now + .minutes(1)
    #expect(rig.sendAll() == ["3"])
  }

  @Test func aLaneHoldsABoundedPartOfTheStoreAndTheRestFollowsInOrder() {
    var rig = Rig()
    let most = OutboxWorker.laneLimit
    for number in 1...(most + 50) {
      rig.stored.append(OutboxEntry(number: Int64(number), item: item(Int64(number))))
    }
    rig.worker.noteMore(in: .init(receiver: "lead", grade: 0))
    rig.fill()
    #expect(rig.worker.count == most)
    var orders: [String] = []
    while let order = rig.next() {
      orders.append(order)
      _ = rig.worker.finish(nil, now: rig.now)
      rig.fill()
    }
    #expect(orders == (1...(most + 50)).map(String.init))
  }

  @Test func receiversTakeTurns() {
    var rig = Rig()
    rig.add(
      item(1, recipient: "a"), item(2, recipient: "a"), item(3, recipient: "b"), item(4, recipient: "b"))
    #expect(rig.sendAll() == ["1", "3", "2", "4"])
  }

  @Test func aRecipientWithoutAWayIsGivenUpAndSaid() {
    var channel = Channel(id: "sms", kind: .sms(Gateway(url: "http://127.0.0.1/")))
    channel.attempts = 1
    var worker = OutboxWorker(channel: channel, plan: ChannelPlan(channels: [channel]), offset: .beijing)
    worker.noteMore(in: .init(receiver: "lead", grade: 0))
    let entry = OutboxEntry(number: 1, item: item(1, channel: "sms"))
    for want in worker.wants { worker.add([entry], for: want, isLast: true) }
    guard case .gaveUp(let delivery) = worker.next(now: .epoch), case .dead(let reason) = delivery.result
    else {
      Issue.record("it was sent")
      return
    }
    #expect(reason.en.contains("no address of lead"))
    #expect(worker.next(now: .epoch) == .wait(until: nil))
  }

  @Test func aChannelIsDownAfterItsLimitAndUpWithTheNextSuccess() {
    var rig = Rig { $0.alarmAfter = .seconds(60) }
    rig.add(item(1))
    #expect(rig.worker.isDown(at: rig.now) == nil)
    _ = rig.sendAll { _ in away }
    #expect(rig.worker.isDown(at: rig.now + .seconds(59)) == nil)
    #expect(rig.worker.isDown(at: rig.now + .seconds(60)) == true)
    rig.now = rig.now + .seconds(60)
    #expect(rig.sendAll() == ["1"])
    #expect(rig.worker.isDown(at: rig.now + .hours(1)) == false)
  }

  /// Whatever fails and however, each receiver gets each message once and in order.
  @Test(arguments: 0..<50) func randomFailuresLoseAndReorderNothing(seed: UInt64) {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    func dice(_ sides: UInt64) -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state % sides
    }
    var rig = Rig()
    for number in 1...60 { rig.add(item(Int64(number), recipient: "r\(dice(4))", grade: .orange)) }
    var got: [String: [Int]] = [:]
    while got.values.reduce(0, { $0 + $1.count }) < 60 {
      guard case .send(let message) = rig.worker.next(now: rig.now) else {
        rig.now = rig.now + .seconds(Int64(1 + dice(60)))
        continue
      }
      let fails = dice(3) == 0
      if !fails { got[message.item.recipient, default: []].append(Int(message.item.order) ?? 0) }
      _ = rig.worker.finish(fails ? away : nil, now: rig.now)
    }
    #expect(got.values.allSatisfy { $0 == $0.sorted() }, "seed \(seed)")
    #expect(got.values.flatMap { $0 }.sorted() == Array(1...60), "seed \(seed)")
  }
}
