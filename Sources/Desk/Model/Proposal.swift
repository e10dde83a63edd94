internal import Alarms
internal import CitySafety
internal import Operations
internal import Widgets

/// A command while it is asked about: what it is to do, to which alarms as they were seen.
///
/// What the dialog lists is what is sent: all of it or nothing.
struct Proposal: Sendable, Hashable {
  var name: CommandName
  var sights: [Sight]
  var text = ""
  var acceptsLostData = false
  var until: Instant?
  var grade: Grade?
  var verdict: Verdict?
  var measure = ""

  init(_ name: CommandName, _ sights: [Sight]) {
    self.name = name
    self.sights = sights
  }

  func command(by actor: Actor) -> Command {
    Command(
      name: name, targets: sights.map(\.target), text: text, acceptsLostData: acceptsLostData, until: until,
      grade: grade, verdict: verdict, measure: measure, actor: actor)
  }

  /// The worst of what was seen.
  var worst: Grade { sights.map(\.worst).reduce(.blue) { $1.isWorse(than: $0) ? $1 : $0 } }

  /// Whether it always takes a second person, whatever the authority table says.
  var needsSecond: Bool {
    switch name {
    case .shelve: worst == .red
    case .outOfService, .returnToService: true
    default: false
    }
  }
}

extension Sight {
  var target: CommandTarget {
    CommandTarget(alarm: alarm, occurrence: occurrence, version: version, revision: revision)
  }
}

/// What one field of a command's dialog means.
enum ProposalField: Sendable, Hashable {
  case text, measure, duration, grade, verdict, leadName, leadCode
}

extension Dialog {
  /// The dialog of a command, with the fields that it needs.
  ///
  /// `durations` are the shelving times to choose from, shortest first.
  static func command(_ proposal: Proposal, durations: [Span], at now: Instant) -> Dialog {
    var fields: [Field] = []
    switch proposal.name {
    case .assign: fields = [.text(.assigneeField)]
    case .comment: fields = [.text(.commentField)]
    case .escalate, .reopen: fields = [.text(.reasonField)]
    case .respond: fields = [.text(.actionField)]
    case .resolve: fields = [.text(.feedbackField)]
    case .shelve:
      fields = [
        .options(.durationField, .duration, durations.map(Dialog.minutes)), .text(.reasonField),
      ]
    case .outOfService: fields = [.text(.orderField), .text(.measureField, .measure)]
    case .close:
      fields = [.options(.verdictField, .verdict, Verdict.allCases.map(\.name)), .text(.reasonField)]
    case .prioritise:
      let grades = Grade.allCases.map { Bilingual(same: $0.mark) }
      fields = [.options(.gradeField, .grade, grades), .text(.reasonField)]
    default: break
    }
    if proposal.needsSecond { fields += leadFields }
    return Dialog(.command(proposal, durations: durations), fields: fields, at: now)
  }

  static let leadFields: [Field] = [
    Field(label: .leadNameField, input: TextField(limit: 64), meaning: .leadName),
    Field(label: .leadCodeField, input: TextField(limit: 256), isSecret: true, meaning: .leadCode),
  ]

  private static func minutes(_ span: Span) -> Bilingual {
    let minutes = span.milliseconds / 60_000
    return minutes % 60 == 0
      ? Bilingual(zh: "\(minutes / 60) 小时", en: "\(minutes / 60) h")
      : Bilingual(zh: "\(minutes) 分", en: "\(minutes) min")
  }

  /// The lead's name and code, where the dialog asked for them.
  var lead: (name: String, code: String)? {
    guard let name = fields.first(where: { $0.meaning == .leadName }),
      let code = fields.first(where: { $0.meaning == .leadCode })
    else { return nil }
    return (name.input.text.trimmed, code.input.text)
  }

  /// The proposal with what the fields say.
  func filled(_ proposal: Proposal, durations: [Span], at now: Instant) -> Proposal {
    var proposal = proposal
    for field in fields {
      switch field.meaning {
      case .text: proposal.text = field.cleaned
      case .measure: proposal.measure = field.cleaned
      case .duration:
        // Whole minutes: the same choice in the same minute is the same command.
        let minute = now.milliseconds - now.milliseconds % 60_000
        if durations.indices.contains(field.choice) {
          proposal.until = Instant(milliseconds: minute) + durations[field.choice]
        }
      case .grade: proposal.grade = Grade.allCases[min(field.choice, 3)]
      case .verdict: proposal.verdict = Verdict.allCases[min(field.choice, Verdict.allCases.count - 1)]
      case .leadName, .leadCode, nil: break
      }
    }
    return proposal
  }
}

extension Dialog.Field {
  static func text(_ label: Phrase, _ meaning: ProposalField = .text) -> Dialog.Field {
    Dialog.Field(label: label, input: TextField(limit: Desk.textLimit), meaning: meaning)
  }

  static func options(_ label: Phrase, _ meaning: ProposalField, _ options: [Bilingual]) -> Dialog.Field {
    Dialog.Field(label: label, input: TextField(limit: 0), meaning: meaning, options: options)
  }

  /// What was typed, fit to be stored and shown; a secret is taken as it is.
  var cleaned: String {
    isSecret
      ? input.text
      : HarmlessText.clean(input.text, limit: max(Desk.textLimit, input.limit), replacement: " ").trimmed
  }

  /// Whether something must still be typed.
  var isEmpty: Bool { options.isEmpty && !isOptional && cleaned.isEmpty }
}
