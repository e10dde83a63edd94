internal import CityDispatch
internal import CitySafety
public import Settings

extension OutboxItem {
  /// The same message, saying first of all that it is one of a drill.
  var ofDrill: OutboxItem {
    var item = self
    item.text = Bilingual(zh: "【演练 DRILL】" + text.zh, en: "[演练 DRILL] " + text.en)
    return item
  }
}

extension LoadedSite {
  /// What tells the store of a drill from the live one.
  static let drillMark = "#drill"

  /// The site as a drill has it: its name says so on every page, its store is another site's, nothing leads out of the
  /// house, and no source is polled.
  public var asDrill: LoadedSite {
    var drill = self
    drill.site.id += LoadedSite.drillMark
    drill.site.name = Bilingual(zh: "演练 DRILL " + site.name.zh, en: "演练 DRILL " + site.name.en)
    drill.channels = ChannelPlan(channels: [], recipients: [])
    drill.site.authoring.index = nil
    return drill
  }
}
