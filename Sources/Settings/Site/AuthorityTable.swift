import CitySafety
import Operations

/// `authority.toml`: one table a command, one key a role, the grades it may.
extension SiteLoading {
  func loadAuthority() {
    guard let root = table("authority.toml") else { return }
    for command in CommandName.allCases {
      guard let table = root.member(command.word) else {
        if !root.has(command.word) { root.report(.noAuthority(command.word)) }
        continue
      }
      loadRoles(table, command)
    }
    for right in DutyRight.allCases where !right.isGraded { loadRoles(root, right) }
    for right in DutyRight.allCases where right.isGraded { loadGrades(root, right) }
    root.finish()
  }

  /// What is done on duty is not about an alarm's grade: a role may or may not.
  private func loadRoles(_ root: TableReader, _ right: DutyRight) {
    guard let table = root.member(right.word) else {
      if !root.has(right.word) { root.report(.noAuthority(right.word)) }
      return
    }
    let choices = Choices(Role.allCases.map { ($0.word, $0) })
    var isPermitted = false
    for member in table.table.members {
      let location = table.location(member.position)
      guard let role = problems.checkWord(member.key, "role", choices, at: location),
        table.flag(member.key) == true
      else { continue }
      authority.permit(right, role)
      isPermitted = true
    }
    if !isPermitted { problems.warn(.nobodyMayOnDuty(right.word), at: table.location) }
  }

  /// A right that depends on the level, such as that of issuing a warning; nobody need have that of approving one.
  private func loadGrades(_ root: TableReader, _ right: DutyRight) {
    guard let table = root.member(right.word) else {
      if !root.has(right.word) { root.report(.noAuthority(right.word)) }
      return
    }
    loadGrades(table) { self.authority.permit(right, $0, $1) }
  }

  private func loadRoles(_ table: TableReader, _ command: CommandName) {
    let isPermitted = loadGrades(table) { self.authority.permit(command, $0, $1) }
    if !isPermitted { problems.warn(.nobodyMay(command.word), at: table.location) }
  }

  /// Whether the table permits anybody anything.
  @discardableResult
  private func loadGrades(_ table: TableReader, permit: (Role, Grade) -> Void) -> Bool {
    let choices = Choices(Role.allCases.map { ($0.word, $0) })
    var isPermitted = false
    for member in table.table.members {
      guard let role = problems.checkWord(member.key, "role", choices, at: table.location(member.position))
      else {
        continue
      }
      for (word, location) in table.texts(member.key) ?? [] {
        guard let grade = problems.checkWord(word, member.key, Choices.grades, at: location) else { continue }
        permit(role, grade)
        isPermitted = true
      }
    }
    return isPermitted
  }
}
