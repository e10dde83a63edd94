/// Why a terminal cannot be used, in both languages: what, where, what to do.
public struct TerminalFailure: Error, Sendable, Hashable {
  public enum Reason: Sendable, Hashable {
    /// Input or output is a file or a pipe.
    case notATerminal
    /// Not in the terminfo database.
    case unknownType
    /// The type cannot move its cursor, such as `dumb`.
    case cannotDraw
    /// This process shows a screen already.
    case alreadyOpen
    /// A system call failed.
    case system(code: Int32)
  }

  public var reason: Reason
  public var zh: String
  public var en: String

  init(_ reason: Reason, type: String) {
    self.reason = reason
    switch reason {
    case .notATerminal:
      zh = "标准输入或输出不是终端。请在终端窗口中直接运行，或用 watchfloor watch 输出纯文本。"
      en =
        "Standard input or output is not a terminal. Run it in a terminal window, or use watchfloor watch for text."
    case .unknownType:
      zh = "终端类型 \(type) 不在 terminfo 库中。请安装 ncurses-term，或设置 TERM=xterm-256color。"
      en =
        "Terminal type \(type) is not in the terminfo database. Install ncurses-term or set TERM=xterm-256color."
    case .cannotDraw:
      zh = "终端类型 \(type) 不能移动光标。请换用其他终端，或设置 TERM=xterm-256color；纯文本请用 watchfloor watch。"
      en =
        "Terminal type \(type) cannot move its cursor. Use another terminal, set TERM=xterm-256color, "
        + "or use watchfloor watch for text."
    case .alreadyOpen:
      zh = "本进程已打开一个屏幕。请先关闭它。"
      en = "This process shows a screen already. Close it first."
    case .system(let code):
      zh = "无法打开终端：系统错误 \(code)。请检查终端设备的权限。"
      en =
        "The terminal could not be opened: system error \(code). Check the permissions of the terminal device."
    }
  }
}
