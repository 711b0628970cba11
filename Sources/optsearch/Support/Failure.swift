import ArgumentParser

/// An error that ends a command with exit code 1: the rule or the run failed, not the usage.
struct Failure: Error, CustomStringConvertible {
  let description: String

  /// A failure that is told in one line.
  init(_ description: String) { self.description = description }
}
