import Analysis
import CitySafety

/// The bounds of what a file may say.
///
/// They keep a slip of the finger from becoming a plan; a site chooses
/// its own numbers inside them.
enum Limits {
  /// Bytes of one file, rows of one register, and files of one folder.
  static let fileBytes = 64 << 20
  static let rows = 200_000
  static let folderFiles = 1000

  /// Unicode scalars of ids, of names, and of longer texts.
  static let id = 64
  static let name = 120
  static let text = 2000
  static let body = 65_536

  static let retentionDays = 1.0...3660
  static let storeMegabytes = 16.0...1_000_000
  static let idleLockMinutes = 1.0...1440
  static let timerSeconds = 0.0...86_400
  static let futureToleranceSeconds = 0.0...86_400
  static let validityHours = 1.0...720
  static let magnitude = -2.0...10
  /// Half the way around the earth.
  static let distanceKilometres = 0.001...20_038

  static let latitude = -90.0...90
  static let longitude = -180.0...180
  /// Degrees from the site's centre beyond which a place is worth a question.
  static let nearby = 5.0
  static let any = RuleBounds.limit
  static let decimals = 0...6
  static let priority = 0...9999
  /// Days after which a row of the duty plan comes again.
  static let planDays = 1...366

  static let cadenceSeconds = 0.1...31_622_400
  static let windowSeconds = RuleBounds.windowSeconds
  /// From a minute of a crush to the season of a settling bridge.
  static let guidanceSeconds = 1.0...31_622_400
  static let delaySeconds = RuleBounds.delaySeconds
  static let count = RuleBounds.count

  static let intervalSeconds = 1.0...86_400
  static let jitter = 0.0...0.5
  static let backoffSeconds = 1.0...86_400
  static let timeoutSeconds = 0.1...300
  static let kilobytes = 1...65_536
  static let redirects = 0...10
  static let skipLines = 0...1000
  static let pages = 1...10_000
  static let pageSize = 1...1_000_000
  static let replaySpeed = 0.000_1...1_000_000
  static let episodeSeconds = 0.0...31_622_400

  static let soundArguments = 32
  static let soundTimeoutSeconds = 0.5...30
  static let soundsPerMinute = 1...60
  static let soundRestSeconds = 0.0...600
  static let nagSeconds = 0.0...86_400
  static let selfTestHours = 1.0...168

  static let teamSize = 1...10_000
  static let persons = 0...1_000_000
  /// Of a material in its unit, and square metres.
  static let quantity = 0.0...1e9
  static let receiptSeconds = 5.0...3600.0
  static let missedReceipts = 1...10
  static let gracePercent = 0...1000
  /// Zero asks for no signs of life.
  static let receiptIntervalSeconds = 0.1...3600
  static let archiveMinutes = 0.0...10_080.0
  static let checkInMinutes = 0.0...1440.0
  static let evaluationDays = 1...3660
  static let drillMonths = 1...120
  static let shelterArea = 0.1...100
  static let speed = 1.0...300
  static let roadFactor = 1.0...10
  /// How long a task may take, and a report be due after its start.
  static let taskMinutes = 0.0...43_200
  static let reportMinutes = 1.0...43_200
  static let reportHours = 1.0...720
  static let reminderMinutes = 0.0...10_080
  static let casualtyDays = 1...366
  /// Persons, yuan or hectares.
  static let harm = 0.0...1e13
  static let channelTimeoutSeconds = 0.1...120
  static let channelAttempts = 1...100_000
  static let channelWaitSeconds = 0.1...86_400
  static let messagesPerMinute = 1...100_000
  static let channelArguments = 32
  static let port = 1...65_535
  static let warningHours = 0.5...240
  static let smsParts = 1...10

  /// Pages of the knowledge base, bytes of text of one and of all, and keywords of one.
  ///
  /// Some 4 MB a second are indexed.
  static let knowledgePages = 500
  static let knowledgeBytes = 64 << 10
  static let knowledgeTotalBytes = 8 << 20
  static let keywords = 40
  static let expiryDays = 1...3660

  static let utcOffsetMinutes = -720...840
  /// Themes that inherit from each other, and keys of one action.
  static let themeDepth = 8
  static let keysOfAction = 16
  static let keyName = 16
}
