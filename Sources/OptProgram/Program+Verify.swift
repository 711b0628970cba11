extension Program {
  /// Checks everything that semantics demand of a flat program, names included.
  ///
  /// - Throws: the first mistake found.
  public func verify() throws(VerifierError) {
    var verifier = Verifier()
    try verifier.verify(self)
    try verifyNames()
  }

  /// The types of the values that the statements assign, list by list.
  ///
  /// - Precondition: the program has no conditions.
  /// - Throws: the first mistake found.
  public func types() throws(VerifierError) -> ProgramTypes {
    var verifier = Verifier()
    return try types(&verifier)
  }

  /// The types of the values that the statements assign, found in a verifier's memory.
  ///
  /// - Precondition: the program has no conditions.
  /// - Throws: the first mistake found.
  package func types(_ verifier: inout Verifier) throws(VerifierError) -> ProgramTypes {
    precondition(conditions.isEmpty, "types differ from path to path")
    try verifier.verify(self)
    return ProgramTypes(
      initialization: initialization.indices.map { verifier.type(.initialization, $0) },
      step: step.indices.map { verifier.type(.step, $0) },
      evaluation: evaluation.indices.map { verifier.type(.evaluation, $0) }
    )
  }
}

/// The types of the values that a straight-line program's statements assign.
///
/// A statement that assigns a state of the initialization has the type of the value before it is
/// broadcast to the state.
public struct ProgramTypes: Hashable, Sendable {
  /// Types of the initialization.
  public var initialization: [ValueType]

  /// Types of the step.
  public var step: [ValueType]

  /// Types of the evaluation.
  public var evaluation: [ValueType]
}

extension Opcode {
  /// Whether all tensors take part: a barrier.
  public var isGlobal: Bool { family == .globalReduction || self == .clipByGlobalNorm }
}
