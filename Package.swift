// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// One room of the house; see ARCHITECTURE.md for what each may import.
func room(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The pure core: no clock, no file, no thread, no randomness.
let core: [Target.Dependency] = ["CitySafety", "Analysis", "Alarms", "CityDispatch", "Operations"]

let package = Package(
  name: "watchfloor-console",
  products: [.executable(name: "watchfloor", targets: ["watchfloor"])],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/swhitty/FlyingFox", exact: "0.27.1"),
  ],
  targets: [
    // C libraries, one shim each.
    .target(
      name: "CNcurses",
      cSettings: [
        .define("_GNU_SOURCE"), .define("NCURSES_WIDECHAR", to: "1"), .define("NCURSES_NOMACROS"),
      ],
      linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
    .target(name: "CWidth", cSettings: [.define("_GNU_SOURCE")]),
    .target(
      name: "CCurl", cSettings: [.define("_GNU_SOURCE")],
      linkerSettings: [.linkedLibrary("curl")]),
    .target(name: "CLinux", cSettings: [.define("_GNU_SOURCE")]),
    .target(name: "CSodium", linkerSettings: [.linkedLibrary("sodium")]),
    .target(
      name: "CMosquitto", cSettings: [.define("_GNU_SOURCE")],
      linkerSettings: [.linkedLibrary("mosquitto")]),
    .target(
      name: "CTOML",
      linkerSettings: [.linkedLibrary("tomlplusplus"), .linkedLibrary("stdc++")]),
    .target(name: "CExpat", linkerSettings: [.linkedLibrary("expat")]),

    // The core.
    room("CitySafety", []),
    room("Analysis", ["CitySafety"]),
    room("Alarms", ["CitySafety"]),
    room("CityDispatch", ["CitySafety", "Alarms"]),
    room("Operations", ["CitySafety", "Analysis", "Alarms", "CityDispatch"]),
    room("Drills", core),

    // The edges.
    room("Formats", ["CitySafety", "CExpat"]),
    room("Simulator", core + ["Formats"]),
    room(
      "FeedServer", core + ["Simulator", .product(name: "FlyingFox", package: "FlyingFox")]),
    room("Settings", core + ["Drills", "Formats", "Cells", "CTOML"]),
    room("Linkage", core + ["Formats", "CCurl", "CLinux", "CMosquitto", "CSodium"]),
    room("Ingest", core + ["Formats", "CCurl"]),
    room(
      "Store",
      core + [
        "CSodium", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]),

    // The screen.
    room("Cells", ["CWidth"]),
    room("Widgets", ["Cells"]),
    room("Desk", core + ["Drills", "Widgets", "Cells"]),
    room("TerminalUI", ["Cells", "CNcurses"]),

    // The whole.
    room(
      "Runtime",
      core + [
        "Drills", "Formats", "Simulator", "FeedServer", "Settings", "Linkage", "Ingest", "Store",
        "Cells", "Widgets", "Desk", "TerminalUI", "CLinux",
      ]),
    .executableTarget(
      name: "watchfloor",
      dependencies: core + [
        "Drills", "Settings", "Store", "Cells", "Desk", "Runtime", "Simulator", "FeedServer",
        "Formats",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    // The measurements of docs/benchmarks.md; scripts/bench runs it.
    .executableTarget(
      name: "Bench",
      dependencies: core + ["Formats", "Settings", "Store", "Cells", "TestSites"],
      swiftSettings: strict),
    // Site files and folders that tests and measurements share.
    .target(name: "TestSites", path: "Tests/TestSites", swiftSettings: strict),

    // The life-cycle written a second time, which tests and LifeWalk hold against the first; not shipped.
    room("LifeModel", ["CitySafety", "Alarms", "Operations"]),
    // Random walks against it; scripts/walk runs it.
    .executableTarget(
      name: "LifeWalk", dependencies: ["LifeModel", "CitySafety", "Alarms", "Operations"],
      swiftSettings: strict),

    // Random keys at a changing queue, which tests and DeskWalk hold the desk's commands against; not shipped.
    room("Fingers", ["CitySafety", "Alarms", "Operations", "Cells", "Desk"]),
    // A million of them; scripts/walk desk runs it.
    .executableTarget(
      name: "DeskWalk", dependencies: ["Fingers", "Cells", "Settings"], swiftSettings: strict),

    // A day of alarms lived by the owner on a clock moved by hand; not shipped. scripts/walk day runs it.
    room("LongDay", core + ["Formats", "Ingest", "Runtime", "Settings"]),
    .executableTarget(
      name: "DayWalk", dependencies: ["LongDay", "Runtime", "Settings"], swiftSettings: strict),

    tests("CitySafetyTests", ["CitySafety"]),
    tests("AnalysisTests", ["Analysis", "CitySafety"]),
    tests("AlarmsTests", ["Alarms", "CitySafety", "LifeModel"]),
    tests("CityDispatchTests", ["CityDispatch", "Alarms", "CitySafety"]),
    tests("OperationsTests", core + ["LifeModel"]),
    tests("DrillsTests", core + ["Drills", "Desk", "Cells"]),
    tests("FormatsTests", ["Formats", "CitySafety"]),
    tests("SimulatorTests", core + ["Simulator", "Drills", "Formats", "Settings"]),
    tests("SettingsTests", core + ["Settings", "Drills", "Formats", "Cells", "TestSites"]),
    tests("IngestTests", core + ["Ingest", "Formats", "TestSites"]),
    tests("LinkageTests", core + ["Linkage", "Ingest", "Formats", "TestSites"]),
    tests("StoreTests", core + ["Store", "TestSites", .product(name: "GRDB", package: "GRDB.swift")]),
    tests("CellsTests", ["Cells", "Widgets"]),
    tests("DeskTests", core + ["Drills", "Desk", "Widgets", "Cells", "Fingers"]),
    tests("TerminalUITests", ["TerminalUI", "Cells"]),
    tests(
      "RuntimeTests",
      core + [
        "Drills", "Runtime", "Store", "Ingest", "Settings", "Desk", "Formats", "Cells", "LongDay",
        "TestSites",
      ]),
    tests(
      "EndToEndTests", core + ["Runtime", "Store", "Settings", "watchfloor", "TestSites"]),
    tests("TidyTests", []),
  ],
  cxxLanguageStandard: .cxx17
)
