import CitySafety

/// Weighs the teams of one kind against each other for one task.
struct TeamJudge {
  let task: PlanTask
  let place: Place
  let register: DispatchRegister
  let situation: DispatchSituation

  typealias Candidate = Recommendation.Candidate
  typealias Reason = Recommendation.Reason
  typealias Shortage = Recommendation.Shortage

  func candidate(_ team: Team) -> Candidate {
    var reasons: [Reason] = []
    if team.state == .out || situation.positions[team.id]?.state == .out { reasons.append(.outOfService) }
    if !team.duty.isEmpty && !situation.isOnDuty(team.duty) { reasons.append(.offDuty(team.duty)) }
    if let work = situation.commitments[team.id] { reasons.append(.committed(work)) }
    if reasons.isEmpty { reasons.append(.onDuty) }
    let distance = distance(of: team)
    let travel = distance.flatMap(register.policy.travel)
    if let distance {
      reasons.append(.distance(distance, travel))
    } else {
      reasons.append(.distanceUnknown)
    }
    if let travel, task.arrival > .zero {
      reasons.append(
        travel > task.arrival
          ? .late(travel: travel, limit: task.arrival) : .inTime(limit: task.arrival))
    }
    if let age = staleAge(of: team) { reasons.append(.positionStale(age: age)) }
    if !task.materials.isEmpty {
      let lacking = task.materials.filter { (team.carries[$0.key] ?? 0) < $0.value }.keys.sorted()
      reasons.append(lacking.isEmpty ? .hasEverything : .lacks(lacking.map(name)))
    }
    if team.unit == task.unit { reasons.append(.ofUnit) }
    return Candidate(team: team, distance: distance, travel: travel, reasons: reasons)
  }

  /// Kilometres from where the team last said it is, else from its base.
  private func distance(of team: Team) -> Double? {
    let position = situation.positions[team.id]
    guard let latitude = place.latitude, let longitude = place.longitude,
      let fromLatitude = position?.latitude ?? team.place.latitude,
      let fromLongitude = position?.longitude ?? team.place.longitude
    else { return nil }
    let distance = GreatCircle.distance(
      fromLatitude: fromLatitude, longitude: fromLongitude, toLatitude: latitude, longitude: longitude)
    return distance.isFinite ? distance : nil
  }

  private func staleAge(of team: Team) -> Span? {
    guard let limit = register.policy.positionStaleAfter, let position = situation.positions[team.id] else {
      return nil
    }
    let age = situation.now - position.at
    return age > limit ? age : nil
  }

  private func name(_ material: String) -> Bilingual {
    register.materials.first { $0.id == material }?.name ?? Bilingual(same: material)
  }

  // MARK: Order

  func isBetter(_ left: Candidate, _ right: Candidate) -> Bool {
    let (first, second) = (faults(of: left), faults(of: right))
    for (one, other) in zip(first, second) where one != other { return other }
    let (near, far) = (left.distance ?? .infinity, right.distance ?? .infinity)
    return near == far ? left.team.id < right.team.id : near < far
  }

  /// What speaks against a team, weightiest first.
  private func faults(of candidate: Candidate) -> [Bool] {
    var isLate = false
    var isStale = false
    var isLacking = false
    for reason in candidate.reasons {
      switch reason {
      case .late: isLate = true
      case .positionStale: isStale = true
      case .lacks: isLacking = true
      default: continue
      }
    }
    return [candidate.isRuledOut, isLate, candidate.distance == nil, isStale, isLacking]
  }

  // MARK: Shortages

  func shortages(of teams: [Candidate], chosen: [Candidate], wanted: Int) -> [Shortage] {
    if teams.isEmpty { return [.noneOfKind(register.kindName(task.teamKind))] }
    var shortages: [Shortage] = []
    for candidate in chosen {
      for reason in candidate.reasons {
        switch reason {
        case .late(let travel, let limit): shortages.append(.outOfReach(travel: travel, limit: limit))
        case .distanceUnknown: shortages.append(.distanceUnknown)
        case .positionStale(let age): shortages.append(.positionStale(age: age))
        default: continue
        }
      }
    }
    guard chosen.count < wanted || !shortages.isEmpty else { return [] }
    if teams.count < wanted { shortages.insert(.tooFew(teams.count, wanted: wanted), at: 0) }
    return shortages + ruledOut(teams)
  }

  /// How many teams cannot go, each counted for its first reason.
  private func ruledOut(_ teams: [Candidate]) -> [Shortage] {
    var (out, off, committed) = (0, 0, 0)
    for candidate in teams {
      switch candidate.reasons.first {
      case .outOfService: out += 1
      case .offDuty: off += 1
      case .committed: committed += 1
      default: continue
      }
    }
    var shortages: [Shortage] = []
    if out > 0 { shortages.append(.outOfService(out)) }
    if off > 0 { shortages.append(.offDuty(off)) }
    if committed > 0 { shortages.append(.committed(committed)) }
    return shortages
  }

  /// What of the task's materials neither the chosen teams nor the stores have.
  func missingMaterials(with chosen: [Candidate]) -> [Shortage] {
    task.materials.sorted { $0.key < $1.key }.compactMap { material, amount in
      let carried = chosen.map { $0.team.carries[material] ?? 0 }.reduce(0, +)
      let stored = register.stocks.filter {
        $0.material == material && !$0.isExpired(on: situation.today)
      }.map(\.quantity).reduce(0, +)
      let rest = amount - carried - stored
      return rest > 0 ? .material(name(material), missing: rest) : nil
    }
  }
}
