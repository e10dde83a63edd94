/// The texts of escalations: Chinese, a bar, English.
enum EscalationPhrase: String, PhraseBook {
  case told = "；已上报，消息 {message}|; told in message {message}"
  case toldInSummary = "；并入上报汇总 {message}|; told in summary {message}"
  case summary = "上报汇总 {message}：{reason} {count} 条|summary {message}: {count} alarms {reason}"

  static let table = makeTable()
}
