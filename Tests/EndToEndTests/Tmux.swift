import Glibc

/// A terminal of its own for the built program: one tmux server a test.
final class Tmux {
  private let name: String

  init(columns: Int, rows: Int, command: [String], environment extra: [String: String] = [:]) throws {
    name = "wf-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    let words = command.map { "'" + $0.replacing("'", with: "'\\''") + "'" }.joined(separator: " ")
    // The exit code stays on the screen after the program has ended.
    let script = "\(words); echo \"[exit $?]\"; stty -a; cat"
    var variables = extra
    variables["TERM"] = "xterm-256color"
    _ = try call(
      ["-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)", "sh", "-c", script],
      variables)
    _ = try call(["set-option", "-g", "status", "off"])
    _ = try call(["set-option", "-g", "escape-time", "0"])
    try resize(columns: columns, rows: rows)
  }

  deinit { _ = try? call(["kill-server"]) }

  private func call(_ arguments: [String], _ extra: [String: String] = [:]) throws -> String {
    try Program.run(["-L", name] + arguments, program: "tmux", environment: extra).output
  }

  func send(_ keys: String...) throws {
    _ = try call(["send-keys"] + keys)
  }

  /// Sends text as it is, also where it reads like a key's name.
  func type(_ text: String) throws {
    _ = try call(["send-keys", "-l", text])
  }

  /// Sends a copy of the program's output to a command.
  func pipe(_ command: String) throws {
    _ = try call(["pipe-pane", "-o", command])
  }

  func resize(columns: Int, rows: Int) throws {
    _ = try call(["resize-window", "-x", "\(columns)", "-y", "\(rows)"])
  }

  func screen(withAttributes: Bool = false) throws -> String {
    try call(["capture-pane", "-p"] + (withAttributes ? ["-e"] : []))
  }

  /// The program's process id.
  func childID() throws -> pid_t? {
    let shell =
      try call(["list-panes", "-F", "#{pane_pid}"]).split(separator: "\n").first.map(String.init) ?? ""
    let child = try Program.run(["-P", shell], program: "pgrep").output.split(separator: "\n").first
    return child.flatMap { pid_t($0) }
  }

  /// The process that a shell in the terminal runs.
  func grandchildID() throws -> pid_t? {
    guard let shell = try childID() else { return nil }
    let child = try Program.run(["-P", "\(shell)"], program: "pgrep").output.split(separator: "\n").first
    return child.flatMap { pid_t($0) }
  }

  /// What tmux knows of the terminal's state, such as `alternate_on`.
  func flag(_ name: String) throws -> String {
    try call(["display-message", "-p", "#{\(name)}"]).split(separator: "\n").first.map(String.init) ?? ""
  }

  /// Takes the terminal away from the program.
  func closeWindow() throws { _ = try call(["kill-server"]) }

  /// Waits until the screen satisfies a condition; the last screen either way.
  func wait(deadline: Double = 20, until condition: (String) -> Bool) throws -> (isMet: Bool, screen: String)
  {
    let end = Deadline(seconds: deadline)
    var last = ""
    while !end.isOver {
      last = try screen()
      if condition(last) { return (true, last) }
      end.pause()
    }
    return (false, last)
  }

  func wait(for text: String, deadline: Double = 20) throws -> (isMet: Bool, screen: String) {
    try wait(deadline: deadline) { $0.contains(text) }
  }
}
