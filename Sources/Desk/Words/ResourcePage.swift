internal import Cells
public import CityDispatch
public import CitySafety
internal import Operations
internal import Widgets

/// The registers of a site with what is known now: who is out on which order, what has expired.
public struct ResourcePage: Sendable {
  struct Cell: Sendable {
    var text: String
    var role = StyleRole.text
    /// What it is sorted by and written as in JSON, where it is a number.
    var number: Double?
  }

  struct Row: Sendable {
    var cells: [Cell]
    /// The order that a team is out on.
    var task: TaskOrder?
    /// What has no column.
    var note = ""
    var isMadeUp = false
  }

  struct Table: Sendable {
    var names: [ResourcePhrase]
    var columns: [Column]
    var rows: [Row]
    var counts = ""
  }

  let register: DispatchRegister
  let site: Site
  let situation: DispatchSituation
  let language: Language
  /// Running orders by team; `nil` where no store tells.
  private let running: [String: [TaskOrder]]?

  /// - Parameter tasks: the orders under way; `nil` where no store tells.
  public init(
    _ register: DispatchRegister, site: Site, situation: DispatchSituation, tasks: [TaskOrder]?,
    language: Language
  ) {
    self.register = register
    self.site = site
    self.situation = situation
    self.language = language
    running = tasks.map { tasks in
      Dictionary(grouping: tasks.filter { $0.state.isRunning && !$0.draft.team.isEmpty }, by: \.draft.team)
        .mapValues { $0.sorted { $0.id < $1.id } }
    }
  }

  func t(_ phrase: ResourcePhrase, _ values: KeyValuePairs<String, String> = [:]) -> String {
    phrase.filled(values)[language]
  }

  func table(_ kind: ResourceKind) -> Table {
    var table: Table
    switch kind {
    case .teams: table = teams
    case .materials: table = materials
    case .shelters: table = shelters
    case .vehicles: table = vehicles
    case .experts: table = experts
    case .hospitals: table = hospitals
    case .contacts: table = contacts
    }
    if table.counts.isEmpty { table.counts = t(.countsOther, ["count": String(table.rows.count)]) }
    return table
  }

  // MARK: Columns

  private func made(_ columns: [(ResourcePhrase, Column.Width, Int)], _ rows: [Row]) -> Table {
    let right: Set<ResourcePhrase> = [.size, .quantity, .area, .capacity, .beds]
    return Table(
      names: columns.map(\.0),
      columns: columns.map {
        Column(
          t($0.0), width: $0.1, alignment: right.contains($0.0) ? .right : .left, priority: $0.2)
      }, rows: rows)
  }

  private func cell(_ text: String, _ role: StyleRole = .text) -> Cell {
    Cell(text: text.isEmpty ? "--" : text, role: text.isEmpty ? .muted : role)
  }

  private func cell(_ number: Double) -> Cell { Cell(text: DispatchNumber.text(number), number: number) }

  private func unit(_ id: String) -> String {
    site.departments.first { $0.id == id }?.name[language] ?? id
  }

  private func place(_ place: Place) -> String {
    let town = site.towns.first { $0.code == place.town }?.name[language] ?? ""
    let name = place.name[language]
    return name.contains(town) || town.isEmpty ? name : town + " " + name
  }

  // MARK: Teams and vehicles

  private var teams: Table {
    var counts = (free: 0, out: 0, disabled: 0)
    let rows = register.teams.map { team in
      if isOut(team) {
        counts.disabled += 1
      } else if running?[team.id] != nil {
        counts.out += 1
      } else {
        counts.free += 1
      }
      return row(of: team)
    }
    var table = made(
      [
        (.name, .flexible(min: 20, weight: 3), 0), (.state, .fixed(8), 0), (.duty, .fixed(8), 0),
        (.work, .flexible(min: 19, weight: 2), 0), (.since, .fixed(5), 0), (.kind, .fixed(13), 1),
        (.size, .fixed(4), 2), (.position, .fixed(16), 3), (.place, .flexible(min: 14, weight: 1), 4),
        (.equipment, .flexible(min: 20, weight: 2), 5), (.unit, .flexible(min: 16, weight: 1), 6),
        (.phone, .fixed(12), 7),
      ], rows)
    guard running != nil else { return table }
    table.counts = t(
      .countsTeams,
      ["free": String(counts.free), "out": String(counts.out), "disabled": String(counts.disabled)])
    return table
  }

  private func row(of team: Team) -> Row {
    let orders = running?[team.id] ?? []
    let carried = team.carries.sorted { $0.key < $1.key }.map { id, amount in
      amountText(amount, of: id)
    }
    return Row(
      cells: [
        cell(team.name[language]), state(isOut(team) ? .out : .ready, orders), duty(of: team), work(orders),
        since(orders.first), cell(register.kindName(team.kind)[language]), cell(Double(team.size)),
        position(of: team),
        cell(place(team.place)), cell(team.equipment), cell(unit(team.unit)), cell(team.phone),
      ], task: orders.first,
      note: ((situation.positions[team.id] == nil ? [] : [t(.position) + " " + position(of: team).text])
        + [team.equipment]
        + (carried.isEmpty ? [] : [t(.carries) + " " + carried.joined(separator: comma)]))
        .filter { !$0.isEmpty }.joined(separator: "  "), isMadeUp: team.isMadeUp)
  }

  /// By the register, or by its last report.
  private func isOut(_ team: Team) -> Bool {
    team.state == .out || situation.positions[team.id]?.state == .out
  }

  private var comma: String { language == .zh ? "、" : ", " }

  private func state(_ state: ResourceState, _ orders: [TaskOrder]) -> Cell {
    if state == .out { return cell(t(.outOfService), .error) }
    if running == nil { return cell("") }
    return orders.isEmpty ? cell(t(.free)) : cell(t(.committed), .message)
  }

  private func duty(of team: Team) -> Cell {
    if team.duty.isEmpty { return cell(t(.always)) }
    return situation.isOnDuty(team.duty) ? cell(t(.onDuty)) : cell(t(.offDuty), .muted)
  }

  private func work(_ orders: [TaskOrder]) -> Cell {
    guard let first = orders.first else { return cell("") }
    let line = t(
      .workLine,
      [
        "incident": String(first.incident.value), "task": String(first.id.value),
        "state": first.state.name[language],
      ])
    return cell(line + (orders.count > 1 ? t(.workMore, ["count": String(orders.count - 1)]) : ""), .value)
  }

  private func since(_ order: TaskOrder?) -> Cell {
    guard let at = order?.time(of: .issued) ?? order?.draftedAt else { return cell("") }
    return cell(CivilTime(at, at: site.offset).hourMinute)
  }

  /// How old its last reported position is; a team that reports none is at its base.
  private func position(of team: Team) -> Cell {
    guard let position = situation.positions[team.id] else { return cell(t(.atBase), .muted) }
    let age = max(.zero, situation.now - position.at)
    let minutes = ["minutes": String(age.seconds / 60)] as KeyValuePairs
    guard let limit = register.policy.positionStaleAfter, age > limit else {
      return cell(t(.positionAge, minutes))
    }
    return cell(t(.positionStale, minutes), .valueStale)
  }

  private var vehicles: Table {
    let rows = register.vehicles.map { vehicle in
      let orders = vehicle.team.isEmpty ? [] : running?[vehicle.team] ?? []
      let team = register.teams.first { $0.id == vehicle.team }?.name[language] ?? vehicle.team
      return Row(
        cells: [
          cell(vehicle.name[language]), state(vehicle.state, orders), work(orders), since(orders.first),
          cell(register.kindName(vehicle.kind)[language]), cell(team), cell(place(vehicle.place)),
          cell(unit(vehicle.unit)),
        ], task: orders.first, note: team, isMadeUp: vehicle.isMadeUp)
    }
    return made(
      [
        (.name, .flexible(min: 20, weight: 2), 0), (.state, .fixed(8), 0),
        (.work, .flexible(min: 19, weight: 1), 0), (.since, .fixed(5), 0), (.kind, .fixed(14), 1),
        (.team, .flexible(min: 20, weight: 2), 2), (.place, .flexible(min: 14, weight: 1), 3),
        (.unit, .flexible(min: 16, weight: 1), 4),
      ], rows)
  }

  // MARK: Materials

  private func amountText(_ amount: Double, of id: String) -> String {
    guard let material = register.materials.first(where: { $0.id == id }) else { return id }
    return material.name[language] + " " + DispatchNumber.text(amount) + " " + material.unit[language]
  }

  /// The stores' stocks by material, what teams have with them, and materials of which there is nothing.
  private var materials: Table {
    var counts = (expired: 0, soon: 0)
    var rows: [Row] = []
    for material in register.materials {
      var own = register.stocks.filter { $0.material == material.id }.map { stock in
        let store = register.stores.first { $0.id == stock.store }
        if stock.isExpired(on: situation.today) {
          counts.expired += 1
        } else if isSoon(stock) {
          counts.soon += 1
        }
        return row(
          material, stock.quantity, store?.name[language] ?? stock.store, expiry(of: stock),
          place: store.map { place($0.place) } ?? "", phone: store?.phone ?? "", isMadeUp: stock.isMadeUp)
      }
      for team in register.teams {
        guard let amount = team.carries[material.id] else { continue }
        own.append(
          row(
            material, amount, t(.withTeam, ["team": team.name[language]]), cell(""),
            place: place(team.place), phone: team.phone, isMadeUp: team.isMadeUp))
      }
      if own.isEmpty {
        own = [row(material, 0, t(.none), cell(""), place: "", phone: "", isMadeUp: false)]
      }
      rows += own
    }
    var table = made(
      [
        (.name, .flexible(min: 14, weight: 1), 0), (.quantity, .fixed(8), 0), (.measure, .fixed(6), 0),
        (.store, .flexible(min: 18, weight: 2), 0), (.expires, .fixed(18), 0), (.code, .fixed(7), 1),
        (.place, .flexible(min: 14, weight: 1), 2), (.phone, .fixed(12), 3),
      ], rows)
    table.counts = t(
      .countsMaterials,
      ["count": String(rows.count), "expired": String(counts.expired), "soon": String(counts.soon)])
    return table
  }

  private func row(
    _ material: Material, _ amount: Double, _ store: String, _ expires: Cell, place: String, phone: String,
    isMadeUp: Bool
  ) -> Row {
    Row(
      cells: [
        cell(material.name[language]), cell(amount), cell(material.unit[language]), cell(store), expires,
        cell(material.code), cell(place), cell(phone),
      ], note: store, isMadeUp: isMadeUp)
  }

  private func expiry(of stock: Stock) -> Cell {
    if stock.isExpired(on: situation.today) { return cell(stock.expires + " " + t(.expired), .error) }
    if isSoon(stock) { return cell(stock.expires + " " + t(.expiresSoon), .message) }
    return cell(stock.expires)
  }

  private func isSoon(_ stock: Stock) -> Bool {
    guard !stock.expires.isEmpty, let days = register.policy.expirySoonDays else { return false }
    let last = CivilTime(situation.now + .hours(24 * Int64(days)), at: site.offset).date
    return stock.expires <= last
  }

  // MARK: The others

  private var shelters: Table {
    made(
      [
        (.name, .flexible(min: 24, weight: 2), 0), (.capacity, .fixed(8), 0), (.area, .fixed(8), 0),
        (.place, .flexible(min: 18, weight: 2), 0), (.phone, .fixed(12), 1),
        (.unit, .flexible(min: 16, weight: 1), 2),
      ],
      register.shelters.map {
        Row(
          cells: [
            cell($0.name[language]), cell(Double($0.capacity)), cell($0.area), cell(place($0.place)),
            cell($0.phone), cell(unit($0.unit)),
          ], isMadeUp: $0.isMadeUp)
      })
  }

  private var experts: Table {
    made(
      [
        (.name, .flexible(min: 20, weight: 1), 0), (.field, .flexible(min: 24, weight: 2), 0),
        (.phone, .fixed(12), 0), (.unit, .flexible(min: 16, weight: 1), 1),
      ],
      register.experts.map {
        Row(
          cells: [
            cell($0.name[language]), cell($0.field[language]), cell($0.phone), cell(unit($0.unit)),
          ], isMadeUp: $0.isMadeUp)
      })
  }

  private var hospitals: Table {
    made(
      [
        (.name, .flexible(min: 20, weight: 1), 0), (.beds, .fixed(6), 0),
        (.ability, .flexible(min: 24, weight: 2), 0), (.phone, .fixed(12), 0),
        (.place, .flexible(min: 16, weight: 1), 1),
      ],
      register.hospitals.map {
        Row(
          cells: [
            cell($0.name[language]), cell(Double($0.beds)), cell($0.ability[language]), cell($0.phone),
            cell(place($0.place)),
          ], isMadeUp: $0.isMadeUp)
      })
  }

  private var contacts: Table {
    made(
      [
        (.unit, .flexible(min: 20, weight: 2), 0), (.post, .flexible(min: 16, weight: 1), 0),
        (.person, .fixed(10), 0), (.phone, .fixed(13), 0), (.recipient, .fixed(18), 1),
      ],
      register.contacts.map {
        Row(
          cells: [
            cell(unit($0.unit)), cell($0.post[language]), cell($0.person), cell($0.phone),
            cell($0.recipient),
          ], isMadeUp: $0.isMadeUp)
      })
  }
}
