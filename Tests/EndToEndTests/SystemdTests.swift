import Glibc
import Testing

/// Plays systemd's side of `sd_notify`.
final class NotifySocket {
  let path: String
  private let descriptor: Int32

  init(_ path: String) throws {
    self.path = path
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard bound == 0 else { throw Child.Failure(reason: "no notify socket") }
  }

  deinit { close(descriptor) }

  /// The next message; `nil` when none comes within so many seconds.
  func next(within seconds: Double = 10) -> String? {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&entry, 1, Int32(seconds * 1000)) > 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: 512)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
  }
}

/// Stops one thread of another process, as a debugger does.
enum StoppedThread {
  static let isPossible = Python.exists && getuid() == 0

  static func named(_ name: String, of process: pid_t) throws -> Child {
    let script = """
      import ctypes, os, sys
      libc = ctypes.CDLL(None, use_errno=True)
      libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
      libc.ptrace.restype = ctypes.c_long
      root = '/proc/' + sys.argv[1] + '/task/'
      for t in os.listdir(root):
        if open(root + t + '/comm').read().strip() == sys.argv[2]:
          ok = libc.ptrace(16, int(t), None, None)
          print('stopped', 1 if ok == 0 else 0, '', flush=True)
      sys.stdin.read()
      """
    let child = try Child(["-c", script, "\(process)", name], program: "python3")
    guard child.line(after: "stopped ") == "1" else { throw Child.Failure(reason: "cannot stop \(name)") }
    return child
  }
}

@Suite(.serialized) struct SystemdTests {
  @Test func ingestSaysThatItIsReadyAliveAndStopping() throws {
    let site = try SmallSite()
    let systemd = try NotifySocket(site.folder.path + "/notify")
    let owner = try Owner(site, environment: ["NOTIFY_SOCKET": systemd.path])
    #expect(systemd.next() == "READY=1")
    for _ in 0..<2 { #expect(systemd.next() == "WATCHDOG=1") }
    #expect(try owner.stop() == 0)
    var last: String?
    while let message = systemd.next(within: 0.1) { last = message }
    #expect(last == "STOPPING=1")
  }

  @Test(.enabled(if: StoppedThread.isPossible, "needs python3 and the right to trace"))
  func theWatchdogFallsSilentAndTheSeatsAreToldWhenTheOwnersThreadHangs() throws {
    var site = try SmallSite()
    try site.feed([1, 1, 1, 1], at: SmallSite.now())
    let systemd = try NotifySocket(site.folder.path + "/notify")
    let owner = try Owner(site, environment: ["NOTIFY_SOCKET": systemd.path])
    let terminal = try Tmux(console: site, ["--attach-only"])
    #expect(try terminal.wait(for: "实时").isMet)
    let holder = try StoppedThread.named("wf-owner", of: owner.child.id)
    let stalled = try terminal.wait(for: "采集停滞", deadline: 4)
    #expect(stalled.isMet, "\(stalled.screen)")
    // What was sent before it counted as hung.
    while systemd.next(within: 0.1) != nil {}
    #expect(systemd.next(within: 3) == nil)
    holder.send(SIGTERM)
    _ = holder.finish(deadline: 10)
    #expect(systemd.next() == "WATCHDOG=1")
    #expect(try terminal.wait(for: "实时").isMet)
    #expect(try owner.stop() == 0)
  }
}
