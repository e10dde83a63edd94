import CitySafety
import Formats
import Glibc

/// 2026-11-23 15:41:07 Beijing time.
let arrived = CivilTime(year: 2026, month: 11, day: 23, hour: 15, minute: 41, second: 7).instant(at: .beijing)

func beijing(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0, _ second: Int = 0)
  -> Instant
{
  CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second).instant(
    at: .beijing)
}

func utc(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0, _ second: Int = 0)
  -> Instant
{
  CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second).instant(at: .utc)
}

/// Sensors with these codes, at their positions, ranged −1000 to 1000000.
func sensors(_ codes: [String], metric: String = "") -> SensorLookup {
  SensorLookup(
    codes.enumerated().map { index, code in
      SensorLookup.Entry(
        code: code, metric: metric, sensor: SensorIndex(index), rangeLow: -1000, rangeHigh: 1_000_000)
    })
}

func context(_ lookup: SensorLookup = sensors(["a", "b", "c"]), arrived: Instant = arrived) -> DecodeContext {
  DecodeContext(
    source: SourceIndex(3), arrived: arrived, offset: .beijing, futureTolerance: .minutes(5), sensors: lookup)
}

func decode(
  _ bytes: [UInt8], _ format: FeedFormat, context: DecodeContext = context(), page: Int? = nil
) -> DecodedBatch {
  var decoder = FeedDecoder(format: format)
  var batch = DecodedBatch()
  bytes.withUnsafeBytes { decoder.decode($0, context: context, page: page, into: &batch) }
  return batch
}

func decode(
  _ text: String, _ format: FeedFormat, context: DecodeContext = context(), page: Int? = nil
) -> DecodedBatch {
  decode(Array(text.utf8), format, context: context, page: page)
}

/// Rows `{"code","value","time"}` or the columns of those names.
let plainRow = RowMapping(codeField: "code", timeField: "time", values: [ValueField(field: "value")])

func json(_ root: String = "rows", row: RowMapping = plainRow) -> FeedFormat {
  .json(JSONMapping(root: JSONPath(root), row: row))
}

/// A document with one row of these members.
func oneRow(_ members: String) -> String { "{\"rows\":[{\(members)}]}" }

/// SplitMix64: a test that fails names its seed.
struct Dice: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// The reference data beside the package, or where the environment says; some machines do not have it.
enum Reference {
  static let folder: String? = {
    var places = ["../shared/data/open"]
    if let place = getenv("WATCHFLOOR_SHARED") {
      places.insert(contentsOf: [String(cString: place) + "/data/open", String(cString: place)], at: 0)
    }
    let here = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(
      separator: "/")
    places.append(here + "/../shared/data/open")
    return places.first { access($0, R_OK) == 0 }
  }()

  static var isHere: Bool { folder != nil }

  static func file(_ name: String) throws -> [UInt8] {
    struct Missing: Error { var name: String }
    guard let folder, let stream = fopen(folder + "/" + name, "rb") else { throw Missing(name: name) }
    defer { fclose(stream) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, stream)
      if count == 0 { return bytes }
      bytes.append(contentsOf: buffer[..<count])
    }
  }
}
