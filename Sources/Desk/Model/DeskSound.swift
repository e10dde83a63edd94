internal import Alarms
internal import Cells
public import CitySafety
internal import Operations

/// What this seat sounds like: new alarms, reminders, the self-test, and players that fail.
extension Desk {
  /// Sounds alarms that became unacknowledged or worse, now or when their turn comes.
  mutating func annunciate(_ fresh: [AlarmRow]) {
    let isSilenced = silencedUntil != nil
    if let due = sound.take(fresh, in: latest.alarms, isSilenced: isSilenced, now: hand) { play(due) }
  }

  /// Sounds what waited for its turn, or what nobody acknowledged.
  mutating func remind() {
    let isSilenced = silencedUntil != nil
    if let due = sound.passTime(in: latest.alarms, isSilenced: isSilenced, now: hand) { play(due) }
  }

  private mutating func play(_ due: Annunciation) {
    play(due.grade, count: due.tally.total, text: words(for: due))
  }

  private mutating func play(_ grade: Grade, count: Int, text: Bilingual, isTest: Bool = false) {
    switch configuration.sound[grade] {
    case .none: break
    case .bell: effects.append(.bell)
    case .command(let command):
      // A player that did not play may take its whole time again: the bell does not wait for it.
      let isFaulty = soundFaults[command.program] != nil
      if isFaulty { effects.append(.bell) }
      effects.append(
        .play(
          SoundRequest(
            grade: grade, arguments: command.filled(grade: grade, count: count, text: text),
            folder: command.folder, hasRung: isFaulty, isTest: isTest)))
    }
  }

  /// One alarm by name, several by number and grade.
  private func words(for due: Annunciation) -> Bilingual {
    if !due.isReminder, let id = due.alarm, let alarm = latest.alarms[id] {
      let content = wording.content(of: alarm, index.facts(of: alarm), hasSiteColumn: false)
      let text = Phrase.soundOne.filled(with: ["grade": due.grade.colour, "what": content])
      return Bilingual(zh: Desk.spoken(text.zh), en: Desk.spoken(text.en))
    }
    let phrase: Phrase = due.isReminder ? .soundReminder : .soundMany
    let present = Grade.allCases.filter { due.tally[$0] > 0 }
    let parts = Bilingual(
      zh: present.map { "\(due.tally[$0]) 条\($0.colour.zh)" }.joined(separator: "，"),
      en: present.map { "\(due.tally[$0]) \($0.colour.en)" }.joined(separator: ", "))
    return phrase.filled(with: ["count": Bilingual(same: String(due.tally.total)), "parts": parts])
  }

  private static func spoken(_ text: String) -> String {
    HarmlessText.clean(text, limit: Desk.textLimit, replacement: " ")
  }

  // MARK: Players

  mutating func take(_ report: SoundReport) {
    let program = report.request.program
    if report.dropped > 0 { say(.soundDropped, ["count": String(report.dropped)]) }
    guard let fault = report.fault else {
      if soundFaults.removeValue(forKey: program) != nil { say(.soundBack, ["program": program]) }
      return
    }
    if soundFaults[program] != fault { say(fault.words(program), isError: true) }
    soundFaults[program] = fault
    let mayRing = silencedUntil == nil || report.request.isTest
    if mayRing, !report.request.hasRung { effects.append(.bell) }
    guard case .dialog(var dialog) = overlay, case .soundTest(let trial) = dialog.purpose,
      trial.waiting.first == report.request.grade
    else { return }
    dialog.problem = fault.words(program)
    overlay = .dialog(dialog)
  }

  // MARK: Self-test

  mutating func openSoundTest() {
    let grades = configuration.sound.audibleGrades
    guard !grades.isEmpty else { return say(.soundNone) }
    ask(SoundTrial(waiting: grades))
  }

  private mutating func ask(_ trial: SoundTrial) {
    guard let grade = trial.waiting.first else { return }
    open(Dialog(.soundTest(trial), at: hand))
    play(grade, count: 1, text: Phrase.soundTrial.filled(with: ["grade": grade.colour]), isTest: true)
  }

  mutating func answer(_ trial: SoundTrial, isHeard: Bool) {
    var trial = trial
    overlay = nil
    guard !trial.waiting.isEmpty else { return }
    let grade = trial.waiting.removeFirst()
    if !isHeard { trial.unheard.append(grade) }
    guard trial.waiting.isEmpty else { return ask(trial) }
    let test = SoundTest(at: hand, unheard: trial.unheard)
    soundTest = test
    effects.append(.keepSoundTest(test))
    journal(test)
    if test.unheard.isEmpty {
      say(.soundTestDone)
    } else {
      say(.soundTestFailed, ["grades": test.unheardMarks], isError: true)
    }
  }

  /// Enters the answers in the shift log, where somebody is signed in to answer for them.
  private mutating func journal(_ test: SoundTest) {
    guard actor != nil, !isLocked, case .attached = link else {
      return
    }
    let sound = configuration.sound
    let heard = sound.audibleGrades.filter { !test.unheard.contains($0) }
    var fields: [LogField: String] = [.player: sound.players.joined(separator: " ")]
    if !heard.isEmpty { fields[.heard] = heard.map(\.mark).joined(separator: " ") }
    if !test.unheard.isEmpty { fields[.unheard] = test.unheardMarks }
    fields[.shift] = runningShift?.shift.hours
    send(.log(LogEntry(kind: .soundTest, occurredAt: test.at, fields: fields)))
  }

  /// Takes over a test of an earlier console at this seat; one from the future was made by another clock.
  mutating func take(_ test: SoundTest) {
    if test.at <= hand { soundTest = test }
  }

  // MARK: Header

  /// What the header says of the sound; the largest priority leaves first.
  var soundState: (text: String, role: StyleRole, priority: Int) {
    if let silencedUntil {
      return (t(.silenced, ["age": Figures.clock(silencedUntil - handClock)]), .modeFrozen, 2)
    }
    if !soundFaults.isEmpty { return (t(.soundFaulty), .modeFrozen, 2) }
    if configuration.sound.audibleGrades.isEmpty { return (t(.soundOff), .valueStale, 7) }
    guard let soundTest, soundTest.at.age(at: clock) < configuration.sound.testLife else {
      return (t(.soundUntested), .valueStale, 7)
    }
    guard soundTest.unheard.isEmpty else {
      return (t(.soundUnheard, ["grades": soundTest.unheardMarks]), .modeFrozen, 2)
    }
    let time = CivilTime(soundTest.at, at: configuration.site.offset).time.prefix(5)
    return (t(.soundTested, ["time": String(time)]), .muted, 10)
  }
}

extension SoundSettings {
  /// What plays the audible grades, each program once.
  fileprivate var players: [String] {
    var players: [String] = []
    for grade in audibleGrades {
      let player = if case .command(let command) = self[grade] { command.program } else { "bell" }
      if !players.contains(player) { players.append(player) }
    }
    return players
  }
}

extension SoundTest {
  var unheardMarks: String { unheard.map(\.mark).joined(separator: " ") }
}

extension SoundFault {
  /// What happened and what is done instead.
  public func words(_ program: String) -> Bilingual {
    switch self {
    case .missing(let reason): Phrase.soundMissing.filled(["program": program, "reason": reason])
    case .failed(let code): Phrase.soundFailed.filled(["program": program, "code": String(code)])
    case .hung: Phrase.soundHung.filled(["program": program])
    }
  }
}

extension SoundTone {
  /// What plays, for a person.
  var name: Bilingual {
    switch self {
    case .none: Phrase.toneNone.text
    case .bell: Phrase.toneBell.text
    case .command(let command): Bilingual(same: command.program)
    }
  }
}

extension Grade {
  /// The warning colour as it is spoken.
  var colour: Bilingual {
    switch self {
    case .red: Phrase.gradeRed.text
    case .orange: Phrase.gradeOrange.text
    case .yellow: Phrase.gradeYellow.text
    case .blue: Phrase.gradeBlue.text
    }
  }
}
