import CitySafety
internal import Synchronization

/// Which drop-folder files were read and stored.
///
/// Bounded for each source: the oldest memory goes.
///
/// Sendable: the state is behind a mutex, so that the owner can export it while the file thread works.
final class FileMemory: Sendable {
  private struct Marks {
    var known: Set<FileMark> = []
    /// In the order they came; a ring once it is full.
    var order: [FileMark] = []
    var oldest = 0

    mutating func insert(_ mark: FileMark, limit: Int) {
      guard known.insert(mark).inserted else { return }
      if order.count < limit {
        order.append(mark)
        return
      }
      known.remove(order[oldest])
      order[oldest] = mark
      oldest = (oldest + 1) % limit
    }
  }

  private let limit: Int
  private let marks: Mutex<[Int32: Marks]>

  init(_ remembered: [FileMark], limit: Int = IngestLimits.rememberedFiles) {
    self.limit = limit
    marks = Mutex([:])
    for mark in remembered { insert(mark) }
  }

  func contains(_ mark: FileMark) -> Bool {
    marks.withLock { $0[mark.source.value]?.known.contains(mark) ?? false }
  }

  func insert(_ mark: FileMark) {
    marks.withLock { marks in
      marks[mark.source.value, default: Marks()].insert(mark, limit: limit)
    }
  }

  var all: [FileMark] {
    marks.withLock { marks in
      marks.keys.sorted().flatMap { key in
        marks[key].map { Array($0.order[$0.oldest...] + $0.order[..<$0.oldest]) } ?? []
      }
    }
  }
}
