import Cells
import Fingers
import Glibc
import Settings

/// `DeskWalk --site FOLDER [--seed N] [--steps N]`: random fingers at a queue that changes under them. Ends with 0 when
/// every command went to the alarm that was shown.

func argument(_ name: String) -> String? {
  let arguments = CommandLine.arguments
  guard let index = arguments.firstIndex(of: name), arguments.indices.contains(index + 1) else { return nil }
  return arguments[index + 1]
}

func fail(_ text: String) -> Never {
  print(text)
  exit(1)
}

setlocale(LC_ALL, "C.UTF-8")
let begin = ContinuousClock.now
let seed = argument("--seed").flatMap { UInt64($0) } ?? 1
let steps = argument("--steps").flatMap { Int($0) } ?? 1_000_000
guard let folder = argument("--site"), case .success(let loaded) = SiteFolder.load(folder) else {
  fail("use: DeskWalk --site FOLDER [--seed N] [--steps N]")
}
var fingers = RandomFingers(
  seed: seed, site: loaded.site, authority: loaded.authority, policy: loaded.alarmPolicy,
  widths: .system())
var frames = 0
for step in 1...max(1, steps) {
  var trouble = fingers.step()
  if trouble == nil, step % 1000 == 0 {
    frames += 1
    trouble = fingers.frameTrouble()
  }
  if let trouble {
    fail("\(trouble)\nseed \(seed), step \(step); again: scripts/walk desk --seed \(seed) --steps \(step)")
  }
}
print(
  "seed \(seed): \(steps) interleavings, \(fingers.commands) commands, \(fingers.previewed) of them previewed, "
    + "\(frames) frames; 0 wrong targets")
print("in \(ContinuousClock.now - begin)")
