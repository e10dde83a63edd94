public import CityDispatch
public import CitySafety
import Glibc

/// Runs a program for each message, which it gets on its standard input.
///
/// An end with 0 is success; one with 65 (`EX_DATAERR` of sysexits.h) refuses the message for good.
public final class CommandChannel: OutboxChannel {
  /// Programs that nothing could end; with more than these none is started.
  public static let leftoverLimit = 4
  private static let refusal: Int32 = 65

  private let settings: ChannelProgram
  private let timeout: Span
  private var leftovers: [Int32] = []

  public init(_ settings: ChannelProgram, timeout: Span) {
    self.settings = settings
    self.timeout = timeout
  }

  public func send(_ message: OutgoingMessage, stop: SendingStop) throws(ChannelFailure) {
    let arguments = settings.arguments.map { argument in
      MessageTemplate.filled(argument) { name in
        switch name {
        case "address": message.address
        case MessageTemplate.Placeholder.text.rawValue: message.text
        default: message.value(of: name)
        }
      }
    }
    ChildProcess.bury(&leftovers)
    guard leftovers.count <= CommandChannel.leftoverLimit else {
      throw failure(
        Bilingual(zh: "有程序无法结束", en: "Programs run that nothing could end"), mayHaveArrived: false)
    }
    let process = ChildProcess(
      program: settings.arguments.first ?? "", arguments: arguments, folder: settings.folder,
      input: Array((message.text + "\n").utf8))
    let end = process.run(
      timeout: timeout, leftovers: &leftovers, pause: { _ = stop.wait(milliseconds: $0) },
      isWanted: { !stop.isRaised })
    switch end {
    case .exited(0): return
    case .exited(let code):
      throw failure(
        Bilingual(zh: "程序以 \(code) 结束", en: "The program ended with \(code)"), mayHaveArrived: true,
        isFinal: code == CommandChannel.refusal)
    case .notStarted(let words):
      throw failure(
        Bilingual(zh: "程序无法启动（\(words)）", en: "The program cannot be started (\(words))"),
        mayHaveArrived: false)
    case .timedOut:
      throw failure(
        Bilingual(zh: "程序超时，已结束", en: "The program took too long and was ended"), mayHaveArrived: true)
    case .stopped:
      throw failure(Bilingual(zh: "程序停止，未等到结果", en: "Stopped before its end"), mayHaveArrived: true)
    }
  }

  private func failure(_ what: Bilingual, mayHaveArrived: Bool, isFinal: Bool = false) -> ChannelFailure {
    ChannelFailure(
      what, at: settings.arguments.first ?? "",
      remedy: Bilingual(zh: "手工运行该程序检查", en: "Run it by hand to see why"), mayHaveArrived: mayHaveArrived,
      isFinal: isFinal)
  }
}
