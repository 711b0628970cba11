import OptDiagnostics
import OptProgram

/// What the checker finds wrong with shapes and values, as data.
enum TypeProblem {
  case operands(OperandMismatch)
  case wrongArity(Opcode, NameSyntax, [ExpressionSyntax])
  case stateShape(StateMismatch)
  case resultShape(ResultMismatch)
  case noResult(MissingResult)
  case twoResults(update: Span?, weight: Span?, where: String?)
  case globalStateUnderShape(NameSyntax, condition: Span?)
  case globalReductionUnderShape(NameSyntax, condition: Span)
  case reductionInEvaluation(NameSyntax)
  case partialEvaluation(Span, isPartial: Bool, where: String?)
  case conditionName(NameSyntax, declaration: Span?)
  case conditionCall(NameSyntax, Span)
  case conditionOperator(BinaryOperator, Span)
  case conditionWithoutComparison(Span)
  case emptyRange(RangeSyntax)
  case logarithmicRange(RangeSyntax)
  case defaultOutsideRange(NumberSyntax, RangeSyntax)
  case narrowScalar(NameSyntax)
}

/// Operands that do not fit an operation.
struct OperandMismatch {
  var opcode: Opcode
  var syntax: ExpressionSyntax
  var operands: [ExpressionSyntax]
  var types: [ValueType]
  var error: SignatureError
  /// By operand: why it has its shape.
  var reasons: [ShapeReason?]
  /// On which paths; nil for all.
  var condition: String?
}

/// A value that is assigned to a state of another shape.
struct StateMismatch {
  var state: NameSyntax
  var declared: ValueType
  var declaration: Span?
  var found: ValueType
  var value: ExpressionSyntax
  var reason: ShapeReason?
  var isFirstValue: Bool
}

/// A result that is not of the tensor's shape.
struct ResultMismatch {
  var name: String
  var found: ValueType
  var value: ExpressionSyntax
  var reason: ShapeReason?
  var condition: String?
}

/// A rule that does not always assign `update` or `w`.
struct MissingResult {
  var rule: NameSyntax
  var isPartial: Bool
  var `where`: String?
  var assignment: Span?
  var likelyResult: NameSyntax?
}

extension TypeProblem {
  /// The problem in words.
  var diagnostic: Diagnostic {
    switch self {
    case .operands(let mismatch): mismatch.diagnostic
    case .wrongArity(let opcode, let function, let arguments):
      TypeProblem.arity(opcode, function, arguments)
    case .stateShape(let mismatch): mismatch.diagnostic
    case .resultShape(let mismatch): mismatch.diagnostic
    case .noResult(let missing): missing.diagnostic
    case .twoResults(let update, let weight, let place):
      TypeProblem.twoResults(update, weight, place)
    case .globalStateUnderShape(let name, let condition):
      Diagnostic(
        .type(.globalUnderShapeCondition),
        "the global state `\(name.text)` is assigned for some tensors only",
        at: .init(name.span, "one value for the whole model"),
        secondary: condition.map { [.init($0, "this differs from tensor to tensor")] } ?? [],
        help: "declare it for each tensor, `state \(name.text): scalar`, or assign it outside"
      )
    case .globalReductionUnderShape(let function, let condition):
      Diagnostic(
        .type(.globalUnderShapeCondition),
        "`\(function.text)` needs every tensor, but runs for some of them only",
        at: .init(function.span, "a reduction over all tensors"),
        secondary: [.init(condition, "this differs from tensor to tensor")],
        help: "assign it to a name before the `when`"
      )
    case .reductionInEvaluation(let function):
      Diagnostic(
        .type(.reductionInEvaluation),
        "`\(function.text)` cannot be used in the evaluation",
        at: .init(function.span, "not elementwise"),
        help: "compute it during the step and keep it in a state"
      )
    case .partialEvaluation(let span, let isPartial, let place):
      Diagnostic(
        .type(.partialEvaluation),
        isPartial ? "`eval_w` is not always assigned" : "`eval_w` is never assigned",
        at: .init(
          span,
          place.map { "it has no value where \($0)" } ?? "the evaluation ends without a result"
        ),
        help: isPartial ? "assign it in an `else` branch: `eval_w = w`" : "assign `eval_w`"
      )
    case .conditionName, .conditionCall, .conditionOperator, .conditionWithoutComparison:
      condition
    case .emptyRange, .logarithmicRange, .defaultOutsideRange: range
    case .narrowScalar(let storage):
      Diagnostic(
        .type(.narrowScalar),
        "one number cannot be stored as `\(storage.text)`",
        at: .init(storage.span, "for states with many elements"),
        help: "leave out `as \(storage.text)`"
      )
    }
  }

  private static func arity(
    _ opcode: Opcode,
    _ function: NameSyntax,
    _ arguments: [ExpressionSyntax]
  ) -> Diagnostic {
    let documentation = Builtins.documentation(of: opcode)
    let expected = opcode.arity == 1 ? "1 argument" : "\(opcode.arity) arguments"
    let label: Diagnostic.Label =
      if arguments.count > opcode.arity, let last = arguments.last {
        .init(arguments[opcode.arity].span.union(last.span), "too many")
      } else {
        .init(
          function.span,
          "missing \(documentation.missingParameters(after: arguments.count))"
        )
      }
    return Diagnostic(
      .type(.wrongArity),
      "`\(function.text)` takes \(expected), found \(arguments.count)",
      at: label,
      notes: ["it is `\(documentation.signature)`: \(documentation.summary)"]
    )
  }

  private static func twoResults(
    _ update: Span?,
    _ weight: Span?,
    _ place: String?
  ) -> Diagnostic {
    let spans = [update, weight].compactMap { $0 }.sorted { $0.start < $1.start }
    let ending = place.map { " where \($0)" } ?? ""
    return Diagnostic(
      .type(.twoResults),
      "both `update` and `w` are assigned\(ending)",
      at: spans.last.map { .init($0, "the second result") },
      secondary: spans.count > 1 ? [.init(spans[0], "the first result")] : [],
      notes: ["with `update` the new weight is `w - update`; `w` is the new weight itself"],
      help: "keep one of them: `w = w - step` becomes `update = step`"
    )
  }

  // MARK: - Conditions

  private var condition: Diagnostic {
    switch self {
    case .conditionName(let name, let declaration):
      Diagnostic(
        .type(.conditionOperand),
        "a condition cannot read `\(name.text)`",
        at: .init(name.span, TypeProblem.whyNotInCondition(name.text)),
        secondary: declaration.map { [.init($0, "a value of the step")] } ?? [],
        notes: [
          "conditions compare `t`, `T`, `rank`, `rows`, `cols`, `numel`, hyperparameters and numbers"
        ],
        help: "choose element by element: `where(\(name.text) > 0, a, b)`"
      )
    case .conditionCall(let function, let span):
      Diagnostic(
        .type(.conditionOperand),
        "a condition cannot call `\(function.text)`",
        at: .init(span, "conditions are decided before the step"),
        help: "choose by value instead: `where(condition, a, b)`"
      )
    case .conditionOperator(let infix, let span):
      Diagnostic(
        .type(.conditionOperand),
        "a condition cannot compute with `\(infix.rawValue)`",
        at: .init(span, "allowed are `+ - * / %` between numbers"),
        help: infix == .power
          ? "choose by value instead: `where(condition, a, b)`"
          : "join comparisons with `and`, `or` and `not`"
      )
    case .conditionWithoutComparison(let span):
      Diagnostic(
        .type(.conditionForm),
        "a condition must compare something",
        at: .init(span, "this is a number, neither true nor false"),
        help: "write a comparison, such as `t % 2 == 1` or `rank >= 2`"
      )
    default:
      preconditionFailure("not a problem of a condition")
    }
  }

  private static func whyNotInCondition(_ name: String) -> String {
    switch name {
    case Builtin.weight.name, Builtin.gradient.name:
      "it has a value for each element; a condition is decided once, before the step"
    case Builtin.learningRate.name:
      "the learning rate follows a schedule; compare `t` with `T` instead"
    default:
      "it is computed in the step; a condition is decided before"
    }
  }

  // MARK: - Ranges

  private var range: Diagnostic {
    switch self {
    case .emptyRange(let range):
      Diagnostic(
        .type(.badRange),
        "the range \(range.low.text) .. \(range.high.text) is empty",
        at: .init(range.span, "the lower end must be less than the upper one"),
        help: range.low.value > range.high.value
          ? "write `\(range.high.text) .. \(range.low.text)`"
          : "leave the range out: a hyperparameter need not have one"
      )
    case .logarithmicRange(let range):
      Diagnostic(
        .type(.badRange),
        "a range with `log` must lie above 0",
        at: .init(range.low.span, "has no logarithm"),
        help: "begin with a small number, such as `1e-6`, or leave out `log`"
      )
    case .defaultOutsideRange(let value, let range):
      Diagnostic(
        .type(.defaultOutsideRange),
        "the default \(value.text) is not in its range",
        at: .init(
          value.span,
          value.value < range.low.value
            ? "less than \(range.low.text)" : "greater than \(range.high.text)"
        ),
        secondary: [.init(range.span, "the range")],
        help: "widen the range, or choose a default between its ends"
      )
    default:
      preconditionFailure("not a problem of a range")
    }
  }
}
