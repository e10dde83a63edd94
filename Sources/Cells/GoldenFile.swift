/// The text form in which a screen is kept and compared.
///
/// ```text
/// # queue.80x24.screen   theme=night  now=2026-11-23T15:41:07+08:00
/// │>1红  15:39 生命 未确认
/// --- style
/// bsRRRsssssssssssssssssss
/// ```
///
/// Spaces at the ends of screen lines are not kept; the style plane keeps the width.
public enum GoldenFile {
  /// The file of one frame.
  ///
  /// `about` holds what the frame was made from, such as `theme` and `now`, in order.
  public static func text(name: String, about: [(String, String)], frame: Frame) -> String {
    var result = "# \(name).\(frame.grid.size.columns)x\(frame.grid.size.rows).screen"
    for (key, value) in about { result += "  \(key)=\(value)" }
    if let cursor = frame.cursor { result += "  cursor=\(cursor.x),\(cursor.y)" }
    result += "\n"
    for y in 0..<frame.grid.size.rows {
      result += trimmed(frame.grid.line(y))
      result += "\n"
    }
    result += "--- style\n"
    result += frame.grid.stylePlane
    if let flags = frame.grid.flagPlane {
      result += "--- flags\n"
      result += flags
    }
    return result
  }

  /// The lines in which two files differ, numbered from 1; `nil` when they are equal.
  ///
  /// At most 40 lines are named.
  public static func difference(expected: String, actual: String) -> String? {
    guard expected != actual else { return nil }
    let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let new = actual.split(separator: "\n", omittingEmptySubsequences: false)
    var result = ""
    var named = 0
    for index in 0..<max(old.count, new.count) {
      let left = index < old.count ? old[index] : nil
      let right = index < new.count ? new[index] : nil
      guard left != right else { continue }
      named += 1
      if named > 40 {
        result += "…\n"
        break
      }
      if let left { result += "\(index + 1) - \(left)\n" }
      if let right { result += "\(index + 1) + \(right)\n" }
    }
    return result
  }

  private static func trimmed(_ line: String) -> Substring {
    var view = line[...]
    while view.last == " " { view.removeLast() }
    return view
  }
}
