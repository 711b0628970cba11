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
      default: values.append(result(of: instruction, values))
      }
    }
    return values
  }

  private func result(of instruction: MicroInstruction, _ values: [UInt32]) -> UInt32 {
    func bits(_ place: Int) -> UInt32 { values[Int(instruction[place].index)] }
    func float(_ place: Int) -> Float { Float(bitPattern: bits(place)) }
    func mask(_ condition: Bool) -> UInt32 { condition ? .max : 0 }
    let count = instruction.immediate
    switch instruction.operation {
    case .load, .uniform, .constant: return instruction.immediate
    case .add: return (float(0) + float(1)).bitPattern
    case .sub: return (float(0) - float(1)).bitPattern
    case .mul: return (float(0) * float(1)).bitPattern
    case .div: return (float(0) / float(1)).bitPattern
    case .fma: return float(2).addingProduct(float(0), float(1)).bitPattern
    case .sqrt: return float(0).squareRoot().bitPattern
    case .floor: return float(0).rounded(.down).bitPattern
    case .roundEven: return float(0).rounded(.toNearestOrEven).bitPattern
    case .less: return mask(float(0) < float(1))
    case .lessOrEqual: return mask(float(0) <= float(1))
    case .equal: return mask(float(0) == float(1))
    case .notEqual: return mask(float(0) != float(1))
    case .and: return bits(0) & bits(1)
    case .or: return bits(0) | bits(1)
    case .xor: return bits(0) ^ bits(1)
    case .select: return bits(0) & bits(1) | ~bits(0) & bits(2)
    case .shiftLeft: return bits(0) << count
    case .shiftRight: return bits(0) >> count
    case .shiftRightSigned: return UInt32(bitPattern: Int32(bitPattern: bits(0)) >> Int32(count))
    case .addInteger: return bits(0) &+ bits(1)
    case .subInteger: return bits(0) &- bits(1)
    }
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
