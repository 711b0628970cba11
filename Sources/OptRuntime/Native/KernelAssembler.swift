/// Writes the machine code of a kernel around its allocated loop body.
///
/// Layout: constants, then a function of the type `NativeKernel.Function`: a loop over groups of
/// vectors and a masked copy of its body for the rest. Elements are counted from `index` to `end`.
struct KernelAssembler: ~Copyable {
  var assembler: Assembler
  let kernel: AllocatedKernel
  let inputCount: Int
  let outputCount: Int
  let reductions: [MicroKernel.Reduction]
  /// Vectors in one round of the loop.
  let unroll: Int
  var isa: InstructionSet { assembler.isa }
  /// Bytes written.
  var count: Int { assembler.count }

  /// The general-purpose registers of the function.
  enum Register {
    static let inputs = GeneralRegister.rdi
    static let outputs = GeneralRegister.rsi
    static let uniforms = GeneralRegister.rdx
    /// An argument that is saved in the frame, then for anything.
    static let scratch = GeneralRegister.rcx
    static let index = GeneralRegister.r8
    static let end = GeneralRegister.r9
    /// The last index at which a group may begin; in the tail its mask, or where AVX2 finds it.
    static let limit = GeneralRegister.rax
    /// Pointers of streams, inputs first; the others are read from the arrays every time.
    static let streams: [GeneralRegister] = [.r10, .r11, .rbx, .r12, .r13, .r14, .r15]
    /// The streams whose registers belong to the caller.
    static let saved = streams[2...]
  }

  /// An upper bound of the bytes of a kernel's code.
  static func capacity(_ kernel: AllocatedKernel, unroll: Int) -> Int {
    let reductions = kernel.accumulators.count
    let instructions =
      kernel.prologue.count + (kernel.body.count * 4 + reductions * 6) * unroll * 2
      + reductions * 4 + 80
    return instructions * Assembler.longestInstruction + kernel.constants.count * 32 + 256
  }

  init(
    _ kernel: AllocatedKernel,
    of source: MicroKernel,
    unroll: Int,
    for isa: InstructionSet,
    into buffer: UnsafeMutableRawBufferPointer
  ) {
    self.kernel = kernel
    self.unroll = unroll
    inputCount = source.inputCount
    outputCount = source.stores.count
    reductions = source.reductions
    assembler = Assembler(isa: isa, buffer: buffer)
  }

  /// Writes everything and gives the offset of the function.
  mutating func assemble() -> Int {
    writeConstants()
    assembler.align(to: 64)
    let entry = assembler.count
    writePrologue()
    writeLoop()
    writeTail()
    writeEpilogue()
    return entry
  }

  // MARK: - Data

  /// AVX2 has no operands that broadcast: its constants are whole vectors.
  private var constantBytes: Int { isa == .avx512 ? 4 : 32 }

  private var maskTable: Int { kernel.constants.count * 32 }

  private mutating func writeConstants() {
    for constant in kernel.constants {
      for _ in 0..<(constantBytes / 4) { assembler.data(constant) }
    }
    guard isa == .avx2 else { return }
    for place in 0..<(isa.lanes * unroll * 2) {
      assembler.data(place < isa.lanes * unroll ? UInt32.max : 0)
    }
  }

  // MARK: - Frame

  private var savedRegisters: ArraySlice<GeneralRegister> {
    Register.streams[2..<max(2, min(inputCount + outputCount, Register.streams.count))]
  }

  private mutating func writePrologue() {
    assembler.push(.rbp)
    assembler.move(.rbp, .rsp)
    for register in savedRegisters { assembler.push(register) }
    assembler.push(Register.scratch)
    if kernel.frameBytes > 0 {
      assembler.subtract(.rsp, Int(kernel.frameBytes))
      assembler.and(.rsp, -64)
    }
    for stream in 0..<min(inputCount + outputCount, Register.streams.count) {
      assembler.load(Register.streams[stream], pointer(of: stream))
    }
    for instruction in kernel.prologue { write(instruction, copy: 0, isTail: false) }
    clearAccumulators()
  }

  /// Where the caller put the pointer of a stream.
  private func pointer(of stream: Int) -> MemoryOperand {
    stream < inputCount
      ? MemoryOperand(.register(Register.inputs), stream * 8)
      : MemoryOperand(.register(Register.outputs), (stream - inputCount) * 8)
  }

  private mutating func writeEpilogue() {
    let saved = savedRegisters.count
    if !kernel.accumulators.isEmpty {
      assembler.load(Register.scratch, MemoryOperand(.register(.rbp), -8 * (saved + 1)))
      writeAccumulators()
    }
    assembler.vzeroupper()
    assembler.address(.rsp, MemoryOperand(.register(.rbp), -8 * saved))
    for register in savedRegisters.reversed() { assembler.pop(register) }
    assembler.pop(.rbp)
    assembler.ret()
  }

  // MARK: - Loop

  private var groupLength: Int { isa.lanes * unroll }

  private mutating func writeLoop() {
    assembler.address(
      Register.limit,
      MemoryOperand(.register(Register.end), -groupLength)
    )
    assembler.compare(Register.index, Register.limit)
    let skip = assembler.jump(.greater)
    assembler.align(to: 64)
    let start = assembler.count
    for copy in 0..<unroll { writeBody(copy: copy, isTail: false) }
    assembler.add(Register.index, groupLength)
    assembler.compare(Register.index, Register.limit)
    assembler.jump(.lessOrEqual, to: start)
    assembler.land(skip)
  }

  private mutating func writeTail() {
    assembler.move(Register.scratch, Register.end)
    assembler.subtract(Register.scratch, Register.index)
    let skip = assembler.jump(.equal)
    switch isa {
    case .avx2:
      assembler.address(Register.limit, MemoryOperand(.buffer, maskTable + groupLength * 4))
      assembler.shiftLeft(Register.scratch, by: 2)
      assembler.subtract(Register.limit, Register.scratch)
      for copy in 0..<unroll { writeBody(copy: copy, isTail: true) }
    case .avx512:
      assembler.setLowBits()
      writeMaskedBody(copy: 0)
    }
    assembler.land(skip)
  }

  /// The tail on AVX-512 from a vector on, whose mask is in the low bits.
  private mutating func writeMaskedBody(copy: Int) {
    assembler.vector(
      .maskFromGeneral,
      RegisterAllocator.Scratch.tailMask,
      0,
      .register(Register.limit.rawValue)
    )
    writeBody(copy: copy, isTail: true)
    guard copy + 1 < unroll else { return }
    assembler.shiftRight(Register.limit, by: UInt8(isa.lanes))
    let skip = assembler.jump(.equal)
    writeMaskedBody(copy: copy + 1)
    assembler.land(skip)
  }

  private mutating func writeBody(copy: Int, isTail: Bool) {
    for instruction in kernel.body { write(instruction, copy: copy, isTail: isTail) }
  }

  // MARK: - Operands

  /// The elements of a stream that belong to a copy of the body.
  mutating func elements(of stream: Int, copy: Int) -> MemoryOperand {
    var base = Register.scratch
    if stream < Register.streams.count {
      base = Register.streams[stream]
    } else {
      assembler.load(base, pointer(of: stream))
    }
    return MemoryOperand(.indexed(base, Register.index), copy * isa.vectorBytes)
  }

  /// The last operand of an instruction.
  mutating func operand(_ instruction: MachineInstruction, copy: Int) -> VectorOperand {
    let place = Int(instruction.place)
    let isBroadcast = isa == .avx512 && instruction.form.layout == .vector
    switch instruction.source {
    case .register: return .register(UInt8(place))
    case .input: return .memory(elements(of: place, copy: copy))
    case .slot: return .memory(MemoryOperand(.register(.rsp), place))
    case .constant:
      return .memory(
        MemoryOperand(.buffer, place * constantBytes, isBroadcast: isBroadcast)
      )
    case .uniform:
      return .memory(
        MemoryOperand(.register(Register.uniforms), place * 4, isBroadcast: isBroadcast)
      )
    }
  }
}
