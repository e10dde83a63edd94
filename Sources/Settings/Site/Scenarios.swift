import CitySafety
import Drills

/// `drills/*.toml`: one scenario a file.
extension SiteLoading {
  func loadScenarios() {
  }
}
