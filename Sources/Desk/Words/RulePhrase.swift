/// The texts of alarm rules and of their changes: Chinese, a bar, English.
enum RulePhrase: String, PhraseBook {
  // Red on a shelf
  case shelvedRed = "搁置中红色 {count}|{count} RED shelved"
  case redRoseOnShelf = "搁置中转为红色（不突破搁置）：{what}|Red on its shelf, which it does not break: {what}"
  case redsRoseOnShelf =
    "搁置中转为红色（不突破搁置）：{what}，另 {more} 条|Red on shelves that they do not break: {what}, and {more} more"

  static let table = makeTable()
}
