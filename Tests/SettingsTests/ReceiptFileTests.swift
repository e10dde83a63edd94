import CityDispatch
import CitySafety
import Settings
import Testing

/// `[[receipt]]` of `channels.toml`.
@Suite struct ReceiptFileTests {
  private static let receipts = """

    [[receipt]]
    id = "crews"
    kind = "poll"
    url = "https://crews.example/receipts"
    interval-s = 10
    alarm-after-s = 60
    alarm-grade = "red"
    [[receipt]]
    id = "hook"
    kind = "spool"
    folder = "spool"
    secret-env = "HOOK_KEY"
    [[receipt]]
    id = "bus"
    kind = "mqtt"
    url = "mqtt://127.0.0.1:1884"
    topic = "receipts/#"
    user = "wf"
    password-env = "BUS_PASSWORD"
    secret-env = "HOOK_KEY"
    """

  private func receiptSite(_ old: String = "", _ new: String = "") -> TinySite {
    var site = TinySite()
    site["channels.toml"] = ReceiptFileTests.receipts
    if !old.isEmpty { site.change("channels.toml", old, new) }
    return site
  }

  @Test func sourcesOfReceiptsAreReadWithTheirKeysAndAlarms() throws {
    let sources = try receiptSite().load().get().channels.receipts
    #expect(sources.map(\.id) == ["crews", "hook", "bus"])
    #expect(sources[0].kind == .poll(url: "https://crews.example/receipts"))
    #expect(
      sources[0].interval == .seconds(10) && sources[0].alarmAfter == .minutes(1)
        && sources[0].alarmGrade == .red)
    #expect(sources[1].secret == .environment("HOOK_KEY"))
    guard case .mqtt(let broker, "receipts/#") = sources[2].kind else {
      Issue.record("not a broker")
      return
    }
    #expect(broker.port == 1884 && broker.secret == .environment("BUS_PASSWORD"))
    #expect(broker.clientID == "watchfloor-tiny-receipts")
  }

  @Test(arguments: [
    ("kind = \"spool\"\n", "kind = \"pigeon\"\n", "pigeon"), ("topic = \"receipts/#\"\n", "", "topic"),
    ("folder = \"spool\"\nsecret-env = \"HOOK_KEY\"\n", "folder = \"spool\"\n", "secret-file / secret-env"),
    ("user = \"wf\"\npassword-env = \"BUS_PASSWORD\"\n", "user = \"wf\"\n", "password-file / password-env"),
    ("interval-s = 10\n", "interval-s = 0\n", "interval-s"), ("interval-s = 10\n", "colour = 1\n", "colour"),
  ])
  func aMistakeInASourceOfReceiptsIsNamed(old: String, new: String, named: String) throws {
    guard case .failure(let report) = try receiptSite(old, new).load() else {
      Issue.record("accepted")
      return
    }
    #expect(
      report.text(.en).contains(named) && report.text(.en).contains("channels.toml"), "\(report.text(.en))")
  }
}
