import CitySafety
import Formats
import Testing

private func usgs(_ properties: String, point: String = "[110.5,39.8,12.5]", id: String = "\"us1\"")
  -> DecodedBatch
{
  decode(
    "{\"features\":[{\"id\":\(id),\"properties\":{\(properties)},\"geometry\":{\"coordinates\":\(point)}}]}",
    .usgsGeoJSON)
}

@Test func aUSGSFeatureBecomesAnEarthquake() {
  let batch = usgs(
    "\"mag\":4.5,\"place\":\"Hanggin\",\"time\":1517966773840,\"updated\":1517966996303,\"status\":\"reviewed\",\"type\":\"earthquake\""
  )
  #expect(
    batch.earthquakes == [
      Earthquake(
        identifier: "usgs:us1", origin: Instant(milliseconds: 1_517_966_773_840),
        updated: Instant(milliseconds: 1_517_966_996_303), latitude: 39.8, longitude: 110.5, depth: 12.5,
        magnitude: 4.5, place: "Hanggin", isReviewed: true, isNatural: true)
    ])
}

@Test func anEarthquakeMayLackMagnitudeAndDepth() {
  let quake = usgs("\"mag\":null,\"time\":0,\"type\":\"earthquake\"", point: "[1,2,null]").earthquakes.first
  #expect(quake != nil)
  #expect(quake?.magnitude == nil)
  #expect(quake?.depth == nil)
}

@Test(arguments: ["quarry blast", "explosion", "other event", ""])
func whatIsNotAnEarthquakeIsNotNatural(_ type: String) {
  #expect(usgs("\"mag\":3,\"time\":0,\"type\":\"\(type)\"").earthquakes.map(\.isNatural) == [false])
}

@Test func aFeatureWithoutPlaceTimeOrIdIsRefused() {
  #expect(usgs("\"mag\":3").rejects.map(\.reason) == [.badTime])
  #expect(usgs("\"time\":0", point: "[1]").rejects.map(\.reason) == [.badNumber])
  #expect(usgs("\"time\":0", point: "[39.8,110.5,1]").rejects.map(\.reason) == [.badNumber])
  #expect(usgs("\"time\":0", id: "null").rejects.map(\.reason) == [.missingField])
  #expect(decode("{\"type\":\"x\"}", .usgsGeoJSON).failure?.reason == .missingField)
  #expect(decode("{\"features\":[]}", .usgsGeoJSON).failure == nil)
}

private let cencItem =
  "{\"CATA_ID\":\"CC20191212100824.00\",\"O_TIME\":\"2019-12-12 10:08:60\",\"EPI_LAT\":\"33.06\",\"EPI_LON\":\"121.37\",\"EPI_DEPTH\":10,\"AUTO_FLAG\":\"M\",\"EQ_TYPE\":\"M\",\"M\":\"3.5\",\"LOCATION_C\":\"\\u6c5f\\u82cf\"}"

@Test func aCENCListIsReadInItsParentheses() {
  let quake = decode("({\"shuju\":[\(cencItem)],\"num\":1})", .cenc).earthquakes.first
  #expect(quake?.identifier == "cenc:CC20191212100824")
  #expect(quake?.origin == beijing(2019, 12, 12, 10, 9, 0))
  #expect(quake?.magnitude == 3.5)
  #expect(quake?.latitude == 33.06)
  #expect(quake?.place == "江苏")
  #expect(quake?.isNatural == true)
}

@Test func markupBehindTheCENCListDoesNotSpoilIt() {
  let batch = decode("({\"shuju\":[\(cencItem)],\"page\":\"<a href=\"x\">2</a>\",\"num\":1})", .cenc)
  #expect(batch.earthquakes.count == 1)
  #expect(batch.failure == nil)
}

@Test func aTruncatedCENCListFails() {
  let batch = decode("({\"shuju\":[\(cencItem)],\"pa", .cenc)
  #expect(batch.failure?.reason == .malformed)
  #expect(decode("({\"shuju\":[\(cencItem),{\"CATA", .cenc).failure?.reason == .malformed)
}

@Test func blastsAndCollapsesOfTheCENCListAreNotNatural() {
  func isNatural(_ place: String) -> Bool? {
    decode(
      "{\"shuju\":[{\"NEW_DID\":\"x\",\"O_TIME\":\"2019-12-12 10:08:24\",\"EPI_LAT\":\"33\",\"EPI_LON\":\"121\",\"LOCATION_C\":\"\(place)\"}]}",
      .cenc
    ).earthquakes.first?.isNatural
  }
  #expect(isNatural("陕西榆林(塌陷)") == false)
  #expect(isNatural("山东(疑爆)") == false)
  #expect(isNatural("内蒙古鄂尔多斯市") == true)
}

@Test func anotherEarthquakeFeedIsNotTakenForCENC() {
  #expect(decode("({\"jieguo\":\"x\"})", .cenc).failure?.reason == .missingField)
  #expect(decode("({\"shuju\":[]})", .cenc).failure == nil)
}
