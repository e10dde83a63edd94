import Testing

/// The tree keeps its own rules.
@Suite struct TidyTests {
  private static let sources = Tree.files(below: "Sources", endings: [".swift"])
  private static let tests = Tree.files(below: "Tests", endings: [".swift"])

  private static let core: Set<String> = ["CitySafety", "Analysis", "Alarms", "CityDispatch", "Operations"]

  /// What each room may import beside the standard library; ARCHITECTURE.md says why.
  private static let imports: [String: Set<String>] = [
    "CitySafety": [], "Analysis": ["CitySafety"], "Alarms": ["CitySafety"],
    "CityDispatch": ["CitySafety", "Alarms"],
    "Operations": ["CitySafety", "Analysis", "Alarms", "CityDispatch"],
    "Drills": core,
    // iconv for GB18030 and strtod are pure functions of the system library.
    "Formats": ["CitySafety", "CExpat", "Glibc"],
    "Simulator": core.union(["Formats", "Glibc"]),
    "FeedServer": core.union(["Simulator", "FlyingFox", "FlyingSocks", "Foundation"]),
    "Settings": core.union(["Drills", "Formats", "Cells", "CTOML", "Glibc", "Synchronization"]),
    "Linkage": core.union([
      "Formats", "CCurl", "CLinux", "CMosquitto", "CSodium", "Glibc", "Synchronization",
    ]),
    "Ingest": core.union(["Formats", "CCurl", "Glibc", "Synchronization"]),
    "Store": core.union(["CSodium", "GRDB", "GRDBSQLite", "Glibc", "Synchronization"]),
    "Cells": ["CWidth"], "Widgets": ["Cells"], "Desk": core.union(["Drills", "Widgets", "Cells"]),
    "TerminalUI": ["Cells", "CNcurses", "Glibc"],
    "Runtime": core.union([
      "Drills", "Formats", "Simulator", "FeedServer", "Settings", "Linkage", "Ingest", "Store", "Cells",
      "Widgets",
      "Desk", "TerminalUI", "CLinux", "FoundationEssentials", "Glibc", "Synchronization",
    ]),
  ]

  private static func imported(by file: Tree.File) -> [String] {
    file.lines.compactMap { line in
      let words = line.split(separator: " ")
      guard let index = words.firstIndex(of: "import"), index <= 1, index + 1 < words.count,
        index == 0
          || ["public", "internal", "package", "private", "@testable", "@preconcurrency"].contains(words[0])
      else { return nil }
      return String(words[index + 1].split(separator: ".")[0])
    }
  }

  @Test func everyRoomImportsOnlyWhatTheHouseAllows() {
    var wrong: [String] = []
    for file in TidyTests.sources {
      guard let allowed = TidyTests.imports[file.room] else { continue }
      for name in TidyTests.imported(by: file) where !allowed.contains(name) {
        wrong.append("\(file.path): \(name)")
      }
    }
    #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
    #expect(Set(TidyTests.sources.map(\.room)).isSuperset(of: TidyTests.imports.keys))
  }

  @Test func pureRoomsCallNoClockFileEnvironmentOrTerminal() {
    let pure: Set<String> = TidyTests.core.union([
      "Drills", "Cells", "Widgets", "Desk", "Formats", "Simulator",
    ])
    let banned = [
      "Date()", "ContinuousClock", "SuspendingClock", "clock_gettime", "gettimeofday", "getenv", "fopen(",
      "O_RDONLY",
      "print(", ".random(", "SystemRandomNumberGenerator", "Thread", "pthread_", "DispatchQueue",
    ]
    var wrong: [String] = []
    for file in TidyTests.sources where pure.contains(file.room) {
      for (index, line) in file.lines.enumerated() where !line.drop(while: { $0 == " " }).hasPrefix("//") {
        for word in banned where line.contains(word) { wrong.append("\(file.path):\(index + 1): \(word)") }
      }
    }
    #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
  }

  @Test func nothingIsForcedSleptOrLeftForLater() {
    let banned = [
      "try!", " as! ", "Thread.sleep", "usleep(", "TODO", "FIXME", "fatalError(", "DispatchSemaphore",
    ]
    var wrong: [String] = []
    for file in TidyTests.sources + TidyTests.tests where !file.path.hasPrefix("Tests/TidyTests/") {
      for (index, line) in file.lines.enumerated() {
        for word in banned where line.contains(word) { wrong.append("\(file.path):\(index + 1): \(word)") }
      }
    }
    #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
  }

  @Test func uncheckedClaimsOfSafetyGiveTheirProof() {
    var wrong: [String] = []
    for file in TidyTests.sources {
      let lines = file.lines
      for (index, line) in lines.enumerated()
      where line.contains("@unchecked Sendable") || line.contains("nonisolated(unsafe)") {
        let before = lines[max(0, index - 8)..<index].joined(separator: "\n") + line
        if !before.contains("//") { wrong.append("\(file.path):\(index + 1)") }
      }
    }
    #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
  }

  @Test func linesAndFilesStayShort() {
    var wrong: [String] = []
    for file in TidyTests.sources {
      if file.lines.count > 450 { wrong.append("\(file.path): \(file.lines.count) lines") }
      for (index, line) in file.lines.enumerated() where line.unicodeScalars.count > 130 {
        wrong.append("\(file.path):\(index + 1): \(line.unicodeScalars.count) columns")
      }
    }
    #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
  }

  @Test func noPathOfOneMachineIsInTheTree() {
    let needles = ["/wo" + "rk/", "/farm" + "/", "/opt/" + "swift-packages"]
    var wrong: [String] = []
    let all =
      TidyTests.sources + TidyTests.tests
      + ["scripts", "sites", "themes", "docs"].flatMap { Tree.files(below: $0, endings: [""]) }
      + ["README.md", "README.zh.md", "ARCHITECTURE.md", "STYLE.md", "Package.swift"].map {
        Tree.File(path: $0, text: Tree.read($0))
      }
    for file in all {
      for (index, line) in file.lines.enumerated() {
        for needle in needles where line.contains(needle) {
          wrong.append("\(file.path):\(index + 1): \(needle)")
        }
      }
    }
    #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
  }

  @Test func everyGoldenIsNamedByATest() {
    let text = TidyTests.tests.map(\.text).joined()
    let orphans = Tree.files(below: "Tests/Goldens", endings: [".screen"]).filter { file in
      let name = file.path.split(separator: "/").last?.split(separator: ".").first ?? ""
      return !text.contains("\"\(name)\"")
    }
    #expect(orphans.isEmpty, "\(orphans.map(\.path).joined(separator: "\n"))")
  }

  @Test func theTwoReadmesHaveTheSameSections() {
    let english = Tree.read("README.md").split(separator: "\n").filter { $0.hasPrefix("#") }
    let chinese = Tree.read("README.zh.md").split(separator: "\n").filter { $0.hasPrefix("#") }
    #expect(english.count == chinese.count)
    #expect(english.map { $0.prefix { $0 == "#" }.count } == chinese.map { $0.prefix { $0 == "#" }.count })
    #expect(english.count > 5)
  }

  @Test func thePackageListNamesEveryLinkedLibrary() {
    let package = Tree.read("Package.swift")
    let list = Tree.read("scripts/packages")
    let libraries = [
      "ncursesw": "libncurses-dev", "curl": "libcurl4-openssl-dev", "sodium": "libsodium-dev",
      "tomlplusplus": "libtomlplusplus-dev", "expat": "libexpat1-dev", "mosquitto": "libmosquitto-dev",
    ]
    for (library, debian) in libraries {
      #expect(package.contains(".linkedLibrary(\"\(library)\")"))
      #expect(list.contains("build \(debian)"))
    }
  }
}
