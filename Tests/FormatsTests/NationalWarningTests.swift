import CitySafety
import Formats
import Testing

private func alert(_ title: String, pic: String = "", id: String = "15062541600000_20260919214531")
  -> ReceivedWarning?
{
  decode(
    "{\"code\":0,\"data\":{\"page\":{\"list\":[{\"alertid\":\"\(id)\",\"issuetime\":\"2026/09/19 21:45\",\"title\":\"\(title)\",\"pic\":\"\(pic)\"}]}}}",
    .nationalWarnings
  ).warnings.first
}

@Test func aFindAlarmItemBecomesAWarning() {
  let warning = alert("内蒙古自治区鄂尔多斯市杭锦旗气象台发布大风蓝色预警信号")
  #expect(warning?.identifier == "15062541600000_20260919214531")
  #expect(warning?.sent == beijing(2026, 9, 19, 21, 45))
  #expect(warning?.event == "大风")
  #expect(warning?.colour == .blue)
  #expect(warning?.geocodes == ["150625"])
  #expect(warning?.sender == "内蒙古自治区鄂尔多斯市杭锦旗气象台")
  #expect(warning?.messageType == .alert)
  #expect(warning?.status == .actual)
}

@Test(arguments: [("红色", Grade.red), ("橙色", .orange), ("黄色", .yellow), ("蓝色", .blue)])
func theColourStandsInTheTitle(_ word: String, _ grade: Grade) {
  #expect(alert("某气象台发布暴雨\(word)预警信号")?.colour == grade)
}

@Test func theColourOfTheTitleBeatsThePicture() {
  #expect(alert("某气象台发布暴雨红色预警", pic: "https://x/p0002003.png")?.colour == .red)
  #expect(alert("某气象台发布地质灾害气象风险预警", pic: "https://x/p0002002.png")?.colour == .orange)
  #expect(alert("某气象台发布地质灾害气象风险预警", pic: "https://x/p0002009.png")?.colour == nil)
  #expect(alert("某气象台发布地质灾害气象风险预警")?.event == "地质灾害气象风险")
}

@Test func aLiftedWarningIsACancel() {
  let warning = alert("杭锦旗气象台解除大雾黄色预警信号")
  #expect(warning?.messageType == .cancel)
  #expect(warning?.event == "大雾")
}

@Test func aRaisedWarningHasItsNewColour() {
  let warning = alert("杭锦旗气象台将暴雨黄色预警信号升级发布为暴雨橙色预警信号")
  #expect(warning?.colour == .orange)
  #expect(warning?.messageType == .update)
}

@Test func testsAndExercisesAreSaidToBeSo() {
  #expect(alert("【测试】某气象台发布大雾黄色预警信号")?.status == .test)
  #expect(alert("【演练】某气象台发布大雾黄色预警信号")?.status == .exercise)
}

@Test func anAlertDataItemBecomesAWarning() {
  let batch = decode(
    "{\"alertData\":[{\"description\":\"路表\",\"headline\":\"天津市气象局发布道路结冰黄色预警/III/较重\",\"identifier\":\"12000041600000_20180121223442\",\"sendTime\":\"2018-01-21 22:36:38\"}]}",
    .nationalWarnings)
  #expect(batch.warnings.map(\.event) == ["道路结冰"])
  #expect(batch.warnings.map(\.colour) == [.yellow])
  #expect(batch.warnings.map(\.text) == ["路表"])
}

@Test func anItemWithoutIdTimeOrTitleIsRefused() {
  func reason(_ item: String) -> [Reject.Reason] {
    decode("{\"alertData\":[{\(item)}]}", .nationalWarnings).rejects.map(\.reason)
  }
  #expect(reason("\"headline\":\"x\",\"sendTime\":\"2018-01-21\"") == [.missingField])
  #expect(reason("\"identifier\":\"x\",\"sendTime\":\"2018-01-21\"") == [.missingField])
  #expect(reason("\"identifier\":\"x\",\"headline\":\"y\",\"sendTime\":\"z\"") == [.badTime])
}

@Test func anAnswerWithAnErrorCodeHasNoWarnings() {
  let batch = decode("{\"data\":{\"page\":{\"list\":[]}},\"code\":500}", .nationalWarnings)
  #expect(batch.failure?.reason == .notSuccessful)
  #expect(decode("{\"code\":0,\"data\":{\"page\":{\"list\":[]}}}", .nationalWarnings).failure == nil)
  #expect(decode("{\"code\":0}", .nationalWarnings).failure?.reason == .missingField)
}

@Test func theNextPageOfTheListIsNamed() {
  let text = "{\"code\":0,\"data\":{\"page\":{\"pageNo\":1,\"totalPage\":2,\"next\":2,\"list\":[]}}}"
  #expect(decode(text, .nationalWarnings).nextPage == .number(2))
  #expect(
    decode("{\"data\":{\"page\":{\"pageNo\":2,\"totalPage\":2,\"next\":2,\"list\":[]}}}", .nationalWarnings)
      .nextPage == nil)
}
