internal import Alarms
internal import CityDispatch
internal import CitySafety

/// The words of the quick entry `:记 …`, in one place: which word begins it, and what each status word means.
enum QuickWords {
  enum Meaning: Sendable, Hashable {
    case note(NoteKind)
    /// A receipt on behalf of a unit.
    case step(TaskEvent)
  }

  struct Word: Sendable {
    var zh: [String]
    var en: [String]
    var meaning: Meaning

    init(_ zh: String, _ en: String, _ meaning: Meaning) {
      self.zh = zh.split(separator: " ").map(String.init)
      self.en = en.split(separator: " ").map(String.init)
      self.meaning = meaning
    }

    /// The first of each language is the one that is shown.
    var name: Bilingual { Bilingual(zh: zh[0], en: en[0]) }
  }

  /// What a line begins with.
  static let commands = ["记", "log"]
  /// What the number of an order stands behind.
  static let orders = ["任务", "指令", "task", "order"]

  /// A line without a status word is a note.
  static let notes: [Word] = [
    Word("记事", "note", .note(.note)),
    Word("批示 指示", "instruction", .note(.instruction)),
    Word("通话 来电 去电", "call", .note(.call)),
    Word("到位 领导到位", "arrival leader", .note(.arrival)),
    Word("舆情 媒体", "media", .note(.media)),
    Word("决定 决策", "decision", .note(.decision)),
  ]

  static let receipts: [Word] = [
    Word("签收 收到", "received", .step(.receive)),
    Word("出动 出发", "left", .step(.depart)),
    Word("到场 到达", "scene arrived", .step(.arrive)),
    Word("控制", "controlled", .step(.control)),
    Word("反馈", "feedback", .step(.report)),
    Word("报平安 平安", "safe", .step(.checkIn)),
    Word("退回", "declined", .step(.decline)),
  ]

  /// How a receipt came, before the status word; by telephone where none stands.
  static let channels: [(word: [String], channel: String)] = [
    (["电话", "phone"], "phone"), (["对讲", "radio"], "radio"), (["当面", "person"], "in-person"),
  ]

  static func meaning(of text: String) -> Word? {
    let text = text.lowercased()
    return (notes + receipts).first { $0.zh.contains(text) || $0.en.contains(text) }
  }

  static func channel(of text: String) -> String? {
    channels.first { $0.word.contains(text.lowercased()) }?.channel
  }

  static func list(_ words: [Word], _ language: Language) -> String {
    words.map { $0.name[language] }.joined(separator: " ")
  }
}

/// The texts of the quick entry: Chinese, a bar, English.
enum QuickPhrase: String, PhraseBook {
  static let table = makeTable()

  case noteTo = "记入事件 #{number} {title}：{kind}|Into incident #{number} {title}: {kind}"
  case stepOf = "指令 {task} {unit} 记为：{step}（{channel}）|Order {task} {unit} becomes: {step} ({channel})"
  case line = "{time} {name} {text}|{time} {name} {text}"
  case nobody = "（未登录）|(nobody signed in)"
  case about = "指令{task} {text}|order {task}: {text}"
  case noIncident =
    "记入值班日志；要记入事件请写 #编号，如 记 #3 内容|Goes to the shift log; for an incident write #number: log #3 text"
  case needsText = "还没有内容|There is no text yet"
  case needsTask =
    "“{word}”是回执，请先写哪个任务，如 任务12|\"{word}\" is a receipt: say of which order first, such as task12"
  case needsWord = "任务 {task} 之后请以状态词结尾|Order {task}: end the line with a status word"
  case otherIncident = "指令 {task} 属于事件 #{number}|Order {task} belongs to incident #{number}"
  case notes = "末尾写 {words}（不写为记事）|Last word: {words} (none: note)"
  case receipts = "任务N … 末尾写 {words}|taskN … last word: {words}"
  case by = "方式写在状态词前：{words}|How it came, before it: {words}"
}
