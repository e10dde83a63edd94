import LongDay
import Settings
import TestSites
import Testing

@Suite struct LongDayTests {
  /// Half an hour of the day that `scripts/walk day` lives; memory and descriptors are that one's to look at.
  @Test func everyAlarmOfManyComesIsAcknowledgedAndEndsInTheStoreAndAfterARestart() throws {
    let folder = try TestFolder()
    let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    var day = try LongDay(
      site: SiteFolder.load(root + "/sites/hanggin").get(), store: folder.path + "/store.sqlite")
    try day.live(seconds: 1800, lookEvery: 600)
    #expect(day.holdings.count == 3)
  }
}
