internal import CityDispatch
internal import CitySafety
internal import Formats
internal import Operations
internal import Settings
internal import Store

/// Authored warnings: what leaves the house when one is issued, updated or lifted, and the folder where others find it.
extension OwnerLoop {
  /// The messages that a request sent out.
  func warnings(after command: DutyCommand) -> [OutboxItem] {
    guard case .warning(let action) = command.action, let message = sentNow(by: action) else { return [] }
    return WarningMessage.items(
      message, authoring: site.site.authoring, plan: site.channels, offset: site.site.offset, at: clock.now())
  }

  /// What a request sent out; a lifted warning has left the state, and stands among its changes.
  private func sentNow(by action: WarningAction) -> IssuedWarning? {
    switch action {
    case .issue(let id, _), .cancel(let id, _): state.publicWarnings.changed(id)?.messages.last
    case .draft, .back, .discard: nil
    }
  }

  /// Journals the warnings whose time ran out.
  func runWarningClocks() {
    let due = state.publicWarnings.due(at: clock.now())
    guard !due.isEmpty else { return }
    var slice = WriteSlice()
    for id in due.prefix(OwnerLoop.taskClocksPerSlice) { _ = apply(.warningExpired(id), to: &slice) }
    let closed = due.compactMap { closedIncident(ofWarning: $0) }
    guard write(&slice) == nil else { return }
    for incident in closed { archives.add(incident) }
  }

  /// The closed incident to whose timeline what became of a warning is added.
  func closedIncident(ofWarning id: PublicWarningID) -> IncidentID? {
    let warning = state.publicWarnings.changed(id) ?? state.publicWarnings.warnings[id]
    guard let incident = warning?.incident, state.dispatch.incidents[incident] == nil else { return nil }
    return incident
  }

  /// The folder of the index; `nil` where the site lays none out.
  static func warningFolder(
    _ authoring: WarningAuthoring, store path: String, clock: SystemClock,
    log: @escaping @Sendable (Bilingual) -> Void
  ) -> WarningFolder? {
    guard let index = authoring.index else { return nil }
    let place = index.folder.hasPrefix("/") ? index.folder : folder(of: path) + "/" + index.folder
    return WarningFolder(path: place, clock: { clock.now() }, log: log)
  }

  /// Hands the folder what it is to hold, after each change of what went out and once at the start.
  func layOutWarnings() {
    guard let folder = warningFolder, let index = site.site.authoring.index,
      laidOutThrough != state.publicWarnings.lastSent
    else { return }
    do {
      let messages = try store.issuedWarnings(limit: index.entries)
      var layout = WarningFolder.Layout(documents: [:], index: [])
      for message in messages {
        var bytes: [UInt8] = []
        WarningEncoder.cap(message, offset: site.site.offset, into: &bytes)
        layout.documents[WarningEncoder.fileName(message)] = bytes
      }
      WarningEncoder.atom(
        messages, index: index, author: site.site.name.zh, offset: site.site.offset, into: &layout.index)
      folder.put(layout)
      laidOutThrough = state.publicWarnings.lastSent
    } catch {
      log(error.explanation)
    }
  }

  /// Journals that the folder cannot be written, or can again: it has an alarm as a channel has.
  func journalWarningFolder() {
    guard let folder = warningFolder, let index = site.site.authoring.index else { return }
    let now = clock.now()
    let isDown = folder.failingSince.map { now - $0 >= index.alarmAfter } ?? false
    let known = state.sources[Channel.warningIndexSource]
    guard isDown ? known != .lost : known == .lost && folder.failingSince == nil else { return }
    var slice = WriteSlice()
    let event = Event.source(
      id: Channel.warningIndexSource, sector: .publicSafety, name: OwnerLoop.warningFolderName,
      state: isDown ? .lost : .live, grade: .orange, at: now)
    _ = apply(event, to: &slice)
    _ = write(&slice)
  }

  private static let warningFolderName = Bilingual(zh: "预警索引目录", en: "the folder of the index of warnings")
}
