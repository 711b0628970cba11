/// The bytes of a source file, valid UTF-8 or not, with the places of its lines.
public struct SourceFile: Sendable {
  /// The name shown in messages.
  public let path: String

  /// The content as read.
  public let bytes: [UInt8]

  private let lineStarts: [Int]

  /// A place as people count it: both numbers from 1, columns in Unicode scalars.
  public struct Position: Hashable, Sendable {
    /// The line.
    public var line: Int

    /// The character in the line; a tab is one character.
    public var column: Int
  }

  /// A file of the given content.
  public init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
    lineStarts = SourceFile.lineStarts(bytes)
  }

  /// A file of the given text.
  public init(path: String, text: String) { self.init(path: path, bytes: Array(text.utf8)) }

  /// The number of lines; text after the last line end counts as one, even when empty.
  public var lineCount: Int { lineStarts.count }

  /// The position of a byte; bytes outside the file count as its nearest end.
  public func position(of offset: Int) -> Position {
    let offset = min(max(offset, 0), bytes.count)
    let index = lineIndex(of: offset)
    let start = lineStarts[index]
    return Position(line: index + 1, column: 1 + characterCount(from: start, to: offset))
  }

  /// The text of a span, with U+FFFD for bytes that are not UTF-8.
  public func text(of span: Span) -> String {
    let start = min(max(span.start, 0), bytes.count)
    let end = min(max(span.end, start), bytes.count)
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// The bytes of a line, counted from 1, without its line end.
  ///
  /// - Precondition: the file has the line.
  public func span(ofLine line: Int) -> Span {
    let start = lineStarts[line - 1]
    guard line < lineCount else { return Span(start, bytes.count) }
    var end = lineStarts[line]
    while end > start, bytes[end - 1] == UInt8(ascii: "\n") || bytes[end - 1] == UInt8(ascii: "\r")
    {
      end -= 1
    }
    return Span(start, end)
  }

  // Lines can be as long as the file is, so nothing is decoded: each byte that continues no character
  // begins one.
  private func characterCount(from start: Int, to end: Int) -> Int {
    bytes.withUnsafeBufferPointer { bytes in
      var count = 0
      for offset in stride(from: start, to: end, by: 1) where !UTF8.isContinuation(bytes[offset]) {
        count += 1
      }
      return count
    }
  }

  private func lineIndex(of offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  // A byte order mark is no character of the first line: columns begin behind it.
  private static func lineStarts(_ bytes: [UInt8]) -> [Int] {
    var starts = [bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
    for (index, byte) in bytes.enumerated() {
      let isLoneReturn =
        byte == UInt8(ascii: "\r")
        && (index + 1 == bytes.count || bytes[index + 1] != UInt8(ascii: "\n"))
      if byte == UInt8(ascii: "\n") || isLoneReturn { starts.append(index + 1) }
    }
    return starts
  }
}
