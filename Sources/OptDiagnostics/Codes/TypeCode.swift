/// Problems of shapes and values: `OPT03..`.
public enum TypeCode: String, StageCode {
  case shapeMismatch = "OPT0301"
  case matrixShape = "OPT0302"
  case wrongArity = "OPT0303"
  case argumentKind = "OPT0304"
  case stateShape = "OPT0305"
  case resultShape = "OPT0306"
  case noResult = "OPT0307"
  case twoResults = "OPT0308"
  case perTensorInGlobal = "OPT0309"
  case globalUnderShapeCondition = "OPT0310"
  case reductionInEvaluation = "OPT0311"
  case conditionOperand = "OPT0312"
  case conditionForm = "OPT0313"
  case badRange = "OPT0314"
  case defaultOutsideRange = "OPT0315"
  case narrowScalar = "OPT0316"
  case partialEvaluation = "OPT0317"

  /// The long text of the code.
  public var explanation: Explanation {
    switch self {
    case .shapeMismatch:
      Explanation(
        meaning: """
          Elementwise operations need operands of one shape, or of extent 1 where they differ: a \
          scalar goes with everything, a row (`rows x 1`) and a column (`1 x cols`) with a tensor. \
          `rows` and `cols` are different even when the numbers agree.
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
    case .matrixShape:
      Explanation(
        meaning: """
          Matrix functions need sides that fit: the columns of the first operand of `matmul` are \
          the rows of the second; `solve` needs as many rows in both; `trace`, `diag`, `inverse`, \
          `inverse_root` and `eigvecs` need a square matrix; `outer` takes two values of one \
          column.
          """,
        example: """
          rule gram() {
            update = lr * matmul(g, g)
          }
          """,
        instead: """
          rule gram() {
            update = lr * matmul(matmul(g, transpose(g)), g)
          }
          """
      )
    case .wrongArity:
      Explanation(
        meaning: "Every function takes a fixed number of arguments.",
        example: """
          rule lion(beta = 0.9) {
            state m
            m = interp(g, m)
            update = lr * sign(m) * beta
          }
          """,
        instead: """
          rule lion(beta = 0.9) {
            state m
            m = interp(g, m, beta)
            update = lr * sign(m)
          }
          """
      )
    case .argumentKind:
      Explanation(
        meaning: """
          Some arguments are no arrays: a bound of a norm and a count are scalars; the root of \
          `inverse_root` and the steps of `orthogonalize` are numbers or hyperparameters, known \
          before the run; `eye` takes `rows` or `cols` itself.
          """,
        example: """
          rule clipped() {
            update = lr * clip_by_norm(g, abs(w))
          }
          """,
        instead: """
          rule clipped() {
            update = lr * clip_by_norm(g, norm(w))
          }
          """
      )
    case .stateShape:
      Explanation(
        meaning: """
          A state keeps its shape for the whole run: what is assigned to it has that shape. Only \
          its first value is broadcast, so that `state m = 0.1` fills all of m.
          """,
        example: """
          rule scaled() {
            state d: scalar
            d = d + square(g)
            update = lr * g / sqrt(d)
          }
          """,
        instead: """
          rule scaled() {
            state d: scalar
            d = d + mean(square(g))
            update = lr * g / sqrt(d)
          }
          """
      )
    case .resultShape:
      Explanation(
        meaning: """
          `update`, `w` and `eval_w` are given one value for each weight: their value must have \
          the tensor's shape or broadcast to it.
          """,
        example: """
          rule gram() {
            update = lr * matmul(g, transpose(g))
          }
          """,
        instead: """
          rule gram() {
            update = lr * matmul(matmul(g, transpose(g)), g)
          }
          """
      )
    case .noResult:
      Explanation(
        meaning: """
          On every path through a rule exactly one of `update` and `w` is assigned: `update` is \
          subtracted from the weight, `w` is the new weight itself.
          """,
        example: """
          rule sgd() {
            step = lr * g
          }
          """,
        instead: """
          rule sgd() {
            update = lr * g
          }
          """
      )
    case .twoResults:
      Explanation(
        meaning: """
          On every path through a rule exactly one of `update` and `w` is assigned. With `update` \
          the new weight is `w - update`; a rule that assigns `w` gives the new weight itself.
          """,
        example: """
          rule sgd(weight_decay = 0.1) {
            w = w - lr * weight_decay * w
            update = lr * g
          }
          """,
        instead: """
          rule sgd(weight_decay = 0.1) {
            update = lr * (g + weight_decay * w)
          }
          """
      )
    case .perTensorInGlobal:
      Explanation(
        meaning: """
          A `global` state is one number for the whole model. It takes numbers, hyperparameters, \
          lr, t, T, global reductions and what is computed from them: values that are the same for \
          every tensor.
          """,
        example: """
          rule normed() {
            state total: global
            total = total + norm(g)
            update = lr * g / total
          }
          """,
        instead: """
          rule normed() {
            state total: global
            total = total + global_norm(g)
            update = lr * g / total
          }
          """
      )
    case .globalUnderShapeCondition:
      Explanation(
        meaning: """
          A condition on rows, cols, rank or numel holds for some tensors only. A reduction over \
          all tensors needs every one of them, and a `global` state one value for the model, so \
          neither may stand under such a condition.
          """,
        example: """
          rule normed() {
            when rank >= 2 {
              update = lr * g / global_norm(g)
            } else {
              update = lr * g
            }
          }
          """,
        instead: """
          rule normed() {
            total = global_norm(g)
            when rank >= 2 {
              update = lr * g / total
            } else {
              update = lr * g
            }
          }
          """
      )
    case .reductionInEvaluation:
      Explanation(
        meaning: """
          The weights to evaluate with are computed element by element from the new weight and the \
          new states. Keep a reduction in a state during the step and read it here.
          """,
        example: """
          rule averaged() {
            state z = w
            z = z - lr * g
            w = z
            eval_w = z / norm(z)
          }
          """,
        instead: """
          rule averaged() {
            state z = w
            state length: scalar
            z = z - lr * g
            length = norm(z)
            w = z
            eval_w = z / length
          }
          """
      )
    case .conditionOperand:
      Explanation(
        meaning: """
          A condition is decided before a step, outside of the numeric code. It may read t, T, \
          rank, rows, cols, numel, hyperparameters and numbers, and join them with + - * / %. To \
          choose element by element, use where(condition, a, b).
          """,
        example: """
          rule gated() {
            when norm(g) > 1 {
              update = lr * g / norm(g)
            } else {
              update = lr * g
            }
          }
          """,
        instead: """
          rule gated() {
            update = lr * where(norm(g) > 1, g / norm(g), g)
          }
          """
      )
    case .conditionForm:
      Explanation(
        meaning: "A condition is a comparison, or comparisons joined with `and`, `or` and `not`.",
        example: """
          rule alternating() {
            when t % 2 {
              update = lr * g
            } else {
              update = lr * sign(g)
            }
          }
          """,
        instead: """
          rule alternating() {
            when t % 2 == 1 {
              update = lr * g
            } else {
              update = lr * sign(g)
            }
          }
          """
      )
    case .badRange:
      Explanation(
        meaning: """
          The lower end of a range is less than the upper one, and a range with `log` lies above \
          0.
          """,
        example: """
          rule scaled(factor = 0.5 in 0 .. 1 log) {
            update = lr * factor * g
          }
          """,
        instead: """
          rule scaled(factor = 0.5 in 1e-3 .. 1 log) {
            update = lr * factor * g
          }
          """
      )
    case .defaultOutsideRange:
      Explanation(
        meaning: "The default of a hyperparameter lies in its range.",
        example: """
          rule momentum(beta = 0.9 in 0.95 .. 0.999) {
            state m
            m = interp(g, m, beta)
            update = lr * m
          }
          """,
        instead: """
          rule momentum(beta = 0.95 in 0.9 .. 0.999) {
            state m
            m = interp(g, m, beta)
            update = lr * m
          }
          """
      )
    case .narrowScalar:
      Explanation(
        meaning: """
          Narrow storage saves memory for states with many elements. One number is always kept at \
          full width.
          """,
        example: """
          rule counted() {
            state d: scalar as bf16
            d = d + norm(g)
            update = lr * g / d
          }
          """,
        instead: """
          rule counted() {
            state d: scalar
            d = d + norm(g)
            update = lr * g / d
          }
          """
      )
    case .partialEvaluation:
      Explanation(
        meaning: """
          A rule that assigns `eval_w` assigns it on every path: the weights to evaluate with must \
          exist for every tensor after every step.
          """,
        example: """
          rule averaged() {
            state z = w
            z = z - lr * g
            w = z
            when rank >= 2 {
              eval_w = z / 2
            }
          }
          """,
        instead: """
          rule averaged() {
            state z = w
            z = z - lr * g
            w = z
            when rank >= 2 {
              eval_w = z / 2
            } else {
              eval_w = z
            }
          }
          """
      )
    }
  }
}
