/// What a person did at the terminal, decoded.
public enum InputEvent: Sendable, Hashable {
  case key(Key)
  /// Bracketed paste, whole, at most 64 KiB.
  case paste(String)
  case mouse(MouseEvent)
  case focus(Bool)
  /// An answer to a terminal query: cursor position report (row, column from 1).
  case cursorReport(row: Int, column: Int)
}

public struct Key: Sendable, Hashable {
  public enum Code: Sendable, Hashable {
    case character(Character)
    case enter, escape, tab, backTab, backspace, delete, insert
    case up, down, left, right, home, end, pageUp, pageDown
    /// F1 to F12.
    case function(Int)
  }

  public var code: Code
  public var control: Bool
  public var alt: Bool

  public init(_ code: Code, control: Bool = false, alt: Bool = false) {
    self.code = code
    self.control = control
    self.alt = alt
  }

  public static func character(_ character: Character) -> Key { Key(.character(character)) }
}

/// The left button or the wheel.
public struct MouseEvent: Sendable, Hashable {
  public enum Action: Sendable, Hashable { case press, release, wheelUp, wheelDown }
  public var action: Action
  /// From 0 at the top left, as cells are counted.
  public var row: Int
  public var column: Int

  public init(action: Action, row: Int, column: Int) {
    self.action = action
    self.row = row
    self.column = column
  }
}
