import Glibc

/// A temporary folder that is removed with this value, and the environment of programs that live in it.
final class World {
  let folder: String
  let program: String

  init(program: String) throws(BenchFailure) {
    self.program = program
    var template = Array("/tmp/watchfloor-bench.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw BenchFailure("cannot make a temporary folder") }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { World.remove(folder) }

  var environment: [String: String] {
    [
      "HOME": folder, "XDG_CONFIG_HOME": folder + "/config", "XDG_DATA_HOME": folder + "/data",
      "XDG_STATE_HOME": folder + "/state", "XDG_RUNTIME_DIR": folder,
    ]
  }

  func console(site: String, store: String, feeds: String? = nil, flags: [String] = []) throws(BenchFailure)
    -> PseudoTerminal
  {
    var command = [program, "console", site, "--store", store, "--demo", "--lang", "zh"]
    if let feeds { command += ["--set", "feeds=" + feeds] }
    guard let terminal = PseudoTerminal(command: command + flags, environment: environment) else {
      throw BenchFailure("cannot start \(program)")
    }
    return terminal
  }

  func write(_ name: String, _ text: String) throws(BenchFailure) {
    let path = folder + "/" + name
    if let slash = path.lastIndex(of: "/") { mkdir(String(path[..<slash]), 0o700) }
    guard let file = fopen(path, "w") else { throw BenchFailure("cannot write \(path)") }
    defer { fclose(file) }
    let bytes = Array(text.utf8)
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
      throw BenchFailure("cannot write \(path)")
    }
  }

  /// Copies a text file into the folder.
  func copy(_ source: String, to name: String) throws(BenchFailure) {
    try write(name, try text(of: source))
  }

  /// Puts a store's files out of the page cache, so that the next start reads them from the disk.
  func forget(_ store: String) {
    for path in [store, store + "-wal", store + "-shm"] {
      let file = open(path, O_RDONLY)
      guard file >= 0 else { continue }
      fsync(file)
      posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED)
      close(file)
    }
  }

  private func text(of source: String) throws(BenchFailure) -> String {
    guard let file = fopen(source, "r") else { throw BenchFailure("cannot read \(source)") }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while case let count = fread(&piece, 1, piece.count, file), count > 0 {
      bytes.append(contentsOf: piece[..<count])
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Copies a site folder, each file changed by `change`, which gets its name in the folder; returns the copy's path.
  func copySite(
    _ source: String, to name: String, change: (String, String) -> String
  ) throws(BenchFailure) -> String {
    mkdir(folder + "/" + name, 0o700)
    try copyFiles(source, to: name, under: "", change: change)
    return folder + "/" + name
  }

  private func copyFiles(
    _ source: String, to name: String, under place: String, change: (String, String) -> String
  ) throws(BenchFailure) {
    guard let listing = opendir(source + "/" + place) else { throw BenchFailure("cannot read \(source)") }
    var entries: [(name: String, isFolder: Bool)] = []
    while let entry = readdir(listing) {
      let file = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !file.hasPrefix(".") { entries.append((file, entry.pointee.d_type == UInt8(DT_DIR))) }
    }
    closedir(listing)
    for entry in entries {
      let path = place.isEmpty ? entry.name : place + "/" + entry.name
      if entry.isFolder {
        mkdir(folder + "/" + name + "/" + path, 0o700)
        try copyFiles(source, to: name, under: path, change: change)
      } else {
        try write(name + "/" + path, change(path, try text(of: source + "/" + path)))
      }
    }
  }

  private static func remove(_ path: String) {
    if let listing = opendir(path) {
      while let entry = readdir(listing) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != "." && name != ".." { remove(path + "/" + name) }
      }
      closedir(listing)
    }
    Glibc.remove(path)
  }
}

struct BenchFailure: Error {
  var reason: String
  init(_ reason: String) { self.reason = reason }
}

/// The simulator of a site, on a port of its own.
final class SimulatorProcess {
  let feeds: String
  private let child: pid_t

  init(world: World, site: String) throws(BenchFailure) {
    let log = world.folder + "/simulator.log"
    unlink(log)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    let command = [world.program, "simulate", site, "--port", "0", "--lang", "en"]
    guard let id = Spawn.start(command, actions: &actions, environment: world.environment) else {
      throw BenchFailure("cannot start the simulator")
    }
    child = id
    var address: String?
    for _ in 0..<200 where address == nil {
      _ = poll(nil, 0, 50)
      let words = TextReader.read(log).split { $0 == " " || $0 == "," || $0 == "\n" }
      address = words.first { $0.hasPrefix("http://") }.map(String.init)
    }
    guard let address else {
      Spawn.end(id)
      throw BenchFailure("the simulator did not say its address: \(TextReader.read(log))")
    }
    feeds = address
  }

  deinit { Spawn.end(child) }
}
