import Alarms
import CityDispatch
import CitySafety
import Foundation
import Settings
import Testing

/// Loaded once; at a date, so that overdue plans and old materials would be said.
private let shipped = SiteFolder.load(
  Shipped.hanggin, now: CivilTime(year: 2026, month: 11, day: 25).instant(at: .beijing))

@Suite(.enabled(if: FileManager.default.fileExists(atPath: Shipped.hanggin), "sites/hanggin is not here"))
struct ShippedSiteTests {
  @Test func theShippedSiteLoadsWithoutAWord() throws {
    switch shipped {
    case .success(let loaded):
      #expect(loaded.warnings.map(\.description) == [])
      #expect(loaded.site.sensors.count >= 400)
      #expect(loaded.site.riskPoints.count >= 120)
    case .failure(let report):
      Issue.record("\(report)")
    }
  }

  @Test func everyPlanSaysHowOftenItIsDrilledAndByWhichLaw() throws {
    let plans = try shipped.get().dispatch.plans
    let accidents = Set(plans.filter { $0.drill?.months == 24 }.map(\.id))
    #expect(accidents == ["gas", "chemical", "mine-gas", "special-equipment"])
    for plan in plans {
      let drill = try #require(plan.drill, "\(plan.id)")
      #expect(drill.months == 24 ? drill.origin.contains("708号令 §8") : drill.months == 36)
      #expect(drill.months == 24 || drill.origin.contains("§32"))
    }
  }

  @Test(arguments: [
    ("gas", "well-ch4-near"), ("fire", "fire-alarm"), ("crowd", "crowd-density"),
    ("waterlogging", "water-depth"), ("ice-flood", "river-rise"), ("grassland-fire", "hot-spots"),
    ("chemical", "chem-toxic"), ("mine-gas", "mine-ch4"), ("bridge", "bridge-joint"),
    ("heating", "heat-supply-low"), ("earthquake", "ground-acceleration"), ("dust-storm", "visibility"),
  ])
  func eachOfTheTwelveTopicsHasAPlan(id: String, rule: String) throws {
    let loaded = try shipped.get()
    #expect(loaded.site.thresholds.contains { $0.id == rule })
    let called = loaded.dispatch.plans(for: .rule(rule), grade: .orange, town: "150625100")
    #expect(called.map(\.id) == [id])
    let plan = try #require(called.first)
    #expect(plan.responses.map(\.grade) == Grade.allCases)
    for article in ["§66", "§67", "§73"] {
      #expect(plan.checklist.contains { $0.origin.contains(article) }, "\(article)")
    }
    #expect(!plan.checklist.contains { $0.origin.contains("§74") })
    #expect(plan.tasks.count >= 5 && plan.tasks.contains { !$0.materials.isEmpty })
    #expect(!plan.reports.isEmpty && !plan.notices.isEmpty && plan.isLocalDefault)
  }

  @Test func theMeasuresForPublicSecurityStandApart() throws {
    let plan = try #require(try shipped.get().dispatch.plans.first { $0.id == "public-order" })
    let origins = plan.checklist.map(\.origin)
    #expect(origins.count { $0.contains("§74（") } == 5)
    #expect(!origins.contains { $0.contains("§66") || $0.contains("§67") || $0.contains("§73") })
  }

  @Test func everyAlarmThatCanBeRedOrOrangeHasAPlanInEveryTown() throws {
    let loaded = try shipped.get()
    var subjects: [(AlarmSubject, [Grade])] = loaded.site.thresholds.map { rule in
      (.rule(rule.id), rule.limits.map(\.grade))
    }
    let codes = ["11B03", "11B05", "11B07", "11B17", "11B26", "11B99", "暴雨"]
    subjects += codes.map { (.warning($0), Grade.allCases) } + [(.earthquake, Grade.allCases)]
    for (subject, grades) in subjects {
      for grade in grades where grade == .red || grade == .orange {
        for town in loaded.site.towns {
          #expect(
            !loaded.dispatch.plans(for: subject, grade: grade, town: town.code).isEmpty,
            "\(subject) \(grade) \(town.code)")
        }
      }
    }
  }

  @Test func whatItSendsIsMarkedAsMadeUpAndHasNoTelephone() throws {
    let dispatch = try shipped.get().dispatch
    #expect(dispatch.teams.count >= 40 && dispatch.teams.allSatisfy { $0.isMadeUp && $0.phone.isEmpty })
    #expect(dispatch.stocks.allSatisfy(\.isMadeUp) && dispatch.stores.allSatisfy(\.isMadeUp))
    #expect(dispatch.shelters.allSatisfy { $0.isMadeUp && $0.phone.isEmpty })
    #expect(dispatch.vehicles.allSatisfy(\.isMadeUp) && dispatch.experts.allSatisfy(\.isMadeUp))
    #expect(dispatch.hospitals.allSatisfy { $0.isMadeUp })
    #expect(dispatch.contacts.allSatisfy { $0.isMadeUp && $0.phone.isEmpty })
  }

  @Test func theStoresHoldWhatEachTaskTakesAlong() throws {
    let dispatch = try shipped.get().dispatch
    for plan in dispatch.plans {
      for task in plan.tasks {
        for (material, amount) in task.materials {
          let held = dispatch.stocks.filter { $0.material == material }.map(\.quantity).reduce(0, +)
          let carried = dispatch.teams.filter { $0.kind == task.teamKind }
            .map { $0.carries[material] ?? 0 }.reduce(0, +)
          #expect(held + carried >= amount, "\(plan.id) \(task.id) \(material)")
        }
      }
    }
  }
}
