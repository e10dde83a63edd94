import ArgumentParser
import Runtime

@main
struct Watchfloor: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watchfloor",
    abstract: "城市安全值守台: a situational-awareness console for a county command centre.",
    discussion: """
      Monitors four sectors, warns in four colours and keeps every acknowledgement. Start with
      `watchfloor console SITE`; `scripts/run` opens the shipped site with its simulator.

      Exit codes: 0 done, 1 failed, 64 wrong usage, 65 the site or a file has mistakes, 69 no usable terminal,
      74 the store cannot be read or written, 75 another process owns the store, 129 the terminal went away,
      130, 131 and 143 ended by SIGINT, SIGQUIT and SIGTERM.
      """,
    version: Program.version,
    subcommands: [
      ConsoleCommand.self, IngestCommand.self, SimulateCommand.self, CheckCommand.self, PlansCommand.self,
      WatchCommand.self, StatusCommand.self, QualityCommand.self, HandoverCommand.self, ShiftCommand.self,
      IncidentsCommand.self, WarningsCommand.self, ChangesCommand.self, OutboxCommand.self,
      DatabaseCommand.self,
      JournalCommand.self,
      UserCommand.self, DrillCommand.self, ThemeCommand.self, KeysCommand.self,
      DoctorCommand.self, PathsCommand.self, ManualCommand.self, KnowledgeCommand.self,
      ResourcesCommand.self,
    ])
}

/// What the program says of itself.
enum Program {
  static let version = "0.1.0"
}

/// The exit codes of the manual; each has a test.
enum Exit {
  static let failed = ExitCode(1)
  static let badData = ExitCode(65)
  static let noTerminal = ExitCode(69)
  static let store = ExitCode(74)
  static let ownedElsewhere = ExitCode(75)
  static let hangUp = ExitCode(129)

  static func signal(_ number: Int32) -> ExitCode { ExitCode(128 + number) }
}
