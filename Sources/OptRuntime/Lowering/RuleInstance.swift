import OptProgram

/// A program made ready for a list of tensors: what back ends and the reference interpreter share.
final class RuleInstance: Sendable {
  /// The program with hyperparameters at their final values.
  let program: Program

  let tensors: [TensorShape]
  let totalSteps: Int

  /// The distinct views of the program, and which one each tensor has.
  let views: [TensorProgram]
  let viewOfTensor: [Int]

  /// The states of the whole model that some tensor needs, in the order of declaration.
  let modelStates: [Variable]

  /// By place of a statement: the barrier of its global reduction, in the step and in the initialization;
  /// what reads its result comes later.
  let barriers: [Int]

  /// Elements from which on a narrow storage is used; a smaller state stays at full width.
  static let narrowCount = 4_096

  init(
    _ program: Program,
    tensors: [TensorShape],
    configuration: Optimizer.Configuration
  ) throws(OptimizerError) {
    var program = program
    for name in configuration.hyperparameters.keys.sorted() {
      guard let value = configuration.hyperparameters[name],
        program.setHyperparameter(name, to: value)
      else { throw .unknownHyperparameter(name) }
    }
    for (place, shape) in tensors.enumerated() where !shape.isValid {
      throw .invalidShape(tensor: place)
    }
    self.program = program
    self.tensors = tensors
    self.totalSteps = configuration.totalSteps
    var keys: [ConditionTruths] = []
    let totalSteps = configuration.totalSteps
    viewOfTensor = tensors.map { shape in
      var key = RuleInstance.truths(program, shape, step: 1, totalSteps: totalSteps)
      for (place, condition) in program.conditions.enumerated() where condition.dependsOnStep {
        key[place] = false
      }
      if let view = keys.firstIndex(of: key) { return view }
      keys.append(key)
      return keys.count - 1
    }
    barriers = RuleInstance.barriers(program)
    let views = keys.map {
      TensorProgram(program, truths: $0, keepsDeadCode: configuration.keepsDeadCode)
    }
    self.views = views
    modelStates = program.states.filter { state in
      program.isModelState(state) && views.contains { $0.states.contains(state) }
    }
  }

  /// Global reductions that do not need each other share a barrier; conditions count as undecided, so
  /// that all tensors agree.
  ///
  /// The step and the initialization share the numbers of their statements, hence their barriers.
  private static func barriers(_ program: Program) -> [Int] {
    let lists = [program.step, program.initialization]
    var barriers = [Int](repeating: 0, count: max(lists[0].count, lists[1].count))
    let hasGlobal = lists.contains { list in list.contains { $0.opcode.isGlobal } }
    guard hasGlobal else { return barriers }
    var stages = lists.map { _ in program.variables.map { _ in 0 } }
    for place in barriers.indices {
      for (list, statements) in lists.enumerated() where place < statements.count {
        statements[place].forEachOperand { operand in
          if case .variable(let variable) = operand {
            barriers[place] = max(barriers[place], stages[list][Int(variable.index)])
          }
        }
      }
      for (list, statements) in lists.enumerated() where place < statements.count {
        let instruction = statements[place]
        let target = Int(instruction.target.index)
        let result = barriers[place] + (instruction.opcode.isGlobal ? 1 : 0)
        let isCertain = instruction.guardIndex == nil
        stages[list][target] = isCertain ? result : max(result, stages[list][target])
      }
    }
    return barriers
  }

  /// The truth of each condition for a tensor in a step.
  func truths(tensor: Int, step: Int) -> ConditionTruths {
    RuleInstance.truths(program, tensors[tensor], step: step, totalSteps: totalSteps)
  }

  private static func truths(
    _ program: Program,
    _ shape: TensorShape,
    step: Int,
    totalSteps: Int
  ) -> ConditionTruths {
    var truths = ConditionTruths()
    if program.conditions.isEmpty { return truths }
    let values = HostValues(
      step: step,
      totalSteps: totalSteps,
      rows: shape.rows,
      cols: shape.cols,
      rank: shape.rank
    )
    for (place, condition) in program.conditions.enumerated() {
      truths[place] = condition.evaluate { program.value(of: $0, values) }
    }
    return truths
  }

  /// Whether a statement that matters reads an input of the kind in a step.
  func reads(_ kind: InputKind, atStep step: Int) -> Bool {
    let inputs = program.inputs.filter { program[$0].role == .input(kind) }
    guard !inputs.isEmpty else { return false }
    return tensors.indices.contains { tensor in
      let truths = truths(tensor: tensor, step: step)
      let view = views[viewOfTensor[tensor]]
      let parts: [ProgramPart] = step == 1 ? [.initialization, .step] : [.step]
      return parts.contains { part in
        view.statements(part, truths: truths).contains { statement in
          inputs.contains { statement.instruction.reads($0) }
        }
      }
    }
  }

  /// The states that are kept for a tensor, in the order of declaration.
  func tensorStates(_ tensor: Int) -> [Variable] {
    views[viewOfTensor[tensor]].states.filter { !program.isModelState($0) }
  }

  /// How a state of a tensor is stored, and its lengths.
  func layout(of state: Variable, tensor: Int) -> StateLayout {
    guard case .state(let type, let storage) = program[state].role else {
      preconditionFailure("not a state")
    }
    let (rows, cols) = tensors[tensor].lengths(of: type.shape)
    return StateLayout(
      isScalar: type.shape.isScalar,
      rows: rows,
      cols: cols,
      storage: rows * cols < RuleInstance.narrowCount ? .full : storage
    )
  }
}

/// A truth value for each condition of a program: a path.
struct ConditionTruths: Hashable, Sendable, BitwiseCopyable {
  private var bits: UInt64 = 0

  subscript(condition: Int) -> Bool {
    get { bits >> UInt64(condition) & 1 == 1 }
    set { bits = newValue ? bits | 1 << UInt64(condition) : bits & ~(1 << UInt64(condition)) }
  }

  /// Whether a guard holds.
  func satisfy(_ literals: Guard) -> Bool {
    literals.allSatisfy { self[Int($0.condition)] != $0.isNegated }
  }
}

/// The form of one state of one tensor.
struct StateLayout: Hashable, Sendable {
  /// Scalars are kept as Doubles.
  var isScalar: Bool
  var rows: Int
  var cols: Int
  var storage: Storage

  var count: Int { rows * cols }

  /// Bytes that the state takes when elements at full width have the given size.
  func byteCount(elementBytes: Int) -> Int {
    if isScalar { return MemoryLayout<Double>.size }
    switch storage {
    case .full: return count * elementBytes
    case .bf16: return count * 2
    case .q8, .q8u:
      let blocks = (count + CodeBook.blockLength - 1) / CodeBook.blockLength
      return count + blocks * MemoryLayout<Float>.size
    }
  }
}

extension TensorShape {
  /// Whether no dimension is negative and the elements can be counted.
  fileprivate var isValid: Bool {
    var count = 1
    for dimension in dimensions {
      let (product, overflows) = count.multipliedReportingOverflow(by: dimension)
      if dimension < 0 || overflows || product > 1 << 40 { return false }
      count = product
    }
    return true
  }

  /// The numbers that a symbolic shape stands for.
  func lengths(of shape: Shape) -> (rows: Int, cols: Int) {
    (length(shape.rows), length(shape.cols))
  }

  private func length(_ extent: Extent) -> Int {
    switch extent {
    case .one: 1
    case .rows: rows
    case .cols: cols
    }
  }
}

extension Condition {
  /// Whether the condition may differ from step to step; else it is decided once for each tensor.
  var dependsOnStep: Bool {
    var found = false
    forEachVariable { found = found || $0 == Builtin.stepNumber.variable }
    return found
  }
}

extension Instruction {
  /// Whether a variable is an operand.
  fileprivate func reads(_ variable: Variable) -> Bool {
    (0..<operandCount).contains { self[$0] == .variable(variable) }
  }
}

extension Program {
  /// Whether a variable is a state of the whole model.
  func isModelState(_ variable: Variable) -> Bool {
    guard case .state(let type, _) = self[variable].role else { return false }
    return !type.isPerTensor
  }
}
