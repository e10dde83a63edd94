internal import CitySafety

/// The texts of the knowledge base: Chinese, a bar, English.
enum KnowledgePhrase: String, PhraseBook {
  static let table = makeTable()

  case title = "知识库|Knowledge"
  case kindCard = "卡片|card"
  case kindHandbook = "手册|handbook"
  case kindPlan = "预案|plan"
  case kindCase = "案例|case"
  case prompt = "查找|Find"
  case hint = "输入两个字以上，如 氯气、冰坝、UN1017|Type words, such as chlorine, ice, UN1017"
  case counting = "共 {count} 页|{count} pages"
  case found = "找到 {count} 页|{count} found"
  case searching = "查找中...|searching..."
  case nothing = "没有找到“{text}”：请换个词，或少写几个字|Nothing holds \"{text}\": use another word, or fewer"
  case empty = "站点没有知识页（knowledge/*.toml、预案、案例）|The site has no pages (knowledge/*.toml, plans, cases)"
  case offered = "此告警|this alarm"
  case offer = "知识库 {count} 页，按 {key}|Knowledge: {count} pages, press {key}"
  case source = "来源|Source"
  case localDefault = "本地默认值|local default"
  case madeUp = "模拟|simulated"
  case sectionResponses = "响应级别与指挥|Response level and command"
  case sectionChecklist = "措施清单|Checklist"
  case sectionTasks = "任务|Tasks"
  case sectionAdvice = "公众提示|Advice to the public"
  case sectionPlace = "时间地点|When and where"
  case sectionHappened = "经过|What happened"
  case sectionDone = "处置|What was done"
  case sectionLearnt = "经验教训|What was learnt"
  case planVersion = "版本 {version}；{origin}|version {version}; {origin}"
  case unknownPage = "没有知识页 '{id}'。不带 --page 可列出全部。|There is no page '{id}'. Without --page all are listed."
  case noHits = "没有找到“{text}”。请换个词，或少写几个字。|Nothing holds \"{text}\". Use another word, or fewer."
}

extension KnowledgeKind {
  var name: Bilingual {
    switch self {
    case .card: KnowledgePhrase.kindCard.text
    case .handbook: KnowledgePhrase.kindHandbook.text
    case .plan: KnowledgePhrase.kindPlan.text
    case .past: KnowledgePhrase.kindCase.text
    }
  }
}
