import LifeModel
import Testing

@Suite struct RandomLifeFacts {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func theReducerAndTheModelLiveTheSameLife(seed: UInt64) {
    var life = RandomLife(seed: seed)
    for step in 1...4000 {
      if let trouble = life.step() {
        Issue.record("seed \(seed), step \(step): \(trouble.prefix(4000))")
        return
      }
    }
    #expect(life.wholeTrouble() == nil, "seed \(seed)")
  }
}
