/// Something wrong in a task file or in the data it names.
public struct TaskFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The path of the file.
  public var file: String

  /// The line of a text file, from 1.
  public var row: Int?

  /// The cell of the line, from 1.
  public var column: Int?

  /// What is wrong, in one line.
  public var message: String

  /// A mistake at a place.
  init(_ file: String, row: Int? = nil, column: Int? = nil, _ message: String) {
    self.file = file
    self.row = row
    self.column = column
    self.message = message
  }

  /// A file that the system does not give.
  init(unreadable file: String, _ error: any Error) {
    self.init(file, "cannot be read: \(error.systemReason)")
  }

  /// `file:row:column: message`, as far as there is a place.
  public var description: String {
    ([file] + [row, column].compactMap { $0.map(String.init) }).joined(separator: ":")
      + ": \(message)"
  }
}
