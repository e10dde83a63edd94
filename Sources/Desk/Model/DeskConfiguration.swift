public import Cells
public import CityDispatch
public import CitySafety
public import Drills
public import Operations

/// What a desk is made from: everything that does not change while it runs, or only by `Desk`'s own setters.
public struct DeskConfiguration: Sendable {
  public var site: Site
  /// A courtesy on the screen; the owner checks again.
  public var authority: Authority
  public var language: Language
  public var lines: LineSet
  public var chart: ChartAlphabet
  public var widths: WidthTable
  /// Name of this workplace, such as `desk-1`.
  public var seat: String
  public var version: String
  /// Lines of the first screen, such as the demo's two users; empty for none.
  public var demoHint: [Bilingual]
  public var keys: KeyTable
  public var sound: SoundSettings
  /// The shifts and who stands them; empty where the site has none.
  public var shiftPlan = ShiftPlan()
  /// Plans, teams and what else an alarm is answered with; empty where the site has none.
  public var dispatch = DispatchRegister()
  /// What may be rehearsed here.
  public var scenarios: [Scenario] = []
  /// The one that this desk plays in; `nil` at the live desk.
  public var scenario: Scenario?
  /// Whether a drill of before is looked at again.
  public var isReview = false
  /// Cards, handbooks, plans and cases; empty where the site has none.
  public var knowledge = KnowledgeShelf()

  public init(
    site: Site, authority: Authority, language: Language = .zh, lines: LineSet = .single,
    chart: ChartAlphabet = .braille, widths: WidthTable, seat: String, version: String,
    demoHint: [Bilingual] = [], keys: KeyTable = .standard,
    sound: SoundSettings = .standard
  ) {
    self.site = site
    self.authority = authority
    self.language = language
    self.lines = lines
    self.chart = chart
    self.widths = widths
    self.seat = seat
    self.version = version
    self.demoHint = demoHint
    self.keys = keys
    self.sound = sound
  }
}
