import Alarms
import CitySafety
import Glibc
import Operations
import Synchronization
import Testing

@testable import Runtime

@Suite struct SocketTests {
  @Test func theSocketIsForItsOwnerOnly() {
    let path = temporaryFolder("socket") + "/s.sock"
    let listener = LocalSocket.listen(path)
    #expect(listener >= 0)
    var information = stat()
    #expect(stat(path, &information) == 0 && information.st_mode & 0o777 == 0o600)
    close(listener)
  }

  @Test func aPathLongerThanASocketNameWorks() {
    let folder = temporaryFolder("socket") + "/" + String(repeating: "长", count: 40)
    #expect(makeFolder(folder))
    let listener = LocalSocket.listen(folder + "/store.sqlite.sock")
    #expect(listener >= 0)
    let client = LocalSocket.connect(folder + "/store.sqlite.sock")
    #expect(client >= 0)
    close(client)
    close(listener)
  }

  @Test func aListenerThatTakesNoMoreConnectionsIsNotWaitedFor() {
    let path = temporaryFolder("socket") + "/s.sock"
    let listener = LocalSocket.listen(path)
    var clients: [Int32] = []
    while clients.count < 100 {
      let client = LocalSocket.connect(path)
      if client < 0 { break }
      clients.append(client)
    }
    #expect(clients.count < 100)
    #expect(errno == EAGAIN)
    for client in clients + [listener] { close(client) }
  }
}

/// The owner's side, with the test in place of the owner's thread.
@Suite struct SeatServerTests {
  private func server(_ store: String) throws -> SeatServer {
    let made = SeatServer(
      store: store, ownerName: "owner", clockShift: .zero, submit: { _ in }, pollNow: {},
      personChanged: { _, _ in })
    let server = try #require(made)
    try #require(server.start())
    return server
  }

  /// The next messages of a seat until one is picked; `nil` after ten seconds or when the connection ends before.
  private func wait<Value>(_ channel: inout FrameChannel, for pick: (WireMessage) -> Value?) -> Value? {
    let end = SystemClock.monotonic() + 10_000
    while SystemClock.monotonic() < end {
      guard channel.flush() else { return nil }
      var entry = pollfd(fd: channel.descriptor, events: Int16(POLLIN), revents: 0)
      _ = poll(&entry, 1, 100)
      let isOpen = channel.fill()
      while let message = try? channel.next() {
        if let value = pick(message) { return value }
      }
      if !isOpen { return nil }
    }
    return nil
  }

  private func seat(_ store: String) -> FrameChannel {
    var channel = FrameChannel(descriptor: LocalSocket.connect(LocalSocket.path(store: store)))
    _ = channel.send(.hello(seat: "s", version: ""))
    return channel
  }

  @Test func oneSeatTooManyIsToldSoAndTurnedAway() throws {
    let store = temporaryFolder("socket") + "/store"
    let server = try server(store)
    defer { server.stop() }
    var seats: [FrameChannel] = []
    for _ in 0..<SeatServer.connectionLimit {
      var channel = seat(store)
      let isIn = wait(&channel) { if case .welcome = $0 { true } else { nil } }
      #expect(isIn == true)
      seats.append(channel)
    }
    var late = seat(store)
    #expect(wait(&late) { if case .full = $0 { true } else { nil } } == true)
    for channel in seats + [late] { close(channel.descriptor) }
  }

  @Test func aSeatThatSendsNonsenseIsCutOffAndTheOthersAreNot() throws {
    let store = temporaryFolder("socket") + "/store"
    let server = try server(store)
    defer { server.stop() }
    var good = seat(store)
    let bad = LocalSocket.connect(LocalSocket.path(store: store))
    let bytes = [UInt8](repeating: 0xFF, count: 100)
    #expect(write(bad, bytes, bytes.count) == 100)
    var cut = FrameChannel(descriptor: bad)
    #expect(wait(&cut) { _ in true } == nil)
    server.noteBeat()
    #expect(wait(&good) { if case .heartbeat = $0 { true } else { nil } } == true)
    close(bad)
    close(good.descriptor)
  }

  @Test func aCommandOfNobodyIsRefusedBeforeTheOwnerHearsOfIt() throws {
    let store = temporaryFolder("socket") + "/store"
    let server = try server(store)
    defer { server.stop() }
    var seat = seat(store)
    let actor = Actor(person: "lead", displayName: "陈立", role: .lead, seat: "s")
    let command = Command(
      name: .acknowledge, alarm: AlarmID(1), occurrence: 1, seenVersion: 1, seenRevision: 1, actor: actor)
    _ = seat.send(.perform(command, leadName: "", leadCode: ""))
    let answer = wait(&seat) { if case .result(_, let result) = $0 { result } else { nil } }
    #expect(answer == .refused(.notSignedIn))
    close(seat.descriptor)
  }

  @Test func withoutABeatOfTheOwnersThreadNoHeartbeatIsSent() throws {
    let store = temporaryFolder("socket") + "/store"
    let server = try server(store)
    defer { server.stop() }
    var seat = seat(store)
    server.noteBeat()
    #expect(wait(&seat) { if case .heartbeat = $0 { true } else { nil } } == true)
    let end = SystemClock.monotonic() + 2500
    var heard = 0
    while SystemClock.monotonic() < end {
      var entry = pollfd(fd: seat.descriptor, events: Int16(POLLIN), revents: 0)
      _ = poll(&entry, 1, 100)
      _ = seat.fill()
      while let message = try? seat.next() { if case .heartbeat = message { heard += 1 } }
    }
    #expect(heard == 0)
    close(seat.descriptor)
  }

  @Test func aTroubleOfTheStoreIsToldToSeatsThatComeLater() throws {
    let store = temporaryFolder("socket") + "/store"
    let server = try server(store)
    defer { server.stop() }
    let trouble = Bilingual(zh: "磁盘已满", en: "The disk is full")
    server.tell(trouble, ended: Bilingual(same: ""))
    var seat = seat(store)
    #expect(wait(&seat) { if case .trouble(let text) = $0 { text } else { nil } } == trouble)
    close(seat.descriptor)
  }
}
