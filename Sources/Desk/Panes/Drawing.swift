internal import Alarms
public import Cells
internal import CitySafety
internal import Operations
internal import Widgets

/// What was drawn last, so that a pane whose inputs did not change is left as it stands.
struct Drawing: Sendable {
  /// Marks of zero width that may pile up on the kept canvas before it is drawn anew.
  static let clusterLimit = 2048

  var canvas = Grid(size: Size(columns: 0, rows: 0))
  var layout: Layout?
  var drawn: [Layout.Content: [Int]] = [:]
  /// Lines that a pane had when it was last drawn, and how far it can scroll.
  var heights: [Pane: Int] = [:]
  var scrollLimits: [Pane: Int] = [:]
  /// Rises with changes that no other number tells, such as a chart that came in.
  var stamp = 0

  mutating func forget() {
    layout = nil
    drawn.removeAll()
    stamp &+= 1
  }
}

extension Desk {
  /// Draws the screen.
  ///
  /// Panes that did not change since the last call are not drawn again.
  public mutating func view(size: Size) -> Frame {
    guard drill != nil else { return drawn(size: size) }
    let inner = drawn(size: innerSize(of: size))
    return framed(inner, size: size)
  }

  private mutating func drawn(size: Size) -> Frame {
    self.size = size
    let layout = Layout.plan(size: size, focus: focus, zoom: zoom, reserved: reservedRows)
    var painter = takeCanvas(layout)
    if layout.kind == .tooSmall {
      drawTooSmall(&painter)
    } else {
      drawHeader(&painter, layout.header)
      let body = Rect(x: 0, y: 1, width: size.columns, height: layout.message.y - 1)
      if dispatchView != nil {
        drawDispatch(&painter, body)
      } else if warningView != nil {
        drawWarningBoard(&painter, body)
      } else if dutyView != nil {
        drawDuty(&painter, body)
      } else {
        for placed in layout.panes { draw(placed, &painter) }
      }
      drawMessage(&painter, layout.message)
      drawFooter(&painter, layout)
    }
    drawing.canvas = painter.grid
    let cursor = layout.kind == .tooSmall ? nil : drawOverlay(&painter, layout)
    return Frame(grid: painter.grid, cursor: cursor, mouse: true, title: windowTitle)
  }

  /// The kept canvas, cleared when it cannot be used again.
  private mutating func takeCanvas(_ layout: Layout) -> Painter {
    var grid = drawing.canvas
    drawing.canvas = Grid(size: Size(columns: 0, rows: 0))
    if grid.size != size {
      grid = Grid(size: size)
      drawing.layout = nil
    }
    if drawing.layout != layout || grid.clusters.count > Drawing.clusterLimit || layout.kind == .tooSmall {
      grid.clear()
      drawing.drawn.removeAll(keepingCapacity: true)
      drawing.layout = layout
    }
    return Painter(
      grid: grid, widths: configuration.widths, lines: configuration.lines, chart: configuration.chart)
  }

  private var windowTitle: String {
    let counts = shown.alarms.counts
    return configuration.site.name[language] + "  " + t(.unacknowledged) + " \(counts.unacknowledged)"
  }

  private mutating func draw(_ placed: Layout.Placed, _ painter: inout Painter) {
    if placed.content == .queue { queue.reveal(height: queueHeight(placed.rect)) }
    if case .sensors(let sector) = placed.content {
      sectors[sector.index].reveal(height: max(1, placed.rect.height - 3))
    }
    let inputs = inputs(of: placed.content)
    guard drawing.drawn[placed.content] != inputs else { return }
    drawing.drawn[placed.content] = inputs
    switch placed.content {
    case .tile(let sector): drawTile(&painter, placed, sector)
    case .sensors(let sector): drawSensors(&painter, placed.rect, sector)
    case .queue: drawQueue(&painter, placed.rect)
    case .detail: drawDetail(&painter, placed.rect)
    case .sources: drawSources(&painter, placed.rect)
    case .events: drawEvents(&painter, placed.rect)
    }
  }

  /// Everything that a pane's drawing depends on beside its place, as numbers.
  private func inputs(of content: Layout.Content) -> [Int] {
    let common = [
      language == .zh ? 0 : 1, Int(clock.milliseconds / 1000), Int(truncatingIfNeeded: values.number),
      Int(truncatingIfNeeded: shown.number), drawing.stamp,
    ]
    switch content {
    case .tile(let sector): return common + [sectors[sector.index].stamp, isFocused(content) ? 1 : 0]
    case .sensors(let sector): return common + [sectors[sector.index].stamp, isFocused(content) ? 1 : 0]
    case .queue:
      return common + [
        queue.stamp, queue.top, queue.cursorIndex, queue.newAbove, isFocused(content) ? 1 : 0, scrollX,
        lookAgain.count, pendingAlarms.count, actor == nil ? 0 : 1, hasSnapshot ? 1 : 0,
      ]
    case .detail:
      return common + [
        queue.stamp, Int(truncatingIfNeeded: queue.cursor?.value ?? -1), detailTab.rawValue, detailTop,
        Int(window.rawValue), isFocused(content) ? 1 : 0, Int(detailSensor ?? -1), originNumber,
      ]
    case .sources: return common + [sourcesTab.rawValue, sourcesTop, isFocused(content) ? 1 : 0]
    case .events: return common + [eventsTop, isFocused(content) ? 1 : 0, mayConduct ? 1 : 0]
    }
  }

  private var originNumber: Int {
    if case .sector(let sector) = origin { return Int(sector.rawValue) }
    return 0
  }

  func isFocused(_ content: Layout.Content) -> Bool {
    switch (content, focus) {
    case (.queue, .queue), (.detail, .detail), (.sources, .sources), (.events, .events): true
    case (.tile(let left), .sector(let right)), (.sensors(let left), .sector(let right)): left == right
    default: false
    }
  }

  /// A pane's number and name in the role of its focus.
  func title(_ number: String, _ name: String, _ content: Layout.Content) -> [Segment] {
    [Segment(number + " " + name, isFocused(content) ? .paneTitleFocused : .paneTitle)]
  }
}
