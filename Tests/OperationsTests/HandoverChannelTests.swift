import Alarms
import CityDispatch
import CitySafety
import Operations
import Testing

/// A channel or a source of receipts that is down is no source of data: seat and owner hand over its alarm, and nothing else.
@Suite struct HandoverChannelFacts {
  /// A source of receipts is down; its mild alarm, which has no clock, was acknowledged.
  private func room(_ name: String) throws -> Room {
    var room = Room(.exchange, alarms: [])
    room.run(
      .source(
        id: name, sector: .publicSafety, name: Bilingual(same: name), state: .lost, grade: .blue, at: .epoch))
    let alarm = try #require(room.state.alarms.all.first { $0.key == .sourceLost(source: name) })
    room.run(
      .command(Command(name: .acknowledge, targets: [CommandTarget(alarm)], actor: Room.third)))
    return room
  }

  /// What a seat lists: it knows the states of the site's sources of data alone.
  private func seat(_ room: Room) -> HandoverReport {
    HandoverReport(open: room.state.alarms.eachOpen, lostSources: [], duty: room.state.duty, soon: nil)
  }

  @Test(arguments: ["receipts:crews", "channel:hook"])
  func theSeatListsWhatTheOwnerAsksFor(name: String) throws {
    let room = try room(name)
    #expect(room.report.items.map(\.reasons) == [.lostSource])
    #expect(seat(room).items == room.report.items)
  }

  @Test func theHandoverIsSignedOnceTheAlarmIsReadBack() throws {
    var room = try room("receipts:crews")
    #expect(room.ask(.sign(handover: 1, isHigherRisk: false), Room.come) == .itemsOpen(count: 1))
    for item in seat(room).items { #expect(room.tick(item) == nil) }
    #expect(room.ask(.sign(handover: 1, isHigherRisk: false), Room.come) == nil)
  }

  @Test func oneThatWorksAgainIsNotHandedOver() throws {
    var room = try room("channel:hook")
    room.run(
      .source(
        id: "channel:hook", sector: .publicSafety, name: Bilingual(same: "hook"), state: .live, grade: .blue,
        at: .epoch))
    #expect(room.report.items.isEmpty && seat(room).items.isEmpty)
  }
}
