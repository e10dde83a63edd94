import Cells
import Testing

@testable import TerminalUI

private let grades: [[StyleRole]] = [
  [
    .alarmRed, .alarmOrange, .alarmYellow, .alarmBlue, .alarmRedNew, .alarmOrangeNew, .alarmYellowNew,
    .alarmBlueNew,
  ],
  [.gradeRed, .gradeOrange, .gradeYellow, .gradeBlue],
]

@Test(arguments: [
  (ColourDepth.auto, false, 256, ColourDepth.c256), (.auto, false, 16, .c16), (.auto, false, 8, .c16),
  (.auto, false, 0, .never), (.auto, true, 256, .never), (.c256, true, 256, .c256), (.c256, false, 8, .c16),
  (.c16, false, 256, .c16), (.c16, false, 0, .never), (.never, false, 256, .never),
])
func theDepthIsWhatWasAskedForAsFarAsTheTerminalHasIt(
  wanted: ColourDepth, noColour: Bool, colours: Int, depth: ColourDepth
) {
  #expect(Look.depth(wanted, noColour: noColour, colours: colours) == depth)
}

@Test(arguments: [(ColourDepth.never, 0), (.c16, 8), (.c16, 16)])
func anyTwoGradesDifferWithFewColours(depth: ColourDepth, colours: Int) {
  for set in grades {
    let looks = set.map { Look.reduce($0, theme: .plain, depth: depth, colours: colours) }
    #expect(Set(looks).count == set.count)
  }
}

@Test func monochromeMarksTheGradesByAttributes() {
  func attributes(_ role: StyleRole) -> Style.Attributes {
    Look.reduce(role, theme: colourful(), depth: .never, colours: 0).attributes
  }
  #expect(attributes(.alarmRed) == [.underline, .bold])
  #expect(attributes(.alarmOrange) == [.bold])
  #expect(attributes(.alarmYellow) == [.underline])
  #expect(attributes(.alarmBlue) == [])
  #expect(attributes(.alarmRedNew) == [.underline, .bold, .reverse])
}

@Test func aGroundOfItsOwnIsReverseWithoutColour() {
  var theme = Theme.plain
  let slate = Colour(red: 0, green: 0, blue: 0, of256: 240, of16: 8)
  theme.styles[Int(StyleRole.rowSelected.rawValue)].background = slate
  #expect(Look.reduce(.rowSelected, theme: theme, depth: .never, colours: 0).attributes == [.reverse])
  #expect(Look.reduce(.text, theme: theme, depth: .never, colours: 0).attributes == [])
}

@Test func eightColoursMakeABrightInkBold() {
  var theme = Theme.plain
  theme.styles[Int(StyleRole.key.rawValue)].foreground = Colour(
    red: 0, green: 0, blue: 0, of256: 250, of16: 15)
  let look = Look.reduce(.key, theme: theme, depth: .c16, colours: 8)
  #expect(look.foreground == 7 && look.attributes == [.bold])
  #expect(Look.reduce(.key, theme: theme, depth: .c16, colours: 16).foreground == 15)
}
