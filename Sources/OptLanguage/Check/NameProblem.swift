import OptDiagnostics
import OptProgram

/// What the checker finds wrong with names, as data.
enum NameProblem {
  case unknownName(NameSyntax, known: [String])
  case unknownFunction(NameSyntax)
  case notAssignable(NameSyntax, FixedKind, declaration: Span?)
  case duplicateName(NameSyntax, first: Span)
  case reservedName(NameSyntax, DeclarationKind)
  case readBeforeAssignment(NameSyntax, later: Span?, isOwnStatement: Bool)
  case assignedOnSomePaths(NameSyntax, assignment: Span?, missing: String?)
  case functionWithoutCall(NameSyntax, Opcode)
  case calledName(NameSyntax, arguments: [ExpressionSyntax])
  case notInEvaluation(NameSyntax, Span?)
  case evaluationName(NameSyntax, Span?)
  case notInFirstValue(NameSyntax, Span?)
  case unknownStateShape(NameSyntax)
  case unknownSide(NameSyntax)
  case unknownStorage(NameSyntax)
  case unknownInput(NameSyntax, isShortForm: Bool)
  case unknownCurvature(NameSyntax, NameSyntax?)
  case unknownNoise(NameSyntax, NameSyntax?)
  case surplusInputArgument(NameSyntax, NameSyntax)
  case duplicateRule(NameSyntax, first: Span)

  /// Why a name keeps its value.
  enum FixedKind {
    case builtin(Builtin)
    case constant
    case hyperparameter
    case input
  }
}

extension NameProblem {
  /// The problem in words.
  var diagnostic: Diagnostic {
    switch self {
    case .unknownName(let name, let known): NameProblem.unknown(name, known)
    case .unknownFunction(let name): NameProblem.unknown(function: name)
    case .notAssignable(let name, let kind, let declaration):
      NameProblem.fixed(name, kind, declaration)
    case .duplicateName(let name, let first):
      Diagnostic(
        .name(.duplicateName),
        "`\(name.text)` is declared twice",
        at: .init(name.span, "declared again"),
        secondary: [.init(first, "declared here first")],
        help: "give one of them another name"
      )
    case .reservedName(let name, let kind): NameProblem.reserved(name, kind)
    case .readBeforeAssignment(let name, let later, let isOwn):
      NameProblem.tooEarly(name, later, isOwn)
    case .assignedOnSomePaths(let name, let assignment, let missing):
      NameProblem.partial(name, assignment, missing)
    case .functionWithoutCall(let name, let opcode):
      Diagnostic(
        .name(.functionWithoutCall),
        "`\(name.text)` is a function, not a value",
        at: .init(name.span, "needs its arguments"),
        help: "call it: `\(Builtins.documentation(of: opcode).signature)`"
      )
    case .calledName(let name, let arguments): NameProblem.called(name, arguments)
    case .notInEvaluation(let name, let declaration): NameProblem.gone(name, declaration)
    case .evaluationName(let name, let declaration):
      Diagnostic(
        .name(.evaluationName),
        "`\(name.text)` does not exist during the step",
        at: .init(name.span, "names beginning with `eval_` are computed after the step"),
        secondary: declaration.map { [.init($0, "assigned here")] } ?? [],
        help: "use a name that does not begin with `eval_`"
      )
    case .notInFirstValue(let name, let declaration): NameProblem.notFirst(name, declaration)
    case .unknownStateShape(let name): NameProblem.unknown(shape: name)
    case .unknownSide(let name):
      Diagnostic(
        .name(.unknownStateForm),
        "unknown side `\(name.text)`",
        at: .init(name.span, "expected `rows` or `cols`"),
        help: NameProblem.question(name.text, ["rows", "cols"])
          ?? didYouMeanText(KnownWords.value(for: name.text).map { [$0] } ?? [])
      )
    case .unknownStorage(let name):
      Diagnostic(
        .name(.unknownStateForm),
        "unknown storage `\(name.text)`",
        at: .init(name.span, "expected `bf16`, `q8` or `q8u`"),
        help: NameProblem.question(name.text, ["bf16", "q8", "q8u"])
          ?? "`bf16` takes 2 bytes an element, `q8` (signed) and `q8u` (never negative) take 1"
      )
    case .unknownInput(let name, let isShortForm):
      NameProblem.unknown(input: name, isShortForm)
    case .unknownCurvature(let source, let argument):
      NameProblem.wrongKind(source, argument, ["hutchinson", "gauss_newton"])
    case .unknownNoise(let source, let argument):
      NameProblem.wrongKind(source, argument, ["normal", "rademacher", "uniform"])
    case .surplusInputArgument(let source, let argument):
      Diagnostic(
        .name(.unknownInput),
        "`\(source.text)` takes no argument",
        at: .init(argument.span, "not expected"),
        help: "write `\(source.text)` alone"
      )
    case .duplicateRule(let name, let first):
      Diagnostic(
        .name(.duplicateRule),
        "two rules are called `\(name.text)`",
        at: .init(name.span, "this name is taken"),
        secondary: [.init(first, "the first one")],
        help: "give each rule of the file a name of its own"
      )
    }
  }

  // MARK: - Unknown names

  private static func unknown(_ name: NameSyntax, _ known: [String]) -> Diagnostic {
    var similar = didYouMean(name.text, among: known)
    let standard = KnownWords.value(for: name.text)
    if let standard, known.contains(standard) {
      similar.removeAll { $0 == standard }
      similar.insert(standard, at: 0)
    }
    let help = didYouMeanText(Array(similar.prefix(4))) ?? undeclaredHelp(name.text, standard)
    return Diagnostic(
      .name(.unknownName),
      "unknown name `\(name.text)`",
      at: .init(name.span, "nothing of this name is declared or assigned"),
      help: help,
      fixIts: fixIts(name, similar.first)
    )
  }

  private static func undeclaredHelp(_ name: String, _ standard: String?) -> String {
    switch standard {
    case "m"?, "v"?:
      "what is kept from step to step is declared at the top of the rule: `state \(name)`"
    default:
      "declare it as a hyperparameter in the rule's parentheses, `\(name) = 0.1`, "
        + "or assign it before this statement"
    }
  }

  private static func unknown(function name: NameSyntax) -> Diagnostic {
    let functions = Opcode.allCases.filter { $0 != .copy }.map(\.name)
    var replacement = didYouMean(name.text, among: functions).first
    var help =
      replacement.flatMap { Opcode.named($0) }.map {
        "did you mean `\(Builtins.documentation(of: $0).signature)`?"
      } ?? "`optsearch explain` lists all functions"
    switch KnownWords.function(for: name.text) {
    case .function(let opcode)?:
      replacement = opcode.name
      help = "`.opt` calls it `\(Builtins.documentation(of: opcode).signature)`"
    case .text(let text)?:
      replacement = nil
      help = "write `\(text)`"
    case nil:
      break
    }
    return Diagnostic(
      .name(.unknownFunction),
      "unknown function `\(name.text)`",
      at: .init(name.span, "no function has this name"),
      help: help,
      fixIts: fixIts(name, replacement)
    )
  }

  private static func fixIts(_ name: NameSyntax, _ replacement: String?) -> [FixIt] {
    guard let replacement else { return [] }
    return [
      FixIt("write `\(replacement)`", [.init(name.span, replacement)], .unsafe)
    ]
  }

  private static func called(_ name: NameSyntax, _ arguments: [ExpressionSyntax]) -> Diagnostic {
    let isProduct = arguments.count == 1
    return Diagnostic(
      .name(.calledName),
      "`\(name.text)` is a value, not a function",
      at: .init(name.span, "a value cannot be called"),
      help: isProduct ? "to multiply, write `\(name.text) * (...)`" : nil,
      fixIts: isProduct
        ? [
          FixIt(
            "multiply",
            [.init(Span(name.span.end, name.span.end), " * ")],
            .unsafe
          )
        ] : []
    )
  }

  // MARK: - Assigning and declaring

  private static func fixed(
    _ name: NameSyntax,
    _ kind: FixedKind,
    _ declaration: Span?
  ) -> Diagnostic {
    let what: String =
      switch kind {
      case .builtin(.stepNumber): "`t` is the number of the step"
      case .builtin(.totalSteps): "`T` is the number of steps of the run"
      case .builtin: "`\(name.text)` belongs to the shape of the tensor"
      case .constant: "`\(name.text)` is a constant of mathematics"
      case .hyperparameter: "`\(name.text)` is a hyperparameter: its value is fixed before the run"
      case .input: "`\(name.text)` is supplied by the training loop"
      }
    return Diagnostic(
      .name(.notAssignable),
      "`\(name.text)` cannot be assigned",
      at: .init(name.span, what),
      secondary: declaration.map { [.init($0, "declared here")] } ?? [],
      help: "assign to a new name, such as `new_\(name.text)`"
    )
  }

  private static func reserved(_ name: NameSyntax, _ kind: DeclarationKind) -> Diagnostic {
    let article = kind == .input ? "an" : "a"
    let reason =
      name.isEvaluationName
      ? "names beginning with `eval_` belong to the evaluation"
      : "every rule knows this name already"
    return Diagnostic(
      .name(.reservedName),
      "`\(name.text)` cannot be declared as \(article) \(kind.rawValue)",
      at: .init(name.span, reason),
      help: name.text == Builtin.learningRate.name
        ? "leave it out: the learning rate is given to the run, as in `--lr 0.01`"
        : "choose another name"
    )
  }

  // MARK: - Too early, on some paths, not here

  private static func tooEarly(_ name: NameSyntax, _ later: Span?, _ isOwn: Bool) -> Diagnostic {
    let isAbove = later.map { $0.end <= name.span.start } ?? false
    return Diagnostic(
      .name(.readBeforeAssignment),
      "`\(name.text)` is read before it is assigned",
      at: .init(name.span, "it has no value here"),
      secondary: later.map {
        [
          .init(
            $0,
            isOwn
              ? "assigned by this very statement"
              : isAbove ? "assigned here, in another branch" : "assigned here"
          )
        ]
      } ?? [],
      notes: name.text == Builtin.update.name
        ? ["`update` starts without a value in each step"] : [],
      help: "to read the value of the last step, declare a state: `state \(name.text)`"
        .unless(name.text == Builtin.update.name || name.isEvaluationName)
    )
  }

  private static func partial(
    _ name: NameSyntax,
    _ assignment: Span?,
    _ missing: String?
  ) -> Diagnostic {
    Diagnostic(
      .name(.assignedOnSomePaths),
      "`\(name.text)` does not always have a value here",
      at: .init(name.span, missing.map { "it has none where \($0)" } ?? ""),
      secondary: assignment.map { [.init($0, "assigned here")] } ?? [],
      help: "assign it in an `else` branch, or before the `when`"
    )
  }

  private static func gone(_ name: NameSyntax, _ declaration: Span?) -> Diagnostic {
    Diagnostic(
      .name(.notInEvaluation),
      "`\(name.text)` is not known when the evaluation is computed",
      at: .init(name.span, "it belongs to the step"),
      secondary: declaration.map { [.init($0, "a name of the step")] } ?? [],
      notes: [
        "`eval_` statements see the new `w`, the new states, hyperparameters and `eval_` names"
      ],
      help: name.text == Builtin.update.name
        ? "`w` is the new weight here, with the update in it"
        : "keep the value in a state, or compute it here from `w` and states"
    )
  }

  private static func notFirst(_ name: NameSyntax, _ declaration: Span?) -> Diagnostic {
    Diagnostic(
      .name(.notInInitialValue),
      "`\(name.text)` is not known when first values are computed",
      at: .init(name.span, "not among `w`, `g`, hyperparameters and numbers"),
      secondary: declaration.map { [.init($0, "declared here")] } ?? [],
      help: "assign the state in a `when t == 1 { ... }` instead"
    )
  }

  // MARK: - Declarations

  private static func unknown(shape name: NameSyntax) -> Diagnostic {
    let words = ["scalar", "global", "row", "column", "rows", "cols"]
    return Diagnostic(
      .name(.unknownStateForm),
      "unknown shape `\(name.text)`",
      at: .init(
        name.span,
        "expected `scalar`, `global`, `row`, `column`, `rows * rows` or `cols * cols`"
      ),
      help: name.text == "tensor" || name.text == "matrix"
        ? "a state without a shape has that of `w`: `state m`" : question(name.text, words)
    )
  }

  private static func unknown(input name: NameSyntax, _ isShortForm: Bool) -> Diagnostic {
    let sources = ["hessian_diag", "loss", "batch_size", "noise"]
    return Diagnostic(
      .name(.unknownInput),
      "unknown input `\(name.text)`",
      at: .init(
        name.span,
        "the training loop supplies `hessian_diag`, `loss`, `batch_size` and `noise`"
      ),
      help: question(name.text, sources)
        ?? (isShortForm
          ? "name its source: `input \(name.text) = noise(normal)`"
          : "random numbers are `noise(normal)`, curvature is `hessian_diag(hutchinson)`")
    )
  }

  private static func wrongKind(
    _ source: NameSyntax,
    _ argument: NameSyntax?,
    _ kinds: [String]
  ) -> Diagnostic {
    let list = kinds.map { "`\(source.text)(\($0))`" }.joined(separator: " or ")
    guard let argument else {
      return Diagnostic(
        .name(.unknownInput),
        "`\(source.text)` needs an argument",
        at: .init(source.span, "expected \(list)"),
        help: "write `input h = \(source.text)(\(kinds[0]))`"
      )
    }
    return Diagnostic(
      .name(.unknownInput),
      "unknown kind `\(argument.text)` of `\(source.text)`",
      at: .init(argument.span, "expected \(list)"),
      help: question(argument.text, kinds)
    )
  }

  private static func question(_ word: String, _ known: [String]) -> String? {
    didYouMeanText(didYouMean(word, among: known))
  }
}

extension String {
  /// The text, or nil under a condition.
  fileprivate func unless(_ condition: Bool) -> String? { condition ? nil : self }
}
