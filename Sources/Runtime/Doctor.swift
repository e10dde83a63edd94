internal import CLinux
internal import Cells
public import CitySafety
internal import Glibc
internal import TerminalUI

/// Looks at the terminal and the machine as the console will use them, and says what to change.
public enum Doctor {
  /// One thing that was looked at.
  public struct Finding: Sendable, Hashable {
    public enum Verdict: Sendable, Hashable { case good, advice, bad }
    public var verdict: Verdict
    public var subject: Bilingual
    public var result: Bilingual
    /// What to change; empty when all is well.
    public var remedy: Bilingual
  }

  /// Everything, in the order in which it should be mended.
  ///
  /// Prints samples to the terminal while it asks.
  public static func examine(sound: SoundSettings) -> [Finding] {
    [locale(), terminalType()] + widths() + [size(), colours(), keys()] + sounds(sound) + [clock(), store()]
  }

  static func good(_ subject: Bilingual, _ zh: String, _ en: String) -> Finding {
    Finding(verdict: .good, subject: subject, result: Bilingual(zh: zh, en: en), remedy: Bilingual(same: ""))
  }

  static func wrong(
    _ verdict: Finding.Verdict, _ subject: Bilingual, _ result: Bilingual, _ remedy: Bilingual
  ) -> Finding {
    Finding(verdict: verdict, subject: subject, result: result, remedy: remedy)
  }

  private static func locale() -> Finding {
    let subject = Bilingual(zh: "字符集", en: "Locale")
    let named = environment("LC_ALL") ?? environment("LC_CTYPE") ?? environment("LANG") ?? "C"
    let codeset = Locale.codeset()
    guard codeset.isASCII else {
      return good(subject, "\(named) (\(codeset.name))", "\(named) (\(codeset.name))")
    }
    return wrong(
      .advice, subject,
      Bilingual(
        zh: "\(named) 只有 ASCII，程序改用 C.UTF-8", en: "\(named) has ASCII only; the program falls back to C.UTF-8"
      ),
      Bilingual(zh: "设置 LANG=C.UTF-8 或 zh_CN.UTF-8", en: "set LANG=C.UTF-8 or zh_CN.UTF-8"))
  }

  private static func terminalType() -> Finding {
    let subject = Bilingual(zh: "终端类型", en: "Terminal type")
    let type = environment("TERM") ?? ""
    guard TerminalProbe.colours(type: type) != nil, type != "dumb" else {
      return wrong(
        .bad, subject, Bilingual(zh: "TERM=\(type) 不能绘制画面", en: "TERM=\(type) cannot draw a screen"),
        Bilingual(
          zh: "设置 TERM=xterm-256color，或安装 ncurses-term",
          en: "set TERM=xterm-256color, or install ncurses-term"))
    }
    return good(subject, type, type)
  }

  private static func widths() -> [Finding] {
    let subject = Bilingual(zh: "字宽", en: "Widths")
    let measured = TerminalProbe().measure()
    guard !measured.isEmpty, measured.contains(where: { $0.columns != nil }) else {
      return [
        wrong(
          .advice, subject, Bilingual(zh: "终端没有回答光标位置，未测", en: "the terminal did not answer; not tested"),
          Bilingual(zh: "请在真实终端里运行 doctor", en: "run doctor in a real terminal"))
      ]
    }
    return measured.map { sample in
      let name = Bilingual(zh: "字宽 \(sample.glyph.sample)", en: "Width of \(sample.glyph.sample)")
      let columns = sample.columns.map(String.init) ?? "?"
      guard sample.columns != sample.glyph.expected else {
        return good(name, "\(columns) 列", "\(columns) columns")
      }
      let isWide = sample.columns == 2
      return wrong(
        .bad, name,
        Bilingual(
          zh: "\(columns) 列，应为 \(sample.glyph.expected) 列",
          en: "\(columns) columns instead of \(sample.glyph.expected)"),
        isWide
          ? Bilingual(
            zh: "启动时加 --ambiguous-wide --lines ascii", en: "start with --ambiguous-wide --lines ascii")
          : Bilingual(zh: "换用支持中文的终端和字体", en: "use a terminal and font with Chinese characters"))
    }
  }

  private static func size() -> Finding {
    let subject = Bilingual(zh: "窗口大小", en: "Window size")
    var window = winsize()
    guard ioctl(1, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0 else {
      return wrong(
        .advice, subject, Bilingual(zh: "不是终端", en: "not a terminal"),
        Bilingual(zh: "请在终端里运行", en: "run it in a terminal"))
    }
    let text = "\(window.ws_col) x \(window.ws_row)"
    guard window.ws_col >= 80, window.ws_row >= 24 else {
      return wrong(
        .bad, subject, Bilingual(same: text), Bilingual(zh: "至少 80 x 24", en: "at least 80 x 24 is needed"))
    }
    return good(subject, text, text)
  }

  private static func colours() -> Finding {
    let subject = Bilingual(zh: "颜色", en: "Colours")
    let count = TerminalProbe.colours(type: environment("TERM") ?? "") ?? 0
    if environment("NO_COLOR") != nil {
      return good(subject, "NO_COLOR 已设置：单色", "NO_COLOR is set: monochrome")
    }
    guard count >= 256 else {
      return wrong(
        .advice, subject, Bilingual(zh: "\(count) 色", en: "\(count) colours"),
        Bilingual(
          zh: "256 色更易辨认：TERM=xterm-256color 或 tmux-256color",
          en: "256 are easier to read: TERM=xterm-256color or tmux-256color"))
    }
    return good(subject, "\(count) 色", "\(count) colours")
  }

  private static func keys() -> Finding {
    let subject = Bilingual(zh: "按键", en: "Keys")
    var state = termios()
    guard tcgetattr(0, &state) == 0 else {
      return wrong(
        .advice, subject, Bilingual(zh: "输入不是终端", en: "input is not a terminal"),
        Bilingual(zh: "请在终端里运行", en: "run it in a terminal"))
    }
    if environment("TMUX") != nil || environment("STY") != nil {
      return wrong(
        .advice, subject, Bilingual(zh: "在 tmux/screen 内", en: "inside tmux or screen"),
        Bilingual(
          zh: "tmux 请设 escape-time 10，Esc 才不迟", en: "set tmux's escape-time to 10 so that Esc is not late"))
    }
    return good(subject, "本程序自行解码，功能键无需设置", "decoded by the program itself; function keys need no setting")
  }

  private static func clock() -> Finding {
    let subject = Bilingual(zh: "时钟", en: "Clock")
    let now = SystemClock().now().iso8601(at: .utc)
    guard clinux_clock_synchronised() == 1 else {
      return wrong(
        .advice, subject, Bilingual(zh: "\(now)，未与时间服务器同步", en: "\(now), not synchronised"),
        Bilingual(zh: "启用 chrony 或 systemd-timesyncd", en: "enable chrony or systemd-timesyncd"))
    }
    return good(subject, "\(now)，已同步", "\(now), synchronised")
  }

  private static func store() -> Finding {
    let subject = Bilingual(zh: "存储目录", en: "Data folder")
    let data = Paths.fromEnvironment().data
    guard makeFolder(data), access(data, W_OK) == 0 else {
      return wrong(
        .bad, subject, Bilingual(zh: "\(data) 不可写", en: "\(data) cannot be written"),
        Bilingual(zh: "检查权限，或用 --store 指定别处", en: "check its permissions, or use --store"))
    }
    var disk = statvfs()
    statvfs(data, &disk)
    let free = (UInt64(disk.f_bavail) * UInt64(disk.f_frsize)) >> 20
    guard free >= 2048 else {
      return wrong(
        .advice, subject, Bilingual(zh: "\(data)，剩余 \(free) MB", en: "\(data), \(free) MB free"),
        Bilingual(zh: "请腾出至少 2 GB", en: "free at least 2 GB"))
    }
    return good(subject, "\(data)，剩余 \(free) MB", "\(data), \(free) MB free")
  }
}

/// The process's character set, after the fallback that the screen uses.
enum Locale {
  static func codeset() -> (name: String, isASCII: Bool) {
    setlocale(LC_CTYPE, "")
    let name = nl_langinfo(nl_item(CODESET)).map { String(cString: $0) } ?? ""
    return (name, name.hasPrefix("ANSI"))
  }
}
