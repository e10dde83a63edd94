public import CitySafety

/// What leaves the house about a task: the order, the same order again, or that it is cancelled.
public enum OrderMessage {
  /// The number of the order's message, which every copy of it carries: the task and how often it was sent.
  ///
  /// A receiver that knows it acts once.
  private static func number(of task: TaskID, sends: Int) -> String { "task\(task.value).\(sends)" }

  /// The task whose order a message is; `nil` for every other message.
  public static func task(ofMessage id: String) -> TaskID? {
    let number = id.prefix { $0 != "/" }.split(separator: ".", omittingEmptySubsequences: false)
    guard number.count == 2, number[0].hasPrefix("task") else { return nil }
    return Int64(number[0].dropFirst(4)).map(TaskID.init)
  }

  /// With what the ids of all messages about a task begin: its orders, its cancellation, and that it was missed.
  public static func idPrefixes(of task: TaskID) -> [String] {
    ["task\(task.value).", "cancel\(task.value)/", "missed\(task.value)."]
  }

  /// The order of a task that was issued or is sent again.
  public static func order(_ task: TaskOrder, of incident: Incident, channel: String, at: Instant)
    -> OutboxItem
  {
    let resend = task.sends - 1
    let again = resend > 0 ? Bilingual(zh: "（重发 \(resend)）", en: " (resend \(resend))") : Bilingual(same: "")
    let (about, what, limits) = (incident.title, task.draft.what, limits(task))
    let zh = "【指令 \(task.id.value)】\(again.zh)\(task.grade.mark) \(about.zh)：\(what.zh)。\(limits.zh)请签收。"
    let en =
      "[Order \(task.id.value)]\(again.en) \(task.grade.word) \(about.en): \(what.en). \(limits.en)"
      + "Please confirm receipt."
    return OutboxItem(
      id: number(of: task.id, sends: task.sends) + "/\(channel)/" + task.draft.recipient, channel: channel,
      recipient: task.draft.recipient, text: Bilingual(zh: zh, en: en), createdAt: at, grade: task.grade,
      place: incident.place)
  }

  /// That an order which went out holds no longer.
  public static func cancellation(_ task: TaskOrder, channel: String, at: Instant) -> OutboxItem {
    OutboxItem(
      id: "cancel\(task.id.value)/\(channel)/" + task.draft.recipient, channel: channel,
      recipient: task.draft.recipient,
      text: Bilingual(
        zh: "【撤销指令 \(task.id.value)】\(task.draft.what.zh)：\(task.reason)",
        en: "[Order \(task.id.value) cancelled] \(task.draft.what.en): \(task.reason)"), createdAt: at,
      grade: task.grade)
  }

  /// To the lead: nobody has confirmed the order.
  public static func missed(
    _ task: TaskOrder, of incident: Incident, to recipient: String, channel: String, at: Instant
  ) -> OutboxItem {
    let (about, what) = (incident.title, task.draft.what)
    return OutboxItem(
      id: "missed\(task.id.value).\(task.missed)/\(channel)/\(recipient)", channel: channel,
      recipient: recipient,
      text: Bilingual(
        zh: "【未签收】指令 \(task.id.value) \(about.zh)：\(what.zh)，\(task.missed) 次未签收，请改派或电话落实。",
        en:
          "[No receipt] order \(task.id.value) \(about.en): \(what.en), missed \(task.missed) times; reassign it or call."
      ), createdAt: at, grade: task.grade, place: incident.place)
  }

  private static func limits(_ task: TaskOrder) -> Bilingual {
    let arrival = task.draft.limits.arrival
    guard arrival > .zero else { return Bilingual(same: "") }
    let minutes = (arrival.milliseconds + 59_999) / 60_000
    return Bilingual(zh: "\(minutes) 分钟内到场。", en: "Be on the scene within \(minutes) min. ")
  }
}
