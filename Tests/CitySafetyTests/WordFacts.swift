import CitySafety
import Testing

@Suite struct GradeFacts {
  @Test func redIsWorseThanEveryOtherGradeAndThanNone() {
    for grade in Grade.allCases where grade != .red { #expect(Grade.red.isWorse(than: grade)) }
    #expect(Grade.blue.isWorse(than: nil))
    #expect(!Grade.red.isWorse(than: .red))
  }

  @Test func theWorseOfTwoGradesDoesNotDependOnTheirOrder() {
    #expect(Grade.worst(.yellow, .orange) == .orange)
    #expect(Grade.worst(.orange, .yellow) == .orange)
    #expect(Grade.worst(nil, .blue) == .blue)
    #expect(Grade.worst(.blue, nil) == .blue)
    #expect(Grade.worst(nil, nil) == nil)
  }

  @Test func everyGradeIsReadFromItsWordAndNoOtherWordIsAGrade() {
    for grade in Grade.allCases { #expect(Grade(word: grade.word) == grade) }
    #expect(Grade(word: "Red") == nil)
    #expect(Grade(word: "") == nil)
  }

  @Test func aMarkReadsWithoutColour() {
    #expect(Grade.allCases.map(\.mark) == ["1红", "2橙", "3黄", "4蓝"])
  }
}

@Suite struct HarmlessTextFacts {
  @Test func anEscapeSequenceCannotPass() {
    let cleaned = HarmlessText.clean("a\u{1B}[2Jb\u{9B}31m\u{7}", limit: 100)
    #expect(cleaned == "a\u{FFFD}[2Jb\u{FFFD}31m\u{FFFD}")
  }

  @Test func directionAndZeroWidthCharactersAreReplaced() {
    for scalar in ["\u{202E}", "\u{200B}", "\u{2066}", "\u{FEFF}", "\u{AD}", "\u{E0041}", "\u{F8FF}"] {
      #expect(HarmlessText.clean("x" + scalar, limit: 10) == "x\u{FFFD}")
    }
  }

  @Test func lineBreaksAndTabsBecomeSpaces() {
    #expect(HarmlessText.clean("a\r\nb\tc", limit: 10) == "a  b c")
  }

  @Test func chineseAndLatinTextStaysAsItIs() {
    let text = "杭锦旗 Hanggin 27.1%LEL ｡"
    #expect(HarmlessText.clean(text, limit: 100) == text)
  }

  @Test func textIsCutAtItsLimitInScalars() {
    #expect(HarmlessText.clean("黄河凌汛", limit: 2) == "黄河")
    #expect(HarmlessText.clean("abcdef", limit: 3) == "abc")
  }

  @Test func nothingHarmfulSurvivesAndCleaningTwiceChangesNothing() {
    var random = Seeded(0x7E47)
    for _ in 0..<2000 {
      var view = String.UnicodeScalarView()
      for _ in 0..<20 {
        let value = UInt32.random(in: 0...0x10FFFF, using: &random)
        if let scalar = Unicode.Scalar(Bool.random(using: &random) ? value : value % 0x3000) {
          view.append(scalar)
        }
      }
      let cleaned = HarmlessText.clean(String(view), limit: 64)
      #expect(!cleaned.unicodeScalars.contains(where: HarmlessText.isHarmful), "seed 0x7E47")
      #expect(HarmlessText.clean(cleaned, limit: 64) == cleaned, "seed 0x7E47")
    }
  }
}

@Suite struct GreatCircleFacts {
  @Test(arguments: [
    // Beijing and Shanghai; antipodes; a quarter of the equator; the same point; kilometres.
    (39.9042, 116.4074, 31.2304, 121.4737, 1067.3), (0, 0, 0, 180, 20_015.1),
    (0, 0, 0, 90, 10_007.6), (40.0, 108.7, 40.0, 108.7, 0), (90, 0, -90, 77, 20_015.1),
    (-33.87, 151.21, 51.51, -0.13, 16_993.9),
  ])
  func theDistanceOfTwoKnownPointsIsKnown(
    latitude: Double, longitude: Double, toLatitude: Double, toLongitude: Double, kilometres: Double
  ) {
    let distance = GreatCircle.distance(
      fromLatitude: latitude, longitude: longitude, toLatitude: toLatitude, longitude: toLongitude)
    #expect(abs(distance - kilometres) < 0.5, "\(distance)")
  }

  @Test func aMissingCoordinateGivesNoDistance() {
    let distance = GreatCircle.distance(fromLatitude: .nan, longitude: 0, toLatitude: 0, longitude: 0)
    #expect(distance.isNaN)
  }

  @Test func theWayThereIsAsLongAsTheWayBackAndNeverAboveHalfTheEarth() {
    var random = Seeded(0xEA27)
    for _ in 0..<5000 {
      let a = (Double.random(in: -90...90, using: &random), Double.random(in: -180...180, using: &random))
      let b = (Double.random(in: -90...90, using: &random), Double.random(in: -180...180, using: &random))
      let there = GreatCircle.distance(fromLatitude: a.0, longitude: a.1, toLatitude: b.0, longitude: b.1)
      let back = GreatCircle.distance(fromLatitude: b.0, longitude: b.1, toLatitude: a.0, longitude: a.1)
      #expect(abs(there - back) < 1e-6, "seed 0xEA27")
      #expect((0...20_015.2).contains(there), "seed 0xEA27")
    }
  }
}
