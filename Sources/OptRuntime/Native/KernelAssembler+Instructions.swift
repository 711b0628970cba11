/// Single instructions of a kernel, in the loop and masked in its tail.
extension KernelAssembler {
  private typealias Scratch = RegisterAllocator.Scratch

  mutating func write(_ instruction: MachineInstruction, copy: Int, isTail: Bool) {
    switch instruction.kind {
    case .vector:
      if isTail && instruction.source == .input {
        writeMasked(instruction, copy: copy)
      } else {
        let operand = operand(instruction, copy: copy)
        write(instruction, operand, mask: instruction.mask, isZeroing: instruction.isZeroing)
      }
    case .store: writeStore(instruction, copy: copy, isTail: isTail)
    case .sum, .maximum: writeReduction(instruction, copy: copy, isTail: isTail)
    }
  }

  private mutating func write(
    _ instruction: MachineInstruction,
    _ operand: VectorOperand,
    mask: UInt8 = 0,
    isZeroing: Bool = false
  ) {
    assembler.vector(
      instruction.form,
      instruction.target,
      instruction.second,
      operand,
      mask: mask,
      isZeroing: isZeroing,
      immediate: instruction.hasImmediate ? instruction.immediate : nil
    )
  }

  // MARK: - Tail

  /// An instruction that reads an input, of which only the masked elements may be touched.
  private mutating func writeMasked(_ instruction: MachineInstruction, copy: Int) {
    let elements = operand(instruction, copy: copy)
    switch isa {
    case .avx512:
      // A comparison writes a mask, which has no zeroing of its own.
      write(
        instruction,
        elements,
        mask: Scratch.tailMask,
        isZeroing: instruction.form != .compare
      )
    case .avx2:
      loadTailMask(copy: copy)
      if instruction.form == .load {
        assembler.vector(.maskedLoad, instruction.target, Scratch.tail, elements)
      } else {
        assembler.vector(.maskedLoad, Scratch.tail, Scratch.tail, elements)
        write(instruction, .register(Scratch.tail))
      }
    }
  }

  private mutating func loadTailMask(copy: Int) {
    let mask = MemoryOperand(.register(Register.limit), copy * isa.vectorBytes)
    assembler.vector(.load, Scratch.tail, 0, .memory(mask))
  }

  private mutating func writeStore(_ instruction: MachineInstruction, copy: Int, isTail: Bool) {
    let elements = elements(of: inputCount + Int(instruction.place), copy: copy)
    switch isa {
    case .avx2 where isTail:
      loadTailMask(copy: copy)
      assembler.vector(.maskedStore, instruction.target, Scratch.tail, .memory(elements))
    case .avx2, .avx512:
      assembler.vector(
        .store,
        instruction.target,
        0,
        .memory(elements),
        mask: isTail ? Scratch.tailMask : 0
      )
    }
  }

  // MARK: - Reductions

  /// Registers of an accumulator; a maximum needs no more than one, its lanes are exchangeable.
  private func parts(_ reduction: Int) -> Int {
    switch reductions[reduction].kind {
    case .sum: MicroKernel.laneCount / isa.lanes
    case .maximum: 1
    }
  }

  private mutating func writeReduction(
    _ instruction: MachineInstruction,
    copy: Int,
    isTail: Bool
  ) {
    let part = copy % parts(Int(instruction.place))
    switch kernel.accumulators[Int(instruction.place)] {
    case .registers(let first):
      fold(instruction, into: first + UInt8(part), copy: copy, isTail: isTail)
    case .slot(let offset):
      let place = MemoryOperand(.register(.rsp), Int(offset) + part * isa.vectorBytes)
      assembler.vector(.move, kernel.accumulatorScratch, 0, .memory(place))
      fold(instruction, into: kernel.accumulatorScratch, copy: copy, isTail: isTail)
      assembler.vector(.store, kernel.accumulatorScratch, 0, .memory(place))
    }
  }

  private mutating func fold(
    _ instruction: MachineInstruction,
    into accumulator: UInt8,
    copy: Int,
    isTail: Bool
  ) {
    var value = instruction.target
    if isTail && isa == .avx2 {
      // Lanes beyond the end become +0, which changes neither a sum nor a maximum.
      loadTailMask(copy: copy)
      assembler.vector(.and, Scratch.tail, value, .register(Scratch.tail))
      value = Scratch.tail
    }
    let mask = isTail && isa == .avx512 ? Scratch.tailMask : 0
    if instruction.kind == .sum {
      assembler.vector(.add, accumulator, accumulator, .register(value), mask: mask)
      return
    }
    // The instruction gives its last operand if one is NaN: a NaN stays, a new one is added below.
    assembler.vector(.max, accumulator, value, .register(accumulator), mask: mask)
    let unordered: UInt8 = 3
    switch isa {
    case .avx2:
      assembler.vector(
        .compare,
        Scratch.tail,
        value,
        .register(value),
        immediate: unordered
      )
      assembler.vector(.or, accumulator, accumulator, .register(Scratch.tail))
    case .avx512:
      assembler.vector(
        .compare,
        Scratch.mask,
        value,
        .register(value),
        mask: mask,
        immediate: unordered
      )
      assembler.vector(.move, accumulator, 0, .register(value), mask: Scratch.mask)
    }
  }

  mutating func clearAccumulators() {
    let scratch = kernel.accumulatorScratch
    for (number, accumulator) in kernel.accumulators.enumerated() {
      for part in 0..<parts(number) {
        switch accumulator {
        case .registers(let first):
          let register = first + UInt8(part)
          assembler.vector(.xor, register, register, .register(register))
        case .slot(let offset):
          let place = MemoryOperand(.register(.rsp), Int(offset) + part * isa.vectorBytes)
          assembler.vector(.xor, scratch, scratch, .register(scratch))
          assembler.vector(.store, scratch, 0, .memory(place))
        }
      }
    }
  }

  /// Writes 16 lanes of each reduction where the scratch register points.
  mutating func writeAccumulators() {
    let copies = MicroKernel.laneCount / isa.lanes
    for (number, accumulator) in kernel.accumulators.enumerated() {
      for copy in 0..<copies {
        let part = copy % parts(number)
        let lanes = MemoryOperand(
          .register(Register.scratch),
          number * MicroKernel.laneCount * 4 + copy * isa.vectorBytes
        )
        switch accumulator {
        case .registers(let first):
          assembler.vector(.store, first + UInt8(part), 0, .memory(lanes))
        case .slot(let offset):
          let place = MemoryOperand(.register(.rsp), Int(offset) + part * isa.vectorBytes)
          assembler.vector(.move, kernel.accumulatorScratch, 0, .memory(place))
          assembler.vector(.store, kernel.accumulatorScratch, 0, .memory(lanes))
        }
      }
    }
  }
}
