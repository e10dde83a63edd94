import CitySafety
import Testing

@Suite struct RelationTests {
  private static let relation = Relation(
    id: "r", cause: "a", consequences: ["b"], scope: .town, within: .minutes(5), suppresses: false,
    why: Bilingual(same: ""), origin: "", isLocalDefault: false)

  @Test(arguments: [(-1, false), (0, true), (300_000, true), (300_001, false)] as [(Int64, Bool)])
  func aConsequenceComesNotBeforeItsCauseAndNotTooLateAfterIt(after: Int64, counts: Bool) {
    let cause = Instant(seconds: 1000)
    #expect(RelationTests.relation.reaches(from: cause, to: cause + .milliseconds(after)) == counts)
  }
}
