public import Cells

/// Breaks text into lines.
public enum TextFlow {
  /// Most lines that one text is broken into; the rest is dropped.
  public static let lineLimit = 2000

  /// Lines of at most `width` columns: Latin text breaks at spaces, Chinese between any two characters, and a
  /// closing mark never begins a line.
  ///
  /// Line breaks in the text are kept.
  public static func lines(_ text: String, width: Int, widths: borrowing WidthTable) -> [String] {
    guard width > 0 else { return [] }
    var lines: [String] = []
    for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
      var line = ""
      var used = 0
      for word in words(paragraph) {
        let wide = widths.width(of: word)
        if used + wide > width, used > 0, word != " " {
          lines.append(line)
          line = ""
          used = 0
        }
        if word == " ", used == 0 || used + 1 > width { continue }
        if wide <= width {
          line += word
          used += wide
        } else {
          (line, used) = chop(word, width: width, into: &lines, widths: widths)
        }
        if lines.count >= lineLimit { return Array(lines.prefix(lineLimit)) }
      }
      lines.append(line)
    }
    return Array(lines.prefix(lineLimit))
  }

  private static func chop(
    _ word: String, width: Int, into lines: inout [String], widths: borrowing WidthTable
  ) -> (String, Int) {
    var line = ""
    var used = 0
    for character in word {
      let wide = widths.width(of: String(character))
      if used + wide > width, used > 0 {
        lines.append(line)
        line = ""
        used = 0
      }
      line.append(character)
      used += wide
    }
    return (line, used)
  }

  /// Pieces that a line break may stand between.
  private static func words(_ text: Substring) -> [String] {
    var result: [String] = []
    var before: Character?
    for character in text {
      if let before, before != " ", character != " ", joins(before, character), !result.isEmpty {
        result[result.count - 1].append(character)
      } else {
        result.append(String(character))
      }
      before = character
    }
    return result
  }

  /// Whether no line break may stand between two characters, neither of which is a space.
  private static func joins(_ left: Character, _ right: Character) -> Bool {
    if "，。、；：！？）》」』”’％".contains(right) || "（《「『“‘".contains(left) { return true }
    return isLatin(left) && isLatin(right)
  }

  private static func isLatin(_ character: Character) -> Bool {
    (character.unicodeScalars.first?.value ?? 0) < 0x2E80
  }
}
