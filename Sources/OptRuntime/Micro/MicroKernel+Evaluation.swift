extension MicroKernel {
  /// The bits of every value of the code for one element: the meaning of a kernel.
  ///
  /// - load: the bits of the element of an input stream.
  /// - uniform: the bits of a uniform slot.
  func evaluate(load: (Int) -> UInt32, uniform: (Int) -> UInt32) -> [UInt32] {
    var values: [UInt32] = []
    values.reserveCapacity(code.count)
    for instruction in code {
      switch instruction.operation {
      case .load: values.append(load(Int(instruction.immediate)))
      case .uniform: values.append(uniform(Int(instruction.immediate)))
      default:
        values.append(
          MicroEvaluator.evaluate(
            instruction.operation,
            values[operand: instruction.a],
            values[operand: instruction.b],
            values[operand: instruction.c],
            immediate: instruction.immediate
          )
        )
      }
    }
    return values
  }
}

extension [UInt32] {
  /// The bits of a value; 0 for the operands that the first instructions do not have.
  fileprivate subscript(operand value: MicroValue) -> UInt32 {
    let place = Int(value.index)
    return place < count ? self[place] : 0
  }
}
