public import CitySafety
public import Operations

/// What is said of messages of the outbox: Chinese, a bar, English.
enum OutboxPhrase: String, PhraseBook {
  case eventResend = "重发消息 {key}|sent message {key} again"
  case refusedUnknown =
    "没有消息 {key}；用 watchfloor outbox list 查看|There is no message {key}; see watchfloor outbox list"
  case refusedWaits = "{key} 正在等待发送，无须重发|{key} waits for its channel anyway; nothing was done"

  case undelivered = "未送达 {count}|Undelivered {count}"

  static let table = makeTable()
}

extension Refusal {
  /// Why a request was refused, for whoever asked at no screen.
  public func text(site: Site) -> Bilingual { Wording(index: SiteIndex(site: site)).text(of: self) }
}
