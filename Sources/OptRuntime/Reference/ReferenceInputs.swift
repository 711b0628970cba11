/// What a training loop supplies beside gradients, for the reference interpreter.
package struct ReferenceInputs<Real: ReferenceReal>: Sendable {
  /// Estimates of the Hessian's diagonal by Hutchinson's method, one list a tensor.
  package var hutchinsonDiagonal: [[Real]] = []

  /// Gauss-Newton estimates of the Hessian's diagonal, one list a tensor.
  package var gaussNewtonDiagonal: [[Real]] = []

  /// For each noise input in the order of declaration, one list a tensor; empty to have them drawn.
  package var noise: [[[Real]]] = []

  /// The loss of this step's batch.
  package var loss: Double = .nan

  /// The number of examples in this step's batch.
  package var batchSize: Double = .nan

  package init() {}
}
