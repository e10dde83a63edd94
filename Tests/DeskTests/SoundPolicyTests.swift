import Alarms
import CitySafety
import Operations
import Testing

@testable import Desk

/// A policy with a clock and a table that tests change by hand.
private struct Ear {
  var policy: SoundPolicy
  var now = Fixture.now
  var alarms: [Alarm] = []
  var isSilenced = false
  var heard: [(at: Instant, sound: Annunciation)] = []
  private var nextID: Int64 = 1
  private var known = AlarmTable(open: [], sensors: 0)

  init(_ settings: SoundSettings = .standard) {
    policy = SoundPolicy(settings: settings, at: now)
  }

  var sounds: [Annunciation] { heard.map(\.sound) }

  private mutating func note(_ sound: Annunciation?) {
    if let sound { heard.append((now, sound)) }
  }

  /// New alarms, all in one change of the table.
  mutating func raise(_ grades: Grade...) { raise(grades) }

  mutating func raise(_ grades: [Grade], acknowledged: Bool = false) {
    var fresh: [Alarm] = []
    for grade in grades {
      var alarm = Fixture.alarm(
        nextID, sensor: 0, rule: "gas-lel", grade, value: 1, ago: .zero, acknowledged: acknowledged)
      alarm.raisedAt = now
      fresh.append(alarm)
      nextID += 1
    }
    alarms += fresh
    known = AlarmTable(open: alarms, site: FixtureSite.site)
    note(policy.take(Fixture.rows(fresh), in: known, isSilenced: isSilenced, now: now))
  }

  /// A person acknowledges everything.
  mutating func acknowledgeAll() {
    for index in alarms.indices { alarms[index].isAcknowledged = true }
    known = AlarmTable(open: alarms, site: FixtureSite.site)
    note(policy.take([], in: known, isSilenced: isSilenced, now: now))
  }

  mutating func pass(_ seconds: Int64) {
    for _ in 0..<seconds {
      now = now + .seconds(1)
      note(policy.passTime(in: known, isSilenced: isSilenced, now: now))
    }
  }

  /// The most sounds within any 60 seconds.
  var mostInAMinute: Int {
    heard.map { first in heard.count { $0.at >= first.at && $0.at < first.at + .minutes(1) } }.max() ?? 0
  }
}

private func settings(_ edit: (inout SoundSettings) -> Void) -> SoundSettings {
  var settings = SoundSettings.standard
  edit(&settings)
  return settings
}

private let allRing = settings { for grade in Grade.allCases { $0[grade] = .bell } }

@Suite struct SoundPolicyTests {
  @Test func aNewAlarmSoundsAtOnceAndOnce() {
    var ear = Ear()
    ear.raise(.red)
    ear.pass(60)
    #expect(ear.sounds.map(\.grade) == [.red])
    #expect(ear.sounds[0].alarm == AlarmID(1) && !ear.sounds[0].isReminder)
  }

  @Test func gradesThatAreSetToNoneMakeNoSound() {
    var ear = Ear()
    ear.raise(.yellow, .blue)
    ear.pass(3600)
    #expect(ear.sounds.isEmpty)
  }

  @Test func whatIsAcknowledgedMakesNoSound() {
    var ear = Ear()
    ear.raise([.red], acknowledged: true)
    ear.pass(3600)
    #expect(ear.sounds.isEmpty)
  }

  @Test func onlyAnUnacknowledgedAlarmThatIsNotSuppressedNeedsAnAcknowledgement() {
    var alarm = Fixture.alarm(1, sensor: 0, rule: "gas-lel", .red, value: 1, ago: .zero)
    #expect(alarm.needsAcknowledgement)
    alarm.condition = .normal
    #expect(alarm.needsAcknowledgement)
    alarm.isAcknowledged = true
    #expect(!alarm.needsAcknowledgement)
    alarm.condition = .active
    #expect(!alarm.needsAcknowledgement)
    alarm.isAcknowledged = false
    alarm.suppressedBy = ["relation"]
    #expect(!alarm.needsAcknowledgement)
  }

  @Test func theSameGradeWaitsForTheRest() {
    var ear = Ear()
    ear.raise(.red)
    ear.pass(5)
    ear.raise(.red)
    #expect(ear.sounds.count == 1)
    ear.pass(5)
    #expect(ear.sounds.count == 2 && ear.sounds[1].alarm == AlarmID(2))
  }

  @Test func aWorseGradeDoesNotWaitForTheRest() {
    var ear = Ear(allRing)
    ear.raise(.blue)
    ear.pass(1)
    ear.raise(.orange)
    ear.pass(1)
    ear.raise(.red)
    #expect(ear.sounds.map(\.grade) == [.blue, .orange, .red])
  }

  @Test func whatWaitsIsOneSoundOfItsWorstGradeWithCounts() {
    var ear = Ear(allRing)
    ear.raise(.red)
    ear.pass(1)
    ear.raise(.yellow, .orange, .yellow)
    ear.raise(.red, .blue)
    ear.pass(10)
    #expect(ear.sounds.count == 2)
    let sum = ear.sounds[1]
    #expect(sum.grade == .red && sum.alarm == nil && sum.tally.total == 5)
    #expect(Grade.allCases.map { sum.tally[$0] } == [1, 1, 2, 1])
  }

  @Test func whatIsAcknowledgedWhileItWaitsIsNotHeard() {
    var ear = Ear()
    ear.raise(.red)
    ear.pass(1)
    ear.raise(.red, .orange)
    ear.acknowledgeAll()
    ear.pass(3600)
    #expect(ear.sounds.count == 1)
  }

  @Test func aWaitingAlarmThatGotWorseCountsOnceWithItsGradeNow() {
    var ear = Ear()
    ear.raise(.red)
    ear.pass(1)
    ear.raise(.orange)
    ear.alarms[1].gradeWorst = .red
    ear.alarms[1].version += 1
    let table = AlarmTable(open: ear.alarms, site: FixtureSite.site)
    _ = ear.policy.take(Fixture.rows([ear.alarms[1]]), in: table, isSilenced: false, now: ear.now)
    let sound = ear.policy.passTime(in: table, isSilenced: false, now: ear.now + .seconds(9))
    #expect(sound?.grade == .red && sound?.tally.total == 1)
  }

  // MARK: Bucket

  @Test(arguments: 1...60)
  func theBucketNeverLetsMoreThanItsNumberThroughInAMinute(most: Int) {
    var bucket = LeakyBucket(perMinute: most, at: Fixture.now)
    var times: [Int64] = []
    for step in stride(from: Int64(0), to: 300_000, by: 100) {
      bucket.leak(to: Fixture.now + .milliseconds(step))
      if bucket.hasRoom {
        bucket.fill()
        times.append(step)
      }
    }
    let worst = times.map { first in times.count { $0 >= first && $0 < first + 60_000 } }.max() ?? 0
    #expect(worst <= most && worst >= max(1, most - 1))
  }

  @Test func aBucketFillsAQuarterAtOnce() {
    var bucket = LeakyBucket(perMinute: 12, at: Fixture.now)
    var count = 0
    while bucket.hasRoom {
      bucket.fill()
      count += 1
    }
    #expect(count == 3)
  }

  @Test func gradesThatRiseAndFallAreHeldByTheBucket() {
    var ear = Ear(
      settings {
        $0[.yellow] = .bell; $0[.blue] = .bell; $0.rest = .zero
      })
    for second in 0..<600 {
      ear.raise(Grade.allCases[second % 4])
      ear.pass(1)
    }
    #expect(ear.mostInAMinute <= 12)
    #expect(ear.sounds.count > 60)
    #expect(ear.sounds.map(\.tally.total).reduce(0, +) + ear.policy.waitingCount == 600)
  }

  // MARK: Flood

  @Test func aFloodOfTenThousandInAMinuteIsAtMostTwelveSoundsThatNameEveryAlarm() {
    var ear = Ear(allRing)
    for second in 0..<60 {
      ear.raise((0..<167).map { Grade.allCases[($0 + second) % 4] })
      ear.pass(1)
    }
    #expect(ear.alarms.count == 10_020)
    #expect(ear.mostInAMinute <= 12)
    ear.pass(10)
    #expect(ear.sounds.filter { !$0.isReminder }.map(\.tally.total).reduce(0, +) == 10_020)
    #expect(ear.sounds.allSatisfy { $0.grade == .red })
  }

  @Test func aBurstOfTenThousandIsOneSoundAndKeepsABoundedMemory() {
    var ear = Ear(allRing)
    ear.raise(.red)
    ear.pass(1)
    ear.raise(Array(repeating: .orange, count: 9000) + Array(repeating: .red, count: 999))
    #expect(ear.policy.waitingCount == SoundPolicy.waitingLimit)
    ear.pass(59)
    #expect(ear.sounds.count == 2)
    #expect(ear.sounds[1].grade == .red && ear.sounds[1].tally.total == 9999)
    #expect(ear.sounds[1].tally[.red] == 999)
  }

  // MARK: Silence

  @Test func aSilencedSeatHearsNothingAndThenOneSoundForAllOfIt() {
    var ear = Ear()
    ear.isSilenced = true
    ear.raise(.orange)
    ear.pass(30)
    ear.raise(.red)
    ear.pass(90)
    #expect(ear.sounds.isEmpty)
    ear.isSilenced = false
    ear.pass(1)
    #expect(ear.sounds.count == 1)
    #expect(ear.sounds[0].grade == .red && ear.sounds[0].tally.total == 2)
  }

  @Test func aSilencedSeatIsNotReminded() {
    var ear = Ear()
    ear.raise(.red)
    ear.isSilenced = true
    ear.pass(3600)
    #expect(ear.sounds.count == 1)
  }

  // MARK: Nag

  @Test func theWorstUnacknowledgedGradeSoundsAgainAfterTheNag() {
    var ear = Ear()
    ear.raise(.orange, .red)
    ear.pass(899)
    #expect(ear.sounds.count == 1)
    ear.pass(1)
    #expect(ear.sounds.count == 2)
    let again = ear.sounds[1]
    #expect(again.isReminder && again.grade == .red && again.tally.total == 2)
    ear.pass(900)
    #expect(ear.sounds.count == 3)
  }

  @Test func milderSoundsDoNotPutOffTheReminderOfAWorseOne() {
    var ear = Ear()
    ear.raise(.red)
    for _ in 0..<14 {
      ear.pass(60)
      ear.raise(.orange)
    }
    ear.pass(70)
    #expect(ear.sounds.contains { $0.isReminder && $0.grade == .red })
  }

  @Test func whatIsAcknowledgedIsNotRemindedOf() {
    var ear = Ear()
    ear.raise(.red)
    ear.acknowledgeAll()
    ear.pass(3600)
    #expect(ear.sounds.count == 1)
  }

  @Test func aNagOfNeverRemindsNever() {
    var ear = Ear(settings { $0.nag = nil })
    ear.raise(.red)
    ear.pass(7200)
    #expect(ear.sounds.count == 1)
  }

  @Test func alarmsThatWereThereBeforeAreRemindedOfAfterTheNag() {
    var ear = Ear()
    ear.alarms = [Fixture.alarm(900, sensor: 0, rule: "gas-lel", .red, value: 1, ago: .hours(1))]
    let table = AlarmTable(open: ear.alarms, site: FixtureSite.site)
    var times: [Int64] = []
    for second in Int64(1)...1000 {
      let at = ear.now + .seconds(second)
      if ear.policy.passTime(in: table, isSilenced: false, now: at) != nil { times.append(second) }
    }
    #expect(times == [901])
  }

  // MARK: Clock

  @Test func aClockThatWentBackNeitherFillsTheBucketNorProlongsRestOrNag() {
    var ear = Ear()
    ear.raise(.red)
    ear.now = ear.now - .hours(1)
    ear.raise(.red)
    #expect(ear.sounds.count == 1)
    ear.pass(10)
    #expect(ear.sounds.count == 2)
    ear.now = ear.now - .hours(1)
    ear.pass(901)
    #expect(ear.sounds.count == 3 && ear.sounds[2].isReminder)
  }

  @Test func aClockThatRockedBackAndForthLetsNoMoreThrough() {
    var ear = Ear(settings { $0.rest = .zero })
    for step in 0..<40 {
      ear.now = step % 2 == 0 ? Fixture.now : Fixture.now - .minutes(5)
      ear.raise(.red)
    }
    #expect(ear.sounds.count <= 3 * 20)
    var still = Ear(settings { $0.rest = .zero })
    for step in 0..<40 {
      still.now = Fixture.now - .milliseconds(Int64(step))
      still.raise(.red)
    }
    #expect(still.sounds.count == 3)
  }
}

@Suite struct FlurryTests {
  private func alarms(_ grades: Grade...) -> [AlarmRow] {
    Fixture.rows(
      grades.enumerated().map {
        Fixture.alarm(Int64($0), sensor: 0, rule: "gas-lel", $1, value: 1, ago: .zero)
      })
  }

  @Test func moreThanThreeWithinFiveSecondsAreAFlurryHoweverTheyCome() {
    var flurry = Flurry()
    #expect(flurry.take(alarms(.blue), now: Fixture.now) == nil)
    #expect(flurry.take(alarms(.red, .blue), now: Fixture.now + .seconds(2)) == nil)
    let all = flurry.take(alarms(.yellow), now: Fixture.now + .seconds(5))
    #expect(all?.total == 4 && all?.worst == .red)
  }

  @Test func whatCameEarlierDoesNotCount() {
    var flurry = Flurry()
    #expect(flurry.take(alarms(.blue, .blue, .blue), now: Fixture.now) == nil)
    #expect(flurry.take(alarms(.blue), now: Fixture.now + .milliseconds(5001)) == nil)
  }

  @Test func aClockThatWentBackForgetsWhatSeemsToBeStillToCome() {
    var flurry = Flurry()
    #expect(flurry.take(alarms(.blue, .blue, .blue), now: Fixture.now) == nil)
    #expect(flurry.take(alarms(.blue), now: Fixture.now - .seconds(1)) == nil)
  }

  @Test func atTheBoundNoAlarmIsLostFromTheCount() {
    var flurry = Flurry()
    var last: GradeTally?
    for step in 0..<(Flurry.limit + 10) {
      last = flurry.take(alarms(.blue), now: Fixture.now + .milliseconds(Int64(step)))
    }
    #expect(last?.total == Flurry.limit + 10)
  }
}
