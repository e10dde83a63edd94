import ArgumentParser
import CitySafety
import Desk

struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual",
    abstract: "Print the man page (roff), made from the same definitions as the help.",
    discussion:
      "View it with: watchfloor manual | man -l -. Completions: watchfloor --generate-completion-script bash."
  )

  func run() {
    for line in Manual.lines() { Output.line(line) }
  }
}

/// The man page, generated from the commands, the key table and the exit codes.
enum Manual {
  static func lines() -> [String] {
    var lines = [
      ".TH WATCHFLOOR 1 \"\" \"watchfloor \(Program.version)\" \"User Commands\"",
      ".SH NAME", "watchfloor \\- \(escape(Watchfloor.configuration.abstract))",
      ".SH SYNOPSIS", ".B watchfloor", ".I COMMAND", "[...]",
      ".SH DESCRIPTION", escape(Watchfloor.configuration.discussion),
    ]
    lines.append(".SH COMMANDS")
    for command in Watchfloor.configuration.subcommands { append(command, path: ["watchfloor"], to: &lines) }
    lines.append(".SH KEYS")
    lines += block(KeyTable.standard.lines(language: .en))
    lines.append(".SH SEE ALSO")
    lines.append("README.md and ARCHITECTURE.md of the project.")
    return lines
  }

  private static func append(_ command: any ParsableCommand.Type, path: [String], to lines: inout [String]) {
    let path = path + [command.configuration.commandName ?? ""]
    lines.append(".SS \(path.joined(separator: " "))")
    let help = Watchfloor.helpMessage(for: command, columns: 78)
    lines += block(help.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    for subcommand in command.configuration.subcommands { append(subcommand, path: path, to: &lines) }
  }

  private static func block(_ text: [String]) -> [String] {
    [".nf"] + text.map(escape) + [".fi"]
  }

  /// Backslashes, and dots and quotes at the start of a line, mean something to roff.
  private static func escape(_ text: String) -> String {
    let plain = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
    return plain.hasPrefix(".") || plain.hasPrefix("'") ? "\\&" + plain : plain
  }
}
