internal import Alarms
internal import CityDispatch
internal import CitySafety
internal import Linkage
internal import Operations
internal import Settings
internal import Store
internal import Synchronization

/// The outbox: what is committed goes to the channels, what became of it is written, and a channel that fails alarms.
extension OwnerLoop {
  /// Messages of which one transaction writes what became of them.
  static let deliveriesPerSlice = 100

  /// Hands over what an owner before left waiting.
  func resumeSending() {
    do {
      let (lanes, last) = try store.waitingLanes()
      // Only an owner that ended without saying so may have sent what it did not mark.
      if try store.beginSending() { uncertainThrough = last }
      for lane in lanes where !linkage.noteMore(in: lane) { goneLanes.insert(lane) }
      fillChannels()
    } catch {
      log(error.explanation)
    }
  }

  /// The rows of messages, one for each way to their recipients.
  func rows(of messages: [OutboxItem]) -> [OutboxRow] {
    site.channels.routed(drill == nil ? messages : messages.map(\.ofDrill)).map(OutboxRow.init)
  }

  /// Tells the channels of rows that were committed.
  func send(_ rows: [OutboxRow]) {
    guard !rows.isEmpty else { return }
    for row in rows where !linkage.noteMore(in: row.lane) { goneLanes.insert(row.lane) }
    fillChannels()
  }

  /// Reads the next messages of every lane that has room.
  func fillChannels() {
    do {
      for (channel, want) in linkage.wants() {
        let lane = OutboxLane(channel: channel, receiver: want.lane.receiver, grade: want.lane.grade)
        let records = try store.waiting(in: lane, after: want.after, limit: want.room)
        let entries = records.compactMap { entry(of: $0) }
        linkage.add(entries, for: want, channel: channel, isLast: records.count < want.room)
      }
    } catch {
      log(error.explanation)
    }
  }

  private func entry(of record: OutboxRecord) -> OutboxEntry? {
    guard let item = OutboxItem(record.row) else { return nil }
    let mayHaveLeft = record.number <= uncertainThrough ? 1 : 0
    return OutboxEntry(
      number: record.number, item: item, attempts: record.attempts, resends: record.resends + mayHaveLeft)
  }

  /// Writes what became of messages; what could not be written is tried again.
  ///
  /// Returns whether more waits.
  func writeDeliveries() -> Bool {
    let deliveries = linkage.deliveries(limit: OwnerLoop.deliveriesPerSlice)
    guard !deliveries.isEmpty else { return false }
    var slice = WriteSlice(deliveries: deliveries.map(DeliveryRow.init))
    for delivery in deliveries where delivery.result == .sent { delivered(delivery.entry.item, in: &slice) }
    if let failure = write(&slice), failure.code != .refused { return false }
    linkage.forgetDeliveries(deliveries.count)
    fillChannels()
    return deliveries.count == OwnerLoop.deliveriesPerSlice
  }

  /// Gives up messages of channels that the site does not have, so that somebody sees them.
  func giveUpGoneLanes() {
    guard let lane = goneLanes.first else { return }
    do {
      let records = try store.waiting(in: lane, after: 0, limit: OwnerLoop.deliveriesPerSlice)
      let reason = OwnerLoop.noChannel(lane.channel)
      var slice = WriteSlice(
        deliveries: records.map {
          DeliveryRow(
            number: $0.number, state: .dead, attempts: $0.attempts, resends: $0.resends, settled: clock.now(),
            failure: reason)
        })
      if !records.isEmpty {
        log(reason)
        if let failure = write(&slice), failure.code != .refused { return }
      }
      if records.count < OwnerLoop.deliveriesPerSlice { goneLanes.remove(lane) }
    } catch {
      log(error.explanation)
    }
  }

  /// Journals the channels and sources of receipts that began to fail for too long, or work again: each has an alarm as
  /// a lost source has.
  func journalChannels() {
    var slice = WriteSlice()
    func note(_ id: String, _ name: String, isDown: Bool, _ sector: Sector, _ grade: Grade) {
      let known = state.sources[id]
      guard isDown ? known != .lost : known == .lost else { return }
      let event = Event.source(
        id: id, sector: sector, name: Bilingual(same: name), state: isDown ? .lost : .live, grade: grade,
        at: clock.now())
      _ = apply(event, to: &slice)
    }
    for (channel, isDown) in linkage.states(at: clock.now()) {
      note(channel.sourceID, channel.id, isDown: isDown, channel.alarmSector, channel.alarmGrade)
    }
    for (source, isDown) in receipts.states(at: clock.now()) {
      note(source.sourceID, source.id, isDown: isDown, source.alarmSector, source.alarmGrade)
    }
    if !slice.entries.isEmpty { _ = write(&slice) }
  }

  /// The message that is to leave once more, or why it cannot.
  func message(toResend key: String) -> Result<OutboxRecord, Refusal> {
    do {
      guard let record = try store.message(key) else { return .failure(.duty(.unknownMessage(key))) }
      return record.state == .waiting ? .failure(.duty(.messageWaits(key))) : .success(record)
    } catch {
      return .failure(.storeFailed(error.explanation))
    }
  }

  private static func noChannel(_ id: String) -> Bilingual {
    Bilingual(
      zh: "站点没有通道 \(id)，其消息未送达。补全 channels.toml 后用 watchfloor outbox resend 重发。",
      en:
        "The site has no channel \(id): its messages are given up. Complete channels.toml, then watchfloor outbox resend."
    )
  }
}
