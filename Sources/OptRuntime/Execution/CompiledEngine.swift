import OptProgram

/// Executes the plans of a rule with compiled kernels.
final class CompiledEngine: OptimizerEngine {
  private let instance: RuleInstance
  private let inputs: [(variable: Variable, kind: InputKind)]
  private let noise: NoiseSource
  private let plans: PlanCache

  private let tensors: [TensorArrays]
  private let arena: Arena
  /// By tensor: where its addresses go.
  private let weights: UnsafeBufferPointer<TensorArrays.Cell>
  private let gradients: UnsafeBufferPointer<TensorArrays.Cell>
  private let numbers: StepNumbers

  private var modelScalars: UnsafeMutablePointer<Double>
  private var modelScalarCount = 0
  private let runner: PassRunner
  private let workspace = MatrixWorkspace()
  private var sharedScratch: UnsafeMutablePointer<Float>?
  private var noiseMemory: [[UnsafeMutablePointer<Float>]] = []
  private var failure: StepFailure?

  init(_ instance: RuleInstance, target: KernelTarget, threads: Int, noiseSeed: UInt64) {
    self.instance = instance
    inputs = instance.program.inputs.compactMap { variable in
      guard case .input(let kind) = instance.program[variable].role else { return nil }
      return (variable, kind)
    }
    noise = NoiseSource(seed: noiseSeed)
    arena = Arena()
    tensors = instance.arrays(in: arena)
    weights = arena.copy(tensors.map(\.weight))
    gradients = arena.copy(tensors.map(\.gradient))
    numbers = StepNumbers(variables: instance.program.variables.count, arena)
    plans = PlanCache(instance, tensors, numbers, arena, target: target)
    let largest = instance.tensors.reduce(0) { max($0, $1.count) }
    let useful = min(threads, largest / PassRunner.elementsPerThread)
    runner = PassRunner(team: useful > 1 ? ThreadTeam(count: useful) : nil)
    modelScalars = .allocate(capacity: 1)
  }

  deinit {
    modelScalars.deallocate()
    sharedScratch?.deallocate()
    for buffer in noiseMemory.joined() { buffer.deallocate() }
  }

  var fallbackReason: NativeError? { plans.fallbackReason }

  // MARK: - Steps

  func step(
    _ number: Int,
    _ weights: [UnsafeMutablePointer<Float>],
    _ gradients: [UnsafePointer<Float>],
    learningRate: Double,
    _ inputs: StepInputs
  ) -> StepOutcome {
    for (tensor, cell) in self.weights.enumerated() { cell.pointee = weights[tensor] }
    for (tensor, cell) in self.gradients.enumerated() {
      cell.pointee = UnsafeMutablePointer(mutating: gradients[tensor])
    }
    numbers.learningRate.pointee = learningRate
    numbers.step.pointee = Double(number)
    numbers.loss.pointee = inputs.loss
    numbers.batchSize.pointee = inputs.batchSize
    if !self.inputs.isEmpty { supply(inputs, step: number) }
    failure = nil
    var first: StepFailure?
    if number == 1, !instance.program.initialization.isEmpty {
      run(.initialization, step: 1)
      first = failure
      failure = nil
    }
    run(.step, step: number)
    return StepOutcome(first ?? failure)
  }

  func evaluate(
    step: Int,
    learningRate: Double,
    _ weights: [UnsafePointer<Float>],
    into evaluation: [UnsafeMutablePointer<Float>]
  ) {
    for (place, tensor) in tensors.enumerated() {
      tensor.weight.pointee = UnsafeMutablePointer(mutating: weights[place])
      tensor.evaluation.pointee = evaluation[place]
    }
    numbers.learningRate.pointee = learningRate
    numbers.step.pointee = Double(step)
    run(.evaluation, step: step)
  }

  private func run(_ part: ProgramPart, step: Int) {
    let script = plans.script(part, step: step)
    if plans.hasGrown { reserve() }
    let model = modelScalars
    for leaf in script.modelLeaves { model[leaf.place] = leaf.source.pointee }
    for segment in script.segments {
      compute(segment.modelCode, into: model, ScalarValues(model: model, tensor: model))
      for part in segment.parts { run(part, ScalarValues(model: model, tensor: part.scalars)) }
      for barrier in segment.barriers {
        var total = 0.0
        for entry in barrier.contributions {
          total += ScalarValues(model: model, tensor: entry.scalars)[entry.value]
        }
        model[barrier.result] = total
      }
    }
    for store in script.stores {
      store.target.pointee = ScalarValues(model: model, tensor: store.scalars)[store.value]
    }
  }

  /// Makes room for plans that were not there before.
  private func reserve() {
    plans.hasGrown = false
    if plans.modelScalarCount > modelScalarCount {
      modelScalars.deallocate()
      modelScalarCount = plans.modelScalarCount
      modelScalars = .allocate(capacity: modelScalarCount)
      modelScalars.initialize(repeating: 0, count: modelScalarCount)
    }
    runner.reserve(plans.limits)
    if plans.limits.scratch > 0 { reserveScratch(plans.limits.scratch) }
  }

  private func reserveScratch(_ count: Int) {
    sharedScratch?.deallocate()
    let scratch = UnsafeMutablePointer<Float>.allocateFloats(count)
    sharedScratch = scratch
    for tensor in tensors { tensor.scratch.pointee = scratch }
  }

  // MARK: - Units

  private func run(_ part: StepScript.Part, _ values: ScalarValues) {
    for unit in part.units {
      switch unit {
      case .states(let copies):
        for copy in copies { part.scalars[copy.place] = copy.source.pointee }
      case .scalars(let code):
        compute(code, into: part.scalars, values, tensor: part.binding)
      case .call(let call):
        call.update(values)
        call.function?.call(call.arguments(reductions: .standIn))
      case .pass(let place):
        let pass = plans.binding(part.binding).passes[place]
        pass.call.update(values)
        runner.run(pass) { part.scalars[$0] = $1 }
      case .matrix(let place):
        run(plans.binding(part.binding).matrixCalls[place], part, values)
      }
    }
  }

  private func run(
    _ bound: (call: MatrixCall, memory: MatrixCallMemory),
    _ part: StepScript.Part,
    _ values: ScalarValues
  ) {
    var result = Float.nan
    do throws(StepFailure.Reason) {
      try withUnsafeMutablePointer(to: &result) { pointer throws(StepFailure.Reason) in
        try bound.call.run(bound.memory, workspace, scalarResult: pointer) { values[$0] }
      }
    } catch {
      fail(part.binding, bound.call.statement, error)
    }
    if case .scalar(let place) = bound.call.result { part.scalars[place] = Double(result) }
  }

  private func compute(
    _ code: UnsafeBufferPointer<ScalarInstruction>,
    into targets: UnsafeMutablePointer<Double>,
    _ values: ScalarValues,
    tensor: Int? = nil
  ) {
    for instruction in code {
      targets[instruction.target] = instruction.value {
        values[$0]
      } _: {
        fail(tensor ?? instruction.tensor, $0, $1)
      }
    }
  }

  /// Keeps the failure that comes first where tensor after tensor goes on to the next global reduction.
  private func fail(_ tensor: Int, _ statement: Int, _ reason: StepFailure.Reason) {
    func order(_ tensor: Int, _ statement: Int) -> (Int, Int, Int) {
      let before = instance.program.step.prefix(statement).count { $0.opcode.isGlobal }
      return (before, tensor, statement)
    }
    if let failure, order(failure.tensor, failure.instruction) <= order(tensor, statement) {
      return
    }
    failure = StepFailure(tensor: tensor, instruction: statement, reason: reason)
  }

  // MARK: - Inputs

  private func supply(_ inputs: StepInputs, step: Int) {
    var noiseInput = 0
    for (variable, kind) in self.inputs {
      switch kind {
      case .loss, .batchSize: break
      case .hessianDiagonal(.hutchinson): point(variable, inputs.hutchinsonDiagonal)
      case .hessianDiagonal(.gaussNewton): point(variable, inputs.gaussNewtonDiagonal)
      case .noise(let distribution):
        if inputs.noise.isEmpty {
          draw(distribution, variable, step: step, input: noiseInput)
        } else {
          point(variable, inputs.noise[noiseInput])
        }
        noiseInput += 1
      }
    }
  }

  private func point(_ variable: Variable, _ pointers: [UnsafePointer<Float>]) {
    for (place, tensor) in tensors.enumerated() {
      tensor.inputs[Int(variable.index)] =
        pointers.isEmpty ? .standIn : UnsafeMutablePointer(mutating: pointers[place])
    }
  }

  private func draw(
    _ distribution: NoiseDistribution,
    _ variable: Variable,
    step: Int,
    input: Int
  ) {
    if noiseMemory.count <= input {
      noiseMemory.append(instance.tensors.map { .allocateFloats($0.count) })
    }
    for (tensor, arrays) in tensors.enumerated() {
      let memory = noiseMemory[input][tensor]
      noise.fill(
        UnsafeMutableBufferPointer(start: memory, count: instance.tensors[tensor].count),
        distribution,
        step: step,
        tensor: tensor,
        input: input
      )
      arrays.inputs[Int(variable.index)] = memory
    }
  }

  // MARK: - Saved states

  func reset() {
    numbers.modelStates.update(repeating: 0, count: instance.program.variables.count)
    for tensor in tensors {
      for state in tensor.states { state?.reset() }
    }
  }

  func save() -> [SavedState.Buffer] {
    instance.save {
      numbers.modelStates[Int($0.index)]
    } _: { state, tensor in
      guard let memory = tensors[tensor].states[Int(state.index)] else {
        preconditionFailure("a state without memory")
      }
      return memory.saved
    }
  }

  func restore(_ buffers: [SavedState.Buffer]) throws(OptimizerError) {
    try instance.restore(buffers) { state, number in
      numbers.modelStates[Int(state.index)] = number
    } tensor: { state, tensor, values in
      tensors[tensor].states[Int(state.index)]?.restore(values) ?? false
    }
  }
}

extension RuleInstance {
  /// Arrays for each tensor: its states at 0; the others are the caller's and come with a step.
  func arrays(in arena: Arena) -> [TensorArrays] {
    tensors.indices.map { tensor in
      var states = [StateMemory?](repeating: nil, count: program.variables.count)
      for (number, state) in tensorStates(tensor).enumerated() {
        let layout = layout(of: state, tensor: tensor)
        states[Int(state.index)] = StateMemory(layout, number: number)
      }
      return TensorArrays(tensors[tensor], states: states, arena)
    }
  }
}
