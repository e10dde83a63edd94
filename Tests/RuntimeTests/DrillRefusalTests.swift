import Alarms
import CityDispatch
import CitySafety
import Drills
import Operations
import Settings
import Store
import TestSites
import Testing

@testable import Runtime

/// What is refused to a player is in the drill's journal, and a rerun has it at the same place.
@Suite struct DrillRefusalTests {
  private let lead = Actor(person: "chenli", displayName: "陈立", role: .lead, seat: "一席")

  @Test func aRefusedRequestIsJournalledAndARerunGivesTheSameJournal() throws {
    let site = try OwnerRig().site
    let scenario = try #require(site.scenarios.first { $0.kind == .training })
    let (played, rerun) = (try TestFolder(), try TestFolder())
    let store = DrillFolder.store(in: played.path)
    let engine = try DrillEngine(
      site: site, scenario: scenario, store: store, messages: nil, players: [lead.person], name: "drill",
      version: "0", log: { _ in })
    #expect(engine.open())
    engine.note(lead, isIn: true)
    // Before the start nothing is an observation.
    engine.perform(submission(.note(IncidentID(8), .note, "x")))
    engine.perform(
      SeatServer.Submission(
        connection: 0,
        request: .duty(
          DutyCommand(.remark(DrillCoding.remark(.start, of: scenario)), actor: lead, seen: 0))))
    engine.advance(to: engine.now + .seconds(20))
    engine.perform(submission(.note(IncidentID(9), .note, "x")))
    engine.advance(to: engine.now + .seconds(10))
    engine.leave()
    let entries = try JournalReading.entries(of: store)
    let sheet = DrillScore.of(scenario: scenario, site: site.site, entries: entries)
    #expect(sheet.refused.map(\.by.person) == [lead.person])
    #expect(sheet.refused.first?.what.zh.contains("事件 #9") == true, "\(sheet.refused)")
    #expect(sheet.refused.first?.why.en.isEmpty == false)
    let again = try DrillRerun.entries(
      of: try DrillRecording(entries: entries), site: site, scenario: scenario,
      folder: rerun.path, version: "0")
    #expect(again.count == entries.count)
    #expect(zip(again, entries).first { $0 != $1 } == nil)
  }

  private func submission(_ action: DispatchAction) -> SeatServer.Submission {
    SeatServer.Submission(
      connection: 0, request: .duty(DutyCommand(.dispatch(action), actor: lead, seen: 0)))
  }
}
