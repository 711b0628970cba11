/// Errors of optsearch itself: `OPT09..`.
public enum FaultCode: String, StageCode {
  case internalError = "OPT0901"

  /// The long text of the code.
  public var explanation: Explanation {
    switch self {
    case .internalError:
      Explanation(
        meaning: """
          A mistake in optsearch, not in the rule. Please report it with the rule and the command.
          """,
        example: "(any rule)",
        instead: "(the same rule, with a newer version)"
      )
    }
  }
}
