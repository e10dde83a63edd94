internal import CitySafety

/// The texts of the resources board: Chinese, a bar, English.
enum ResourcePhrase: String, PhraseBook {
  static let table = makeTable()

  case title = "资源|Resources"
  case tabTeams = "队伍|Teams"
  case tabMaterials = "物资|Materials"
  case tabShelters = "场所|Shelters"
  case tabVehicles = "车辆|Vehicles"
  case tabExperts = "专家|Experts"
  case tabHospitals = "医院|Hospitals"
  case tabContacts = "联系人|Contacts"

  case name = "名称|NAME"
  case kind = "类别|KIND"
  case unit = "单位|UNIT"
  case size = "人数|SIZE"
  case duty = "在岗|DUTY"
  case state = "状态|STATE"
  case work = "任务|COMMITTED TO"
  case since = "起始|SINCE"
  case place = "地点|PLACE"
  case position = "位置|POSITION"
  case equipment = "装备|EQUIPMENT"
  case code = "编码|CODE"
  case quantity = "数量|QUANTITY"
  case measure = "计量|IN"
  case store = "库点|STORE"
  case expires = "有效期|EXPIRES"
  case area = "面积m2|AREA m2"
  case capacity = "容纳|HOLDS"
  case phone = "电话|PHONE"
  case team = "队伍|TEAM"
  case field = "专业|FIELD"
  case beds = "床位|BEDS"
  case ability = "救治能力|ABILITY"
  case post = "岗位|POST"
  case person = "姓名|PERSON"
  case recipient = "接收方|RECIPIENT"
  case carries = "随队物资|carries"

  case free = "空闲|free"
  case committed = "出动|out"
  case outOfService = "停用|disabled"
  case always = "常备|always"
  case onDuty = "在岗|on duty"
  case offDuty = "不在岗|off duty"
  case atBase = "驻地|base"
  case positionAge = "{minutes} 分前|{minutes} min ago"
  case positionStale = "{minutes} 分前，过期|{minutes} min, stale"
  case workLine = "#{incident} 指令{task} {state}|#{incident} order {task} {state}"
  case workMore = " 另 {count}| +{count}"
  case expired = "已过期|expired"
  case expiresSoon = "将过期|soon"
  case withTeam = "随 {team}|with {team}"
  case none = "无库存|none"
  case madeUp = "模拟|simulated"
  case noStore = "没有值班库：只列登记，不知道谁已出动。|There is no store: registers only, commitments are unknown."

  case countsTeams = "空闲 {free} 出动 {out} 停用 {disabled}|free {free}, out {out}, disabled {disabled}"
  case countsMaterials = "{count} 项 过期 {expired} 将过期 {soon}|{count}, expired {expired}, soon {soon}"
  case countsOther = "{count} 项|{count}"
  case filter = "筛选|Filter"
  case filtered = "筛选 {text} {count} 项|filter {text}: {count}"
  case sorted = "按 {column} 排序|by {column}"
  case nothing = "没有登记|Nothing is registered"
  case nothingMatches = "没有符合“{text}”的|Nothing matches \"{text}\""
  case eventReports = "{count} 支队伍报告位置|positions of {count} teams"
  case keyTab = "页签|tabs"
  case keyTask = "看任务|its order"
}

/// What the registers hold, one tab each.
public enum ResourceKind: String, Sendable, Hashable, CaseIterable {
  case teams, materials, shelters, vehicles, experts, hospitals, contacts

  var name: ResourcePhrase {
    switch self {
    case .teams: .tabTeams
    case .materials: .tabMaterials
    case .shelters: .tabShelters
    case .vehicles: .tabVehicles
    case .experts: .tabExperts
    case .hospitals: .tabHospitals
    case .contacts: .tabContacts
    }
  }
  /// What turns to its tab.
  var action: Action {
    switch self {
    case .teams: .resourceTeams
    case .materials: .resourceMaterials
    case .shelters: .resourceShelters
    case .vehicles: .resourceVehicles
    case .experts: .resourceExperts
    case .hospitals: .resourceHospitals
    case .contacts: .resourceContacts
    }
  }
}
