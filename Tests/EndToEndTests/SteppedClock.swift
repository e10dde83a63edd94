import Glibc

/// The machine's wall clock as one program sees it, moved by a library that is loaded before the system's.
final class SteppedClock {
  private let folder: ScratchFolder
  private var library: String { folder.path + "/clock.so" }
  private var shift: String { folder.path + "/shift" }

  /// The toolchain that builds the tests brings a C compiler; without one on the path the tests are skipped.
  static let isPossible = (try? SteppedClock()) != nil

  private static let source = """
    #define _GNU_SOURCE
    #include <fcntl.h>
    #include <stdlib.h>
    #include <sys/mman.h>
    #include <sys/syscall.h>
    #include <time.h>
    #include <unistd.h>
    static volatile long *shift;
    __attribute__((constructor)) static void begin(void) {
      int file = open(getenv("CLOCK_SHIFT"), O_RDONLY);
      if (file < 0) return;
      void *page = mmap(0, sizeof(long), PROT_READ, MAP_SHARED, file, 0);
      if (page != MAP_FAILED) shift = page;
      close(file);
    }
    int clock_gettime(clockid_t clock, struct timespec *time) {
      int code = (int)syscall(SYS_clock_gettime, clock, time);
      if (code == 0 && clock == CLOCK_REALTIME && shift) time->tv_sec += *shift;
      return code;
    }

    """

  init() throws {
    folder = try ScratchFolder()
    try folder.write("clock.c", SteppedClock.source)
    let built = try Program.run(
      ["-shared", "-fPIC", "-O1", "-o", library, folder.path + "/clock.c"], program: "clang")
    guard built.code == 0 else { throw Child.Failure(reason: built.errors) }
    step(to: 0)
  }

  /// What a program needs to see this clock.
  var environment: [String: String] { ["LD_PRELOAD": library, "CLOCK_SHIFT": shift] }

  /// Seconds between the machine's clock and the program's.
  func step(to seconds: Int) {
    let file = open(shift, O_WRONLY | O_CREAT, 0o600)
    var value = seconds
    _ = pwrite(file, &value, MemoryLayout<Int>.size, 0)
    close(file)
  }
}
