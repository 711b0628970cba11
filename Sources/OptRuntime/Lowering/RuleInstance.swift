import OptProgram

/// A program made ready for a list of tensors: what back ends and the reference interpreter share.
struct RuleInstance: Sendable {
  /// The program with hyperparameters at their final values.
  let program: Program

  let tensors: [TensorShape]
  let totalSteps: Int

  /// The distinct views of the program, and which one each tensor has.
  let views: [TensorProgram]
  let viewOfTensor: [Int]

  /// The states of the whole model that some tensor needs, in the order of declaration.
  let modelStates: [Variable]

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
    totalSteps = configuration.totalSteps
    var keys: [[Bool]] = []
    viewOfTensor = tensors.map { shape in
      let truths = RuleInstance.truths(program, shape, step: 1, totalSteps: 0)
      let key = zip(program.conditions, truths).map { $0.dependsOnShape && $1 }
      if let view = keys.firstIndex(of: key) { return view }
      keys.append(key)
      return keys.count - 1
    }
    let views = keys.map { TensorProgram(program, truths: $0) }
    self.views = views
    modelStates = program.states.filter { state in
      program.isModelState(state) && views.contains { $0.states.contains(state) }
    }
  }

  /// The truth of each condition for a tensor in a step.
  func truths(tensor: Int, step: Int) -> [Bool] {
    RuleInstance.truths(program, tensors[tensor], step: step, totalSteps: totalSteps)
  }

  private static func truths(
    _ program: Program,
    _ shape: TensorShape,
    step: Int,
    totalSteps: Int
  ) -> [Bool] {
    if program.conditions.isEmpty { return [] }
    return program.truths(
      HostValues(
        step: step,
        totalSteps: totalSteps,
        rows: shape.rows,
        cols: shape.cols,
        rank: shape.rank
      )
    )
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

extension Program {
  /// Whether a variable is a state of the whole model.
  func isModelState(_ variable: Variable) -> Bool {
    guard case .state(let type, _) = self[variable].role else { return false }
    return !type.isPerTensor
  }
}
