import ArgumentParser
import CityDispatch
import CitySafety
import Settings

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Name every mistake of a site, with file and line.",
    discussion: "Ends with 0 when the site can be started, with 65 otherwise. Warnings do not stop a start.")

  @OptionGroup var site: SiteOptions

  func run() throws {
    let language = site.language
    let loaded = try site.load()
    for warning in loaded.warnings { Output.error(warning.text(language)) }
    let city = loaded.site
    Output.line(
      Bilingual(
        zh: "\(city.name.zh)：\(city.riskPoints.count) 个风险点，\(city.sensors.count) 个传感器，"
          + "\(city.thresholds.count) 条阈值，\(city.sources.count) 个数据源，"
          + "\(loaded.dispatch.plans.count) 个预案，\(loaded.dispatch.teams.count) 支队伍，\(loaded.warnings.count) 条提示。站点可用。",
        en: "\(city.name.en): \(city.riskPoints.count) risk points, \(city.sensors.count) sensors, "
          + "\(city.thresholds.count) thresholds, \(city.sources.count) sources, "
          + "\(loaded.dispatch.plans.count) plans, \(loaded.dispatch.teams.count) teams, "
          + "\(loaded.warnings.count) warnings. The site is good."
      )[language])
  }
}
