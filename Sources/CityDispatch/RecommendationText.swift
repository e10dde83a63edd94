public import CitySafety

extension Recommendation.Reason {
  /// A few words, such as 行程 12 分钟.
  public var text: Bilingual {
    switch self {
    case .outOfService: return Bilingual(zh: "停用", en: "out of service")
    case .offDuty(let shift): return Bilingual(zh: "不在班（\(shift)）", en: "off duty (\(shift))")
    case .committed(let work): return Bilingual(zh: "已派往：\(work.zh)", en: "at work: \(work.en)")
    case .onDuty: return Bilingual(zh: "在班可派", en: "on duty and free")
    case .distance(let distance, let travel):
      let length = kilometres(distance)
      guard let travel else { return Bilingual(same: length) }
      return Bilingual(zh: "\(length)，行程 \(travel.minutesUp) 分钟", en: "\(length), \(travel.minutesUp) min")
    case .inTime(let limit):
      return Bilingual(zh: "\(limit.minutesUp) 分钟内可到", en: "there within \(limit.minutesUp) min")
    case .late(let travel, let limit):
      let late = Span(milliseconds: travel.milliseconds - limit.milliseconds).minutesUp
      return Bilingual(zh: "超到场时限 \(late) 分钟", en: "\(late) min too late")
    case .distanceUnknown: return Bilingual(zh: "距离不明", en: "distance unknown")
    case .positionStale(let age):
      return Bilingual(zh: "位置已旧 \(age.minutesUp) 分钟", en: "position \(age.minutesUp) min old")
    case .hasEverything: return Bilingual(zh: "装备齐全", en: "has all it needs")
    case .lacks(let materials):
      return Bilingual(
        zh: "缺" + materials.map(\.zh).joined(separator: "、"),
        en: "lacks " + materials.map(\.en).joined(separator: ", "))
    case .ofUnit: return Bilingual(zh: "属责任单位", en: "of the unit ordered")
    case .notNeeded: return Bilingual(zh: "已有更合适的队伍", en: "a better one is sent")
    }
  }
}

extension Recommendation.Shortage {
  /// A few words, such as 2 支不在班.
  public var text: Bilingual {
    switch self {
    case .noneOfKind(let kind): return Bilingual(zh: "没有 \(kind.zh) 类队伍", en: "no team of kind \(kind.en)")
    case .tooFew(let count, let wanted):
      return Bilingual(zh: "只有 \(count) 支，需 \(wanted) 支", en: "only \(count) of \(wanted)")
    case .outOfService(let count): return Bilingual(zh: "\(count) 支停用", en: "\(count) out of service")
    case .offDuty(let count): return Bilingual(zh: "\(count) 支不在班", en: "\(count) off duty")
    case .committed(let count): return Bilingual(zh: "\(count) 支已派出", en: "\(count) at work elsewhere")
    case .outOfReach(let travel, let limit):
      return Bilingual(
        zh: "最快 \(travel.minutesUp) 分钟，时限 \(limit.minutesUp) 分钟",
        en: "at best \(travel.minutesUp) min, limit \(limit.minutesUp) min")
    case .distanceUnknown: return Bilingual(zh: "距离不明", en: "distance unknown")
    case .positionStale(let age):
      return Bilingual(zh: "位置已旧 \(age.minutesUp) 分钟", en: "position \(age.minutesUp) min old")
    case .material(let name, let missing):
      let amount = DispatchNumber.text(missing)
      return Bilingual(zh: "\(name.zh)缺 \(amount)", en: "\(amount) \(name.en) missing")
    }
  }
}

/// One decimal below ten kilometres, none above.
private func kilometres(_ distance: Double) -> String {
  let tenths = Int((distance * 10).rounded())
  return tenths < 100 ? "\(tenths / 10).\(tenths % 10) km" : "\(Int(distance.rounded())) km"
}

extension Span {
  /// Whole minutes, a part of one counted as one.
  fileprivate var minutesUp: Int64 { (milliseconds + 59_999) / 60_000 }
}

/// Amounts of materials as they are shown.
public enum DispatchNumber {
  /// A whole number without a point, else one decimal.
  public static func text(_ amount: Double) -> String {
    let tenths = (amount * 10).rounded()
    guard tenths.isFinite, abs(tenths) < 1e15 else { return "\(amount)" }
    let whole = Int64(tenths)
    return whole % 10 == 0 ? "\(whole / 10)" : "\(whole / 10).\(abs(whole % 10))"
  }
}
