import OptDiagnostics
import OptProgram

extension OperandMismatch {
  /// The problem in words.
  var diagnostic: Diagnostic {
    switch error {
    case .noBroadcast(let first, let second): noBroadcast(first, second)
    case .needsScalar(let place):
      kind(place, "must be one number", "is `\(types[place].shape)`, expected a scalar")
    case .needsNumber(let place):
      kind(
        place,
        "must be known before the run",
        "expected a number or a hyperparameter"
      )
    case .needsExtent(let place):
      kind(place, "must be `rows` or `cols`", "expected the side of the tensor itself")
    case .needsSquare(let place): needsSquare(place)
    case .innerExtents: innerExtents
    case .outerExtents: outerExtents
    case .needsRowVector(let place):
      shape(
        place,
        "`outer` takes two values of one column",
        "is `\(types[place].shape)`, expected one column",
        help: nil
      )
    }
  }

  // MARK: - Elementwise operations

  private func noBroadcast(_ first: Int, _ second: Int) -> Diagnostic {
    Diagnostic(
      .type(.shapeMismatch),
      "cannot \(phrase(types[first].shape, types[second].shape))",
      at: .init(
        operands[second].span,
        "\(name(first)) is `\(types[first].shape)`, \(name(second)) is `\(types[second].shape)`"
      ),
      secondary: because(first) + because(second),
      notes: notes,
      help: productHelp(first, second)
    )
  }

  private func phrase(_ left: Shape, _ right: Shape) -> String {
    let a = left.phrase
    let b = right.phrase
    switch opcode {
    case .add: return "add \(b) to \(a)"
    case .sub: return "subtract \(b) from \(a)"
    case .mul: return "multiply \(a) by \(b) element by element"
    case .div: return "divide \(a) by \(b)"
    case .lt, .le, .gt, .ge, .eq, .ne: return "compare \(a) with \(b)"
    default: return "combine \(a) and \(b) in `\(opcode.name)`"
    }
  }

  private func productHelp(_ first: Int, _ second: Int) -> String? {
    let left = types[first].shape
    let right = types[second].shape
    guard let a = operands[first].plainName, let b = operands[second].plainName else { return nil }
    switch opcode {
    case .add, .sub, .mul:
      if right.cols == left.rows, right.cols != .one {
        return "to precondition, multiply as matrices: `matmul(\(b), \(a))`"
      }
      if left.cols == right.rows, left.cols != .one {
        return "to multiply as matrices, write `matmul(\(a), \(b))`"
      }
      return nil
    case .div:
      guard right.rows == right.cols, left.rows == right.rows else { return nil }
      return "to divide by a matrix, write `solve(\(b), \(a))`"
    default: return nil
    }
  }

  // MARK: - Matrices

  private func needsSquare(_ place: Int) -> Diagnostic {
    shape(
      place,
      "`\(opcode.name)` needs a square matrix",
      "is `\(types[place].shape)`",
      help: types[place].shape == .tensor
        ? "a square matrix of the gradient is `matmul(g, transpose(g))`" : nil
    )
  }

  private var innerExtents: Diagnostic {
    let left = types[0].shape
    let right = types[1].shape
    let b = operands[1].plainName ?? "b"
    return Diagnostic(
      .type(.matrixShape),
      "cannot multiply `\(left)` by `\(right)` as matrices",
      at: .init(
        operands[1].span,
        "has \(right.rows.phrase) rows, but \(name(0)) has \(left.cols.phrase) columns"
      ),
      secondary: because(0) + because(1),
      notes: notes,
      help: left.cols == right.cols ? "transpose it: `transpose(\(b))`" : nil
    )
  }

  private var outerExtents: Diagnostic {
    shape(
      1,
      "`\(opcode.name)` needs as many rows on both sides",
      "is `\(types[1].shape)`, but \(name(0)) is `\(types[0].shape)`",
      help: nil
    )
  }

  private func shape(
    _ place: Int,
    _ message: String,
    _ label: String,
    help: String?
  ) -> Diagnostic {
    Diagnostic(
      .type(.matrixShape),
      message,
      at: .init(operands[place].span, "\(name(place)) \(label)"),
      secondary: because(place),
      notes: notes,
      help: help
    )
  }

  // MARK: - Kinds

  private func kind(_ place: Int, _ demand: String, _ label: String) -> Diagnostic {
    let documentation = Builtins.documentation(of: opcode)
    return Diagnostic(
      .type(.argumentKind),
      "`\(documentation.parameters[place])` of `\(opcode.name)` \(demand)",
      at: .init(operands[place].span, label),
      secondary: because(place),
      notes: ["it is `\(documentation.signature)`: \(documentation.summary)"] + notes
    )
  }

  // MARK: - Parts

  private var notes: [String] { condition.map { ["this is so where \($0)"] } ?? [] }

  private func name(_ place: Int) -> String {
    if let name = operands[place].plainName { return "`\(name)`" }
    return ["the left side", "the right side"][min(place, 1)].unlessCall(syntax, place)
  }

  private func because(_ place: Int) -> [Diagnostic.Label] {
    guard places.contains(place), let reason = reasons[place],
      reason.span != operands[place].span
    else { return [] }
    return [reason.label(types[place])]
  }

  // Both operands may be explained by one name, which is then shown once.
  private var places: [Int] {
    operands.indices.filter { place in
      !reasons[..<place].contains { $0?.span == reasons[place]?.span }
    }
  }
}

extension StateMismatch {
  /// The problem in words.
  var diagnostic: Diagnostic {
    if declared == .modelScalar, found.shape.isScalar {
      return Diagnostic(
        .type(.perTensorInGlobal),
        "the global state `\(state.text)` cannot take a value of one tensor",
        at: .init(value.span, "differs from tensor to tensor"),
        secondary: declarationLabels + reasonLabels.filter { $0.span != declaration },
        help: "reduce over all tensors, for example with `global_sum` or `global_norm`"
      )
    }
    let verb = isFirstValue ? "start with" : "take"
    return Diagnostic(
      .type(.stateShape),
      "the state `\(state.text)` cannot \(verb) \(found.shape.phrase)",
      at: .init(value.span, "`\(found.shape)`, but `\(state.text)` is `\(declared.shape)`"),
      secondary: declarationLabels + reasonLabels,
      help: help
    )
  }

  private var declarationLabels: [Diagnostic.Label] {
    [.init(declaration ?? state.span, "`\(state.text)` is declared as \(form)")]
  }

  private var form: String {
    declared == .modelScalar ? "`global`: one number for the model" : "`\(declared.shape)`"
  }

  private var reasonLabels: [Diagnostic.Label] { reason.map { [$0.label(found)] } ?? [] }

  private var help: String? {
    switch (declared.shape, found.shape) {
    case (.scalar, .tensor): "reduce it to one number, for example with `mean` or `norm`"
    case (.row, .tensor): "reduce it along its rows with `row_mean` or `row_sum`"
    case (.column, .tensor): "reduce it along its columns with `col_mean` or `col_sum`"
    case (_, .scalar) where !isFirstValue:
      "for one number a tensor, declare `state \(state.text): scalar`"
    case (_, .row) where !isFirstValue: "declare `state \(state.text): row`"
    case (_, .column) where !isFirstValue: "declare `state \(state.text): column`"
    default: nil
    }
  }
}

extension ResultMismatch {
  /// The problem in words.
  var diagnostic: Diagnostic {
    Diagnostic(
      .type(.resultShape),
      "`\(name)` must have the shape of the tensor",
      at: .init(value.span, "this is `\(found.shape)`, expected `\(Shape.tensor)`"),
      secondary: reason.map { [$0.label(found)] } ?? [],
      notes: condition.map { ["this is so where \($0)"] } ?? [],
      help: found.shape.rows == .rows && found.shape.cols == .rows
        ? "multiply it with the gradient: `matmul(..., g)`" : nil
    )
  }
}

extension MissingResult {
  /// The problem in words.
  var diagnostic: Diagnostic {
    let message =
      isPartial
      ? "`update` is not always assigned" : "the rule `\(rule.text)` changes no weight"
    var secondary = assignment.map { [Diagnostic.Label($0, "assigned here")] } ?? []
    if let likelyResult {
      secondary.append(.init(likelyResult.span, "is this meant as `update`?"))
    }
    return Diagnostic(
      .type(.noResult),
      message,
      at: .init(
        rule.span,
        `where`.map { "neither `update` nor `w` is assigned where \($0)" }
          ?? "neither `update` nor `w` is assigned"
      ),
      secondary: secondary,
      help: isPartial
        ? "assign it in an `else` branch too; `update = 0` leaves the weight alone"
        : "end with `update = lr * ...`, which is subtracted from `w`"
    )
  }
}

// MARK: - Words

extension ShapeReason {
  /// Where the shape comes from.
  func label(_ type: ValueType) -> Diagnostic.Label {
    if isDeclaration { return .init(span, "`\(name)` is declared as `\(type.shape)`") }
    guard let opcode else { return .init(span, "`\(name)` is `\(type.shape)` since here") }
    let cause: String =
      switch opcode {
      case .matmul, .outer: "this product"
      case .eye: "this identity matrix"
      case .transpose: "this transposition"
      default: opcode.family == .elementwise ? "this value" : "this `\(opcode.name)`"
      }
    return .init(span, "`\(name)` is `\(type.shape)` because of \(cause)")
  }
}

extension Shape {
  /// The shape in a sentence, with its article.
  fileprivate var phrase: String {
    switch self {
    case .scalar: "a scalar"
    case .tensor: "a tensor"
    case .row: "a row (`rows x 1`)"
    case .column: "a column (`1 x cols`)"
    default: "a `\(self)` matrix"
    }
  }
}

extension Extent {
  fileprivate var phrase: String { self == .one ? "1" : "`\(self)`" }
}

extension ExpressionSyntax {
  /// The name, if the expression is one.
  fileprivate var plainName: String? {
    if case .name(let name) = unparenthesized.kind { name } else { nil }
  }
}

extension String {
  fileprivate func unlessCall(_ syntax: ExpressionSyntax, _ place: Int) -> String {
    guard syntax.functionName != nil else { return self }
    return "argument \(place + 1)"
  }
}
