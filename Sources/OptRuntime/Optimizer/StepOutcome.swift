/// What became of a step.
public enum StepOutcome: Hashable, Sendable {
  /// All weights and states have their new values, which need not be finite.
  case completed
  /// A matrix function had no result; NaN stands for it in what was computed from it.
  case failed(StepFailure)
}

/// A matrix function without a result.
public struct StepFailure: Hashable, Sendable {
  /// Why there is no result.
  public enum Reason: Error, Hashable, Sendable {
    /// A matrix to be inverted has no inverse in floating point.
    case singular
    /// An eigenvalue of which a root is wanted is not positive.
    case notPositive
    /// The iteration did not come to an end.
    case noConvergence
    /// A matrix holds infinities or NaN.
    case notFinite
  }

  /// The tensor.
  public var tensor: Int

  /// The place of the instruction in `Program.step`.
  public var instruction: Int

  /// Why there is no result.
  public var reason: Reason
}
