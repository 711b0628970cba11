/// The memory one execution of a kernel works on, owned by the caller.
///
/// - inputs, outputs: one pointer a stream, each to at least `count` floats, of any alignment.
/// - uniforms: one float a slot.
/// - reductions: receives one float a reduction, the fold over all elements.
package struct KernelArguments {
  package var count: Int
  package var inputs: UnsafePointer<UnsafePointer<Float>>
  package var outputs: UnsafePointer<UnsafeMutablePointer<Float>>
  package var uniforms: UnsafePointer<Float>
  package var reductions: UnsafeMutablePointer<Float>

  /// The memory of an execution over `count` elements.
  package init(
    count: Int,
    inputs: UnsafePointer<UnsafePointer<Float>>,
    outputs: UnsafePointer<UnsafeMutablePointer<Float>>,
    uniforms: UnsafePointer<Float>,
    reductions: UnsafeMutablePointer<Float>
  ) {
    self.count = count
    self.inputs = inputs
    self.outputs = outputs
    self.uniforms = uniforms
    self.reductions = reductions
  }
}
