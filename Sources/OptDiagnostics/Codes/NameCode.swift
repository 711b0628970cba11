/// Problems of names: `OPT02..`.
public enum NameCode: String, StageCode {
  case unknownName = "OPT0201"
  case unknownFunction = "OPT0202"
  case notAssignable = "OPT0203"
  case duplicateName = "OPT0204"
  case reservedName = "OPT0205"
  case readBeforeAssignment = "OPT0206"
  case assignedOnSomePaths = "OPT0207"
  case functionWithoutCall = "OPT0208"
  case calledName = "OPT0209"
  case notInEvaluation = "OPT0210"
  case evaluationName = "OPT0211"
  case notInInitialValue = "OPT0212"
  case unknownStateForm = "OPT0213"
  case unknownInput = "OPT0214"
  case duplicateRule = "OPT0215"

  /// The long text of the code.
  public var explanation: Explanation {
    switch self {
    case .unknownName:
      Explanation(
        meaning: """
          The name is neither one every rule knows (w g lr t T rows cols rank numel pi e), nor a \
          hyperparameter, state or input of this rule, nor assigned by a statement.
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
    case .unknownFunction:
      Explanation(
        meaning: """
          No function has this name. The functions are fixed: rules cannot define their own. \
          `optsearch explain FUNCTION` shows the definition of each.
          """,
        example: """
          rule clipped() {
            update = lr * clamp(g, -1, 1)
          }
          """,
        instead: """
          rule clipped() {
            update = lr * clip(g, -1, 1)
          }
          """
      )
    case .notAssignable:
      Explanation(
        meaning: """
          A statement may assign w, g, lr, a state, update, eval_w or a new name. The step number, \
          the shape of the tensor, hyperparameters, declared inputs and the constants pi and e \
          keep their values during a step.
          """,
        example: """
          rule decayed(beta = 0.9) {
            beta = beta ^ t
            update = lr * beta * g
          }
          """,
        instead: """
          rule decayed(beta = 0.9) {
            decay = beta ^ t
            update = lr * decay * g
          }
          """
      )
    case .duplicateName:
      Explanation(
        meaning: "Each hyperparameter, state and input of a rule has a name of its own.",
        example: """
          rule momentum(m = 0.9) {
            state m
            m = 0.9 * m + g
            update = lr * m
          }
          """,
        instead: """
          rule momentum(beta = 0.9) {
            state m
            m = beta * m + g
            update = lr * m
          }
          """
      )
    case .reservedName:
      Explanation(
        meaning: """
          The name has a fixed meaning in every rule and cannot be declared again: w g lr t T rows \
          cols rank numel update pi e, and names that begin with eval_, which belong to the \
          evaluation.
          """,
        example: """
          rule momentum(beta = 0.9) {
            state update
            update = beta * update + lr * g
          }
          """,
        instead: """
          rule momentum(beta = 0.9) {
            state m
            m = beta * m + lr * g
            update = m
          }
          """
      )
    case .readBeforeAssignment:
      Explanation(
        meaning: """
          Statements run from top to bottom. A name is readable after the statement that assigns \
          it; only states keep their value from the last step.
          """,
        example: """
          rule ordered() {
            update = lr * direction
            direction = sign(g)
          }
          """,
        instead: """
          rule ordered() {
            direction = sign(g)
            update = lr * direction
          }
          """
      )
    case .assignedOnSomePaths:
      Explanation(
        meaning: """
          After a `when`, a name is readable only if every branch assigns it. Otherwise there \
          would be steps or tensors for which it has no value. States always have one.
          """,
        example: """
          rule warm() {
            when t <= 10 {
              factor = t / 10
            }
            update = lr * factor * g
          }
          """,
        instead: """
          rule warm() {
            when t <= 10 {
              factor = t / 10
            } else {
              factor = 1
            }
            update = lr * factor * g
          }
          """
      )
    case .functionWithoutCall:
      Explanation(
        meaning: "The name is a function. A function is called with its arguments in parentheses.",
        example: """
          rule signed() {
            update = lr * sign * g
          }
          """,
        instead: """
          rule signed() {
            update = lr * sign(g)
          }
          """
      )
    case .calledName:
      Explanation(
        meaning: """
          The name is a value, not a function. A product needs its `*`: there is no multiplication \
          by juxtaposition.
          """,
        example: """
          rule sgd(weight_decay = 0.1) {
            update = lr(g + weight_decay * w)
          }
          """,
        instead: """
          rule sgd(weight_decay = 0.1) {
            update = lr * (g + weight_decay * w)
          }
          """
      )
    case .notInEvaluation:
      Explanation(
        meaning: """
          Statements that assign eval_w or a name beginning with eval_ are computed after the \
          step, when somebody asks for the weights to evaluate with. They see the new weight, the \
          new states, hyperparameters and eval_ names; the gradient and the names of the step are \
          gone by then.
          """,
        example: """
          rule averaged() {
            state z = w
            z = z - lr * g
            mean_w = (w + z) / 2
            w = mean_w
            eval_w = mean_w
          }
          """,
        instead: """
          rule averaged() {
            state z = w
            z = z - lr * g
            w = (w + z) / 2
            eval_w = (w + z) / 2
          }
          """
      )
    case .evaluationName:
      Explanation(
        meaning: """
          A name beginning with eval_ belongs to the evaluation, which is computed after the step. \
          Statements of the step cannot read it.
          """,
        example: """
          rule averaged() {
            state z = w
            z = z - lr * g
            eval_w = (w + z) / 2
            w = eval_w
          }
          """,
        instead: """
          rule averaged() {
            state z = w
            z = z - lr * g
            w = (w + z) / 2
            eval_w = w
          }
          """
      )
    case .notInInitialValue:
      Explanation(
        meaning: """
          The first value of a state is computed once, at the beginning of step 1, from w, g, \
          hyperparameters, numbers, eye(rows) and eye(cols). Nothing else is known then.
          """,
        example: """
          rule averaged() {
            state m = lr * g
            m = 0.9 * m + lr * g
            update = m
          }
          """,
        instead: """
          rule averaged() {
            state m = g
            m = 0.9 * m + g
            update = lr * m
          }
          """
      )
    case .unknownStateForm:
      Explanation(
        meaning: """
          The shape of a state is `scalar` (one number for each tensor), `global` (one number for \
          the model), `row`, `column`, `rows * rows` or `cols * cols`; without a shape it is that \
          of w. It may be stored `as bf16`, `as q8` or `as q8u`.
          """,
        example: """
          rule scaled() {
            state d: vector
            d = d + square(g)
            update = lr * g / sqrt(d)
          }
          """,
        instead: """
          rule scaled() {
            state d: row
            d = d + row_mean(square(g))
            update = lr * g / sqrt(d)
          }
          """
      )
    case .unknownInput:
      Explanation(
        meaning: """
          The training loop can supply `hessian_diag(hutchinson)`, `hessian_diag(gauss_newton)`, \
          `loss`, `batch_size`, and `noise` of the kinds `normal`, `rademacher` and `uniform`.
          """,
        example: """
          rule noisy() {
            input z = noise(gaussian)
            update = lr * (g + 0.01 * z)
          }
          """,
        instead: """
          rule noisy() {
            input z = noise(normal)
            update = lr * (g + 0.01 * z)
          }
          """
      )
    case .duplicateRule:
      Explanation(
        meaning: """
          The rules of a file have different names: FILE.opt:NAME means the one called NAME.
          """,
        example: """
          rule sgd() {
            update = lr * g
          }
          rule sgd() {
            update = lr * sign(g)
          }
          """,
        instead: """
          rule sgd() {
            update = lr * g
          }
          rule sign_sgd() {
            update = lr * sign(g)
          }
          """
      )
    }
  }
}
