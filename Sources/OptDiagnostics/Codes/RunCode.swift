/// Problems found while a rule runs: `OPT05..`.
public enum RunCode: String, StageCode {
  case nonFinite = "OPT0501"

  /// The long text of the code.
  public var explanation: Explanation {
    switch self {
    case .nonFinite:
      Explanation(
        meaning: """
          The statement gave an infinity or NaN that reached a weight. Arithmetic is IEEE 754 and \
          nothing is guarded in secret: add an epsilon to a denominator, or use `div_no_nan`.
          """,
        example: """
          rule unguarded() {
            update = lr * g / sqrt(g * g)
          }
          """,
        instead: """
          rule guarded(eps = 1e-8) {
            update = lr * g / (sqrt(g * g) + eps)
          }
          """
      )
    }
  }
}
