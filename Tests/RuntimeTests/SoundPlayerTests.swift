import CitySafety
import Desk
import Glibc
import Synchronization
import TestSites
import Testing

@testable import Runtime

/// What a player reported, and a wait for it.
private final class Reports: Sendable {
  private let list = Mutex<[SoundReport]>([])
  private let wake = WakeDescriptor()

  func add(_ report: SoundReport) {
    list.withLock { $0.append(report) }
    wake.wake()
  }

  func wait(_ count: Int) -> [SoundReport] {
    let end = SystemClock.monotonic() + 20_000
    while true {
      let now = list.withLock { $0 }
      if now.count >= count || SystemClock.monotonic() > end { return now }
      wake.wait(milliseconds: 100)
    }
  }
}

@Suite(.serialized) struct SoundPlayerTests {
  private static func request(_ arguments: String..., grade: Grade = .red) -> SoundRequest {
    SoundRequest(grade: grade, arguments: arguments, folder: "/")
  }

  private func run(_ request: SoundRequest, timeout: Span = .seconds(10)) -> SoundProcess.End {
    var leftovers: [pid_t] = []
    let end = SoundProcess.run(request, timeout: timeout, wake: WakeDescriptor(), leftovers: &leftovers) {
      true
    }
    #expect(leftovers.isEmpty)
    return end
  }

  /// Descriptors of this process that are open; other tests open and close theirs meanwhile.
  private func descriptors() -> Int { (0..<8192).count { fcntl($0, F_GETFD) >= 0 } }

  /// A file for process numbers that a script writes.
  private struct Note {
    private let folder: TestFolder
    var path: String { folder.path + "/note" }

    init() throws { folder = try TestFolder() }

    var processes: [pid_t] {
      (TextFile.read(path) ?? "").split { $0 == " " || $0 == "\n" }.compactMap { pid_t($0) }
    }
  }

  /// Whether a process is neither running nor waiting to be buried.
  private func isBuried(_ id: pid_t) -> Bool { kill(id, 0) == -1 && errno == ESRCH }

  @Test func aProgramThatEndsWellHasPlayed() {
    #expect(run(SoundPlayerTests.request("true")) == .played)
  }

  @Test func aProgramThatFailsIsAFaultWithItsCode() {
    #expect(run(SoundPlayerTests.request("sh", "-c", "exit 3")) == .fault(.failed(3)))
    #expect(run(SoundPlayerTests.request("sh", "-c", "kill -9 $$")) == .fault(.failed(137)))
  }

  @Test func aProgramThatIsNotThereIsAFaultWithTheReason() {
    #expect(
      run(SoundPlayerTests.request("no-such-player")) == .fault(.missing("No such file or directory")))
  }

  @Test func aHungProgramAndItsChildrenAreEndedAlsoWhenTheyIgnoreTheFirstSignal() throws {
    let note = try Note()
    let script = "trap '' TERM; (trap '' TERM; sleep 600) & echo $$ $! > \(note.path); wait; sleep 600"
    #expect(run(SoundPlayerTests.request("sh", "-c", script), timeout: .milliseconds(500)) == .fault(.hung))
    let processes = note.processes
    #expect(processes.count == 2)
    // The child is buried by the first process of the system, when that comes to it.
    func isOver(_ id: pid_t) -> Bool {
      TextFile.read("/proc/\(id)/stat")?.split(separator: ")").last?.hasPrefix(" Z") ?? true
    }
    let end = SystemClock.monotonic() + 10_000
    while !processes.allSatisfy(isOver), SystemClock.monotonic() < end { _ = poll(nil, 0, 10) }
    #expect(processes.allSatisfy(isOver))
  }

  @Test func noZombieIsLeft() throws {
    let note = try Note()
    let write = "echo $$ >> \(note.path); "
    _ = run(SoundPlayerTests.request("sh", "-c", write + "true"))
    _ = run(SoundPlayerTests.request("sh", "-c", write + "exit 1"))
    _ = run(SoundPlayerTests.request("sh", "-c", write + "exec sleep 600"), timeout: .milliseconds(500))
    #expect(note.processes.count == 3 && note.processes.allSatisfy(isBuried))
  }

  @Test func noDescriptorIsLeft() {
    let before = descriptors()
    for _ in 0..<1000 { _ = run(SoundPlayerTests.request("no-such-player")) }
    for _ in 0..<20 { _ = run(SoundPlayerTests.request("true")) }
    #expect(descriptors() < before + 500)
  }

  @Test func aPlayerHasNoTerminalAndNoDescriptorOfOurs() {
    let script =
      "[ \"$(readlink /proc/self/fd/0)\" = /dev/null ] && [ $(ls /proc/self/fd | wc -l) -le 4 ] && [ $PWD = /tmp ]"
    let request = SoundRequest(grade: .red, arguments: ["bash", "-c", script], folder: "/tmp")
    #expect(run(request) == .played)
  }

  @Test func requestsArePlayedOneAtATimeAndTheOldestGivesWay() {
    let reports = Reports()
    let player = SoundPlayer(timeout: .seconds(10)) { reports.add($0) }
    for grade in Grade.allCases { player.play(SoundPlayerTests.request("true", grade: grade)) }
    #expect(player.start())
    let told = reports.wait(2)
    #expect(told.map(\.request.grade) == [.yellow, .blue])
    #expect(told.map(\.dropped) == [2, 0])
    player.stop()
  }

  @Test func aHungPlayerDoesNotHoldWhoAsks() {
    let reports = Reports()
    let player = SoundPlayer(timeout: .milliseconds(300)) { reports.add($0) }
    #expect(player.start())
    let began = SystemClock.monotonic()
    for _ in 0..<1000 { player.play(SoundPlayerTests.request("sleep", "600")) }
    #expect(SystemClock.monotonic() - began < 300)
    #expect(reports.wait(1).first?.fault == .hung)
    player.stop()
  }

  @Test func hushEndsWhatPlaysAndWhatWaitsWithoutAReport() {
    let reports = Reports()
    let player = SoundPlayer(timeout: .seconds(600)) { reports.add($0) }
    #expect(player.start())
    player.play(SoundPlayerTests.request("sleep", "600"))
    player.play(SoundPlayerTests.request("sleep", "600"))
    player.hush()
    player.play(SoundPlayerTests.request("true", grade: .blue))
    #expect(reports.wait(1).map(\.request.grade) == [.blue])
    player.stop()
  }

  @Test func stoppingEndsAPlayerAtOnce() throws {
    let note = try Note()
    let player = SoundPlayer(timeout: .seconds(600)) { _ in }
    #expect(player.start())
    player.play(SoundPlayerTests.request("sh", "-c", "echo $$ > \(note.path); exec sleep 600"))
    let end = SystemClock.monotonic() + 10_000
    while note.processes.isEmpty, SystemClock.monotonic() < end { _ = poll(nil, 0, 10) }
    let began = SystemClock.monotonic()
    player.stop()
    #expect(SystemClock.monotonic() - began < 5000)
    #expect(note.processes.count == 1 && note.processes.allSatisfy(isBuried))
  }

  @Test func aSelfTestIsReadBackAsItWasWritten() throws {
    let folder = try TestFolder()
    let path = folder.path + "/sound-test"
    let record = SoundTestFile.Record(
      test: SoundTest(at: Instant(seconds: 1_790_000_000), unheard: [.red, .blue]), seat: "一席")
    #expect(SoundTestFile.write(record, to: path) && SoundTestFile.read(path) == record)
    #expect(TextFile.replace(path, with: "x\n\n\n") && SoundTestFile.read(path) == nil)
    #expect(TextFile.replace(path, with: "1\ngreen\nseat\n") && SoundTestFile.read(path) == nil)
  }
}
