package import OptRuntime

/// What executes a graph.
package struct GraphTarget: Hashable, Sendable {
  /// The back end of elementwise operations.
  package var backend: Backend

  /// The instruction set of machine code.
  package var isa: InstructionSet?

  /// A back end, with the widest instruction set unless another is wanted.
  package init(_ backend: Backend, isa: InstructionSet? = InstructionSet.best) {
    self.backend = backend
    self.isa = isa
  }

  /// The implementation of matrix products, which is machine code for every back end.
  var product: MatrixProduct.Variant {
    switch isa {
    case .avx2: .avx2
    case .avx512: .avx512
    case nil: .best
    }
  }
}
