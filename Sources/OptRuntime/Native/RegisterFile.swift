/// The registers of one class and what they hold.
struct RegisterFile {
  /// Marks a register that holds nothing, a node in no register.
  static let nothing: Int32 = -1
  static let noRegister: UInt8 = 0xFF

  /// The node each register holds.
  private(set) var holders: InlineArray<32, Int32>
  /// Registers that may be given out, as bits.
  private(set) var allocatable: UInt32
  /// Registers among them that hold nothing.
  private(set) var free: UInt32
  /// Registers the current instruction reads.
  var locked: UInt32 = 0

  init(_ registers: UInt32) {
    holders = InlineArray(repeating: RegisterFile.nothing)
    allocatable = registers
    free = registers
  }

  var hasFree: Bool { free != 0 }

  /// Takes a register out of circulation.
  mutating func reserve() -> UInt8 {
    let register = UInt8(free.trailingZeroBitCount)
    allocatable &= ~(1 << register)
    free &= ~(1 << register)
    return register
  }

  /// Gives a free register to a node.
  mutating func takeFree(for node: Int32) -> UInt8 {
    let register = UInt8(free.trailingZeroBitCount)
    assign(register, to: node)
    return register
  }

  mutating func assign(_ register: UInt8, to node: Int32) {
    free &= ~(1 << register)
    holders[Int(register)] = node
  }

  mutating func release(_ register: UInt8) {
    holders[Int(register)] = RegisterFile.nothing
    free |= 1 << register & allocatable
  }

  func isAllocatable(_ register: UInt8) -> Bool { allocatable >> register & 1 != 0 }

  mutating func lock(_ register: UInt8) { locked |= 1 << register }

  /// The register whose value is needed last, of those not locked.
  func victim(_ nextUse: [Int32]) -> UInt8 {
    var candidates = allocatable & ~free & ~locked
    precondition(candidates != 0, "an instruction needs more registers than there are")
    var best = UInt8(candidates.trailingZeroBitCount)
    while candidates != 0 {
      let register = UInt8(candidates.trailingZeroBitCount)
      candidates &= candidates - 1
      if nextUse[Int(holders[Int(register)])] > nextUse[Int(holders[Int(best)])] {
        best = register
      }
    }
    return best
  }
}
