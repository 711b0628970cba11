import OptProgram
package import OptRuntime

/// The parameter tensors of a model, in one piece of memory that training and evaluation share.
package final class ParameterStorage<Scalar: GraphScalar> {
  /// The tensors' names.
  package let names: [String]

  /// The tensors' shapes.
  package let shapes: [TensorShape]

  /// The first element of each tensor.
  package let pointers: [UnsafeMutablePointer<Scalar>]

  /// The same for reading.
  package let constants: [UnsafePointer<Scalar>]

  /// The number of all elements.
  package let count: Int

  private let initializers: [Initializer]
  private let memory: UnsafeMutablePointer<Scalar>

  /// Room for the parameters of a graph.
  package init(_ parameters: [Graph.Parameter]) {
    names = parameters.map(\.name)
    shapes = parameters.map(\.shape)
    initializers = parameters.map(\.initializer)
    count = shapes.reduce(0) { $0 + $1.count }
    let padded = shapes.map { ($0.count + 15) / 16 * 16 }
    let total = padded.reduce(0, +)
    memory = .allocateAligned(total)
    memory.initialize(repeating: 0, count: total)
    var next = memory
    pointers = padded.map { count in
      defer { next += count }
      return next
    }
    constants = pointers.map { UnsafePointer($0) }
  }

  deinit { memory.deallocate() }

  /// Gives every tensor its first values, which depend on the seed only.
  package func initialize(seed: UInt64) {
    for (place, initializer) in initializers.enumerated() {
      let (tensor, count) = (pointers[place], shapes[place].count)
      switch initializer {
      case .constant(let value): tensor.update(repeating: Scalar(value), count: count)
      case .values(let values):
        for element in 0..<count { tensor[element] = Scalar(values[element]) }
      case .uniform(let limit):
        var stream = RandomStream(seed: seed, purpose: .initialWeights, index: UInt64(place))
        for element in 0..<count {
          // Rounded to Float, so that a check in Double starts from the same weights.
          tensor[element] = Scalar(Float((2 * stream.uniform() - 1) * limit))
        }
      }
    }
  }
}

extension UnsafeMutablePointer {
  /// Memory that begins on a line of the cache; `deallocate` frees it.
  static func allocateAligned(_ count: Int) -> UnsafeMutablePointer {
    UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Pointee>.stride,
      alignment: 64
    ).bindMemory(to: Pointee.self, capacity: max(count, 1))
  }
}
