extension VerifierError {
  /// What is wrong, in words, with the names of the program.
  public func message(in program: Program) -> String {
    let text = words(program)
    let facts = zip(program.conditions.indices, path).map { index, isTrue in
      "\(program.conditionText(UInt16(index))) is \(isTrue)"
    }
    return facts.isEmpty ? text : "\(text), when \(facts.joined(separator: " and "))"
  }

  private func words(_ program: Program) -> String {
    func name(_ variable: Variable) -> String { "`\(program[variable].name)`" }
    switch reason {
    case .notAssignable(let variable): return "\(name(variable)) cannot be assigned here"
    case .undefined(let variable): return "\(name(variable)) has no value here"
    case .signature(let error): return "the arguments do not fit: \(error.words)"
    case .stateType(let found, let expected):
      return "the state's shape is \(expected.words), the value's \(found.words)"
    case .resultType(let variable, let found):
      return "\(name(variable)) must be of the tensor's shape, and is \(found.words)"
    case .noResult: return "neither `update` nor `w` is assigned"
    case .twoResults: return "both `update` and `w` are assigned"
    case .noEvaluationResult: return "`eval_w` is not assigned"
    case .globalReductionUnderShape:
      return "a global reduction under a condition on the tensor's shape"
    case .guardedInitialization: return "a first value under a condition"
    case .sharedFirstValue(let variable): return "the first value \(name(variable)) is read twice"
    case .firstValueTooDeep: return "the expression of a first value is too deep"
    case .notInEvaluation(let opcode): return "`\(opcode.name)` in the evaluation"
    case .notFinite(let place): return "argument \(place + 1) is not a finite number"
    case .narrowScalar(let variable): return "the scalar \(name(variable)) has narrow storage"
    case .stateShape(let variable): return "\(name(variable)) has a shape that states do not have"
    case .conditionVariable(let variable): return "a condition reads \(name(variable))"
    case .conditionNumber: return "a condition holds a number that is not finite"
    case .hyperparameter(let variable): return "the default or range of \(name(variable)) is wrong"
    case .danglingIndex: return "an index beyond its table"
    case .builtins: return "the table of variables does not begin with the builtins"
    case .name(let variable): return "the name \(name(variable)) is not legal, or taken"
    case .ruleName: return "the rule's name `\(program.name)` is not legal"
    case .evaluationName(let variable):
      return "\(name(variable)) and the prefix `\(Program.evaluationPrefix)` of the evaluation"
    case .tooManyStatements: return "more than \(Limits.statements) statements"
    case .tooManyVariables: return "more than \(Limits.variables) variables"
    case .tooManyConditions: return "more than \(Limits.conditions) conditions"
    }
  }
}

extension SignatureError {
  fileprivate var words: String {
    switch self {
    case .noBroadcast(let a, let b): "the shapes of arguments \(a + 1) and \(b + 1) differ"
    case .needsScalar(let place): "argument \(place + 1) must be a scalar"
    case .needsNumber(let place): "argument \(place + 1) must be a number"
    case .needsExtent(let place): "argument \(place + 1) must be `rows` or `cols`"
    case .needsSquare(let place): "argument \(place + 1) must be square"
    case .innerExtents: "the columns of the first are not the rows of the second"
    case .outerExtents: "the rows differ"
    case .needsRowVector(let place): "argument \(place + 1) must be of the shape n x 1"
    }
  }
}

extension ValueType {
  fileprivate var words: String {
    if shape.isScalar { return isPerTensor ? "a scalar of each tensor" : "a scalar" }
    return shape.description
  }
}
