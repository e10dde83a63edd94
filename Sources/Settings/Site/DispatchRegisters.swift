import CityDispatch
import CitySafety

/// The registers of what an alarm can be answered with; all of them may be missing.
extension SiteLoading {
  private static let placeColumns = ["place_zh", "place_en", "latitude", "longitude", "town"]

  func loadDispatchRegisters() {
    loadMaterials()
    loadStores()
    loadStocks()
    loadTeams()
    loadVehicles()
    loadShelters()
    loadExperts()
    loadHospitals()
    loadContacts()
  }

  /// Rows of a file that may be missing; what it defines is not complete when it is there and cannot be read.
  private func rows(_ file: String, _ columns: [String], isComplete: inout Bool) -> [RowReader] {
    if let rows = rows(file, columns: columns, isOptional: true) { return rows }
    isComplete = !FileBytes.exists(path(file))
    return []
  }

  private func loadMaterials() {
    let columns = ["id", "name_zh", "name_en", "code", "unit_zh", "unit_en"]
    for row in rows(materialNames.file, columns, isComplete: &materialNames.isComplete) {
      let code = row.optionalText("code", limit: Limits.id)
      let isCode = code.utf8.count == 7 && code.utf8.allSatisfy { (48...57).contains($0) }
      if !code.isEmpty && !isCode {
        row.report(.badMaterialCode(HarmlessText.clean(code, limit: Limits.id)))
      }
      dispatch.materials.append(
        Material(
          id: row.id(into: &materialNames), name: row.bilingual("name"), code: code,
          unit: row.bilingual("unit")))
    }
  }

  private func loadStores() {
    let columns = ["id", "name_zh", "name_en", "unit", "phone", "made_up"] + SiteLoading.placeColumns
    for row in rows(storeNames.file, columns, isComplete: &storeNames.isComplete) {
      dispatch.stores.append(
        MaterialStore(
          id: row.id(into: &storeNames), name: row.bilingual("name"), unit: unit(row),
          place: place(row, base: nil), phone: phone(row), isMadeUp: row.flag("made_up")))
    }
  }

  private func loadStocks() {
    let columns = ["material", "store", "quantity", "expires", "made_up"]
    for row in rows("stocks.csv", columns: columns, isOptional: true) ?? [] {
      _ = row.reference("material", in: materialNames)
      _ = row.reference("store", in: storeNames)
      dispatch.stocks.append(
        Stock(
          material: row.raw("material"), store: row.raw("store"),
          quantity: row.number("quantity", in: Limits.quantity) ?? 0, expires: day(row, "expires"),
          isMadeUp: row.flag("made_up")))
      stockLines.append(row.row.line)
    }
  }

  private func loadTeams() {
    let columns =
      [
        "id", "name_zh", "name_en", "kind", "unit", "size", "equipment", "carries", "duty", "state", "phone",
        "recipient", "made_up",
      ] + SiteLoading.placeColumns
    for row in rows(teamNames.file, columns, isComplete: &teamNames.isComplete) {
      let id = row.id(into: &teamNames)
      let duty = row.optionalText("duty", limit: Limits.id)
      if !duty.isEmpty { _ = row.reference("duty", in: shiftNames) }
      dispatch.teams.append(
        Team(
          id: id, name: row.bilingual("name"), kind: kind(row), unit: unit(row),
          size: row.whole("size", in: Limits.teamSize) ?? 0,
          equipment: row.optionalText("equipment", limit: Limits.text), place: place(row, base: nil),
          duty: duty, phone: phone(row), recipient: recipient(row), isMadeUp: row.flag("made_up"),
          state: state(row), carries: amounts(row, "carries")))
    }
  }

  private func loadVehicles() {
    let columns =
      ["id", "name_zh", "name_en", "kind", "unit", "team", "state", "made_up"] + SiteLoading.placeColumns
    var names = Names(zh: "车辆", en: "vehicle", file: "vehicles.csv")
    for row in rows(names.file, columns: columns, isOptional: true) ?? [] {
      if !row.isEmpty("team") { _ = row.reference("team", in: teamNames) }
      dispatch.vehicles.append(
        Vehicle(
          id: row.id(into: &names), name: row.bilingual("name"), kind: kind(row), unit: unit(row),
          team: row.raw("team"), place: place(row, base: nil), state: state(row),
          isMadeUp: row.flag("made_up")))
    }
  }

  private func loadShelters() {
    let columns =
      ["id", "name_zh", "name_en", "unit", "area_m2", "capacity", "phone", "made_up"]
      + SiteLoading.placeColumns
    var names = Names(zh: "避难场所", en: "shelter", file: "shelters.csv")
    for row in rows(names.file, columns: columns, isOptional: true) ?? [] {
      dispatch.shelters.append(
        Shelter(
          id: row.id(into: &names), name: row.bilingual("name"), unit: unit(row),
          place: place(row, base: nil), area: row.number("area_m2", in: Limits.quantity) ?? 0,
          capacity: row.whole("capacity", in: Limits.persons) ?? 0, phone: phone(row),
          isMadeUp: row.flag("made_up")))
      shelterLines.append(row.row.line)
    }
  }

  private func loadExperts() {
    let columns = ["id", "name_zh", "name_en", "field_zh", "field_en", "unit", "phone", "made_up"]
    var names = Names(zh: "专家", en: "expert", file: "experts.csv")
    for row in rows(names.file, columns: columns, isOptional: true) ?? [] {
      dispatch.experts.append(
        Expert(
          id: row.id(into: &names), name: row.bilingual("name"), field: row.bilingual("field"),
          unit: unit(row), phone: phone(row), isMadeUp: row.flag("made_up")))
    }
  }

  private func loadHospitals() {
    let columns =
      ["id", "name_zh", "name_en", "beds", "ability_zh", "ability_en", "phone", "made_up"]
      + SiteLoading.placeColumns
    var names = Names(zh: "医院", en: "hospital", file: "hospitals.csv")
    for row in rows(names.file, columns: columns, isOptional: true) ?? [] {
      dispatch.hospitals.append(
        Hospital(
          id: row.id(into: &names), name: row.bilingual("name"), place: place(row, base: nil),
          beds: row.whole("beds", in: Limits.persons) ?? 0, ability: row.bilingual("ability"),
          phone: phone(row), isMadeUp: row.flag("made_up")))
    }
  }

  private func loadContacts() {
    let columns = ["id", "unit", "post_zh", "post_en", "person", "phone", "recipient", "made_up"]
    var names = Names(zh: "联系人", en: "contact", file: "contacts.csv")
    for row in rows(names.file, columns, isComplete: &recipientNames.isComplete) {
      let contact = Contact(
        id: row.id(into: &names), unit: unit(row), post: row.bilingual("post"),
        person: row.optionalText("person"), phone: phone(row), recipient: recipient(row),
        isMadeUp: row.flag("made_up"))
      if contact.phone.isEmpty && contact.recipient.isEmpty { row.report(.noWayToReach()) }
      dispatch.contacts.append(contact)
    }
  }

  // MARK: Columns that several registers have

  private func unit(_ row: RowReader) -> String {
    _ = row.reference("unit", in: departmentNames)
    return row.raw("unit")
  }

  private func kind(_ row: RowReader) -> String {
    let kind = row.raw("kind")
    problems.checkID(kind, "kind", at: row.location)
    return kind
  }

  private func phone(_ row: RowReader) -> String { row.optionalText("phone", limit: Limits.id) }

  /// Several rows may reach the same recipient.
  private func recipient(_ row: RowReader) -> String {
    let recipient = row.optionalText("recipient", limit: Limits.id)
    if !recipient.isEmpty, recipientNames.positions[recipient] == nil {
      problems.checkID(recipient, "recipient", at: row.location)
      _ = recipientNames.add(recipient, line: row.row.line)
    }
    return recipient
  }

  private func state(_ row: RowReader) -> ResourceState {
    row.word("state", Choices(ResourceState.allCases.map { ($0.rawValue, $0) })) ?? .ready
  }

  /// A date such as `2028-06-30`; empty when absent or after a report.
  private func day(_ row: RowReader, _ column: String) -> String {
    let text = row.raw(column)
    if text.isEmpty || SiteLoading.isDay(text) { return text }
    row.report(.badDate(column, HarmlessText.clean(text, limit: Limits.id)))
    return ""
  }

  static func isDay(_ text: String) -> Bool {
    text.utf8.count == 10 && TimeText.parse(text, offset: .utc) != nil
  }

  /// Amounts of materials, such as `sandbag=200;pump=2`.
  private func amounts(_ row: RowReader, _ column: String) -> [String: Double] {
    var amounts: [String: Double] = [:]
    for part in row.raw(column).split(separator: ";") {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false)
      guard sides.count == 2, let amount = RowReader.decimal(String(sides[1])) else {
        row.report(.badAmount(column, HarmlessText.clean(String(part), limit: Limits.id)))
        continue
      }
      let material = String(sides[0])
      let position = problems.checkReference(material, column, in: materialNames, at: row.location)
      guard let checked = problems.checkRange(amount, column, Limits.quantity, at: row.location),
        position >= 0
      else { continue }
      if amounts.updateValue(checked, forKey: material) != nil {
        row.report(.amountTwice(column, material))
      }
    }
    return amounts
  }
}
