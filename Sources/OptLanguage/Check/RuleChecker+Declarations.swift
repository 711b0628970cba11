import OptDiagnostics
import OptProgram

extension RuleChecker {
  // MARK: - Hyperparameters

  /// Enters a hyperparameter, whose default and range are checked.
  mutating func declare(_ hyperparameter: HyperparameterSyntax) {
    statementHasError = false
    let value = hyperparameter.defaultValue.value
    var range: HyperparameterRange?
    if let written = hyperparameter.range {
      range = check(written, of: hyperparameter)
    }
    guard isNew(hyperparameter.name, as: .hyperparameter) else { return }
    _ = addVariable(
      hyperparameter.name,
      .hyperparameter(default: value, range: range),
      types: PathTypes(.modelScalar)
    )
  }

  private mutating func check(
    _ range: RangeSyntax,
    of hyperparameter: HyperparameterSyntax
  ) -> HyperparameterRange? {
    let low = range.low.value
    let high = range.high.value
    guard low < high else {
      report(TypeProblem.emptyRange(range).diagnostic)
      return nil
    }
    guard !range.isLogarithmic || low > 0 else {
      report(TypeProblem.logarithmicRange(range).diagnostic)
      return nil
    }
    let value = hyperparameter.defaultValue
    guard low <= value.value, value.value <= high else {
      report(TypeProblem.defaultOutsideRange(value, range).diagnostic)
      return nil
    }
    return HyperparameterRange(low: low, high: high, isLogarithmic: range.isLogarithmic)
  }

  // MARK: - Names

  /// Whether a name may be declared; otherwise says why not.
  private mutating func isNew(_ name: NameSyntax, as kind: DeclarationKind) -> Bool {
    if name.isEvaluationName || MathConstant(rawValue: name.text) != nil {
      report(NameProblem.reservedName(name, kind).diagnostic)
      return false
    }
    guard let variable = names[name.text] else { return true }
    // What follows from the mistake is not reported again.
    brokenWords.insert(name.text)
    if let declaration = self[variable].declaration {
      report(NameProblem.duplicateName(name, first: declaration).diagnostic)
    } else {
      report(NameProblem.reservedName(name, kind).diagnostic)
    }
    return false
  }

  // MARK: - States

  /// Enters the states of a declaration with their first value.
  mutating func declare(_ state: StateSyntax) {
    guard let type = type(of: state.shape) else { return declareUnknown(state.names) }
    let storage = storage(state.storage, type)
    var initial: Typed?
    if let value = state.initialValue, let name = state.names.first {
      guard fits(value) else { return }
      context = .initialValue
      let typed = check(value)
      checkFirstValue(typed, value, of: name, type)
      context = .step
      initial = typed
    }
    for name in state.names where isNew(name, as: .state) {
      let role = Role.state(type, storage)
      guard let variable = addVariable(name, role, types: PathTypes(type)) else { return }
      guard let initial, let value = state.initialValue else { continue }
      appendInitialization(
        CheckedStatement(target: variable, value: initial.expression, span: value.span)
      )
    }
  }

  /// Names of a declaration that was not understood fit everywhere.
  private mutating func declareUnknown(_ names: [NameSyntax]) {
    for name in names where isNew(name, as: .state) {
      _ = addVariable(name, .local, types: PathTypes(nil))
    }
  }

  private mutating func type(of shape: StateShapeSyntax?) -> ValueType? {
    switch shape?.kind {
    case nil:
      return .tensor
    case .named(let name):
      switch ContextualWord(rawValue: name.text) {
      case .scalar: return .tensorScalar
      case .global: return .modelScalar
      case .row: return ValueType(.row)
      case .column: return ValueType(.column)
      default: break
      }
      report(NameProblem.unknownStateShape(name).diagnostic)
      return nil
    case .product(let rows, let cols):
      guard let rows = side(rows), let cols = side(cols) else { return nil }
      return ValueType(Shape(rows, cols))
    }
  }

  private mutating func side(_ name: NameSyntax) -> Extent? {
    switch name.text {
    case Builtin.rows.name: return .rows
    case Builtin.cols.name: return .cols
    default:
      report(NameProblem.unknownSide(name).diagnostic)
      return nil
    }
  }

  private mutating func storage(_ name: NameSyntax?, _ type: ValueType) -> Storage {
    guard let name else { return .full }
    let storage: Storage
    switch ContextualWord(rawValue: name.text) {
    case .bf16: storage = .bf16
    case .q8: storage = .q8
    case .q8u: storage = .q8u
    default:
      report(NameProblem.unknownStorage(name).diagnostic)
      return .full
    }
    if type.shape.isScalar { report(TypeProblem.narrowScalar(name).diagnostic) }
    return storage
  }

  private mutating func checkFirstValue(
    _ typed: Typed,
    _ value: ExpressionSyntax,
    of name: NameSyntax,
    _ declared: ValueType
  ) {
    for part in typed.types.parts {
      guard let type = part.type else { continue }
      let fits = type.shape.broadcast(with: declared.shape) == declared.shape
      if fits, declared.isPerTensor || !type.isPerTensor { continue }
      let problem = StateMismatch(
        state: name,
        declared: declared,
        declaration: nil,
        found: type,
        value: value,
        reason: reason(for: value, type, on: .all),
        isFirstValue: true
      )
      report(TypeProblem.stateShape(problem).diagnostic)
      return
    }
  }

  // MARK: - Inputs

  /// Enters a declared input.
  mutating func declare(_ input: InputSyntax) {
    let kind = kind(of: input)
    guard isNew(input.name, as: .input) else { return }
    guard let kind else {
      _ = addVariable(input.name, .local, types: PathTypes(nil))
      return
    }
    _ = addVariable(input.name, .input(kind), types: PathTypes(kind.type))
  }

  private mutating func kind(of input: InputSyntax) -> InputKind? {
    let source = input.source ?? input.name
    switch ContextualWord(rawValue: source.text) {
    case .loss:
      return withoutArgument(.loss, input)
    case .batchSize:
      return withoutArgument(.batchSize, input)
    case .hessianDiagonal:
      switch input.argument.flatMap({ ContextualWord(rawValue: $0.text) }) {
      case .hutchinson: return .hessianDiagonal(.hutchinson)
      case .gaussNewton: return .hessianDiagonal(.gaussNewton)
      default: report(NameProblem.unknownCurvature(source, input.argument).diagnostic)
      }
    case .noise:
      switch input.argument.flatMap({ ContextualWord(rawValue: $0.text) }) {
      case .normal: return .noise(.normal)
      case .rademacher: return .noise(.rademacher)
      case .uniform: return .noise(.uniform)
      default: report(NameProblem.unknownNoise(source, input.argument).diagnostic)
      }
    default:
      report(NameProblem.unknownInput(source, isShortForm: input.source == nil).diagnostic)
    }
    return nil
  }

  private mutating func withoutArgument(_ kind: InputKind, _ input: InputSyntax) -> InputKind? {
    guard let argument = input.argument else { return kind }
    report(NameProblem.surplusInputArgument(input.source ?? input.name, argument).diagnostic)
    return nil
  }
}

/// What a declaration introduces.
enum DeclarationKind: String {
  case hyperparameter
  case state
  case input
}

/// The constants of mathematics that rules can name; lowered to numbers.
package enum MathConstant: String, CaseIterable {
  case pi
  case e

  /// The nearest Double.
  package var value: Double {
    switch self {
    case .pi: Double.pi
    case .e: 0x1.5bf0a8b145769p+1
    }
  }
}
