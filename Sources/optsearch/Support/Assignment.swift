import ArgumentParser

/// `NAME=VALUE` as given to `--set`.
struct Assignment {
  let name: String
  let value: Double

  /// Reads an argument.
  ///
  /// - Throws: `ValidationError` with what is wanted.
  init(argument: String) throws {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, let value = Double(parts[1]), value.isFinite else {
      throw ValidationError("give NAME=VALUE with a number, such as beta1=0.95")
    }
    name = String(parts[0])
    self.value = value
  }
}
