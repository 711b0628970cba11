/// A kernel executed one element at a time, one operation at a time.
struct ReferenceKernel: KernelExecutor {
  private let kernel: MicroKernel

  init(_ kernel: MicroKernel) { self.kernel = kernel }

  /// The first output for one element of up to three inputs.
  func value(_ a: Float, _ b: Float, _ c: Float) -> Float {
    let values = bits(loads: { ($0 == 0 ? a : $0 == 1 ? b : c).bitPattern }, uniforms: { _ in 0 })
    return Float(bitPattern: values[Int(kernel.stores[0].index)])
  }

  func run(_ arguments: KernelArguments) {
    var folds = kernel.reductions.map { ReferenceAccumulator(kind: $0.kind) }
    for element in 0..<arguments.count {
      let values = bits(
        loads: { arguments.inputs[$0][element].bitPattern },
        uniforms: { arguments.uniforms[$0].bitPattern }
      )
      for (stream, value) in kernel.stores.enumerated() {
        arguments.outputs[stream][element] = Float(bitPattern: values[Int(value.index)])
      }
      for (place, reduction) in kernel.reductions.enumerated() {
        folds[place].add(Float(bitPattern: values[Int(reduction.value.index)]))
      }
    }
    for place in folds.indices { arguments.reductions[place] = folds[place].result }
  }

  private func bits(loads: (Int) -> UInt32, uniforms: (Int) -> UInt32) -> [UInt32] {
    var values: [UInt32] = []
    values.reserveCapacity(kernel.code.count)
    for instruction in kernel.code {
      switch instruction.operation {
      case .load: values.append(loads(Int(instruction.immediate)))
      case .uniform: values.append(uniforms(Int(instruction.immediate)))
      default:
        func operand(_ place: Int) -> UInt32 {
          place < instruction.operation.arity ? values[Int(instruction[place].index)] : 0
        }
        values.append(
          MicroEvaluator.evaluate(
            instruction.operation,
            operand(0),
            operand(1),
            operand(2),
            immediate: instruction.immediate
          )
        )
      }
    }
    return values
  }
}

/// A fold of a kernel in the order of semantics rule 20.
private struct ReferenceAccumulator {
  let kind: MicroKernel.Reduction.Kind
  private var elements: [Float] = []

  init(kind: MicroKernel.Reduction.Kind) { self.kind = kind }

  mutating func add(_ element: Float) { elements.append(element) }

  var result: Float { ReferenceFold.fold(kind, elements) }
}
