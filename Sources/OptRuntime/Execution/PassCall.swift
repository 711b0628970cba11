/// A stream whose array moves from step to step.
struct MovingStream: BitwiseCopyable {
  var slot: TensorArrays.Cell
  var cell: TensorArrays.Cell
  var offset: Int
}

/// A pass as plain addresses: small tensors must not pay for counting references.
struct PassCall: BitwiseCopyable {
  /// What does all of it, where nothing but a call is needed.
  var function: KernelFunction?
  var count: Int
  /// By input stream: where its array begins.
  var inputs: UnsafeMutablePointer<UnsafePointer<Float>>
  /// By output stream: where its array begins.
  var outputs: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
  /// By slot: its value in this step.
  var uniforms: UnsafeMutablePointer<Float>
  /// By slot of the kernel: the scalar that it gets.
  var references: UnsafeBufferPointer<ScalarReference>
  var moving: UnsafeBufferPointer<MovingStream>

  /// Looks up the addresses and numbers of this step.
  @inline(__always)
  func update(_ values: ScalarValues) {
    for stream in moving {
      let address = stream.cell.pointee
      precondition(address != .standIn, "an input that the rule reads was not supplied")
      stream.slot.pointee = address + stream.offset
    }
    for slot in references.indices { uniforms[slot] = Float(values[references[slot]]) }
  }

  /// The arguments of the kernel, on all elements.
  func arguments(reductions: UnsafeMutablePointer<Float>) -> KernelArguments {
    KernelArguments(
      count: count,
      inputs: UnsafePointer(inputs),
      outputs: UnsafePointer(outputs),
      uniforms: UnsafePointer(uniforms),
      reductions: reductions
    )
  }
}
