import Foundation
package import OptRuntime

extension Float: GraphScalar {
  package static func makeKernel(
    _ source: PointwiseKernelSource,
    backend: Backend
  ) -> PointwiseKernelSource { source }

  package static func run(
    _ kernel: borrowing PointwiseKernelSource,
    count: Int,
    inputs: UnsafePointer<UnsafePointer<Float>>,
    outputs: UnsafePointer<UnsafeMutablePointer<Float>>
  ) {
    for element in 0..<count {
      var values = [Double](repeating: 0, count: kernel.inputCount + kernel.lines.count)
      for input in 0..<kernel.inputCount { values[input] = Double(inputs[input][element]) }
      for (place, line) in kernel.lines.enumerated() {
        values[kernel.inputCount + place] = Double(
          Float(
            line.function.value(
              line.a.value(among: values),
              line.b.value(among: values)
            )
          )
        )
      }
      for (place, value) in kernel.outputs.enumerated() {
        outputs[place][element] = Float(values[value])
      }
    }
  }

  package static func makeProduct(_ shape: MatrixProduct.Shape) -> MatrixProduct {
    MatrixProduct(shape)
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
