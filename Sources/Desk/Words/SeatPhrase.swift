/// What a seat says of its owner: Chinese, a bar, English.
enum SeatPhrase: String, PhraseBook {
  case notWriting = "存储不能写 {age}|NOT STORED {age}"
  case leftByOwner =
    "本席已退出登录（主控更换，或人员停用）：请重新登录|Signed out by the owner (a new one, or the person is disabled): sign in again"

  static let table = makeTable()
}
