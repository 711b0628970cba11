import Foundation
package import OptRuntime

extension Double: GraphScalar {
  package static func copy(
    _ source: UnsafePointer<Float>,
    to target: UnsafeMutablePointer<Double>,
    count: Int
  ) {
    for place in 0..<count { target[place] = Double(source[place]) }
  }

  package static func makeKernel(
    _ source: PointwiseKernelSource,
    _ target: GraphTarget
  ) -> PointwiseKernelSource { source }

  package static func run(
    _ kernel: PointwiseKernelSource,
    count: Int,
    inputs: UnsafePointer<UnsafePointer<Double>>,
    outputs: UnsafePointer<UnsafeMutablePointer<Double>>
  ) {
    var values = [Double](repeating: 0, count: kernel.inputCount + kernel.lines.count)
    for element in 0..<count {
      for input in 0..<kernel.inputCount { values[input] = inputs[input][element] }
      for (place, line) in kernel.lines.enumerated() {
        values[kernel.inputCount + place] = line.function.value(
          line.a.value(among: values),
          line.b.value(among: values)
        )
      }
      for (place, value) in kernel.outputs.enumerated() {
        outputs[place][element] = values[value]
      }
    }
  }

  package static func run(_ move: ResolvedMove<Double>) { move.run() }

  package static func makeProduct(
    _ shape: MatrixProduct.Shape,
    _ target: GraphTarget
  ) -> MatrixProduct.Shape { shape }

  package static func run(
    _ product: MatrixProduct.Shape,
    _ a: UnsafePointer<Double>,
    _ b: UnsafePointer<Double>,
    into c: UnsafeMutablePointer<Double>,
    row: UnsafePointer<Double>?
  ) {
    MatrixProduct.reference(product, a, b, into: c, row: row)
  }
}

extension PointwiseKernelSource.Argument {
  func value(among values: [Double]) -> Double {
    switch self {
    case .value(let place): values[place]
    case .constant(let number): number
    }
  }
}

extension PointwiseFunction {
  /// The function in Double, by the C library.
  func value(_ a: Double, _ b: Double) -> Double {
    switch self {
    case .add: a + b
    case .sub: a - b
    case .mul: a * b
    case .div: a / b
    case .max: a >= b ? a : b
    case .neg: -a
    case .exp: Foundation.exp(a)
    case .log: Foundation.log(a)
    case .tanh: Foundation.tanh(a)
    case .sigmoid: 1 / (1 + Foundation.exp(-a))
    case .rsqrt: 1 / a.squareRoot()
    case .relu: a > 0 ? a : 0
    case .isPositive: a > 0 ? 1 : 0
    case .isAtLeast: a >= b ? 1 : 0
    case .softplus: (a > 0 ? a : 0) + log1p(Foundation.exp(-abs(a)))
    }
  }
}
