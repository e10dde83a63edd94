public import Cells
public import CitySafety

/// A part of the screen that can be focused.
public enum Pane: Sendable, Hashable {
  case sector(Sector)
  case queue
  case detail
  /// Sources, received warnings and earthquakes.
  case sources
  case events
}

/// Where everything stands at one size: a pure function of size, focus and zoom.
public struct Layout: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// Below 80x24: numbers only.
    case tooSmall
    /// Four short tiles 2x2 and one main pane.
    case small
    /// Four tiles in a row; main pane and detail below.
    case medium
    /// Tiles with charts, detail, queue, sources and events at once.
    case wide
  }

  /// What is drawn in a rectangle.
  public enum Content: Sendable, Hashable {
    /// Head figures of a sector, with its leading values.
    case tile(Sector)
    /// Every sensor of a sector, with a cursor.
    case sensors(Sector)
    case queue
    case detail
    case sources
    case events
  }

  public struct Placed: Sendable, Hashable {
    public var content: Content
    public var rect: Rect
    /// Tiles of the small layout share their lower border with what is below.
    public var isOpenBelow: Bool
  }

  public var kind: Kind
  public var size: Size
  public var panes: [Placed]
  /// Rows of the header, the message line and the key hints.
  public var header: Rect
  public var message: Rect
  public var footer: Rect

  public static let minimum = Size(columns: 80, rows: 24)

  /// Places the panes.
  ///
  /// Every rectangle lies inside `size` and none overlap.
  ///
  /// `reserved` rows of the screen are another's, and `size` is without them.
  public static func plan(size: Size, focus: Pane, zoom: Bool, reserved: Int = 0) -> Layout {
    let kind = kind(of: size, reserved: reserved)
    let hints = kind == .small ? 1 : 2
    var layout = Layout(
      kind: kind, size: size, panes: [], header: Rect(x: 0, y: 0, width: size.columns, height: 1),
      message: Rect(x: 0, y: size.rows - hints - 1, width: size.columns, height: 1),
      footer: Rect(x: 0, y: size.rows - hints, width: size.columns, height: hints))
    guard kind != .tooSmall else {
      layout.message.height = 0
      layout.footer.height = 0
      return layout
    }
    let body = Rect(x: 0, y: 1, width: size.columns, height: size.rows - 2 - hints)
    if zoom {
      layout.place(mainContent(focus), body)
      return layout
    }
    switch kind {
    case .tooSmall: break
    case .small: layout.placeSmall(body, focus)
    case .medium: layout.placeMedium(body, focus)
    case .wide: layout.placeWide(body, focus)
    }
    return layout
  }

  public static func kind(of size: Size, reserved: Int = 0) -> Kind {
    let rows = size.rows + reserved
    if size.columns < minimum.columns || rows < minimum.rows { return .tooSmall }
    if size.columns >= 160 && rows >= 48 { return .wide }
    if size.columns >= 110 && rows >= 34 { return .medium }
    return .small
  }

  /// Where a content was placed, if it is on the screen.
  public func rect(of content: Content) -> Rect? {
    panes.first { $0.content == content }?.rect
  }

  /// The pane under a cell.
  public func pane(x: Int, y: Int) -> Placed? {
    panes.first { $0.rect.contains(x: x, y: y) }
  }

  private static func mainContent(_ focus: Pane) -> Content {
    switch focus {
    case .sector(let sector): .sensors(sector)
    case .queue: .queue
    case .detail: .detail
    case .sources: .sources
    case .events: .events
    }
  }

  private mutating func place(_ content: Content, _ rect: Rect, openBelow: Bool = false) {
    panes.append(Placed(content: content, rect: rect, isOpenBelow: openBelow))
  }

  private mutating func placeSmall(_ body: Rect, _ focus: Pane) {
    let rows = min(8, 4 + max(0, size.rows - Layout.minimum.rows) / 6)
    let left = body.width / 2
    for sector in Sector.allCases {
      let isRight = sector.index % 2 == 1
      place(
        .tile(sector),
        Rect(
          x: isRight ? left : 0, y: body.y + sector.index / 2 * rows,
          width: isRight ? body.width - left : left,
          height: rows), openBelow: true)
    }
    place(
      Layout.mainContent(focus),
      Rect(x: 0, y: body.y + 2 * rows, width: body.width, height: body.height - 2 * rows))
  }

  private mutating func placeMedium(_ body: Rect, _ focus: Pane) {
    let values = size.rows >= 46 ? 4 : size.rows >= 38 ? 3 : 2
    let rows = 4 + 2 * values
    var x = 0
    for sector in Sector.allCases {
      let next = body.width * (sector.index + 1) / 4
      place(.tile(sector), Rect(x: x, y: body.y, width: next - x, height: rows))
      x = next
    }
    let lower = Rect(x: 0, y: body.y + rows, width: body.width, height: body.height - rows)
    let left = lower.width * 19 / 30
    let main: Content = focus == .detail ? .queue : Layout.mainContent(focus)
    place(main, Rect(x: 0, y: lower.y, width: left, height: lower.height))
    place(.detail, Rect(x: left, y: lower.y, width: lower.width - left, height: lower.height))
  }

  private mutating func placeWide(_ body: Rect, _ focus: Pane) {
    let left = body.width * 3 / 5
    let half = left / 2
    let upper = body.height * 4 / 7
    let tile = upper / 2
    for sector in Sector.allCases {
      let isRight = sector.index % 2 == 1
      let isLower = sector.index >= 2
      let rect = Rect(
        x: isRight ? half : 0, y: body.y + (isLower ? tile : 0), width: isRight ? left - half : half,
        height: isLower ? upper - tile : tile)
      place(focus == .sector(sector) ? .sensors(sector) : .tile(sector), rect)
    }
    let lower = body.height - upper
    place(.queue, Rect(x: 0, y: body.y + upper, width: left, height: lower))
    let right = body.width - left
    place(.detail, Rect(x: left, y: body.y, width: right, height: upper))
    let sources = lower / 2
    place(.sources, Rect(x: left, y: body.y + upper, width: right, height: sources))
    place(.events, Rect(x: left, y: body.y + upper + sources, width: right, height: lower - sources))
  }
}
