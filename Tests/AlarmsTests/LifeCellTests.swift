import Alarms
import LifeModel
import Testing

@Suite struct LifeCellFacts {
  /// Every state × event × guard, the whole record and the answer.
  @Test(arguments: LifeEvent.allCases)
  func everyCellOfTheShippedTableIsWhatTheModelSays(event: LifeEvent) {
    let (count, difference) = LifeCells.compare(event, .shipped, states: LifeCells.states())
    #expect(difference == nil, "\(difference?.description ?? "")")
    print("cells \(event) \(count)")
  }

  @Test func everyRowIsPerformedInSomeCell() {
    var rows: Set<String> = []
    let states = LifeCells.states()
    for event in LifeEvent.allCases {
      for input in LifeCells.inputs(of: event) {
        for state in states {
          var state = state
          input.vary(&state)
          if case .performed(let row) = state.outcome(of: event, input.input) { rows.insert(row) }
        }
      }
    }
    #expect(rows == Set(LifeTable.shipped.rows.map(\.number)))
  }
}
