import Alarms
import CitySafety
import Glibc
import Operations
import Testing

/// Warnings of one's own, by keys on the built program: drafted from an incident, issued by two persons, updated and
/// lifted; what other programs make of the documents; and a second centre that polls them.
@Suite(.serialized) struct WarningTests {
  private static func settings(folder: String) -> String {
    """
    status = "actual"
    origin = "a test"
    validity-hours = 6
    [[issuer]]
    name-zh = "应急局"
    name-en = "Bureau"
    sender = "bureau@small.example"
    sender-code = "15062500000001"
    grades = ["red", "orange", "yellow", "blue"]
    origin = "a test"
    [[kind]]
    id = "gas"
    name-zh = "燃气泄漏"
    name-en = "Gas leak"
    plans = ["gas"]
    category = "Safety"
    urgency = "Immediate"
    certainty = "Likely"
    caution-zh = "{place}可能燃爆"
    caution-en = "It may explode at {place}"
    origin = "a test"
    [recipients]
    red = ["media"]
    [index]
    folder = "\(folder)"
    id = "tag:small.example,2026:w"
    title-zh = "预警"
    title-en = "Warnings"
    alarm-after-s = 1
    """
  }

  private func site(folder: String? = nil) throws -> SmallSite {
    let site = try SmallSite()
    try site.folder.write("site/plans/gas.toml", GasPlan.text())
    try site.folder.write("site/warnings.toml", Self.settings(folder: folder ?? site.folder.path + "/out"))
    try site.folder.write(
      "site/channels.toml",
      """
      [[channel]]
      id = "log"
      kind = "log"
      [[recipient]]
      name = "media"
      to = [{channel = "log"}]
      """)
    try site.edit(
      "site/authority.toml", "[approve-warning]\nlead = [\"red\", \"orange\"]",
      "[approve-warning]\noperator = [\"red\"]\nlead = [\"red\", \"orange\"]")
    return site
  }

  private func expect(_ terminal: Tmux, _ text: String) throws {
    let seen = try terminal.wait(for: text)
    try #require(seen.isMet, "\(text) is not in\n\(seen.screen)")
  }

  /// Presses a key until the screen shows what it brings: a dialog drops keys that come with the one that opened it.
  private func press(_ terminal: Tmux, _ key: String, until text: String) throws {
    let seen = try terminal.wait { screen in
      if screen.contains(text) { return true }
      try? terminal.send(key)
      return false
    }
    try #require(seen.isMet, "\(text) is not in\n\(seen.screen)")
  }

  private func wait(_ seconds: Double = 20, until isMet: () throws -> Bool) rethrows -> Bool {
    let end = Deadline(seconds: seconds)
    while !end.isOver {
      if try isMet() { return true }
      end.pause()
    }
    return try isMet()
  }

  /// The issue of what waits, by two persons.
  private func issue(_ terminal: Tmux, until text: String) throws {
    try terminal.send("i")
    try terminal.fill("批准人", with: "operator")
    try terminal.send("Tab")
    try terminal.type("operator")
    try terminal.send("Enter")
    try press(terminal, "y", until: text)
  }

  private func documents(_ folder: String) -> [String] {
    Recording.read(folder + "/index.atom").split(separator: "href=\"").dropFirst().map {
      String($0.prefix { $0 != "\"" })
    }
  }

  @Test func aWarningIsDraftedIssuedUpdatedLiftedAndPolledByAnotherCentre() throws {
    var site = try site()
    let out = site.folder.path + "/out"
    try site.feed([90, 1, 1, 1], at: SmallSite.now())
    let terminal = try Tmux(console: site)
    try expect(terminal, "1红")
    try terminal.signInSurely("lead", as: "陈立")
    try terminal.send("0", "d")
    try expect(terminal, "下达 1 条指令")
    try terminal.press("y", while: "下达 1 条指令", until: "事件 #1 已开")
    try terminal.send("D")
    try expect(terminal, "w 预警")
    try press(terminal, "w", until: "新拟预警")
    try press(terminal, "y", until: "预警 #1 已送审批")
    try press(terminal, "W", until: "待审批")
    try issue(terminal, until: "#1 已发布")
    #expect(wait { documents(out).count == 1 })

    // Another centre polls the folder while it changes.
    let server = try WebServer { .text(Recording.read(out + $0.path)) }
    let other = try FeedSite([
      FeedSource(
        id: "peer", format: "cap", transport: FeedSource.http(server.url + "/index.atom"), mapping: "")
    ])
    let owner = try Owner(other.small)
    let view = try other.view()
    #expect(view.wait { $0.snapshot.warnings.count == 1 && $0.snapshot.alarms.all.count == 1 })
    #expect(view.snapshot.warnings.first?.headline == "应急局发布燃气泄漏红色预警")
    #expect(view.snapshot.alarms.all.first?.grade == .red)

    try terminal.send("e")
    try expect(terminal, "第 2 版")
    // From the buttons up to the place; the dialog drops keys that come with the one that opened it.
    let field = try terminal.wait { screen in
      if screen.contains("人民路#") { return true }
      try? terminal.send("Up", "Up", "Up", "Up", "Up", "Up", "Up", "Up")
      try? terminal.type("#")
      return false
    }
    try #require(field.isMet, "\(field.screen)")
    try terminal.type("全段")
    try press(terminal, "Tab", until: "> y")
    try press(terminal, "y", until: "[更新待审批]")
    try issue(terminal, until: "#1 已更新")
    #expect(view.wait { $0.snapshot.warnings.count == 2 })
    #expect(view.snapshot.warnings.first?.area == "人民路#全段")
    try terminal.send("x")
    try terminal.fill("原因", with: "浓度正常")
    try terminal.send("Enter")
    try press(terminal, "y", until: "#1 已解除")
    #expect(wait { documents(out).count == 3 })
    #expect(
      view.wait {
        $0.snapshot.warnings.count == 3 && $0.snapshot.alarms.all.allSatisfy { $0.condition == .normal }
      })
    #expect(view.health("peer")?.quarantined == 0)
    #expect(try owner.stop() == 0)

    let process = try #require(try terminal.childID())
    kill(process, SIGKILL)
    try check(printsOf: site, out)
    let outbox = Recording.read(site.store + ".outbox.jsonl")
    for version in 1...3 {
      #expect(
        outbox.split(separator: "\n").count { $0.contains("\"warning1.\(version)/log") } == 1, "\(outbox)")
    }
    let verified = try site.run(["journal", "verify"])
    #expect(verified.code == 0, "\(verified.output)\(verified.errors)")
    let incident = try site.run(["incident"], ["--number", "1"]).output
    for text in ["Warning #1 for approval", "Warning #1 issued approved by", "Warning #1 lifted: 浓度正常"] {
      #expect(incident.contains(text), "\(text): \(incident)")
    }
  }

  /// What `watchfloor warnings` prints, and what others make of it.
  private func check(printsOf site: SmallSite, _ out: String) throws {
    func print(_ more: String...) throws -> Program.Result { try site.run(["warnings"], more) }
    #expect(try print().output.contains("#1  1红  Lifted  v3"))
    #expect(try print("--id", "1").output.contains("Why lifted: 浓度正常"))
    #expect(
      try print("--id", "1", "--format", "sms").output.contains("Bureau: red warning of Gas leak lifted"))
    #expect(try print("--id", "1", "--format", "12379").output.contains("<severity>Red</severity>"))
    #expect(try print("--id", "2").code == 1)
    #expect(try print("--format", "cap").code == 64)
    let documents = documents(out)
    #expect(try print("--format", "atom").output == Recording.read(out + "/index.atom"))
    #expect(try print("--id", "1", "--format", "cap").output == Recording.read(out + "/" + documents[0]))
    for document in documents {
      let read = try Program.run(["-c", Self.reader, out + "/" + document], program: "python3")
      #expect(read.code == 0 && read.output.contains("Gas leak"), "\(read.output)\(read.errors)")
    }
    guard let schema = Self.schema else { return }
    for document in documents {
      let valid = try Program.run(["--noout", "--schema", schema, out + "/" + document], program: "xmllint")
      #expect(valid.code == 0, "\(valid.errors)")
    }
  }

  /// Reads a document as somebody else's program would.
  private static let reader = """
    import sys, xml.etree.ElementTree as tree
    root = tree.parse(sys.argv[1]).getroot()
    n = '{urn:oasis:names:tc:emergency:cap:1.2}'
    assert root.tag == n + 'alert', root.tag
    assert [i.find(n + 'language').text for i in root.findall(n + 'info')] == ['zh-CN', 'en-US']
    print(root.findall(n + 'info')[1].find(n + 'event').text)
    """

  /// The OASIS schema, where the reference data and a validator are there.
  private static let schema: String? = {
    let places = [Program.root + "/../shared", getenv("WATCHFLOOR_SHARED").map { String(cString: $0) } ?? ""]
    let found = places.map { $0 + "/data/open/cap/CAP-v1.2.xsd" }.first { access($0, R_OK) == 0 }
    guard (try? Program.run(["--version"], program: "xmllint"))?.code == 0 else { return nil }
    return found
  }()

  @Test func aFolderThatCannotBeWrittenAlarmsAndHoldsNothingUp() throws {
    var site = try site()
    // A file where the folder should be.
    try site.folder.write("out", "in the way")
    try site.feed([1, 1, 1, 1], at: SmallSite.now())
    let terminal = try Tmux(console: site)
    try terminal.signInSurely("lead", as: "陈立")
    try expect(terminal, "预警索引目录")
    try terminal.send("W", "n")
    try expect(terminal, "新拟预警")
    unlink(site.folder.path + "/out")
    #expect(wait { access(site.folder.path + "/out/index.atom", R_OK) == 0 })
    try press(terminal, "Escape", until: "没有预警")
  }
}
