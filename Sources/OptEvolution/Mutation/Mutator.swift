package import OptProgram

/// Makes children: small random changes of flat programs that leave them well-formed.
///
/// Arguments are drawn among values of a fitting type at the place of change; the little that can
/// still go wrong further down (a name that changes its shape) is found by the verifier, and another
/// change is drawn. Holds scratch memory, so each worker owns one.
package struct Mutator {
  /// What programs may be built from.
  package let space: SearchSpace

  /// How often each mutation is drawn.
  package let weights: MutationWeights

  var flow = TypeFlow()
  private var check = Verifier()
  private let cumulativeWeights: [Int]

  /// The memory of the next child, between two of them.
  private var spare: Program?

  /// Memory of a cross-over: statements on their way into another program, what they read, new names.
  var cutting: [Instruction] = []
  var wanted: [Variable] = []
  var renamings: [(from: Variable, to: Variable)] = []

  /// Draws of one kind of change before another kind is tried.
  private static let attempts = 16

  /// A mutator of programs of a space.
  package init(space: SearchSpace, weights: MutationWeights) {
    self.space = space
    self.weights = weights
    var total = 0
    cumulativeWeights = space.operations.map { opcode in
      total += opcode.searchWeight
      return total
    }
  }

  /// Changes a program by one mutation and says which; nil if none of those with a weight is possible.
  ///
  /// The partner is what a cross-over takes statements from.
  package mutating func mutate(
    _ program: inout Program,
    partner: Program?,
    _ stream: inout RandomStream
  ) -> MutationKind? {
    for _ in 0..<Mutator.attempts {
      let kind = weights.draw(&stream) { isPossible($0, program, partner: partner) }
      guard let kind else { return nil }
      if apply(kind, to: &program, partner: partner, &stream) { return kind }
    }
    return nil
  }

  /// Changes a program by a mutation of a kind; false, and no change, if no fitting one was found.
  package mutating func apply(
    _ kind: MutationKind,
    to program: inout Program,
    partner: Program?,
    _ stream: inout RandomStream
  ) -> Bool {
    guard flow.enter(program) else { return false }
    var child = spare.take() ?? Program(name: program.name)
    defer { spare = child }
    for _ in 0..<Mutator.attempts {
      child.assign(program)
      if propose(kind, &child, partner: partner, &stream), isValid(child) {
        swap(&program, &child)
        return true
      }
    }
    return false
  }

  private mutating func propose(
    _ kind: MutationKind,
    _ child: inout Program,
    partner: Program?,
    _ stream: inout RandomStream
  ) -> Bool {
    switch kind {
    case .insert: insert(&child, &stream)
    case .delete: delete(&child, &stream)
    case .modifyArgument: modifyArgument(&child, &stream)
    case .modifyOperation: modifyOperation(&child, &stream)
    case .perturbConstant: perturbConstant(&child, &stream)
    case .resampleConstant: resampleConstant(&child, &stream)
    case .swapArguments: swapArguments(&child, &stream)
    case .duplicateState: duplicateState(&child, &stream)
    case .crossOver: crossOver(&child, partner, &stream)
    case .refine: refine(&child, &stream)
    case .addState: addState(&child, &stream)
    }
  }

  /// Whether a mutation makes sense for a program at all; what does not is never drawn.
  private func isPossible(_ kind: MutationKind, _ program: Program, partner: Program?) -> Bool {
    guard weights[kind] > 0 else { return false }
    switch kind {
    case .insert:
      return program.step.count < space.maximumStatements && !space.operations.isEmpty
    case .delete: return program.step.count > 1
    case .modifyArgument, .modifyOperation: return !program.step.isEmpty
    case .perturbConstant, .resampleConstant, .refine: return program.hasConstants
    case .swapArguments: return program.step.contains { $0.operandCount > 1 }
    case .duplicateState:
      let states = program.stateCount
      return states > 0 && states < space.maximumStates
        && program.step.count < space.maximumStatements
    case .addState:
      return program.stateCount < space.maximumStates
        && program.step.count < space.maximumStatements
    case .crossOver:
      return partner.map { !$0.step.isEmpty && $0 != program } ?? false
        && program.step.count < space.maximumStatements
    }
  }

  /// Whether a program is well-formed and within the space's limits.
  private mutating func isValid(_ program: Program) -> Bool {
    guard program.step.count <= space.maximumStatements,
      program.variables.count <= Limits.variables
    else { return false }
    if let limit = space.maximumStateBytes, program.stateBytesPerElement > limit { return false }
    do { try check.verify(program) } catch { return false }
    return true
  }

  // MARK: - Drawing

  /// An operation of the space, the common ones more often.
  func drawOperation(_ stream: inout RandomStream) -> Opcode {
    let draw = stream.below(cumulativeWeights.last ?? 1)
    let place = cumulativeWeights.firstIndex { draw < $0 } ?? 0
    return space.operations[place]
  }

  /// A value that can be read here: mostly one of the tensor's shape, as most statements need one.
  ///
  /// The scratch `flow` must stand at the place of reading.
  func drawOperand(_ program: Program, _ stream: inout RandomStream) -> Operand {
    if stream.below(4) == 0 { return .constant(ConstantSampler.draw(&stream)) }
    return drawVariable(program, &stream) { _ in true }.map { .variable($0) }
      ?? .constant(ConstantSampler.draw(&stream))
  }

  /// A variable that can be read here and whose type fits, each with equal probability.
  func drawVariable(
    _ program: Program,
    _ stream: inout RandomStream,
    where fits: (ValueType) -> Bool
  ) -> Variable? {
    func isReadable(_ index: Int) -> Bool {
      guard let type = flow.types[index], fits(type) else { return false }
      guard case .builtin(let builtin) = program.variables[index].role else { return true }
      return builtin == .update || space.builtins.contains(builtin)
    }
    var count = 0
    for index in flow.types.indices where isReadable(index) { count += 1 }
    guard count > 0 else { return nil }
    var left = stream.below(count)
    for index in flow.types.indices where isReadable(index) {
      if left == 0 { return Variable(index) }
      left -= 1
    }
    return nil
  }
}

extension Program {
  /// Whether any statement has a number as an argument.
  package var hasConstants: Bool { step.contains { $0.hasConstant } }

  /// Declares a value of the step under a name nothing else has.
  package mutating func declareLocal() -> Variable {
    declareFresh("x", .local)
  }

  /// Declares a variable under a prefix and the first number that makes the name new.
  package mutating func declareFresh(_ prefix: StaticString, _ role: Role) -> Variable {
    var taken: Set128 = []
    var largest = 0
    for declaration in variables {
      guard let number = declaration.name.number(after: prefix) else { continue }
      taken.insert(number)
      largest = Swift.max(largest, number)
    }
    return declare("\(prefix)\(taken.first(missingFrom: 1) ?? largest + 1)", role)
  }
}

/// Small numbers, without memory of its own.
private struct Set128: ExpressibleByArrayLiteral {
  private var bits: UInt128 = 0

  init(arrayLiteral elements: Int...) {
    for element in elements { insert(element) }
  }

  mutating func insert(_ number: Int) {
    if number < 128 { bits |= 1 << UInt128(number) }
  }

  /// The smallest number from a first one on that is not in the set, nil if it is too large to tell.
  func first(missingFrom first: Int) -> Int? {
    let number = (~bits >> UInt128(first)).trailingZeroBitCount + first
    return number < 128 ? number : nil
  }
}

extension String {
  /// The number that follows a prefix and ends the string, nil for other strings.
  fileprivate func number(after prefix: StaticString) -> Int? {
    var place = 0
    var number = 0
    for byte in utf8 {
      if place < prefix.utf8CodeUnitCount {
        guard byte == prefix.utf8Start[place] else { return nil }
      } else {
        guard byte >= 48, byte < 58, number < 100_000 else { return nil }
        number = 10 * number + Int(byte - 48)
      }
      place += 1
    }
    return place > prefix.utf8CodeUnitCount ? number : nil
  }
}

extension Instruction {
  /// Whether any argument is a number.
  package var hasConstant: Bool {
    for place in 0..<operandCount {
      if case .constant = self[place] { return true }
    }
    return false
  }

  /// Whether any argument is a variable.
  package func reads(_ variable: Variable) -> Bool {
    for place in 0..<operandCount where self[place] == .variable(variable) { return true }
    return false
  }

  /// The same statement of another variable that is kept alike.
  func moved(from original: Variable, to twin: Variable) -> Instruction {
    var copy = self
    copy.target = twin
    copy.replaceReads(of: original, with: .variable(twin))
    return copy
  }

  /// The same statement with every argument that reads one variable reading another value.
  package mutating func replaceReads(of variable: Variable, with operand: Operand) {
    for place in 0..<operandCount where self[place] == .variable(variable) { self[place] = operand }
  }
}
