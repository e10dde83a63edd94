import Alarms
import CitySafety
import Desk
import Operations
import Testing

@testable import Runtime

@Suite struct MailboxTests {
  private static func snapshot(_ number: UInt64) -> Snapshot {
    Snapshot(
      number: number, takenAt: .epoch, sequence: 0, alarms: AlarmTable(open: [], sensors: 0), latest: [],
      trends: [], sources: [],
      warnings: [],
      earthquakes: [], events: [], storeBytes: 0)
  }

  @Test func aNewSnapshotReplacesTheOneThatWaitsAndComesLast() {
    let mailbox = Mailbox()
    mailbox.post(.snapshot(MailboxTests.snapshot(1)))
    mailbox.post(.signedOut)
    mailbox.post(.snapshot(MailboxTests.snapshot(2)))
    let messages = mailbox.drain()
    #expect(messages.count == 2)
    guard case .signedOut = messages[0], case .snapshot(let last) = messages[1] else {
      Issue.record("\(messages)")
      return
    }
    #expect(last.number == 2)
    #expect(mailbox.drain().isEmpty)
  }

  @Test func atItsLimitTheOldestMessageLeaves() {
    let mailbox = Mailbox()
    for index in 0...Mailbox.limit { mailbox.post(.notice(Bilingual(same: "\(index)"))) }
    let messages = mailbox.drain()
    #expect(messages.count == Mailbox.limit)
    guard case .notice(let first) = messages[0] else {
      Issue.record("\(messages[0])")
      return
    }
    #expect(first.zh == "1")
  }
}
