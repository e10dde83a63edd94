internal import CitySafety
internal import Desk
internal import Glibc

/// What makes a sound here: each grade's way is tried once.
extension Doctor {
  static func sounds(_ settings: SoundSettings) -> [Finding] {
    var findings: [Finding] = []
    var leftovers: [pid_t] = []
    for grade in settings.audibleGrades {
      guard case .command(let command) = settings[grade] else { continue }
      findings.append(player(grade, command, settings.timeout, &leftovers))
    }
    let rings = settings.audibleGrades.filter { settings[$0] == .bell }.map(\.mark).joined(separator: " ")
    if !rings.isEmpty {
      findings.insert(
        good(
          Bilingual(zh: "声音 \(rings)", en: "Sound \(rings)"), "终端响铃 (已响一次\u{07})",
          "terminal bell (it rang once\u{07})"), at: 0)
    }
    if settings.audibleGrades.isEmpty {
      findings.append(
        wrong(
          .advice, Bilingual(zh: "声音", en: "Sound"), Bilingual(zh: "各级都设为不响", en: "no grade makes a sound"),
          Bilingual(
            zh: "在 site.toml 或 config.toml 的 [sound] 中设定",
            en: "set them in [sound] of site.toml or config.toml")))
    }
    return findings + [selfTest(settings)]
  }

  private static func player(
    _ grade: Grade, _ command: SoundCommand, _ timeout: Span, _ leftovers: inout [pid_t]
  ) -> Finding {
    let subject = Bilingual(zh: "声音 \(grade.mark)", en: "Sound \(grade.mark)")
    let text = Bilingual(zh: "声音检查", en: "Sound check")
    let request = SoundRequest(
      grade: grade, arguments: command.filled(grade: grade, count: 1, text: text), folder: command.folder)
    let began = SystemClock.monotonic()
    let end = SoundProcess.run(request, timeout: timeout, wake: WakeDescriptor(), leftovers: &leftovers) {
      true
    }
    let took = SystemClock.monotonic() - began
    guard case .fault(let fault) = end else {
      return good(subject, "\(command.program)，用时 \(took) 毫秒", "\(command.program), took \(took) ms")
    }
    let remedy: Bilingual
    switch fault {
    case .missing:
      remedy = Bilingual(
        zh: "请安装它，或改 [sound] 的 \(grade.word)", en: "install it, or change \(grade.word) in [sound]")
    case .failed:
      remedy = Bilingual(zh: "请在终端里运行该命令查看原因", en: "run the command in a terminal to see why")
    case .hung:
      remedy = Bilingual(zh: "请检查声卡与声音服务", en: "check the sound card and the sound server")
    }
    return wrong(.bad, subject, fault.words(command.program), remedy)
  }

  private static func selfTest(_ settings: SoundSettings) -> Finding {
    let subject = Bilingual(zh: "声音自检", en: "Sound self-test")
    let remedy = Bilingual(zh: "在控制台按 : 输入 sound test", en: "in the console press : and type sound test")
    let now = SystemClock().now()
    guard let record = SoundTestFile.read(Paths.fromEnvironment().soundTestFile),
      record.test.at.age(at: now) < settings.testLife
    else { return wrong(.advice, subject, Bilingual(zh: "声音 未自检", en: "not tested in this shift"), remedy) }
    let time = record.test.at.iso8601(at: .utc)
    guard record.test.unheard.isEmpty else {
      let marks = record.test.unheard.map(\.mark).joined(separator: " ")
      return wrong(
        .advice, subject,
        Bilingual(
          zh: "\(record.seat) \(time) 没有听到 \(marks)", en: "\(record.seat) \(time): \(marks) not heard"),
        remedy)
    }
    return good(
      subject, "声音 已自检 \(time) \(record.seat)", "tested \(time) at \(record.seat)")
  }
}
