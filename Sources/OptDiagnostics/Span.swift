/// A stretch of a source file, in bytes of UTF-8.
public struct Span: Hashable, Sendable, BitwiseCopyable {
  /// The first byte.
  public var start: Int

  /// The byte after the last.
  public var end: Int

  /// The bytes from `start` up to, not including, `end`.
  public init(_ start: Int, _ end: Int) {
    self.start = start
    self.end = end
  }

  /// The span of what was never written: nodes that a program made.
  public static let none = Span(0, 0)

  /// The number of bytes.
  public var length: Int { end - start }

  /// The smallest span that covers both.
  public func union(_ other: Span) -> Span { Span(min(start, other.start), max(end, other.end)) }
}
