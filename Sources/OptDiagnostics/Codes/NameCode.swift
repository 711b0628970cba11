/// Problems of names: `OPT02..`.
public enum NameCode: String, StageCode {
  case unknownName = "OPT0201"

  /// The long text of the code.
  public var explanation: Explanation {
    switch self {
    case .unknownName:
      Explanation(
        meaning: """
          The name is neither one every rule knows (w g lr t T rows cols rank numel pi e), nor a \
          hyperparameter, state or input of this rule, nor assigned by an earlier statement.
          """,
        example: """
          rule sgd() {
            update = lr * grad
          }
          """,
        instead: """
          rule sgd() {
            update = lr * g
          }
          """
      )
    }
  }
}
