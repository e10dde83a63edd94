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
    root.finish()
  }

  private func loadRoles(_ table: TableReader, _ command: CommandName) {
    let choices = Choices(Role.allCases.map { ($0.word, $0) })
    var isPermitted = false
    for member in table.table.members {
      guard let role = problems.checkWord(member.key, "role", choices, at: table.location(member.position))
      else {
        continue
      }
      for (word, location) in table.texts(member.key) ?? [] {
        guard let grade = problems.checkWord(word, member.key, Choices.grades, at: location) else { continue }
        authority.permit(command, role, grade)
        isPermitted = true
      }
    }
    if !isPermitted { problems.warn(.nobodyMay(command.word), at: table.location) }
  }
}
