/// Why text is not a flat program.
public struct FlatTextError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line, from 1.
  public var line: Int

  /// What was found and what was expected.
  public var message: String

  /// The line and the message.
  public var description: String { "line \(line): \(message)" }
}
