/// Why a flat program is not well-formed.
public struct VerifierError: Error, Hashable, Sendable {
  /// The list a statement stands in.
  public enum Section: UInt8, CaseIterable, Hashable, Sendable, BitwiseCopyable {
    case initialization
    case step
    case evaluation
  }

  /// The place of a statement.
  public struct Location: Hashable, Sendable, BitwiseCopyable {
    /// The list.
    public var section: Section

    /// The place in the list.
    public var index: Int
  }

  /// What is wrong.
  public enum Reason: Hashable, Sendable {
    /// The name is fixed: `t`, `rows`, a hyperparameter, an input.
    case notAssignable(Variable)
    /// The value is read before it is assigned on the path.
    case undefined(Variable)
    /// The operands do not fit the operation.
    case signature(SignatureError)
    /// A state never changes its type; a `global` state takes scalars of the model only.
    case stateType(found: ValueType, expected: ValueType)
    /// `update`, `w` and `eval_w` must broadcast to the tensor.
    case resultType(Variable, found: ValueType)
    /// Neither `update` nor `w` is assigned on the path.
    case noResult
    /// Both `update` and `w` are assigned on the path.
    case twoResults
    /// `eval_w` is not assigned on the path, though there is an evaluation.
    case noEvaluationResult
    /// All tensors must take part in a global reduction.
    case globalReductionUnderShape
    /// First values of states are not computed under conditions.
    case guardedInitialization
    /// A part of a first value is read twice, or never assigned.
    case sharedFirstValue(Variable)
    /// The expression of a first value is deeper than `Limits.nesting`.
    case firstValueTooDeep
    /// An evaluation is elementwise.
    case notInEvaluation(Opcode)
    /// A number is infinite or NaN.
    case notFinite(place: Int)
    /// Narrow storage is for tensors.
    case narrowScalar(Variable)
    /// A state's sides are both `rows` or `cols`, or one of them is 1 as in `row` and `column`.
    case stateShape(Variable)
    /// A condition reads something that is not known on the host before the step.
    case conditionVariable(Variable)
    /// A condition holds a number that is infinite or NaN.
    case conditionNumber
    /// The default is not a finite number, or the range is not ordered or does not hold the default.
    case hyperparameter(Variable)
    /// A variable, condition or guard that is not in its table.
    case danglingIndex
    /// The table of variables does not begin with the builtins, or names one twice.
    case builtins
    /// The name cannot be written in `.opt`, or is taken.
    case name(Variable)
    /// The rule's name cannot be written in `.opt`.
    case ruleName
    /// Names beginning with `eval_` are those that the evaluation assigns, and no others.
    case evaluationName(Variable)
    /// More statements than `Limits.statements`.
    case tooManyStatements
    /// More variables than `Limits.variables`.
    case tooManyVariables
    /// More conditions than `Limits.conditions`.
    case tooManyConditions
  }

  /// The statement, nil where the mistake is not in one.
  public var location: Location?

  /// The truth of the conditions on the path that fails; empty for a program without conditions.
  public var path: [Bool]

  /// What is wrong.
  public var reason: Reason

  init(_ reason: Reason, at location: Location? = nil, path: [Bool] = []) {
    self.reason = reason
    self.location = location
    self.path = path
  }
}
