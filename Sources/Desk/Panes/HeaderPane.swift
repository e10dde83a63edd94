internal import Alarms
internal import Cells
internal import CitySafety
internal import Operations
internal import Widgets

/// The header line, the message line and the screen that is too small.
extension Desk {
  /// A piece of the header; the largest number leaves first when there is no room.
  private struct Piece {
    var segments: [Segment]
    var priority: Int
  }

  /// Columns from which the header says its counts in whole words.
  private static let wholeHeader = 100

  func drawHeader(_ painter: inout Painter, _ rect: Rect) {
    painter.grid.fill(rect, role: .header)
    var left = leftPieces(isNarrow: rect.width < Desk.wholeHeader)
    var right = rightPieces
    let room = rect.width - 2
    func wide(_ pieces: [Piece]) -> Int {
      pieces.reduce(0) { $0 + $1.segments.width(painter.widths) + 2 }
    }
    while wide(left) + wide(right) > room + 2,
      let worst = (left + right).map(\.priority).max(), worst > 0
    {
      left.removeAll { $0.priority == worst }
      right.removeAll { $0.priority == worst }
    }
    var x = rect.x + 1
    for piece in left where x < rect.maxX {
      x += painter.line(piece.segments, x: x, y: rect.y, limit: rect.maxX - x) + 2
    }
    var end = rect.maxX - 1
    for piece in right.reversed() {
      let start = max(x, end - piece.segments.width(painter.widths))
      if start < end { painter.line(piece.segments, x: start, y: rect.y, limit: end - start) }
      end = start - 2
    }
  }

  private func leftPieces(isNarrow: Bool) -> [Piece] {
    let counts = latest.alarms.counts
    let site = configuration.site
    var pieces = [Piece(segments: [Segment(site.name[language], .header, flags: .bold)], priority: 4)]
    if site.isMadeUp { pieces.append(Piece(segments: [Segment(t(.simulated), .simulated)], priority: 0)) }
    pieces += isNarrow ? safetyPieces : [unacknowledgedPiece]
    pieces.append(
      Piece(segments: [Segment(t(.acknowledged) + " \(counts.acknowledged)", .header)], priority: 7))
    pieces.append(Piece(segments: [Segment(t(.owned) + " \(counts.owned)", .header)], priority: 6))
    if !isNarrow { pieces += hiddenPieces }
    if counts.shelvedRed > 0 {
      let text = RulePhrase.shelvedRed.filled(["count": String(counts.shelvedRed)])[language]
      pieces.append(Piece(segments: [Segment(text, .alarmRed)], priority: 0))
    }
    let unauthorised = latest.rules.unauthorised
    if unauthorised > 0 {
      let text = RulePhrase.unauthorisedCount.filled(["count": String(unauthorised)])[language]
      pieces.append(Piece(segments: [Segment(text, .error)], priority: 3))
    }
    if latest.undelivered > 0 {
      let text = OutboxPhrase.undelivered.filled(["count": String(latest.undelivered)])[language]
      pieces.append(Piece(segments: [Segment(text, .error)], priority: 3))
    }
    if let shift = shiftPieces {
      pieces.append(Piece(segments: [Segment(shift.shift, .header)], priority: 5))
      if !shift.crew.isEmpty { pieces.append(Piece(segments: [Segment(shift.crew, .muted)], priority: 8)) }
    }
    pieces.append(Piece(segments: personSegments, priority: 2))
    pieces.append(Piece(segments: [Segment(configuration.seat, .muted)], priority: 9))
    let sound = soundState
    pieces.append(Piece(segments: [Segment(sound.text, sound.role)], priority: sound.priority + 1))
    return pieces
  }

  private var unacknowledgedPiece: Piece {
    let counts = latest.alarms.counts
    let text = t(.unacknowledged) + " \(counts.unacknowledged)"
    return Piece(segments: [Segment(text, counts.worstUnacknowledged?.newRole ?? .header)], priority: 0)
  }

  /// Open alarms that are not annunciated, by why.
  private var hidden: [(words: (Phrase, HeaderPhrase), count: Int)] {
    let counts = latest.alarms.counts
    return [
      ((.shelvedCount, .shelved), counts.shelved),
      ((.suppressedCount, .suppressed), counts.suppressedByDesign),
      ((.outOfServiceCount, .outOfService), counts.outOfService),
    ].filter { $0.1 > 0 }
  }

  private var hiddenPieces: [Piece] {
    hidden.map { words, count in
      Piece(segments: [Segment(t(words.0, ["count": String(count)]), .header)], priority: 3)
    }
  }

  /// What nobody may miss, in so few columns that all of it stays in the narrowest header.
  private var safetyPieces: [Piece] {
    var first = unacknowledgedPiece
    func short(_ phrase: HeaderPhrase, _ count: Int) -> String {
      phrase.filled(["count": String(count)])[language]
    }
    let reds = latest.alarms.unacknowledged(.red)
    if reds > 0 { first.segments.append(Segment(" " + short(.red, reds), Grade.red.newRole)) }
    var pieces = [first]
    let lost = values.sources.count { $0.state == .lost }
    if lost > 0 { pieces.append(Piece(segments: [Segment(short(.lost, lost), .valueStale)], priority: 0)) }
    let words = hidden.map { short($0.words.1, $0.count) }.joined(separator: " ")
    if !words.isEmpty { pieces.append(Piece(segments: [Segment(words, .header)], priority: 0)) }
    if latest.duty.flood.isOn {
      pieces.append(Piece(segments: [Segment(short(.flood, 0), .modeFrozen)], priority: 0))
    }
    return pieces
  }

  private var personSegments: [Segment] {
    guard let actor else { return [Segment(t(.notSignedIn), .header)] }
    var segments = [Segment(actor.role.name[language] + " " + actor.displayName, .header)]
    if isLocked { segments.append(Segment(t(.locked), .modeFrozen)) }
    return segments
  }

  private var rightPieces: [Piece] {
    let civil = CivilTime(clock, at: configuration.site.offset)
    let up = values.sources.count { $0.state == .live }
    let size = t(.storeSize, ["size": Figures.bytes(values.storeBytes)])
    let sources = t(.sourcesUp, ["up": String(up), "all": String(values.sources.count)])
    return [
      Piece(
        segments: [Segment(sources, up == values.sources.count ? .header : .valueStale)],
        priority: up == values.sources.count ? 10 : 7),
      Piece(segments: [Segment(size, .header)], priority: 11),
      Piece(segments: [Segment(civil.date, .header)], priority: 5),
      Piece(segments: [Segment(civil.time, .header)], priority: 1),
    ] + troublePieces + [Piece(segments: [modeSegment], priority: 0)]
  }

  /// The owner lives and cannot write: what is shown is what it wrote last.
  private var troublePieces: [Piece] {
    guard let troubleSince else { return [] }
    let text = SeatPhrase.notWriting.filled(["age": Figures.clock(troubleSince.age(at: clock))])[language]
    return [Piece(segments: [Segment(text, .modeStalled)], priority: 0)]
  }

  private var modeSegment: Segment {
    // Its banner says how a review stands.
    if drill?.review != nil { return Segment(DrillPhrase.mode.text[language], .modeDrill) }
    if case .stalled(let since) = link {
      return Segment(t(.stalled, ["age": Figures.clock(since.age(at: clock))]), .modeStalled)
    }
    if let freeze {
      let age = Figures.clock(freeze.since.age(at: handClock))
      return Segment(t(.frozen, ["age": age, "count": String(freeze.missed)]), .modeFrozen)
    }
    if case .connecting = link { return Segment(t(.connecting), .modeStalled) }
    // Nobody may take a drill for what is live.
    if drill != nil { return Segment(DrillPhrase.mode.text[language], .modeDrill) }
    return Segment(t(.live), .modeLive)
  }

  // MARK: Message line

  func drawMessage(_ painter: inout Painter, _ rect: Rect) {
    painter.grid.fill(rect, role: .message)
    if case .prompt = overlay { return }
    let room = rect.width - 2
    if let notice {
      let time = CivilTime(notice.at, at: configuration.site.offset).time
      painter.text(time, x: rect.x + 1, y: rect.y, limit: room, .muted)
      painter.text(
        notice.text[language], x: rect.x + 10, y: rect.y, limit: room - 9, notice.isError ? .error : .message)
    } else if let entry = shownEvents.first {
      let time = CivilTime(entry.at, at: configuration.site.offset).time
      let text =
        wording.subject(of: entry.event)[language] + " "
        + wording.text(of: entry.event, alarms: shown.alarms)[language]
      painter.text(time, x: rect.x + 1, y: rect.y, limit: room, .muted)
      painter.text(text, x: rect.x + 10, y: rect.y, limit: room - 9, .message)
    }
  }

  // MARK: Too small

  /// Numbers in both languages, and still what matters most.
  func drawTooSmall(_ painter: inout Painter) {
    let need = Layout.minimum
    let size = Phrase.tooSmall.filled([
      "now": "\(self.size.columns) x \(self.size.rows)", "need": "\(need.columns) x \(need.rows)",
    ])
    let counts = latest.alarms.counts
    let worst = latest.alarms.rows.first?.alarm
    var lines: [[Segment]] = [[Segment(size.zh)], [Segment(size.en)], []]
    let count = Phrase.unacknowledged.text[language] + " \(counts.unacknowledged)"
    lines.append([Segment(count, counts.worstUnacknowledged?.newRole ?? .text)])
    if let worst {
      let role = !worst.needsAcknowledgement ? worst.grade.role : worst.grade.newRole
      let text = wording.content(of: worst, index.facts(of: worst), hasSiteColumn: false)[language]
      lines.append([
        Segment(t(.worst) + " "), Segment(worst.grade.mark, role),
        Segment(" " + worst.sector.name[language] + " " + text),
      ])
    }
    // The alarms outlive the advice when there are few rows.
    let rows = self.size.rows
    if lines.count > rows { lines = Array(lines.suffix(max(1, rows))) }
    let top = max(0, (rows - lines.count) / 3)
    let margin = self.size.columns > 30 ? 2 : 0
    for (offset, line) in lines.enumerated() {
      painter.line(line, x: margin, y: top + offset, limit: self.size.columns - margin)
    }
  }
}
