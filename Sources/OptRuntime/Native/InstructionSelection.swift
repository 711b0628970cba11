/// Turns micro code into operations of the processor.
///
/// Every rewriting keeps each bit of each result, except the bits of NaNs.
struct InstructionSelection {
  private(set) var nodes: [MachineNode] = []
  private let isa: InstructionSet
  private let kernel: MicroKernel
  /// The node of each micro value.
  private var places: [Int32]
  /// How often each micro value is used.
  private var uses: [Int32]
  /// The vector made of a mask node, where one was needed.
  private var expansions: [Int32] = []

  private static let signBit: UInt32 = 0x8000_0000
  private static let allBits: UInt32 = 0xFFFF_FFFF

  /// The operations of a kernel: those of its code, then its stores and reductions.
  static func nodes(of kernel: MicroKernel, for isa: InstructionSet) -> [MachineNode] {
    var selection = InstructionSelection(kernel, isa)
    for (place, instruction) in kernel.code.enumerated() {
      selection.places[place] = selection.select(instruction)
    }
    selection.appendResults()
    selection.countUses()
    return selection.nodes
  }

  private init(_ kernel: MicroKernel, _ isa: InstructionSet) {
    self.kernel = kernel
    self.isa = isa
    places = [Int32](repeating: MachineNode.none, count: kernel.code.count)
    uses = [Int32](repeating: 0, count: kernel.code.count)
    nodes.reserveCapacity(kernel.code.count + kernel.stores.count + kernel.reductions.count + 8)
    for instruction in kernel.code {
      let arity = instruction.operation.arity
      if arity > 0 { uses[Int(instruction.a.index)] += 1 }
      if arity > 1 { uses[Int(instruction.b.index)] += 1 }
      if arity > 2 { uses[Int(instruction.c.index)] += 1 }
    }
    for value in kernel.stores { uses[Int(value.index)] += 1 }
    for reduction in kernel.reductions { uses[Int(reduction.value.index)] += 1 }
  }

  // MARK: - Nodes

  private mutating func append(_ node: MachineNode) -> Int32 {
    var node = node
    node.isInvariant = isInvariant(node)
    nodes.append(node)
    return Int32(nodes.count - 1)
  }

  private func isInvariant(_ node: MachineNode) -> Bool {
    switch node.kind {
    case .load, .store, .sum, .maximum: false
    case .uniform, .constant: true
    default:
      nodes[Int(node.a)].isInvariant
        && (node.b < 0 || nodes[Int(node.b)].isInvariant)
        && (node.c < 0 || nodes[Int(node.c)].isInvariant)
    }
  }

  private func node(of value: MicroValue) -> Int32 { places[Int(value.index)] }

  private func isMask(_ node: Int32) -> Bool { nodes[Int(node)].isMask }

  /// The node of a value, made a vector if it is a mask.
  private mutating func vector(_ value: MicroValue) -> Int32 { vector(node(of: value)) }

  private mutating func vector(_ place: Int32) -> Int32 {
    guard isMask(place) else { return place }
    while expansions.count < nodes.count { expansions.append(MachineNode.none) }
    if expansions[Int(place)] == MachineNode.none {
      expansions[Int(place)] = append(MachineNode(kind: .expand, form: .expand, a: place))
    }
    return expansions[Int(place)]
  }

  private func constant(_ place: Int32) -> UInt32? {
    let node = nodes[Int(place)]
    return node.kind == .constant ? node.immediate : nil
  }

  /// Appends stores and folds, after everything that computes their values.
  private mutating func appendResults() {
    let stored = kernel.stores.map { vector($0) }
    let folded = kernel.reductions.map { vector($0.value) }
    for (number, value) in stored.enumerated() {
      _ = append(MachineNode(kind: .store, a: value, immediate: UInt32(number)))
    }
    for (number, value) in folded.enumerated() {
      let kind: MachineNode.Kind =
        switch kernel.reductions[number].kind {
        case .sum: .sum
        case .maximum: .maximum
        }
      _ = append(MachineNode(kind: kind, a: value, immediate: UInt32(number)))
    }
  }

  private mutating func countUses() {
    for place in nodes.indices.reversed() {
      let node = nodes[place]
      guard node.isResult || node.useCount > 0 else { continue }
      if node.a >= 0 { nodes[Int(node.a)].useCount += 1 }
      if node.b >= 0 { nodes[Int(node.b)].useCount += 1 }
      if node.c >= 0 { nodes[Int(node.c)].useCount += 1 }
    }
  }

  // MARK: - Micro-operations

  private mutating func select(_ micro: MicroInstruction) -> Int32 {
    let immediate = micro.immediate
    switch micro.operation {
    case .load: return append(MachineNode(kind: .load, immediate: immediate))
    case .uniform: return append(MachineNode(kind: .uniform, immediate: immediate))
    case .constant: return append(MachineNode(kind: .constant, immediate: immediate))
    case .add: return sum(vector(micro.a), vector(micro.b))
    case .sub: return difference(vector(micro.a), vector(micro.b))
    case .mul: return binary(.commutative, .mul, micro)
    case .div: return binary(.binary, .div, micro)
    case .fma: return fused(vector(micro.a), vector(micro.b), vector(micro.c))
    case .sqrt: return unary(.sqrt, micro.a)
    case .floor: return unary(.round, micro.a, immediate: 0x09)
    case .roundEven: return unary(.round, micro.a, immediate: 0x08)
    case .less: return compare(.less, micro)
    case .lessOrEqual: return compare(.lessOrEqual, micro)
    case .equal: return compare(.equal, micro)
    case .notEqual: return compare(.notEqual, micro)
    case .and, .or, .xor: return bits(micro)
    case .select: return select(node(of: micro.a), node(of: micro.b), node(of: micro.c))
    case .shiftLeft: return shift(6, micro)
    case .shiftRight: return shift(2, micro)
    case .shiftRightSigned: return shift(4, micro)
    case .addInteger: return binary(.commutative, .addInteger, micro)
    case .subInteger: return binary(.binary, .subInteger, micro)
    }
  }

  private mutating func unary(
    _ form: VectorForm,
    _ value: MicroValue,
    immediate: UInt32 = 0
  ) -> Int32 {
    let operand = vector(value)
    return append(MachineNode(kind: .unary, form: form, a: operand, immediate: immediate))
  }

  private mutating func binary(
    _ kind: MachineNode.Kind,
    _ form: VectorForm,
    _ micro: MicroInstruction
  ) -> Int32 {
    let a = vector(micro.a)
    let b = vector(micro.b)
    return append(MachineNode(kind: kind, form: form, a: a, b: b))
  }

  private mutating func shift(_ kind: UInt32, _ micro: MicroInstruction) -> Int32 {
    let operand = vector(micro.a)
    // The instruction reads eight bits of the count.
    let immediate = kind << 16 | min(micro.immediate, 255)
    return append(MachineNode(kind: .shift, form: .shift, a: operand, immediate: immediate))
  }

  private mutating func compare(
    _ predicate: ComparePredicate,
    _ micro: MicroInstruction
  ) -> Int32 {
    let a = vector(micro.a)
    let b = vector(micro.b)
    return append(
      MachineNode(
        kind: .compare,
        form: .compare,
        a: a,
        b: b,
        immediate: UInt32(predicate.rawValue),
        isMask: isa == .avx512
      )
    )
  }

  // MARK: - Signs

  /// The value whose negation a node is, nil if it is none.
  private func negated(_ place: Int32) -> Int32? {
    let node = nodes[Int(place)]
    guard node.form == .xor, node.kind == .commutative else { return nil }
    if constant(node.b) == InstructionSelection.signBit { return node.a }
    if constant(node.a) == InstructionSelection.signBit { return node.b }
    return nil
  }

  private mutating func sum(_ a: Int32, _ b: Int32) -> Int32 {
    if let b = negated(b) { return append(MachineNode(kind: .binary, form: .sub, a: a, b: b)) }
    if let a = negated(a) { return append(MachineNode(kind: .binary, form: .sub, a: b, b: a)) }
    return append(MachineNode(kind: .commutative, form: .add, a: a, b: b))
  }

  private mutating func difference(_ a: Int32, _ b: Int32) -> Int32 {
    if let b = negated(b) { return append(MachineNode(kind: .commutative, form: .add, a: a, b: b)) }
    return append(MachineNode(kind: .binary, form: .sub, a: a, b: b))
  }

  private mutating func fused(_ a: Int32, _ b: Int32, _ c: Int32) -> Int32 {
    var (a, b, c) = (a, b, c)
    var signs: UInt32 = 0
    if let positive = negated(a) { (a, signs) = (positive, signs ^ 1) }
    if let positive = negated(b) { (b, signs) = (positive, signs ^ 1) }
    if let positive = negated(c) { (c, signs) = (positive, signs ^ 2) }
    return append(MachineNode(kind: .fused, a: a, b: b, c: c, immediate: signs))
  }

  // MARK: - Bits and masks

  private mutating func select(_ condition: Int32, _ a: Int32, _ b: Int32) -> Int32 {
    let a = vector(a)
    let b = vector(b)
    if isMask(condition) {
      if constant(b) == 0 {
        return append(MachineNode(kind: .zeroing, form: .move, a: condition, b: a))
      }
      return append(MachineNode(kind: .select, form: .blendMask, a: condition, b: a, c: b))
    }
    switch isa {
    case .avx2:
      return append(MachineNode(kind: .select, form: .blendVector, a: condition, b: a, c: b))
    case .avx512:
      return ternary(condition, a, b, 0xCA)
    }
  }

  private mutating func ternary(_ a: Int32, _ b: Int32, _ c: Int32, _ table: UInt8) -> Int32 {
    append(
      MachineNode(kind: .ternary, form: .ternary, a: a, b: b, c: c, immediate: UInt32(table))
    )
  }

  private mutating func bits(_ micro: MicroInstruction) -> Int32 {
    let a = node(of: micro.a)
    let b = node(of: micro.b)
    if isMask(a) || isMask(b), let result = maskBits(micro.operation, a, b) { return result }
    let (left, right) = (vector(a), vector(b))
    if isa == .avx512, let result = combined(micro, left, right) { return result }
    let form = InstructionSelection.form(micro.operation)
    return append(MachineNode(kind: .commutative, form: form, a: left, b: right))
  }

  private static func form(_ operation: MicroOperation) -> VectorForm {
    switch operation {
    case .and: .and
    case .or: .or
    default: .xor
    }
  }

  /// A bit operation on masks that stays in mask registers, or a masked move.
  private mutating func maskBits(_ operation: MicroOperation, _ a: Int32, _ b: Int32) -> Int32? {
    if isMask(a) && isMask(b) {
      let form: VectorForm =
        switch operation {
        case .and: .maskAnd
        case .or: .maskOr
        default: .maskXor
        }
      return append(MachineNode(kind: .maskBinary, form: form, a: a, b: b, isMask: true))
    }
    let (mask, other) = isMask(a) ? (a, b) : (b, a)
    if operation == .and {
      return append(MachineNode(kind: .zeroing, form: .move, a: mask, b: other))
    }
    if operation == .xor && constant(other) == InstructionSelection.allBits {
      return append(MachineNode(kind: .maskUnary, form: .maskNot, a: mask, isMask: true))
    }
    return nil
  }

  // MARK: - Three-operand bit operations

  /// A bit operation and those of its operands that nothing else needs, as one truth table.
  private mutating func combined(
    _ micro: MicroInstruction,
    _ left: Int32,
    _ right: Int32
  ) -> Int32? {
    let isLeftOpen = isAbsorbable(left, micro.a)
    let isRightOpen = isAbsorbable(right, micro.b)
    for (opensLeft, opensRight) in [(true, true), (true, false), (false, true)] {
      guard isLeftOpen || !opensLeft, isRightOpen || !opensRight else { continue }
      var leaves = TernaryLeaves()
      guard let a = table(of: left, isOpen: opensLeft, &leaves),
        let b = table(of: right, isOpen: opensRight, &leaves), leaves.count == 3
      else { continue }
      let table: UInt8 =
        switch micro.operation {
        case .and: a & b
        case .or: a | b
        default: a ^ b
        }
      return ternary(leaves.first, leaves.second, leaves.third, table)
    }
    return nil
  }

  private func isAbsorbable(_ place: Int32, _ value: MicroValue) -> Bool {
    let node = nodes[Int(place)]
    guard node.kind == .commutative, uses[Int(value.index)] == 1 else { return false }
    return node.form == .and || node.form == .or || node.form == .xor
  }

  private func table(of place: Int32, isOpen: Bool, _ leaves: inout TernaryLeaves) -> UInt8? {
    guard isOpen else { return leaf(place, &leaves) }
    let node = nodes[Int(place)]
    guard let a = leaf(node.a, &leaves), let b = leaf(node.b, &leaves) else { return nil }
    if node.form == .and { return a & b }
    return node.form == .or ? a | b : a ^ b
  }

  /// The truth table of a leaf, which may be the complement of a constant that is a leaf already.
  private func leaf(_ place: Int32, _ leaves: inout TernaryLeaves) -> UInt8? {
    if let bits = constant(place) {
      for number in 0..<leaves.count {
        guard let other = constant(leaves[number]) else { continue }
        if other == bits { return TernaryLeaves.tables[number] }
        if other == ~bits { return ~TernaryLeaves.tables[number] }
      }
    }
    return leaves.table(adding: place)
  }
}

/// The operands of a ternary bit operation while it is put together.
private struct TernaryLeaves {
  /// The truth tables of the operands themselves.
  static let tables: [UInt8] = [0xF0, 0xCC, 0xAA]

  private(set) var first = MachineNode.none
  private(set) var second = MachineNode.none
  private(set) var third = MachineNode.none
  private(set) var count = 0

  subscript(number: Int) -> Int32 { number == 0 ? first : number == 1 ? second : third }

  /// The truth table of an operand, which becomes the next one if it is new; nil if there is no room.
  mutating func table(adding place: Int32) -> UInt8? {
    for number in 0..<count where self[number] == place { return TernaryLeaves.tables[number] }
    switch count {
    case 0: first = place
    case 1: second = place
    case 2: third = place
    default: return nil
    }
    count += 1
    return TernaryLeaves.tables[count - 1]
  }
}

/// The predicates of comparisons, by their numbers in the encoding; none signals for quiet NaNs.
enum ComparePredicate: UInt8, Sendable {
  case equal = 0
  case notEqual = 4
  case less = 17
  case lessOrEqual = 18
  case greaterOrEqual = 29
  case greater = 30

  /// The predicate for exchanged operands.
  var exchanged: ComparePredicate {
    switch self {
    case .equal: .equal
    case .notEqual: .notEqual
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greaterOrEqual: .lessOrEqual
    case .greater: .less
    }
  }
}
