public import ArgumentParser
import CitySafety
import Formats
import Runtime
import Settings

extension Language: ExpressibleByArgument {}

/// The site folder and what belongs to it; shared by every command that works on a site.
struct SiteOptions: ParsableArguments {
  @Argument(help: "The site folder, such as sites/hanggin.", completion: .directory)
  var site: String

  @Option(name: .customLong("set"), help: "Replace a variable of sources.toml: NAME=VALUE. May be repeated.")
  var variables: [String] = []

  @Option(help: "Language of the screen and of messages: zh or en.")
  var lang: Language?

  var language: Language { .ofMessages(lang) }

  /// The checked site in the form that its store is of: what is printed of a drill's says so.
  func load(for store: StoreOptions) throws -> LoadedSite {
    let loaded = try load()
    return loaded.form(ofStore: store.path(for: loaded.site))
  }

  /// The checked site.
  ///
  /// Prints every mistake and ends with 65 when there is one.
  func load() throws -> LoadedSite {
    var values: [String: String] = [:]
    for variable in variables {
      guard let equals = variable.firstIndex(of: "="), equals != variable.startIndex else {
        throw ValidationError("--set needs NAME=VALUE, not '\(variable)'.")
      }
      values[String(variable[..<equals])] = String(variable[variable.index(after: equals)...])
    }
    switch SiteFolder.load(site, variables: values, now: SystemClock().now()) {
    case .success(let loaded): return loaded
    case .failure(let report):
      Output.error(report.text(language))
      let mistakes = report.problems.count { $0.severity == .error } + report.omitted
      let words = Bilingual(
        zh: "站点 \(site) 有 \(mistakes) 处错误，不能启动。改正后用 watchfloor check \(site) 复查。",
        en:
          "The site \(site) has \(mistakes) mistakes and cannot be started. Mend them and run watchfloor check \(site)."
      )
      Output.error(words[language])
      throw Exit.badData
    }
  }
}

/// The store of a site.
struct StoreOptions: ParsableArguments {
  @Option(
    help: "The store file. Default: SITE-ID.sqlite in the XDG data folder (see `watchfloor paths`).",
    completion: .file(extensions: ["sqlite"]))
  var store: String?

  func path(for site: Site) -> String {
    store ?? Paths.fromEnvironment().store(site: site.id)
  }
}

/// A clock that starts elsewhere, for replaying old data.
struct ClockOptions: ParsableArguments {
  @Option(help: "Start the clock at this time, such as 2018-02-07T10:00:00+08:00, to replay old data.")
  var now: String?

  func clock(at offset: UTCOffset) throws -> SystemClock {
    guard let now else { return SystemClock() }
    guard let start = TimeText.parse(now, offset: offset) else {
      throw ValidationError("--now needs an ISO 8601 time such as 2018-02-07T10:00:00+08:00, not '\(now)'.")
    }
    return SystemClock(startingAt: start)
  }
}

/// Throws a failure of the store with its own exit code, in the person's language.
func explain(_ message: Bilingual, _ language: Language, code: ExitCode) -> ExitCode {
  Output.error(message[language])
  return code
}
