import ArgumentParser
import CityDispatch
import CitySafety
import Drills
import FeedServer
import Glibc
import Runtime
import Settings
import Simulator

struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Serve a site's feeds over loopback HTTP with made-up values.",
    discussion: """
      The feeds have the formats that the site's sources.toml declares, with daily cycles, noise, gaps, late rows
      and the episodes of episodes.toml. The same seed and time give the same bytes. Each source answers at
      /feed/SOURCE-ID, the teams say where they are at /feed/teams. End it with SIGINT or SIGTERM.
      """)

  @OptionGroup var site: SiteOptions
  @OptionGroup var clockOptions: ClockOptions

  @Option(help: "Port on 127.0.0.1; 0 lets the system choose.")
  var port: UInt16 = 18620

  @Option(help: "Seed of every made-up value.")
  var seed: UInt64 = 20_260_101

  @Option(help: "How much faster than the clock the city lives: daily cycle and episodes.")
  var speed: Double = 1

  @Option(help: "Play the injects of this drill scenario instead of the site's episodes.")
  var scenario: String?

  func validate() throws {
    guard speed > 0, speed <= 10_000 else {
      throw ValidationError("--speed must be above 0 and at most 10000.")
    }
  }

  func run() throws {
    let language = site.language
    let loaded = try site.load()
    let clock = try clockOptions.clock(at: loaded.site.offset)
    var episodes = loaded.episodes
    if let scenario {
      guard let found = loaded.scenarios.first(where: { $0.id == scenario }) else {
        let known = loaded.scenarios.map(\.id).joined(separator: ", ")
        throw ValidationError("There is no scenario '\(scenario)'; there are: \(known).")
      }
      episodes = found.episodes
    }
    let model = CityModel(
      site: loaded.site, profiles: loaded.profiles, episodes: episodes, seed: seed, start: clock.now(),
      speed: speed)
    let feeds = FeedCatalogue(
      site: loaded.site, definitions: loaded.definitions, model: model, teams: loaded.dispatch.teams)
    let server: FeedServer
    do {
      server = try FeedServer(feeds: feeds, port: port, clock: { clock.now() })
    } catch {
      throw explain(error.message, language, code: Exit.failed)
    }
    try serve(server, language, feeds: feeds.paths.count)
  }

  private func serve(_ server: FeedServer, _ language: Language, feeds: Int) throws {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&set, signal) }
    // Before the server's threads start, so that only the wait below takes these signals.
    pthread_sigmask(SIG_BLOCK, &set, nil)
    let seed = seed
    Task {
      do throws(FeedServer.Failure) {
        try await server.run { port in
          Output.line(
            Bilingual(
              zh: "模拟数据：http://127.0.0.1:\(port)，\(feeds) 路，种子 \(seed)",
              en: "Simulated feeds: http://127.0.0.1:\(port), \(feeds) of them, seed \(seed)")[language])
        }
      } catch {
        Output.error(error.message[language])
        Glibc.exit(Exit.failed.rawValue)
      }
    }
    var signal: Int32 = 0
    sigwait(&set, &signal)
  }
}
