import CitySafety
import Settings
import Testing

@Suite struct WarningFileTests {
  private static let whole = """
    status = "actual"
    validity-hours = 6
    sms-parts = 2
    origin = "a test"
    [[issuer]]
    name-zh = "政府"
    name-en = "Government"
    sender = "gov@tiny.example"
    sender-code = "15062500000000"
    grades = ["red", "orange"]
    origin = "a test"
    [[issuer]]
    name-zh = "应急局"
    name-en = "Bureau"
    sender = "bureau@tiny.example"
    sender-code = "15062500000001"
    grades = ["yellow", "blue"]
    origin = "a test"
    [[kind]]
    id = "gas"
    name-zh = "燃气"
    name-en = "Gas"
    plans = ["all"]
    category = "Safety"
    code = "12C01"
    urgency = "Immediate"
    certainty = "Likely"
    caution-zh = "{place}燃气"
    caution-en = "Gas at {place}"
    origin = "a test"
    [[kind]]
    id = "weather"
    name-zh = "气象"
    name-en = "Weather"
    publisher-zh = "气象台"
    publisher-en = "the weather station"
    origin = "条例 §30"
    [recipients]
    red = ["housing-duty"]
    [sms]
    cancel-zh = "解除{event}"
    [index]
    folder = "out"
    id = "tag:tiny.example,2026:w"
    title-zh = "预警"
    title-en = "Warnings"
    entries = 9
    alarm-after-s = 5
    """

  private func site(_ old: String = "", _ new: String = "") -> TinySite {
    var site = TinySite.planned
    site["warnings.toml"] = Self.whole
    if !old.isEmpty { site.change("warnings.toml", old, new) }
    return site
  }

  @Test func everythingIsRead() throws {
    let authoring = try site().load().get().site.authoring
    #expect(authoring.status == .actual && authoring.validity == .hours(6) && authoring.smsParts == 2)
    #expect(
      authoring.issuers[.orange]?.code == "15062500000000" && authoring.issuers[.blue]?.name.en == "Bureau")
    #expect(authoring.kind("gas")?.type.code == "12C01" && authoring.kind("gas")?.plans == ["all"])
    #expect(authoring.kind("gas")?.publisher == nil && authoring.kind("weather")?.publisher?.zh == "气象台")
    #expect(authoring.recipients[.red] == ["housing-duty"] && authoring.recipients[.blue] == [])
    #expect(
      authoring.sms.cancel.zh == "解除{event}" && authoring.sms.issue == WarningTemplate.standardSMS.issue)
    #expect(authoring.index?.entries == 9 && authoring.index?.alarmAfter == .seconds(5))
  }

  @Test func aSiteWithoutTheFileAuthorsNothing() throws {
    #expect(try TinySite.planned.load().get().site.authoring == WarningAuthoring())
  }

  @Test(arguments: [
    ("status = \"actual\"", "status = \"real\"", "1:10: 'status' is 'real', which is unknown"),
    ("sms-parts = 2", "sms-parts = 99", "3:13: 'sms-parts' is 99, out of range"),
    ("gov@tiny.example", "gov tiny", "8:10: 'sender' is 'gov tiny', with a space, comma, < or &"),
    ("\"15062500000000\"", "\"1506250000000\"", "9:15: 'sender-code' is '1506250000000': not 14 digits"),
    ("[\"yellow\", \"blue\"]", "[\"yellow\"]", "1:1: no [[issuer]] issues blue"),
    ("[\"yellow\", \"blue\"]", "[\"yellow\", \"blue\", \"red\"]", "17:29: two [[issuer]] have red"),
    ("\"all\"", "\"al\"", "23:10: there is no plan 'al'"),
    ("\"Safety\"", "\"Gas\"", "24:12: 'category' is 'Gas', which is unknown"),
    ("\"12C01\"", "\"C01\"", "25:8: 'code' is 'C01': no event code"),
    ("\"housing-duty\"", "\"housing-dutty\"", "39:8: 'red' names the unknown recipient 'housing-dutty'"),
    ("{event}", "{evnt}", "41:13: 'cancel-zh' has an unknown {evnt}"),
    ("tag:tiny.example,2026:w", "warnings", "44:6: 'id' is 'warnings': not an id of Atom"),
    ("entries = 9", "entries = 0", "47:11: 'entries' is 0, out of range"),
    ("id = \"weather\"", "id = \"gas\"", "32:6: id 'gas' is already used in line 20"),
    ("folder = \"out\"", "folders = \"out\"", "43:1: unknown key 'folders'"),
  ])
  func aMistakeIsNamedWithItsPlace(old: String, new: String, says: String) throws {
    let messages = try site(old, new).messages()
    #expect(messages.contains { $0.contains("site/warnings.toml:" + says) }, "\(messages)")
    #expect(try site(old, new).messages(.zh).contains { $0.contains("site/warnings.toml:") })
  }
}
