/// The counts of a narrow header: Chinese, a bar, English.
enum HeaderPhrase: String, PhraseBook {
  case red = "红{count}|R{count}"
  case lost = "失联{count}|Lost {count}"
  case shelved = "搁{count}|Shv{count}"
  case suppressed = "抑{count}|Sup{count}"
  case outOfService = "停{count}|OOS{count}"
  case flood = "洪峰|FLOOD"

  static let table = makeTable()
}
