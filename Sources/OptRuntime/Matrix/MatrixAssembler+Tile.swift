/// The innermost loop: a tile of results in registers.
extension MatrixAssembler {
  /// Registers of a tile: sums row by row, then the vectors of B, then an element of A.
  private func sum(_ row: Int, _ vector: Int, _ panel: Panel) -> UInt8 {
    UInt8(row * panel.vectors + vector)
  }

  private var columnMaskRegister: UInt8 { 15 }

  /// Rows times a panel, for a block of terms; moves on to the next rows.
  mutating func writeTile(_ panel: Panel, rows: Int, terms: Int, _ start: Start) {
    loadColumnMask(panel)
    for row in 0..<rows {
      for vector in 0..<panel.vectors { begin(row, vector, panel, start) }
    }
    assembler.move(Register.termA, Register.tileA)
    assembler.move(Register.termB, isPacked ? .rsp : Register.b)
    repeated(terms, counter: Register.terms) { assembler in
      assembler.writeTerm(panel, rows: rows)
    }
    for row in 0..<rows {
      for vector in 0..<panel.vectors {
        store(sum(row, vector, panel), resultPlace(row, vector), isMasked(vector, panel))
      }
    }
    advance(Register.tileA, by: rows * layout.aRow)
    advance(Register.tileResult, by: rows * layout.resultRow)
  }

  func isMasked(_ vector: Int, _ panel: Panel) -> Bool {
    panel.isPartial && vector == panel.vectors - 1
  }

  private func resultPlace(_ row: Int, _ vector: Int) -> MemoryOperand {
    MemoryOperand(
      .register(Register.tileResult),
      row * layout.resultRow * 4 + vector * isa.vectorBytes
    )
  }

  private mutating func begin(_ row: Int, _ vector: Int, _ panel: Panel, _ start: Start) {
    let register = sum(row, vector, panel)
    switch start {
    case .zero: assembler.vector(.xor, register, register, .register(register))
    case .row:
      let place = MemoryOperand(.register(Register.initial), vector * isa.vectorBytes)
      load(register, place, isMasked(vector, panel))
    case .result: load(register, resultPlace(row, vector), isMasked(vector, panel))
    }
  }

  /// One term of every sum.
  private mutating func writeTerm(_ panel: Panel, rows: Int) {
    let columns = UInt8(rows * panel.vectors)
    let element = columns + UInt8(panel.vectors)
    for vector in 0..<panel.vectors {
      // What is packed is whole vectors.
      load(
        columns + UInt8(vector),
        MemoryOperand(.register(Register.termB), vector * isa.vectorBytes),
        isMasked(vector, panel) && !isPacked
      )
    }
    for row in 0..<rows {
      let place = MemoryOperand(.register(Register.termA), row * layout.aRow * 4)
      if isa == .avx512 && panel.vectors == 1 {
        var broadcast = place
        broadcast.isBroadcast = true
        assembler.vector(
          .fused(.addend231),
          sum(row, 0, panel),
          columns,
          .memory(broadcast)
        )
        continue
      }
      assembler.vector(.broadcast, element, 0, .memory(place))
      for vector in 0..<panel.vectors {
        assembler.vector(
          .fused(.addend231),
          sum(row, vector, panel),
          columns + UInt8(vector),
          .register(element)
        )
      }
    }
    advance(Register.termA, by: layout.aColumn)
    advance(Register.termB, by: isPacked ? panel.vectors * isa.lanes : layout.bRow)
  }

  // MARK: - Masked memory

  mutating func loadColumnMask(_ panel: Panel) {
    guard isa == .avx2 && panel.isPartial else { return }
    assembler.vector(.load, columnMaskRegister, 0, .memory(MatrixAssembler.columnMask))
  }

  mutating func load(_ register: UInt8, _ place: MemoryOperand, _ isMasked: Bool) {
    switch isa {
    case .avx2 where isMasked:
      assembler.vector(.maskedLoad, register, columnMaskRegister, .memory(place))
    case .avx2, .avx512:
      assembler.vector(
        .load,
        register,
        0,
        .memory(place),
        mask: isMasked ? Mask.columns : 0,
        isZeroing: isMasked
      )
    }
  }

  private mutating func store(_ register: UInt8, _ place: MemoryOperand, _ isMasked: Bool) {
    switch isa {
    case .avx2 where isMasked:
      assembler.vector(.maskedStore, register, columnMaskRegister, .memory(place))
    case .avx2, .avx512:
      assembler.vector(
        .store,
        register,
        0,
        .memory(place),
        mask: isMasked ? Mask.columns : 0
      )
    }
  }
}
