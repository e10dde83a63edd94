/// What is said about keys and the places where they hold: Chinese, a bar, English.
enum KeyPhrase: String, PhraseBook {
  case onlyThere = "仅在：{place}|Only there: {place}"
  case panes = "各窗格|the panes"

  static let table = makeTable()
}
