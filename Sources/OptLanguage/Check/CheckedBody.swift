package import OptDiagnostics
package import OptProgram

/// What the checker makes of a rule without errors: names are resolved, `repeat` is written out and
/// `when` has become guards; only expressions are still nested.
package struct CheckedBody: Sendable {
  /// The name, the variables, the conditions and the guards; no statements.
  package var table: Program

  /// First values of states, in the order of their declaration.
  package var initialization: [CheckedStatement] = []

  /// Statements of a step.
  package var step: [CheckedStatement] = []

  /// Statements that compute `eval_w`.
  package var evaluation: [CheckedStatement] = []
}

/// An assignment whose names are resolved.
package struct CheckedStatement: Sendable {
  package var target: Variable
  package var value: CheckedExpression
  /// An index into the table of guards; nil for always.
  package var guardIndex: UInt16?
  /// The whole statement.
  package var span: Span
}

/// An expression whose names are resolved.
package struct CheckedExpression: Sendable {
  package var kind: Kind
  package var span: Span

  package indirect enum Kind: Sendable {
    case operand(Operand)
    case operation(Opcode, [CheckedExpression])
  }
}
