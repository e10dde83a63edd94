import CitySafety
import Formats
import Testing

@testable import Ingest

private func schedule(_ interval: Int64, jitter: Double = 0, ceiling: Int64, seed: UInt64 = 1)
  -> SourceSchedule
{
  SourceSchedule(
    Schedule(interval: .milliseconds(interval), jitter: jitter, backoffCeiling: .milliseconds(ceiling)),
    seed: seed, start: 0)
}

@Suite struct Schedules {
  @Test func theWaitDoublesFromTheIntervalToTheCeiling() {
    let schedule = schedule(1000, ceiling: 10_000)
    #expect(
      [0, 1, 2, 3, 4, 5, 6, 99].map(schedule.wait) == [1000, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000])
  }

  @Test func aGoodAnswerEndsTheBackOff() {
    var schedule = schedule(1000, ceiling: 10_000)
    for _ in 0..<4 { schedule.finished(began: 0, now: 10, isGood: false) }
    #expect(schedule.due == 8000)
    schedule.finished(began: 8000, now: 8010, isGood: true)
    #expect(schedule.due == 9000)
  }

  @Test func jitterStaysWithinItsShareAndUsesIt() {
    var schedule = schedule(1000, jitter: 0.2, ceiling: 10_000, seed: 42)
    var waits: [Int64] = []
    for _ in 0..<1000 {
      schedule.finished(began: 0, now: 0, isGood: true)
      waits.append(schedule.due)
    }
    #expect(waits.allSatisfy { (800...1200).contains($0) })
    #expect(waits.contains { $0 < 850 } && waits.contains { $0 > 1150 })
  }

  @Test func theSameSeedGivesTheSameWaits() {
    func waits(_ seed: UInt64) -> [Int64] {
      var schedule = schedule(100_000, jitter: 0.5, ceiling: 100_000, seed: seed)
      return (0..<20).map { _ in
        schedule.finished(began: 0, now: 0, isGood: true)
        return schedule.due
      }
    }
    #expect(waits(3) == waits(3))
    #expect(waits(3) != waits(4))
  }

  @Test func theFirstPollComesWithinTwoSecondsAndItsInterval() {
    for seed in 0..<200 {
      #expect(schedule(3_600_000, ceiling: 1, seed: UInt64(seed)).due < 2000)
      #expect(schedule(500, ceiling: 1, seed: UInt64(seed)).due < 500)
    }
  }

  @Test func aServerThatAsksForPatienceGetsItUpToTheCeiling() {
    var schedule = schedule(1000, ceiling: 10_000)
    schedule.finished(began: 0, now: 100, isGood: false, atLeast: 5000)
    #expect(schedule.due == 5100)
    schedule.finished(began: 0, now: 100, isGood: false, atLeast: 9_000_000)
    #expect(schedule.due == 10_100)
  }
}

private func source(stale: Int64 = 20, lost: Int64 = 50) -> SourceInfo {
  SourceInfo(
    id: "s", name: Bilingual(same: "s"), sector: .lifelines, interval: .seconds(10),
    staleAfter: .seconds(stale),
    lostAfter: .seconds(lost), lostGrade: .yellow, isMadeUp: true)
}

private func outcome(at seconds: Int64, _ result: PollOutcome.Result, refused: Int = 0) -> PollOutcome {
  let time = Instant(seconds: seconds)
  return PollOutcome(
    source: SourceIndex(0), attemptedAt: time, finishedAt: time, duration: .milliseconds(5), result: result,
    refused: refused, nextAttempt: time + .seconds(10))
}

@Suite struct Monitoring {
  private let refused = PollOutcome.Result.failure(TransportFailure(.refused, at: "http://a/"))

  private func states(_ monitor: inout SourceMonitor, at seconds: Int64) -> [SourceState] {
    monitor.transitions(at: Instant(seconds: seconds)).map(\.1)
  }

  @Test func aSourceGoesLiveStaleLostAndLiveAgain() {
    var monitor = SourceMonitor(sources: [source()], started: Instant(seconds: 0))
    monitor.note(outcome(at: 5, .unchanged))
    #expect(states(&monitor, at: 5) == [.live])
    #expect(states(&monitor, at: 25) == [])
    #expect(states(&monitor, at: 26) == [.stale])
    #expect(states(&monitor, at: 56) == [.lost])
    monitor.note(outcome(at: 60, .success(DecodedBatch())))
    #expect(states(&monitor, at: 60) == [.live])
  }

  @Test func aSourceThatNeverAnsweredIsLostAfterTheStart() {
    var monitor = SourceMonitor(sources: [source()], started: Instant(seconds: 100))
    monitor.note(outcome(at: 101, refused))
    #expect(states(&monitor, at: 120) == [])
    #expect(states(&monitor, at: 121) == [.stale])
    #expect(states(&monitor, at: 151) == [.lost])
    #expect(monitor.health[0].failures == 1)
    #expect(monitor.health[0].failure.en.contains("Connection refused"))
  }

  @Test func anAnswerThatWasNotUnderstoodIsNotGood() {
    var monitor = SourceMonitor(sources: [source()], started: Instant(seconds: 0))
    var batch = DecodedBatch()
    batch.failure = Reject(reason: .malformed, offset: 0, detail: Bilingual(same: "html"), bytes: [])
    monitor.note(outcome(at: 1, .success(batch), refused: 1))
    #expect(monitor.health[0].lastSuccess == nil)
    #expect(monitor.health[0].failure == Bilingual(same: "html"))
    #expect(monitor.health[0].quarantined == 1)
  }

  @Test func aGoodAnswerSaysWhatOfItWasRefusedUntilOneIsWhole() {
    var monitor = SourceMonitor(sources: [source()], started: Instant(seconds: 0))
    monitor.note(outcome(at: 1, .success(DecodedBatch()), refused: 3))
    #expect(monitor.health[0].failure.en.hasPrefix("3 not understood"))
    #expect(monitor.health[0].failures == 0)
    monitor.note(outcome(at: 2, .unchanged))
    #expect(monitor.health[0].failure.en.hasPrefix("3 not understood"))
    monitor.note(outcome(at: 3, .success(DecodedBatch())))
    #expect(monitor.health[0].failure == Bilingual(same: ""))
  }

  @Test func theNextCheckIsWhenTheStateWouldChange() throws {
    var monitor = SourceMonitor(sources: [source(), source(stale: 15)], started: Instant(seconds: 0))
    let first = try #require(monitor.nextCheck)
    #expect(states(&monitor, at: first.milliseconds / 1000) == [])
    #expect(monitor.transitions(at: first).map(\.0) == [SourceIndex(1)])
    #expect(monitor.nextCheck == Instant(milliseconds: 20_001))
    _ = monitor.transitions(at: Instant(seconds: 51))
    #expect(monitor.nextCheck == nil)
  }

  @Test func aStepOfTheClockLosesNoSource() {
    var monitor = SourceMonitor(sources: [source()], started: Instant(seconds: 0))
    monitor.note(outcome(at: 5, .unchanged))
    _ = monitor.transitions(at: Instant(seconds: 5))
    monitor.clockStepped(by: .seconds(1000))
    #expect(states(&monitor, at: 1006) == [])
  }
}

@Suite struct Memories {
  @Test func aDocumentIsWantedUntilItWasRead() {
    var memory = DocumentMemory()
    #expect(memory.wanted(among: ["a", "b", "a"]) == ["a", "b"])
    memory.wasRead("a")
    #expect(memory.wanted(among: ["a", "b"]) == ["b"])
  }

  @Test func aDocumentThatKeepsFailingIsGivenUp() {
    var memory = DocumentMemory()
    for _ in 0..<IngestLimits.documentAttempts {
      #expect(memory.wanted(among: ["a"]) == ["a"])
      memory.failed("a", isFinal: false)
    }
    #expect(memory.wanted(among: ["a"]) == [])
  }

  @Test func theLongestUnmentionedDocumentIsForgotten() {
    var memory = DocumentMemory(limit: 4)
    for link in ["a", "b", "c", "d", "e"] {
      _ = memory.wanted(among: [link])
      memory.wasRead(link)
    }
    #expect(memory.wanted(among: ["e"]) == [])
    #expect(memory.wanted(among: ["a"]) == ["a"])
  }

  @Test func fileMemoryForgetsTheOldestAtItsBound() {
    let marks = (0..<5).map { FileMark(source: SourceIndex(0), name: "\($0)", size: 1, modified: 1) }
    let memory = FileMemory(marks, limit: 3)
    #expect(memory.all.map(\.name) == ["2", "3", "4"])
    #expect(!memory.contains(marks[1]) && memory.contains(marks[2]))
  }

  @Test(arguments: [
    ("*.txt", "a.txt", true), ("*.txt", "a.txt.part", false), ("?.txt", "甲.txt", true),
    ("??.txt", "甲.txt", false),
    ("*_CDSS_*.txt", "150_CDSS_2026.txt", true), ("a*b*c", "aXbXbXc", true), ("a*b*c", "aXbX", false),
    ("*", "", true),
  ])
  func namesFitTheirPattern(pattern: String, name: String, fits: Bool) {
    #expect(NamePattern(pattern).matches(name.utf8) == fits)
  }

  @Test func aFullMailboxRefusesAndKeepsItsOrder() {
    let queue = OutcomeQueue(capacity: 2) {}
    let accepted = [1, 2, 3].map { queue.offer(outcome(at: $0, .unchanged)) }
    #expect(accepted == [true, true, false])
    #expect(queue.take()?.attemptedAt == Instant(seconds: 1))
    #expect(queue.take()?.attemptedAt == Instant(seconds: 2))
    let third = queue.take()
    #expect(third?.source == nil)
  }
}
