import Testing

@testable import Formats

private func parse(_ text: String, comma: Bool = false) -> Double? {
  var text = text
  return text.withUTF8 { DecimalNumber.parse(Bytes($0), decimal: comma ? ASCII.comma : ASCII.point) }
}

@Test(arguments: [
  "0", "-0", "1", "-12.5", "58.400001525878906", "0.00030000000000000003", "9007199254740993",
  "9999999999999999999", "0.1", "123456789.123456789", "1e-5", "1E+10", "2.2250738585072014e-308", "5e-324",
  "0.0000000000000000001", "179769313486231570000000000000000000000", "8.5", "0.7860828478533577",
])
func aNumberIsTheNearestDouble(_ text: String) {
  #expect(parse(text)?.bitPattern == Double(text)?.bitPattern)
}

@Test func everyRandomNumberIsTheNearestDouble() {
  let seed: UInt64 = 20_261_123
  var dice = Dice(state: seed)
  for _ in 0..<20_000 {
    let whole = String(dice.next() >> UInt64(dice.next() % 64))
    let place = Int(dice.next() % UInt64(whole.count + 1))
    let text = whole.prefix(place) + "." + whole.dropFirst(place)
    let padded = text.hasPrefix(".") ? "0" + text : text.hasSuffix(".") ? text + "0" : text
    #expect(parse(String(padded)) == Double(String(padded)), "seed \(seed): \(padded)")
  }
}

@Test(arguments: [
  "", " ", "-", "+", ".", "1.2.3", "12a", "1e", "1e+", "0x10", "inf", "nan", "1e999", "1,5", "--1",
])
func whatIsNoNumberIsRefused(_ text: String) {
  #expect(parse(text) == nil)
}

@Test func aCommaIsTheDecimalMarkWhereTheMappingSaysSo() {
  #expect(parse("12,75", comma: true) == 12.75)
  #expect(parse("1,5e3", comma: true) == 1500)
  #expect(parse("12.75", comma: true) == nil)
}

@Test func blanksAndAPlusAroundANumberAreAllowed() {
  #expect(parse("  +3.5\t") == 3.5)
  #expect(parse(".5") == 0.5)
  #expect(parse("7.") == 7)
}
