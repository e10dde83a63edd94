import Cells
import Testing
import Widgets

private let widths = WidthTable.system()

private func picture(_ chart: AreaChart, columns: Int, rows: Int) -> String {
  var grid = Grid(size: Size(columns: columns, rows: rows))
  chart.draw(in: &grid, rect: grid.bounds, widths: widths)
  return grid.text
}

private let ramp = (0..<16).map(Double.init)

@Test func aRampInBraille() {
  let chart = AreaChart(samples: ramp, alphabet: .braille)
  #expect(
    picture(chart, columns: 8, rows: 4) == """
            ⣠⣾
          ⣠⣾⣿⣿
        ⣠⣾⣿⣿⣿⣿
      ⣠⣾⣿⣿⣿⣿⣿⣿

      """)
}

@Test func aRampInBlocks() {
  let chart = AreaChart(samples: ramp, fit: ChartFit(.newest), alphabet: .block)
  #expect(
    picture(chart, columns: 16, rows: 2) == """
              ▁▂▃▄▅▆▇█
      ▁▂▃▄▅▆▇█████████

      """)
}

@Test func aRampInASCII() {
  let chart = AreaChart(samples: (0..<6).map(Double.init), fit: ChartFit(.newest), alphabet: .ascii)
  #expect(picture(chart, columns: 6, rows: 2) == "   .:#\n.:####\n")
}

@Test func gapsStayEmptyAndZeroDoesNot() {
  let samples = [0, 0, .nan, .nan, 4, 4]
  #expect(picture(AreaChart(samples: samples, alphabet: .braille), columns: 3, rows: 1) == "⣀ ⣿\n")
  #expect(
    picture(AreaChart(samples: [0, .nan, .infinity, 1], alphabet: .block), columns: 4, rows: 1) == "▁  █\n")
}

@Test func aDeclaredRangeHoldsAndValuesOutsideStayAtItsEdge() {
  let chart = AreaChart(samples: [-5, 0, 5, 15], scale: .declared(0...10), alphabet: .block)
  #expect(picture(chart, columns: 4, rows: 1) == "▁▁▅█\n")
}

@Test func aFlatSeriesLiesInTheMiddle() {
  #expect(picture(AreaChart(samples: [3, 3, 3, 3], alphabet: .braille), columns: 2, rows: 1) == "⣶⣶\n")
}

@Test func aThresholdIsDrawnAcrossInItsRole() {
  var grid = Grid(size: Size(columns: 4, rows: 2))
  let chart = AreaChart(
    samples: [0, 0, 0, 0, 8, 8, 0, 0], thresholds: [.init(value: 7, role: .alarmRed)], alphabet: .braille)
  chart.draw(in: &grid, rect: grid.bounds, widths: widths)
  #expect(grid.text == "⠒⠒⣿⠒\n⣀⣀⣿⣀\n")
  #expect(grid.stylePlane == "RRRR\nqqqq\n")
}

@Test func aThresholdOutsideADeclaredRangeIsNotDrawn() {
  let chart = AreaChart(
    samples: [1, 2], thresholds: [.init(value: 99, role: .alarmRed)], scale: .declared(0...10),
    alphabet: .ascii)
  #expect(!picture(chart, columns: 2, rows: 3).contains("-"))
}

@Test func anAutomaticScaleTakesThresholdsIn() {
  #expect(ChartScale.autoWithThresholds.range(of: [1, 2], thresholds: [9, -.infinity]) == 1...9)
  #expect(ChartScale.auto.range(of: [1, 2, .nan], thresholds: [9]) == 1...2)
  #expect(ChartScale.auto.range(of: [.nan]) == 0...1)
  #expect(ChartScale.declared(5...5).range(of: [1, 2]) == 1...2)
}

@Test func labelsStandUnderTheirEnds() {
  let chart = AreaChart(
    samples: [0, 1], alphabet: .ascii, timeLabels: ["13:41", "14:41", "15:41"], valueDecimals: 1)
  #expect(
    picture(chart, columns: 24, rows: 3) == """
      1.0           ##########
      0.0 ..........##########
          13:41  14:41   15:41

      """)
}

@Test func labelsThatDoNotFitAreLeftOut() {
  let chart = AreaChart(samples: [0, 1], alphabet: .ascii, timeLabels: ["13:41", "14:41", "15:41"])
  #expect(picture(chart, columns: 12, rows: 2).hasSuffix("13:41  15:41\n"))
}

@Test func theWorstOfSeveralSamplesInASlotIsKept() {
  var peaks = [Double](repeating: 0, count: 100)
  peaks[37] = 9
  #expect(ChartFit(.whole).slots(peaks, count: 10).max() == 9)
  #expect(ChartFit(.whole, keep: .lowest).slots(peaks.map { -$0 }, count: 10).min() == -9)
}

@Test func newestSamplesEndAtTheRightEdge() {
  #expect(ChartFit(.newest).slots([1, 2, 3, 4], count: 2) == [3, 4])
  let padded = ChartFit(.newest).slots([1, 2], count: 4)
  #expect(padded[0].isNaN && padded[1].isNaN && padded[2] == 1 && padded[3] == 2)
}

@Test func aSparklineFillsOneRow() {
  var grid = Grid(size: Size(columns: 6, rows: 2))
  Sparkline.draw(
    [0, 1, 2, 3], in: &grid, rect: Rect(x: 2, y: 1, width: 4, height: 1), alphabet: .braille, widths: widths)
  #expect(grid.text == "      \n    ⣠⣾\n")
}
