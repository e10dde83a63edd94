import Cells
import Foundation
import Settings
import Testing

private let shipped = ["contrast", "day", "mono", "night", "safe", "terminal"]
/// Those whose colours are known; the others leave them to the terminal.
private let coloured = ["contrast", "day", "night", "safe"]

private func theme(_ name: String) throws -> Theme {
  try ThemeFolder.load(file: Shipped.themes + "/" + name + ".toml").get()
}

/// A colour as it is seen: after `reverse` was carried out.
private struct Seen {
  var letters: Colour
  var ground: Colour

  init?(_ style: Style) {
    guard let foreground = style.foreground, let background = style.background else { return nil }
    let isReversed = style.attributes.contains(.reverse)
    letters = isReversed ? background : foreground
    ground = isReversed ? foreground : background
  }

  /// WCAG 2.1, contrast ratio: 1 to 21.
  var contrast: Double {
    let (left, right) = (letters.luminance, ground.luminance)
    return (max(left, right) + 0.05) / (min(left, right) + 0.05)
  }
}

extension Colour {
  /// WCAG 2.1, relative luminance.
  fileprivate var luminance: Double {
    func linear(_ part: UInt8) -> Double {
      let share = Double(part) / 255
      guard share > 0.04045 else { return share / 12.92 }
      // The 2.4th power without a maths library: x^2.4 = (x^12)^(1/5), by Newton's steps.
      let base = (share + 0.055) / 1.055
      let power = (0..<12).reduce(1.0) { result, _ in result * base }
      var root = base
      for _ in 0..<60 { root -= (root * root * root * root * root - power) / (5 * root * root * root * root) }
      return root
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }
}

/// Roles that draw lines and charts, or stand back on purpose.
private let notText: Set<StyleRole> = [.border, .dialogBorder, .chart, .keyDisabled]
private let alarmRoles = StyleRole.allCases.filter { $0.name.hasPrefix("alarm.") }
private let grades: [[StyleRole]] = [
  [.alarmRed, .alarmOrange, .alarmYellow, .alarmBlue],
  [.alarmRedNew, .alarmOrangeNew, .alarmYellowNew, .alarmBlueNew],
  [.gradeRed, .gradeOrange, .gradeYellow, .gradeBlue],
]

@Test func sixThemesShipAndAllOfThemLoad() {
  let found = ThemeFolder.all(in: [Shipped.themes])
  #expect(found.problems == [])
  #expect(found.themes.map(\.name) == shipped)
  #expect(found.themes.map(\.title.zh) == ["高对比", "日班", "单色", "夜班", "色弱", "终端"])
}

@Test(arguments: coloured)
func everyRoleOfAColouredThemeHasItsLettersAndItsGround(_ name: String) throws {
  let theme = try theme(name)
  #expect(theme.styles.count == StyleRole.allCases.count)
  #expect(StyleRole.allCases.filter { Seen(theme[$0]) == nil }.isEmpty)
}

@Test(arguments: ["night", "mono"])
func theRootThemesNameEveryRole(_ name: String) throws {
  let text = try String(contentsOfFile: Shipped.themes + "/" + name + ".toml", encoding: .utf8)
  for role in StyleRole.allCases {
    let isNamed = text.contains("\n\(role.name) ") || text.contains("\n\"\(role.name)\" ")
    #expect(isNamed, "\(role.name) is not in \(name).toml")
  }
}

@Test(arguments: coloured)
func textHasAContrastOfFourAndAHalf(_ name: String) throws {
  let theme = try theme(name)
  for role in StyleRole.allCases where !notText.contains(role) {
    let contrast = try #require(Seen(theme[role])).contrast
    #expect(contrast >= 4.5, "\(role.name) has \(contrast)")
  }
}

@Test(arguments: coloured)
func linesAndChartsHaveAContrastOfThree(_ name: String) throws {
  let theme = try theme(name)
  for role in notText {
    let contrast = try #require(Seen(theme[role])).contrast
    #expect(contrast >= 3, "\(role.name) has \(contrast)")
  }
}

@Test(arguments: coloured)
func redHasAContrastOfSeven(_ name: String) throws {
  let theme = try theme(name)
  for role in [StyleRole.alarmRed, .alarmRedNew, .gradeRed] {
    let contrast = try #require(Seen(theme[role])).contrast
    #expect(contrast >= 7, "\(role.name) has \(contrast)")
  }
}

@Test func theContrastThemeHasSevenEverywhereAndNothingDim() throws {
  let theme = try theme("contrast")
  for role in StyleRole.allCases {
    let contrast = try #require(Seen(theme[role])).contrast
    #expect(contrast >= 7, "\(role.name) has \(contrast)")
    #expect(!theme[role].attributes.contains(.dim))
  }
}

/// The colours that say a grade are the foregrounds of the alarm roles: filled cells are written reversed.
@Test(arguments: shipped)
func noOtherRoleHasTheColourOfAGradeAtAnyDepth(_ name: String) throws {
  let theme = try theme(name)
  let own = alarmRoles.compactMap { theme[$0].foreground }
  for role in StyleRole.allCases where !alarmRoles.contains(role) {
    for colour in [theme[role].foreground, theme[role].background].compactMap({ $0 }) {
      for grade in own {
        #expect(
          (colour.red, colour.green, colour.blue) != (grade.red, grade.green, grade.blue), "\(role.name)")
        #expect(colour.of256 != grade.of256, "\(role.name) at 256 colours")
        #expect(colour.of16 == -1 || colour.of16 != grade.of16, "\(role.name) at 16 colours")
      }
    }
  }
}

@Test(arguments: shipped)
func anyTwoGradesDifferInColourWhereThereIsColour(_ name: String) throws {
  guard name != "mono" else { return }
  let theme = try theme(name)
  for row in grades {
    #expect(Set(row.compactMap { theme[$0].foreground?.of256 }).count == 4)
    #expect(Set(row.compactMap { theme[$0].foreground?.of16 }).count == 4)
  }
}

@Test(arguments: shipped)
func gradesCarryTheirAttributesIntoMonochrome(_ name: String) throws {
  let theme = try theme(name)
  let plain: [Style.Attributes] = [[.bold, .underline], .bold, .underline, []]
  for row in [grades[0], grades[2]] { #expect(row.map { theme[$0].attributes } == plain) }
  #expect(grades[1].map { theme[$0].attributes } == plain.map { $0.union(.reverse) })
}

@Test func theMonochromeThemeNamesNoColour() throws {
  let theme = try theme("mono")
  #expect(theme.styles.allSatisfy { $0.foreground == nil && $0.background == nil })
}

@Test func theTerminalThemeUsesOnlyTheTerminalsOwnSixteen() throws {
  let theme = try theme("terminal")
  for style in theme.styles {
    for colour in [style.foreground, style.background].compactMap({ $0 }) { #expect(colour.of256 < 16) }
  }
}

/// Without the difference of red and green, brightness must tell the first three apart.
@Test func theSafeThemeTellsGradesApartByBrightness() throws {
  let theme = try theme("safe")
  for row in grades {
    let light = try row.prefix(3).map { try #require(theme[$0].foreground).luminance }
    #expect((light[1] + 0.05) / (light[0] + 0.05) > 1.25)
    #expect((light[2] + 0.05) / (light[1] + 0.05) > 1.25)
  }
}
