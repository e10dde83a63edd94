public import Cells
internal import Glibc

extension Terminal {
  /// What reading the keyboard gave.
  public enum ReadResult: Sendable, Hashable {
    case events
    /// Nothing was there.
    case nothing
    /// The terminal is gone.
    case closed
  }

  /// Reads what was typed, at most 4,096 bytes, and decodes it.
  ///
  /// Call when `inputDescriptor` is readable.
  public func read(with decoder: inout InputDecoder, into events: inout [InputEvent]) -> ReadResult {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4096) { buffer in
      let count = Glibc.read(inputDescriptor, buffer.baseAddress, buffer.count)
      if count > 0 {
        decoder.feed(buffer[..<count], into: &events)
        return .events
      }
      return count < 0 && (errno == EINTR || errno == EAGAIN) ? .nothing : .closed
    }
  }
}
