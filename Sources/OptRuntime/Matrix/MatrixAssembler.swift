/// Writes the machine code of a product of one layout.
///
/// The function has the signature `NativeMatrixProduct.Function`. Every result has one accumulator and
/// takes its terms in order; between blocks of terms it waits in memory (semantics rule 21).
struct MatrixAssembler: ~Copyable {
  var assembler: Assembler
  let layout: MatrixLayout
  let tiling: MatrixTiling
  /// Whether a panel of B is copied together before it is used.
  let isPacked: Bool
  var isa: InstructionSet { assembler.isa }

  /// The general-purpose registers of the function.
  enum Register {
    /// Arguments, which move along with blocks and panels.
    static let a = GeneralRegister.rdi
    static let b = GeneralRegister.rsi
    static let initial = GeneralRegister.rdx
    static let result = GeneralRegister.rcx
    /// Of the current tile.
    static let tileA = GeneralRegister.r8
    static let tileResult = GeneralRegister.r9
    /// Of the current term.
    static let termA = GeneralRegister.r10
    static let termB = GeneralRegister.r11
    static let terms = GeneralRegister.rax
    static let tiles = GeneralRegister.rbx
    static let blocks = GeneralRegister.r12
    static let panels = GeneralRegister.r13
    static let saved: [GeneralRegister] = [.rbx, .r12, .r13]
  }

  /// What the sums of a block start from.
  enum Start {
    case zero
    case row
    case result
  }

  /// Mask registers of AVX-512: of the last columns, and of the last terms of a packed block.
  enum Mask {
    static let columns: UInt8 = 1
    static let terms: UInt8 = 2
  }

  /// The columns that a piece of code is for.
  struct Panel {
    var vectors: Int
    /// Whether the last vector is partly beyond the last column.
    var isPartial: Bool
  }

  /// More than the code of any product takes.
  static let capacity = 1 << 17

  init(_ layout: MatrixLayout, for isa: InstructionSet, into buffer: UnsafeMutableRawBufferPointer)
  {
    self.layout = layout
    tiling = MatrixTiling(layout, for: isa)
    // Far apart, rows of B share few places of the cache; together they pay if many tiles use them.
    isPacked = layout.isBTransposed || (layout.bRow >= 128 && layout.rows >= 96)
    assembler = Assembler(isa: isa, buffer: buffer)
  }

  /// Writes everything and gives the offset of the function.
  mutating func assemble() -> Int {
    writeMasks()
    assembler.align(to: 64)
    let entry = assembler.count
    writePrologue()
    let partial = tiling.lastLanes < isa.lanes
    let (panels, rest) = (tiling.panels, tiling.panels.rest)
    // The panel with the last column has code of its own if its mask or its width differs.
    let whole = partial && rest == 0 ? panels.count - 1 : panels.count
    repeated(whole, counter: Register.panels) { assembler in
      assembler.writePanel(Panel(vectors: panels.length, isPartial: false))
    }
    if whole < panels.count {
      writePanel(Panel(vectors: panels.length, isPartial: true))
    } else if rest > 0 {
      writePanel(Panel(vectors: rest, isPartial: partial))
    }
    writeEpilogue()
    return entry
  }

  // MARK: - Frame

  /// AVX2 keeps masks in memory: lanes of the last columns, then of the last terms.
  private mutating func writeMasks() {
    guard isa == .avx2 else { return }
    for count in [tiling.lastLanes, lastTerms] {
      for lane in 0..<isa.lanes { assembler.data(lane < count ? UInt32.max : 0) }
    }
  }

  /// Terms in the last vector of terms, if it is not whole; blocks before the last one end with a whole.
  var lastTerms: Int { layout.inner % isa.lanes }

  /// The masks of AVX2 in the code.
  static let columnMask = MemoryOperand(.buffer, 0)
  static let termMask = MemoryOperand(.buffer, 32)

  private var packedBytes: Int {
    isPacked ? tiling.blocks.length * tiling.panels.length * isa.vectorBytes : 0
  }

  private mutating func writePrologue() {
    assembler.push(.rbp)
    assembler.move(.rbp, .rsp)
    for register in Register.saved { assembler.push(register) }
    if isPacked {
      // Touches every page, in order: a thread's stack ends with one that may not be skipped.
      for _ in 0..<(packedBytes / 4_096) {
        assembler.subtract(.rsp, 4_096)
        assembler.store(Register.a, MemoryOperand(.register(.rsp), 0))
      }
      assembler.subtract(.rsp, packedBytes % 4_096)
      assembler.and(.rsp, -64)
    }
    guard isa == .avx512 else { return }
    for (mask, count) in [(Mask.columns, tiling.lastLanes), (Mask.terms, lastTerms)] {
      assembler.set(Register.terms, to: 1 << count - 1)
      assembler.vector(.maskFromGeneral, mask, 0, .register(Register.terms.rawValue))
    }
  }

  private mutating func writeEpilogue() {
    assembler.vzeroupper()
    assembler.address(.rsp, MemoryOperand(.register(.rbp), -8 * Register.saved.count))
    for register in Register.saved.reversed() { assembler.pop(register) }
    assembler.pop(.rbp)
    assembler.ret()
  }

  // MARK: - Loops

  /// Code that is executed a known number of times.
  mutating func repeated(
    _ count: Int,
    counter: GeneralRegister,
    _ body: (inout MatrixAssembler) -> Void
  ) {
    guard count > 1 else {
      if count == 1 { body(&self) }
      return
    }
    assembler.set(counter, to: count)
    assembler.align(to: 32)
    let start = assembler.count
    body(&self)
    assembler.subtract(counter, 1)
    assembler.jump(.notEqual, to: start)
  }

  /// All rows and terms of a panel; moves on to the next one.
  private mutating func writePanel(_ panel: Panel) {
    let blocks = tiling.blocks
    let start: Start =
      switch layout.initial {
      case .zero: .zero
      case .result: .result
      case .row: .row
      }
    writeBlock(panel, terms: blocks.length, start)
    repeated(blocks.count - 1, counter: Register.blocks) { assembler in
      assembler.writeBlock(panel, terms: blocks.length, .result)
    }
    if blocks.rest > 0 { writeBlock(panel, terms: blocks.rest, .result) }
    let columns = panel.vectors * isa.lanes
    advance(Register.a, by: -layout.inner * layout.aColumn)
    advance(Register.b, by: columns * layout.bColumn - layout.inner * layout.bRow)
    advance(Register.result, by: columns)
    if layout.initial == .row { advance(Register.initial, by: columns) }
  }

  /// All rows of a panel for a block of terms; moves on to the next one.
  private mutating func writeBlock(_ panel: Panel, terms: Int, _ start: Start) {
    if isPacked { writePacking(panel, terms: terms) }
    assembler.move(Register.tileA, Register.a)
    assembler.move(Register.tileResult, Register.result)
    for (rows, count) in [
      (tiling.tallRows, tiling.tallCount), (tiling.tallRows - 1, tiling.shortCount),
    ] {
      repeated(count, counter: Register.tiles) { assembler in
        assembler.writeTile(panel, rows: rows, terms: terms, start)
      }
    }
    advance(Register.a, by: terms * layout.aColumn)
    advance(Register.b, by: terms * layout.bRow)
  }

  /// Moves a pointer on by some floats.
  mutating func advance(_ register: GeneralRegister, by floats: Int) {
    if floats != 0 { assembler.add(register, floats * 4) }
  }
}
