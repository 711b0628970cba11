/// Problems of shapes: `OPT03..`.
public enum TypeCode: String, StageCode {
  case shapeMismatch = "OPT0301"

  /// The long text of the code.
  public var explanation: Explanation {
    switch self {
    case .shapeMismatch:
      Explanation(
        meaning: """
          Elementwise operations need operands of one shape, or of extent 1 where they differ: a \
          scalar goes with everything, a row (`rows x 1`) and a column (`1 x cols`) with a tensor.
          """,
        example: """
          rule gram() {
            update = lr * (g + matmul(g, transpose(g)))
          }
          """,
        instead: """
          rule gram() {
            update = lr * matmul(matmul(g, transpose(g)), g)
          }
          """
      )
    }
  }
}
