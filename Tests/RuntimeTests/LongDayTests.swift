import LongDay
import Settings
import TestSites
import Testing

@Suite struct LongDayTests {
  /// Half an hour of the day that `scripts/walk day` lives; memory and descriptors are that one's to look at.
  @Test func everyAlarmOfManyComesIsAcknowledgedAndEndsInTheStoreAndAfterARestart() throws {
    let rig = try OwnerRig()
    var day = try LongDay(site: rig.site, store: rig.store)
    try day.live(seconds: 1800, lookEvery: 600)
    #expect(day.holdings.count == 3)
  }
}
