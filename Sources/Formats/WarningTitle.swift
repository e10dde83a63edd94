import CitySafety

/// What the title of a Chinese warning says: `天津市气象局发布道路结冰黄色预警/III/较重`.
struct WarningTitle {
  var issuer = ""
  var event = ""
  var colour: Grade?
  var messageType = ReceivedWarning.MessageType.alert
  var status = ReceivedWarning.Status.actual

  private static let colours: [(word: String, grade: Grade)] = [
    ("红色", .red), ("橙色", .orange), ("黄色", .yellow), ("蓝色", .blue),
  ]
  private static let levels: [(word: String, grade: Grade)] = [
    ("/I/", .red), ("/II/", .orange), ("/III/", .yellow), ("/IV/", .blue),
  ]
  private static let updates = ["更新发布", "变更", "继续发布", "升级", "降级", "更新"]

  init(_ title: String) {
    let text = Array(title.unicodeScalars)
    func first(_ word: String, from start: Int = 0) -> Int? {
      let word = Array(word.unicodeScalars)
      guard text.count >= word.count + start else { return nil }
      return (start...(text.count - word.count)).first { text[$0...].starts(with: word) }
    }
    func words(_ range: Range<Int>) -> String {
      String(String.UnicodeScalarView(text[range])).trimmingBlanks
    }
    let verb = WarningTitle.verb(first)
    if verb?.isEnd == true { messageType = .cancel }
    if messageType == .alert, WarningTitle.updates.contains(where: { first($0) != nil }) {
      messageType = .update
    }
    if first("演练") != nil || first("演习") != nil { status = .exercise }
    if first("测试") != nil { status = .test }

    // The last colour counts: 由黄色升级为橙色.
    var firstColour: Int?
    var lastColour = -1
    for (word, grade) in WarningTitle.colours {
      var start = verb?.end ?? 0
      while let found = first(word, from: start) {
        firstColour = min(firstColour ?? found, found)
        if found > lastColour { (lastColour, colour) = (found, grade) }
        start = found + 1
      }
    }
    if colour == nil {
      colour = WarningTitle.levels.first { first($0.word) != nil }?.grade
    }
    guard let verb else { return }
    issuer = words(0..<verb.start)
    let end = firstColour ?? first("预警", from: verb.end) ?? text.firstIndex(of: "/") ?? text.count
    if end > verb.end { event = words(verb.end..<end) }
  }

  private static func verb(
    _ first: (String, Int) -> Int?
  ) -> (start: Int, end: Int, isEnd: Bool)? {
    let verbs: [(word: String, isEnd: Bool)] = [
      ("更新发布", false), ("继续发布", false), ("变更发布", false), ("解除", true), ("取消", true), ("发布", false),
    ]
    for (word, isEnd) in verbs {
      if let start = first(word, 0) { return (start, start + word.unicodeScalars.count, isEnd) }
    }
    return nil
  }

  /// The colour of NMC's picture name `p0005003.png`: its last three digits, 001 red to 004 blue.
  static func colour(ofPicture name: String) -> Grade? {
    let stem =
      name.utf8.split(separator: UInt8(ascii: "/")).last?.prefix { $0 != ASCII.point } ?? ""[...].utf8
    guard stem.count >= 4, let digits = Int(String(decoding: stem.suffix(3), as: UTF8.self)),
      (1...4).contains(digits)
    else { return nil }
    return Grade(rawValue: UInt8(digits))
  }
}

extension String {
  /// Without ASCII spaces at either end.
  fileprivate var trimmingBlanks: String {
    let head = drop { $0 == " " }
    return String(head.prefix(head.count - head.reversed().prefix { $0 == " " }.count))
  }
}
