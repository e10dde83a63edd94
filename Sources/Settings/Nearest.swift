/// Finds what a misspelt name probably meant.
enum Nearest {
  /// Names past this position are not compared, and one load asks no more often than `searchLimit`: a long
  /// register must not make a long list of mistakes slow.
  static let candidateLimit = 5000
  static let searchLimit = 100
  /// Longer words are not compared.
  static let lengthLimit = 64

  /// The known name with the fewest edits, when at most a third of the word would change.
  static func name(to word: String, in known: some Sequence<String>) -> String? {
    let letters = Array(word.lowercased().unicodeScalars)
    guard !letters.isEmpty, letters.count <= lengthLimit else { return nil }
    var best: String?
    var limit = max(1, letters.count / 3)
    for candidate in known.prefix(candidateLimit) {
      let other = Array(candidate.lowercased().unicodeScalars)
      guard other.count <= lengthLimit, abs(other.count - letters.count) <= limit else { continue }
      let edits = distance(letters, other)
      if edits <= limit && (best == nil || edits < limit) {
        best = candidate
        limit = edits
      }
    }
    return best
  }

  /// Edits between two words: insert, delete, replace, and swap of neighbours.
  static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var before: [Int] = []
    var previous = Array(0...right.count)
    for row in 0..<left.count {
      var current = [row + 1]
      current.reserveCapacity(right.count + 1)
      for column in 0..<right.count {
        let cost = left[row] == right[column] ? 0 : 1
        var edits = min(previous[column + 1] + 1, current[column] + 1, previous[column] + cost)
        if row > 0 && column > 0 && left[row] == right[column - 1] && left[row - 1] == right[column] {
          edits = min(edits, before[column - 1] + 1)
        }
        current.append(edits)
      }
      before = previous
      previous = current
    }
    return previous[right.count]
  }
}
