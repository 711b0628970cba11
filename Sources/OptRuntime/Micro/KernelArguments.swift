/// The memory one execution of a kernel works on, owned by the caller.
///
/// - inputs, outputs: one pointer a stream, each to at least `count` floats, of any alignment.
/// - uniforms: one float a slot.
/// - reductions: receives one float a reduction, the fold over all elements.
struct KernelArguments {
  var count: Int
  var inputs: UnsafePointer<UnsafePointer<Float>>
  var outputs: UnsafePointer<UnsafeMutablePointer<Float>>
  var uniforms: UnsafePointer<Float>
  var reductions: UnsafeMutablePointer<Float>
}
