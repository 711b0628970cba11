/// A kernel as plain values, which is called without counting references; valid for as long as its executor
/// lives.
enum KernelFunction: BitwiseCopyable {
  case native(NativeFunction)
  case tiles(TileFunction)

  /// Executes a kernel without reductions on all elements.
  @inline(__always)
  func call(_ arguments: KernelArguments) {
    switch self {
    case .native(let function): function.call(arguments)
    case .tiles(let function): function.call(arguments)
    }
  }
}
