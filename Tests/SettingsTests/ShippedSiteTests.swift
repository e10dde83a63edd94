import CitySafety
import Foundation
import Settings
import Testing

@Test(.enabled(if: FileManager.default.fileExists(atPath: Shipped.hanggin), "sites/hanggin is not here"))
func theShippedSiteLoadsWithoutAWord() throws {
  switch SiteFolder.load(Shipped.hanggin) {
  case .success(let loaded):
    #expect(loaded.warnings.map(\.description) == [])
    #expect(loaded.site.sensors.count >= 400)
    #expect(loaded.site.riskPoints.count >= 120)
  case .failure(let report):
    Issue.record("\(report)")
  }
}
