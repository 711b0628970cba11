/// The machine code of a kernel; valid for as long as its `NativeKernel` lives.
struct NativeFunction: BitwiseCopyable, Sendable {
  let address: UInt

  /// Inputs, outputs, uniforms, lanes of the reductions, first element, end.
  private typealias Function =
    @convention(c) (
      UnsafeRawPointer, UnsafeRawPointer, UnsafeRawPointer, UnsafeMutableRawPointer, Int, Int
    ) -> Void

  /// Executes the code on some elements; `lanes` get the lanes of reductions.
  @inline(__always)
  func call(
    _ arguments: KernelArguments,
    _ lanes: UnsafeMutablePointer<Float>,
    _ range: Range<Int>
  ) {
    unsafeBitCast(address, to: Function.self)(
      arguments.inputs,
      arguments.outputs,
      arguments.uniforms,
      lanes,
      range.lowerBound,
      range.upperBound
    )
  }

  /// Executes code without reductions on all elements.
  @inline(__always)
  func call(_ arguments: KernelArguments) {
    call(arguments, arguments.reductions, 0..<arguments.count)
  }
}
