import Glibc
import LongDay
import Runtime
import Settings

/// `DayWalk --site FOLDER [--seconds N] [--store FILE]`: a day of one alarm a second through the owner, on a clock that
/// is moved by hand, into a store on the disk. Ends with 0 when nothing was lost and memory and descriptors stayed.

/// Mebibytes that the process may grow by after the first hour.
let growthBound = 8.0
/// Seconds that the day may take.
let timeBound = 60.0

func argument(_ name: String) -> String? {
  let arguments = CommandLine.arguments
  guard let index = arguments.firstIndex(of: name), arguments.indices.contains(index + 1) else { return nil }
  return arguments[index + 1]
}

func fail(_ text: String) -> Never {
  print(text)
  exit(1)
}

ProcessSetup.shareHeaps()
let seconds = argument("--seconds").flatMap { Int($0) } ?? 86_400
guard let folder = argument("--site"), case .success(let loaded) = SiteFolder.load(folder),
  let store = argument("--store")
else { fail("use: DayWalk --site FOLDER --store FILE [--seconds N]") }
let begin = ContinuousClock.now
do {
  var day = try LongDay(site: loaded, store: store)
  try day.live(seconds: seconds, lookEvery: 3600)
  for held in day.holdings {
    print("hour \(held.second / 3600): \(Int(held.resident.rounded())) MiB, \(held.descriptors) descriptors")
  }
  let took = Double((ContinuousClock.now - begin).components.seconds)
  print("\(seconds) alarms in \(ContinuousClock.now - begin): none lost, all acknowledged and over")
  if let first = day.holdings.first, let last = day.holdings.last {
    let grown = last.resident - first.resident
    print(
      "after the first hour \(grown) MiB more (bound \(growthBound)), descriptors \(last.descriptors - first.descriptors) more"
    )
    guard grown <= growthBound, last.descriptors <= first.descriptors else { fail("not flat") }
  }
  guard took <= timeBound else { fail("longer than \(timeBound) s") }
} catch {
  fail(error.reason)
}
