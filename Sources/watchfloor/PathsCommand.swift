import ArgumentParser
import Runtime

struct PathsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "paths", abstract: "Print every file and folder that the program uses.")

  func run() {
    let paths = Paths.fromEnvironment()
    let rows = [
      ("config", paths.config), ("settings", paths.configFile), ("keys", paths.keyFile),
      ("themes", paths.themeFolders.joined(separator: ":")),
      ("data", paths.data), ("store", paths.store(site: "SITE-ID")), ("state", paths.state),
      ("stderr", paths.errorLog), ("copied", paths.copyFile),
    ]
    for (name, path) in rows {
      Output.line(name + String(repeating: " ", count: 10 - name.count) + path)
    }
  }
}
