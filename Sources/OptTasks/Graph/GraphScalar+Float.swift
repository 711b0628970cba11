import OptProgram
package import OptRuntime

extension Float: GraphScalar {
  @inline(__always)
  package static func copy(
    _ source: UnsafePointer<Float>,
    to target: UnsafeMutablePointer<Float>,
    count: Int
  ) {
    target.update(from: source, count: count)
  }

  package static func makeKernel(
    _ source: PointwiseKernelSource,
    _ target: GraphTarget
  ) -> ExecutableKernel {
    var builder = KernelBuilder()
    var values = (0..<source.inputCount).map { builder.load($0) }
    func value(_ argument: PointwiseKernelSource.Argument) -> MicroValue {
      switch argument {
      case .value(let place): values[place]
      case .constant(let number): builder.constant(Float(number))
      }
    }
    for line in source.lines {
      values.append(line.function.emit(value(line.a), value(line.b), into: &builder))
    }
    for output in source.outputs { _ = builder.store(values[output]) }
    return ExecutableKernel(builder.finish(), backend: target.backend, isa: target.isa)
  }

  @inline(__always)
  package static func run(
    _ kernel: ExecutableKernel,
    count: Int,
    inputs: UnsafePointer<UnsafePointer<Float>>,
    outputs: UnsafePointer<UnsafeMutablePointer<Float>>
  ) {
    // These kernels have neither uniforms nor reductions; any address will do.
    var unused: Float = 0
    withUnsafeMutablePointer(to: &unused) { unused in
      kernel.run(
        KernelArguments(
          count: count,
          inputs: inputs,
          outputs: outputs,
          uniforms: UnsafePointer(unused),
          reductions: unused
        )
      )
    }
  }

  package static func run(_ move: ResolvedMove<Float>) { move.run() }

  package static func makeProduct(
    _ shape: MatrixProduct.Shape,
    _ target: GraphTarget
  ) -> MatrixProduct {
    MatrixProduct(shape, variant: target.product)
  }

  @inline(__always)
  package static func run(
    _ product: MatrixProduct,
    _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>,
    into c: UnsafeMutablePointer<Float>,
    row: UnsafePointer<Float>?
  ) {
    product(a, b, into: c, row: row)
  }
}

extension PointwiseFunction {
  /// The function in micro-operations; `b` is ignored where there is one operand.
  fileprivate func emit(
    _ a: MicroValue,
    _ b: MicroValue,
    into builder: inout KernelBuilder
  ) -> MicroValue {
    func emit(_ opcode: Opcode, _ a: MicroValue, _ b: MicroValue? = nil) -> MicroValue {
      builder.emit(opcode, a, b ?? a, a)
    }
    switch self {
    case .add: return emit(.add, a, b)
    case .sub: return emit(.sub, a, b)
    case .mul: return emit(.mul, a, b)
    case .div: return emit(.div, a, b)
    case .max: return emit(.max, a, b)
    case .neg: return emit(.neg, a)
    case .exp: return emit(.exp, a)
    case .log: return emit(.log, a)
    case .tanh: return emit(.tanh, a)
    case .sigmoid: return emit(.sigmoid, a)
    case .rsqrt: return emit(.rsqrt, a)
    case .relu: return emit(.relu, a)
    case .isPositive: return emit(.gt, a, builder.constant(0))
    case .isAtLeast: return emit(.ge, a, b)
    case .softplus:
      let decay = emit(.exp, emit(.neg, emit(.abs, a)))
      return emit(.add, emit(.relu, a), emit(.log1p, decay))
    }
  }
}
