import OptProgram

/// A line of a journal and what can be made of it without the others.
package struct JournalLine: Sendable {
  /// Its place in the file, counted from 1.
  package let number: Int

  package let record: JournalRecord

  private let program: Result<Program, FlatTextError>?

  /// A line, whose program is read.
  package init(_ record: JournalRecord, number: Int) {
    self.number = number
    self.record = record
    guard case .individual(let individual) = record else {
      program = nil
      return
    }
    program = Result { () throws(FlatTextError) in try Program(flatText: individual.program) }
  }

  /// The program of an individual's line.
  ///
  /// - Throws: `RunDirectoryError.corrupted` if it cannot be read.
  func program(path: String) throws(RunDirectoryError) -> Program? {
    do throws(FlatTextError) { return try program?.get() } catch {
      throw .corrupted(path: path, line: number, reason: "\(error)")
    }
  }
}
