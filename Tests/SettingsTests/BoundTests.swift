import CitySafety
import Foundation
import Settings
import Testing

@Test func aFileOverItsLimitIsNotRead() throws {
  let folder = try TemporaryFolder()
  try folder.write("keys.toml", "")
  let handle = try #require(FileHandle(forWritingAtPath: folder.path + "/keys.toml"))
  try handle.truncate(atOffset: (64 << 20) + 1)
  guard case .failure(let report) = KeyFile.load(file: folder.path + "/keys.toml") else {
    Issue.record("it was loaded")
    return
  }
  #expect(report.problems.map(\.what.en) == ["file is larger than 64 MiB"])
}

@Test func aRegisterOverItsLimitIsNotReadFurther() throws {
  var site = TinySite()
  site["simulation.csv"] = "type,base,daily,peak_hour,noise,gaps,late\n" + String(repeating: "x\n", count: 3)
  #expect(try site.messages().count == 3)
  site["simulation.csv"] =
    "type,base,daily,peak_hour,noise,gaps,late\n"
    + String(repeating: "gas-lel,2,1,14,0.5,0,0\n", count: 200_001)
  guard case .failure(let report) = try site.load() else {
    Issue.record("it was loaded")
    return
  }
  let last = "site/simulation.csv:200002: has more than 200000 rows — make it shorter"
  #expect(report.omitted > 0)
  #expect(report.problems.count == ProblemReport.limit)
  #expect(report.problems.map(\.description).contains(last))
}

@Test func aPipeInPlaceOfAFileIsSaidAndNotWaitedFor() throws {
  let folder = try TemporaryFolder()
  #expect(mkfifo(folder.path + "/keys.toml", 0o600) == 0)
  guard case .failure(let report) = KeyFile.load(file: folder.path + "/keys.toml") else {
    Issue.record("it was loaded")
    return
  }
  #expect(report.problems.map(\.what.en) == ["is not a regular file"])
}

@Test func aListOfMistakesIsBoundedInTimeToo() throws {
  var site = TinySite()
  let head = site["sensors.csv"].split(separator: "\n")[0]
  let rows = (0..<5000).map { "s-\($0),井,Well,j,gas-lel,rp-1,housing,gas,,,,,,,,,,5,,true" }
  site["sensors.csv"] = head + "\n" + rows.joined(separator: "\n") + "\n"
  let names = (0..<2000).map { "\"s-x\($0)\"" }.joined(separator: ", ")
  site.change("episodes.toml", "[\"s-1\"]", "[\(names)]")
  guard case .failure(let report) = try site.load() else {
    Issue.record("it was loaded")
    return
  }
  #expect(report.problems.count + report.omitted == 2000)
}
