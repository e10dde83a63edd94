import ArgumentParser
import CitySafety
import Drills
import Glibc
import Operations
import Runtime
import Settings
import Store

extension DrillCommand {
  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "run",
      abstract: "Run a drill in this process: its own store, its own clock, no channel out of the house.",
      discussion: """
        Consoles join it with F12. The people of the live store may sign in with their passphrases; the live store itself
        is never opened. With --as it starts at once in that person's name, whose passphrase is asked for or read from
        standard input, and ends with the drill. End it earlier with SIGTERM; a folder of before goes on where it was.
        """)

    @OptionGroup var site: SiteOptions
    @OptionGroup var storeOptions: StoreOptions
    @Argument(help: "The scenario's id; watchfloor drill list names them.") var scenario: String
    @Option(
      help: "The drill's folder. Default: a new one in the drills folder (see `watchfloor paths`).",
      completion: .directory)
    var folder: String?
    @Option(name: .customLong("as"), help: "Start at once in this person's name.") var person: String?
    @Option(help: "Speed of the drill's clock with --as: 0.5 to 60.") var speed: Double = 1

    func validate() throws {
      guard (0.5...60).contains(speed) else { throw ValidationError("--speed must be 0.5 to 60.") }
    }

    func run() throws {
      ProcessSetup.shareHeaps()
      let language = site.language
      let loaded = try site.load()
      let found = try DrillCommand.scenario(scenario, in: loaded)
      let live = storeOptions.path(for: loaded.site)
      let who = try person.map { try starter($0, of: found, in: loaded, live: live) }
      let place =
        folder
        ?? DrillFolder.make(
          for: found.id, site: loaded.site.id, now: SystemClock().now(), offset: loaded.site.offset)
      guard let place, makeFolder(place) else {
        throw explain(
          Bilingual(
            zh: "无法建立演练目录。请检查数据目录的权限。", en: "The drill's folder cannot be made. Check the data folder's mode."
          ),
          language, code: Exit.store)
      }
      do throws(OwnerFailure) {
        let state = try DrillService.run(
          site: loaded, scenario: found,
          options: .init(
            folder: place, livePeople: live, version: Program.version,
            unattended: who.map { ($0, Int(speed * 1000)) }), log: { Output.error($0[language]) })
        if state.phase == .ended { Output.line(place) }
      } catch {
        switch error {
        case .ownedElsewhere:
          throw explain(
            Bilingual(zh: "该演练正在进行：按 F12 加入。", en: "This drill is running: join it with F12."), language,
            code: Exit.ownedElsewhere)
        case .store(let reason), .socket(let reason): throw explain(reason, language, code: Exit.store)
        }
      }
    }

    /// The person who starts it, proved by the passphrase and permitted by the authority table.
    private func starter(_ name: String, of scenario: Scenario, in loaded: LoadedSite, live: String) throws
      -> Person
    {
      let secret = try SecretPrompt.passphrase(of: name, site.language)
      let people: People
      do throws(People.Failure) { people = try People(store: live) } catch {
        throw explain(error.message, site.language, code: Exit.failed)
      }
      guard let person = people.verify(name: name, passphrase: secret) else {
        throw explain(
          Bilingual(zh: "姓名或口令不对。", en: "Name or passphrase is wrong."), site.language, code: Exit.failed)
      }
      let right = DrillControl.start.right(in: scenario)
      guard loaded.authority.permits(right, person.role) else {
        throw explain(
          Bilingual(
            zh: "\(person.role.name.zh)无权\(right.name.zh)；见 authority.toml [\(right.word)]。",
            en: "\(person.role.name.en) may not: \(right.name.en); see authority.toml [\(right.word)]."),
          site.language,
          code: Exit.failed)
      }
      return person
    }
  }

  struct Record: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "record",
      abstract: "Print the recording of a drill: what came into it from outside, one JSON line each.")

    @Argument(help: "The drill's folder or store.", completion: .directory) var drill: String
    @Option(help: "Language of messages: zh or en.") var lang: Language?

    func run() throws {
      let entries = try DrillCommand.entries(of: drill, .ofMessages(lang))
      do {
        Output.text(try DrillRecording(entries: entries).text())
      } catch {
        throw explain(error.message, .ofMessages(lang), code: Exit.badData)
      }
    }
  }

  struct Rerun: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rerun",
      abstract: "Run a recording again in a new store, as fast as the machine can.",
      discussion: "The same scenario, seed and recording give the same journal, whose digest is printed.")

    @OptionGroup var site: SiteOptions
    @Argument(help: "A recording, or the drill's folder or store.", completion: .file()) var recording: String
    @Option(help: "An empty folder for the new store. Default: a temporary one.", completion: .directory)
    var folder: String?

    func run() throws {
      let language = site.language
      let loaded = try site.load()
      let taken = try DrillCommand.recording(recording, language)
      let found = try DrillCommand.scenario(taken.scenario, in: loaded)
      try DrillCommand.withFolder(folder) { place in
        do {
          let entries = try DrillRerun.entries(
            of: taken, site: loaded, scenario: found, folder: place, version: Program.version)
          let digest = DrillCommand.digest(of: entries)
          Output.line(
            Bilingual(
              zh: "\(entries.count) 条日志，摘要 \(digest)", en: "\(entries.count) entries, digest \(digest)")[
                language])
          guard DrillRecording.fileText(recording) == nil else { return }
          try compare(entries, with: try DrillCommand.entries(of: recording, language), language)
        } catch let failure as DrillRecording.Failure {
          throw explain(failure.message, language, code: Exit.badData)
        }
      }
    }

    /// Says whether a drill's own journal is the same, and where it is not.
    private func compare(_ again: [JournalEntry], with first: [JournalEntry], _ language: Language) throws {
      // Only an owner that ended says that it did.
      let pairs = zip(again.dropLast(), first.dropLast())
      guard let other = pairs.first(where: { $0 != $1 }) ?? nil else {
        guard again.count == first.count else {
          throw explain(
            Bilingual(
              zh: "演练有 \(first.count) 条，重演有 \(again.count) 条。",
              en: "The drill has \(first.count) entries, the rerun \(again.count)."), language,
            code: Exit.failed)
        }
        return Output.line(Bilingual(zh: "与演练的日志相同", en: "the same as the drill's journal")[language])
      }
      throw explain(
        Bilingual(
          zh: "第 \(other.1.sequence) 条不同：演练 \(other.1)，重演 \(other.0)",
          en: "Entry \(other.1.sequence) differs: the drill has \(other.1), the rerun \(other.0)"), language,
        code: Exit.failed)
    }
  }
}

extension DrillCommand {
  static func scenario(_ id: String, in loaded: LoadedSite) throws -> Scenario {
    guard let found = loaded.scenarios.first(where: { $0.id == id }) else {
      let known = loaded.scenarios.map(\.id).joined(separator: ", ")
      throw ValidationError("There is no scenario '\(id)'; there are: \(known).")
    }
    return found
  }

  /// The store of a drill that was named by its folder or by itself.
  static func store(_ path: String) -> String {
    path.hasSuffix(".sqlite") ? path : DrillFolder.store(in: path)
  }

  static func entries(of drill: String, _ language: Language) throws -> [JournalEntry] {
    do throws(StoreFailure) {
      return try JournalReading.entries(of: store(drill))
    } catch {
      throw explain(error.explanation, language, code: Exit.store)
    }
  }

  static func recording(_ path: String, _ language: Language) throws -> DrillRecording {
    do throws(DrillRecording.Failure) {
      if let text = DrillRecording.fileText(path) { return try DrillRecording(text: text) }
    } catch {
      throw explain(error.message, language, code: Exit.badData)
    }
    let entries = try entries(of: path, language)
    do throws(DrillRecording.Failure) {
      return try DrillRecording(entries: entries)
    } catch {
      throw explain(error.message, language, code: Exit.badData)
    }
  }

  /// SHA-256 over the entries as the journal keeps them.
  static func digest(of entries: [JournalEntry]) -> String {
    var bytes: [UInt8] = []
    for entry in entries {
      bytes += Array("\(entry.sequence) \(entry.at.milliseconds) ".utf8)
      EventCoding.encode(entry.event, into: &bytes)
    }
    return SHA256.digest(bytes).hex
  }

  static func withFolder(_ named: String?, _ body: (String) throws -> Void) throws {
    if let named { return try body(named) }
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array((parent + "/watchfloor-drill-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else {
      let reason = String(cString: strerror(errno))
      throw explain(
        Bilingual(
          zh: "无法在 \(parent) 建立临时目录：\(reason)。请检查 TMPDIR。",
          en: "No temporary folder can be made in \(parent): \(reason). Check TMPDIR."), .ofMessages(nil),
        code: Exit.store)
    }
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { DrillFolder.remove(path) }
    try body(path)
  }
}
