internal import CityDispatch
internal import CitySafety
public import Settings
internal import Store

extension OutboxItem {
  /// The same message, saying first of all that it is one of a drill.
  var ofDrill: OutboxItem {
    var item = self
    item.text = Bilingual(zh: "【演练 DRILL】" + text.zh, en: "[演练 DRILL] " + text.en)
    return item
  }
}

extension LoadedSite {
  /// The form of the site that a store is of: a drill's, where the store is that of a drill.
  public func form(ofStore path: String) -> LoadedSite {
    (try? JournalReading.site(of: path)) == site.id + LoadedSite.drillMark ? asDrill : self
  }

  /// What tells the store of a drill from the live one.
  static let drillMark = StoreTools.drillMark

  /// The site as a drill has it: its name says so on every page, its store is another site's, nothing leads out of the
  /// house, and no source is polled.
  public var asDrill: LoadedSite {
    var drill = self
    drill.site.isDrill = true
    drill.site.id += LoadedSite.drillMark
    drill.site.name = Bilingual(zh: "演练 DRILL " + site.name.zh, en: "演练 DRILL " + site.name.en)
    drill.channels = ChannelPlan(channels: [], recipients: [])
    drill.site.authoring.index = nil
    // CAP 1.2, 3.2.1: actionable only by designated exercise participants.
    drill.site.authoring.status = .exercise
    return drill
  }
}
