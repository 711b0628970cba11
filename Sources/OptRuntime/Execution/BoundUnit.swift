/// Something to execute for one tensor.
enum BoundUnit {
  /// Computes scalars of the tensor.
  case scalars([ScalarInstruction])
  case pass(BoundPass)
  case matrix(MatrixCall, MatrixCallMemory)

  init(_ unit: TensorPlan.Unit, _ arrays: TensorArrays) {
    switch unit {
    case .scalars(let code): self = .scalars(code)
    case .pass(let pass): self = .pass(BoundPass(pass, arrays))
    case .matrix(let call): self = .matrix(call, MatrixCallMemory(call, arrays))
    }
  }
}
