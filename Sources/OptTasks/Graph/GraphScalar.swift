package import OptRuntime

/// An element type in which graphs can be executed.
///
/// Float is what trains. Double is slow and obvious, for checking derivatives. Everything that only
/// moves or adds elements is written once, for both, in `ResolvedMove`.
package protocol GraphScalar: BinaryFloatingPoint, Sendable {
  /// A group of pointwise operations, ready to be executed.
  associatedtype Kernel
  /// A matrix product of fixed shapes.
  associatedtype Product

  /// Copies features of the data.
  static func copy(
    _ source: UnsafePointer<Float>,
    to target: UnsafeMutablePointer<Self>,
    count: Int
  )

  static func makeKernel(_ group: PointwiseKernelSource, _ target: GraphTarget) -> Kernel

  static func run(
    _ kernel: Kernel,
    count: Int,
    inputs: UnsafePointer<UnsafePointer<Self>>,
    outputs: UnsafePointer<UnsafeMutablePointer<Self>>
  )

  static func run(_ move: ResolvedMove<Self>)

  static func makeProduct(_ shape: MatrixProduct.Shape, _ target: GraphTarget) -> Product

  static func run(
    _ product: Product,
    _ a: UnsafePointer<Self>,
    _ b: UnsafePointer<Self>,
    into c: UnsafeMutablePointer<Self>,
    row: UnsafePointer<Self>?
  )
}

/// The code of a group of pointwise operations in terms of its own values.
///
/// Values are numbered: first the inputs, then one a line.
package struct PointwiseKernelSource: Hashable, Sendable {
  enum Argument: Hashable, Sendable {
    case value(Int)
    case constant(Double)
  }

  struct Line: Hashable, Sendable {
    var function: PointwiseFunction
    var a: Argument
    var b: Argument
  }

  var inputCount: Int
  var lines: [Line] = []
  /// The values that are stored, in order.
  var outputs: [Int] = []

  init(_ group: PointwiseGroup) {
    inputCount = group.inputs.count
    var values: [Int: Int] = [:]
    for (place, storage) in group.inputs.enumerated() { values[storage] = place }
    func argument(_ operand: Operand) -> Argument {
      switch operand {
      case .constant(let number): .constant(number)
      case .tensor(let tensor): .value(values[tensor.storage, default: 0])
      }
    }
    for operation in group.operations {
      lines.append(
        Line(
          function: operation.function,
          a: argument(operation.a),
          b: argument(operation.b)
        )
      )
      values[operation.result.storage] = inputCount + lines.count - 1
    }
    outputs = group.outputs.map { values[$0, default: 0] }
  }
}
