import CitySafety
import Glibc
import Synchronization
import Testing

@testable import Runtime

@Suite struct WarningFolderTests {
  private let folder = temporaryFolder("index")

  private static let first = "15062500000000_20261123150000.cap.xml"
  private static let second = "15062500000000_20261123160000.cap.xml"

  private func layout(_ names: String...) -> WarningFolder.Layout {
    var layout = WarningFolder.Layout(documents: [:], index: Array("index of \(names.count)".utf8))
    for name in names { layout.documents[name] = Array(name.utf8) }
    return layout
  }

  private var names: [String] {
    guard let stream = opendir(folder + "/w") else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      names.append(
        withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
    return names.filter { $0 != "." && $0 != ".." }.sorted()
  }

  @Test func documentsThatTheIndexDoesNotNameAnyMoreGoAndOtherFilesStay() {
    #expect(WarningFolder.write(layout(Self.first), into: folder + "/w"))
    _ = TextFile.replace(folder + "/w/notes.txt", with: "mine")
    #expect(WarningFolder.write(layout(Self.second), into: folder + "/w"))
    #expect(names == [Self.second, "index.atom", "notes.txt"])
    #expect(TextFile.read(folder + "/w/" + Self.second) == Self.second)
    #expect(TextFile.read(folder + "/w/index.atom") == "index of 1")
  }

  @Test func othersMayReadIt() {
    _ = umask(0o022)
    #expect(WarningFolder.write(layout(Self.first), into: folder + "/w"))
    for path in ["/w/" + Self.first, "/w/index.atom"] {
      #expect(fileInformation(folder + path).map { $0.st_mode & 0o777 } == 0o644)
    }
    #expect(fileInformation(folder + "/w").map { $0.st_mode & 0o777 } == 0o755)
  }

  @Test func whileItCannotBeWrittenItSaysSoOnceAndIsWrittenAsSoonAsItCan() {
    // A file where the folder should be: nothing can be written below it.
    _ = TextFile.replace(folder + "/w", with: "in the way")
    let said = Mutex<[String]>([])
    let writer = WarningFolder(
      path: folder + "/w", clock: { Instant(seconds: 7) },
      log: { text in said.withLock { $0.append(text.en) } })
    writer.put(layout(Self.first))
    writer.start()
    writer.stop()
    #expect(writer.failingSince == Instant(seconds: 7))
    #expect(said.withLock { $0 }.count == 1 && said.withLock { $0 }[0].contains("cannot be written to"))
    unlink(folder + "/w")
    let next = WarningFolder(path: folder + "/w", clock: { Instant(seconds: 9) }, log: { _ in })
    next.put(layout(Self.first, Self.second))
    next.start()
    next.stop()
    #expect(next.failingSince == nil)
    #expect(names == [Self.first, Self.second, "index.atom"])
  }
}
