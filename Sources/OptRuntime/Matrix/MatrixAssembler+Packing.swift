/// Copies a panel of B together: for every term, the panel's vectors of columns.
extension MatrixAssembler {
  mutating func writePacking(_ panel: Panel, terms: Int) {
    assembler.move(Register.termA, .rsp)
    assembler.move(Register.termB, Register.b)
    if layout.isBTransposed {
      repeated(terms / isa.lanes, counter: Register.terms) { assembler in
        assembler.writeTransposition(panel, terms: nil)
      }
      if terms % isa.lanes != 0 { writeTransposition(panel, terms: terms % isa.lanes) }
    } else {
      loadColumnMask(panel)
      repeated(terms, counter: Register.terms) { assembler in assembler.writeCopy(panel) }
    }
  }

  /// Copies the columns of one term.
  private mutating func writeCopy(_ panel: Panel) {
    for vector in 0..<panel.vectors {
      let offset = vector * isa.vectorBytes
      load(
        0,
        MemoryOperand(.register(Register.termB), offset),
        isMasked(vector, panel)
      )
      assembler.vector(.store, 0, 0, .memory(MemoryOperand(.register(Register.termA), offset)))
    }
    advance(Register.termB, by: layout.bRow)
    advance(Register.termA, by: panel.vectors * isa.lanes)
  }

  /// Transposes a square of columns and terms for each vector; the last terms may be fewer than lanes.
  private mutating func writeTransposition(_ panel: Panel, terms: Int?) {
    for vector in 0..<panel.vectors {
      if isa == .avx2 && terms != nil {
        assembler.vector(.load, 15, 0, .memory(MatrixAssembler.termMask))
      }
      let columns = isMasked(vector, panel) ? tiling.lastLanes : isa.lanes
      for column in 0..<isa.lanes {
        loadTerms(
          of: vector * isa.lanes + column,
          into: UInt8(column),
          isPresent: column < columns,
          isMasked: terms != nil
        )
      }
      let first = transposeRegisters()
      for term in 0..<(terms ?? isa.lanes) {
        let place = (term * panel.vectors + vector) * isa.vectorBytes
        assembler.vector(
          .store,
          first + UInt8(term),
          0,
          .memory(MemoryOperand(.register(Register.termA), place))
        )
      }
    }
    advance(Register.termB, by: isa.lanes)
    advance(Register.termA, by: panel.vectors * isa.lanes * isa.lanes)
  }

  /// Consecutive terms of one column; +0 beyond the last column, which costs no slow arithmetic.
  private mutating func loadTerms(
    of column: Int,
    into register: UInt8,
    isPresent: Bool,
    isMasked: Bool
  ) {
    guard isPresent else {
      assembler.vector(.xor, register, register, .register(register))
      return
    }
    let place = VectorOperand.memory(
      MemoryOperand(.register(Register.termB), column * layout.bColumn * 4)
    )
    switch isa {
    case .avx2 where isMasked: assembler.vector(.maskedLoad, register, 15, place)
    case .avx2, .avx512:
      assembler.vector(
        .load,
        register,
        0,
        place,
        mask: isMasked ? Mask.terms : 0,
        isZeroing: isMasked
      )
    }
  }

  /// Transposes the square in the first half of the registers and gives the first register of the
  /// result: each step reads one half of the registers and writes the other.
  private mutating func transposeRegisters() -> UInt8 {
    let lanes = UInt8(isa.lanes)
    for row in stride(from: 0, to: lanes, by: 2) {
      assembler.vector(.unpackLow, lanes + row, row, .register(row + 1))
      assembler.vector(.unpackHigh, lanes + row + 1, row, .register(row + 1))
    }
    for row in stride(from: 0, to: lanes, by: 4) {
      for column in 0..<4 as Range<UInt8> {
        let low = lanes + row + column / 2
        shuffle(.shuffle, row + column, low, low + 2, column % 2 == 0 ? 0x44 : 0xEE)
      }
    }
    switch isa {
    case .avx2: transposeHalves()
    case .avx512: transposeQuarters()
    }
    return isa == .avx2 ? lanes : 0
  }

  private mutating func shuffle(
    _ form: VectorForm,
    _ target: UInt8,
    _ a: UInt8,
    _ b: UInt8,
    _ control: UInt8
  ) {
    assembler.vector(form, target, a, .register(b), immediate: control)
  }

  private mutating func transposeHalves() {
    for column in 0..<4 as Range<UInt8> {
      shuffle(.permuteHalves, 8 + column, column, 4 + column, 0x20)
      shuffle(.permuteHalves, 12 + column, column, 4 + column, 0x31)
    }
  }

  private mutating func transposeQuarters() {
    // Quarters 0 and 2 of two registers, then 1 and 3; twice, with ever more distant registers.
    for column in 0..<4 as Range<UInt8> {
      for pair in 0..<2 as Range<UInt8> {
        let source = pair * 8 + column
        shuffle(.shuffleQuarters, 16 + source, source, source + 4, 0x88)
        shuffle(.shuffleQuarters, 20 + source, source, source + 4, 0xDD)
      }
    }
    for column in 0..<8 as Range<UInt8> {
      shuffle(.shuffleQuarters, column, 16 + column, 24 + column, 0x88)
      shuffle(.shuffleQuarters, 8 + column, 16 + column, 24 + column, 0xDD)
    }
  }
}
