import OptProgram

/// Executes the plans of a rule with compiled kernels.
final class CompiledEngine: OptimizerEngine {
  private let instance: RuleInstance
  private let inputs: [(variable: Variable, kind: InputKind)]
  private let noise: NoiseSource
  private let team: ThreadTeam?
  private var plans: PlanCache

  private let arrays: [TensorArrays]
  private var modelStates: [Double]
  private var modelScalars: UnsafeMutablePointer<Double>
  private var modelScalarCount = 0
  private var runner: PassRunner
  private var sharedScratch = UnsafeMutablePointer<Float>.allocateFloats(0)
  private var noiseMemory: [[UnsafeMutablePointer<Float>]] = []
  private var failure: StepFailure?

  /// What a step has beside arrays.
  private struct Numbers {
    var step: Int
    var learningRate: Double
    var loss: Double
    var batchSize: Double
  }

  init(_ instance: RuleInstance, target: KernelTarget, threads: Int, noiseSeed: UInt64) {
    self.instance = instance
    inputs = instance.program.inputs.compactMap { variable in
      guard case .input(let kind) = instance.program[variable].role else { return nil }
      return (variable, kind)
    }
    noise = NoiseSource(seed: noiseSeed)
    arrays = instance.arrays()
    plans = PlanCache(instance, arrays, target: target)
    let largest = instance.tensors.map(\.count).max() ?? 0
    let useful = min(threads, largest / PassRunner.elementsPerThread)
    team = useful > 1 ? ThreadTeam(count: useful) : nil
    runner = PassRunner(plans.limits, team: team)
    modelStates = instance.program.variables.map { _ in 0 }
    modelScalars = .allocate(capacity: 1)
  }

  deinit {
    modelScalars.deallocate()
    sharedScratch.deallocate()
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
    failure = nil
    for tensor in arrays.indices {
      arrays[tensor].weight = weights[tensor]
      arrays[tensor].gradient = gradients[tensor]
    }
    if !self.inputs.isEmpty { supply(inputs, step: number) }
    let numbers = Numbers(
      step: number,
      learningRate: learningRate,
      loss: inputs.loss,
      batchSize: inputs.batchSize
    )
    if number == 1, !instance.program.initialization.isEmpty { run(.initialization, numbers) }
    run(.step, numbers)
    return StepOutcome(failure)
  }

  func evaluate(
    step: Int,
    learningRate: Double,
    _ weights: [UnsafePointer<Float>],
    into evaluation: [UnsafeMutablePointer<Float>]
  ) {
    for tensor in arrays.indices {
      arrays[tensor].weight = UnsafeMutablePointer(mutating: weights[tensor])
      arrays[tensor].evaluation = evaluation[tensor]
    }
    run(
      .evaluation,
      Numbers(step: step, learningRate: learningRate, loss: .nan, batchSize: .nan)
    )
  }

  private func run(_ part: ProgramPart, _ numbers: Numbers) {
    let plan = plans.plan(part, step: numbers.step)
    reserve()
    for leaf in plan.modelLeaves {
      modelScalars[leaf.place] = value(of: leaf.operation, numbers)
    }
    for segment in 0..<plan.segmentCount {
      compute(plan.modelCode[segment])
      for binding in plan.bindings { run(binding, segment) }
      for barrier in plan.barriers[segment] {
        modelScalars[barrier.result] = total(of: barrier, plan, segment)
      }
    }
    keepStates(plan)
  }

  private func reserve() {
    if plans.modelScalarCount > modelScalarCount {
      modelScalars.deallocate()
      modelScalarCount = plans.modelScalarCount
      modelScalars = .allocate(capacity: modelScalarCount)
      modelScalars.initialize(repeating: 0, count: modelScalarCount)
    }
    guard plans.hasGrown else { return }
    plans.hasGrown = false
    runner = PassRunner(plans.limits, team: team)
    sharedScratch.deallocate()
    sharedScratch = .allocateFloats(plans.limits.scratch)
  }

  private func total(of barrier: StepPlan.Barrier, _ plan: StepPlan, _ segment: Int) -> Double {
    var total = 0.0
    for binding in plan.bindings {
      let contribution = binding.plan.segments[segment].contributions[barrier.contribution]
      total += number(contribution.value, binding)
    }
    return total
  }

  private func keepStates(_ plan: StepPlan) {
    for entry in plan.modelStates {
      switch entry.value {
      case .constant(let bits): modelStates[Int(entry.state.index)] = Double(bitPattern: bits)
      case .model(let place): modelStates[Int(entry.state.index)] = modelScalars[place]
      case .tensor: preconditionFailure("a state of the model is computed from one tensor")
      }
    }
    for binding in plan.bindings {
      for entry in binding.plan.tensorStates {
        let number = number(entry.value, binding)
        arrays[binding.tensor].states[Int(entry.state.index)]?.number = number
      }
    }
  }

  // MARK: - Units

  private func run(_ binding: TensorBinding, _ segment: Int) {
    guard segment < binding.segments.count else { return }
    if segment == 0 { begin(binding) }
    for unit in binding.segments[segment] {
      switch unit {
      case .scalars(let code):
        for instruction in code {
          binding.scalars[instruction.target] = instruction.value {
            number($0, binding)
          } _: {
            fail(binding.tensor, $0, $1)
          }
        }
      case .pass(let pass):
        runner.run(pass, arrays[binding.tensor]) {
          number($0, binding)
        } result: {
          binding.scalars[$0] = $1
        }
      case .matrix(let call, let memory): run(call, memory, binding)
      }
    }
  }

  private func begin(_ binding: TensorBinding) {
    let arrays = arrays[binding.tensor]
    arrays.scratch = binding.ownScratch ?? sharedScratch
    arrays.scratchOffsets = binding.scratchOffsets
    for leaf in binding.leaves {
      binding.scalars[leaf.place] = value(of: leaf.operation, binding.tensor)
    }
  }

  private func compute(_ code: [ScalarInstruction]) {
    for instruction in code {
      modelScalars[instruction.target] = instruction.value { reference in
        switch reference {
        case .constant(let bits): Double(bitPattern: bits)
        case .model(let place): modelScalars[place]
        case .tensor: preconditionFailure("a scalar of the model is computed from one tensor")
        }
      } _: {
        fail(0, $0, $1)
      }
    }
  }

  @inline(__always)
  private func number(_ reference: ScalarReference, _ binding: TensorBinding) -> Double {
    switch reference {
    case .constant(let bits): Double(bitPattern: bits)
    case .model(let place): modelScalars[place]
    case .tensor(let place): binding.scalars[place]
    }
  }

  private func value(of leaf: ScalarOperation, _ numbers: Numbers) -> Double {
    switch leaf {
    case .learningRate: numbers.learningRate
    case .stepNumber: Double(numbers.step)
    case .input(.loss): numbers.loss
    case .input: numbers.batchSize
    case .modelState(let variable): modelStates[Int(variable.index)]
    case .global, .rows, .cols, .rank, .count, .tensorState, .result, .elementwise, .matrix:
      preconditionFailure("not known to the model before a step")
    }
  }

  private func value(of leaf: ScalarOperation, _ tensor: Int) -> Double {
    let shape = instance.tensors[tensor]
    switch leaf {
    case .rows: return Double(shape.rows)
    case .cols: return Double(shape.cols)
    case .rank: return Double(shape.rank)
    case .count(let counted):
      let (rows, cols) = shape.lengths(of: counted)
      return Double(rows * cols)
    case .tensorState(let variable):
      return arrays[tensor].states[Int(variable.index)]?.number ?? 0
    case .learningRate, .stepNumber, .input, .modelState, .global, .result, .elementwise, .matrix:
      preconditionFailure("not known of a tensor before a step")
    }
  }

  private func fail(_ tensor: Int, _ statement: Int, _ reason: StepFailure.Reason) {
    failure = failure ?? StepFailure(tensor: tensor, instruction: statement, reason: reason)
  }

  // MARK: - Matrices

  private func run(_ call: MatrixCall, _ memory: MatrixCallMemory, _ binding: TensorBinding) {
    var result = Float.nan
    do throws(StepFailure.Reason) {
      try withUnsafeMutablePointer(to: &result) { pointer throws(StepFailure.Reason) in
        try call.run(arrays[binding.tensor], memory, scalarResult: pointer) {
          number($0, binding)
        }
      }
    } catch {
      fail(binding.tensor, call.statement, error)
    }
    if case .scalar(let place) = call.result { binding.scalars[place] = Double(result) }
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
    for tensor in arrays.indices {
      arrays[tensor].inputs[Int(variable.index)] = pointers.isEmpty ? nil : pointers[tensor]
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
    for tensor in arrays.indices {
      let memory = noiseMemory[input][tensor]
      noise.fill(
        UnsafeMutableBufferPointer(start: memory, count: instance.tensors[tensor].count),
        distribution,
        step: step,
        tensor: tensor,
        input: input
      )
      arrays[tensor].inputs[Int(variable.index)] = UnsafePointer(memory)
    }
  }

  // MARK: - Saved states

  func reset() {
    for place in modelStates.indices { modelStates[place] = 0 }
    for tensor in arrays.indices {
      for state in arrays[tensor].states { state?.reset() }
    }
  }

  func save() -> [SavedState.Buffer] {
    instance.save(model: modelStates) { state, tensor in
      guard let memory = arrays[tensor].states[Int(state.index)] else {
        preconditionFailure("a state without memory")
      }
      return memory.saved
    }
  }

  func restore(_ buffers: [SavedState.Buffer]) throws(OptimizerError) {
    try instance.restore(buffers) { state, number in
      modelStates[Int(state.index)] = number
    } tensor: { state, tensor, values in
      arrays[tensor].states[Int(state.index)]?.restore(values) ?? false
    }
  }
}

extension RuleInstance {
  /// Arrays for each tensor: its states at 0; the others are the caller's and come with a step.
  func arrays() -> [TensorArrays] {
    tensors.indices.map { tensor in
      var states = [StateMemory?](repeating: nil, count: program.variables.count)
      for state in tensorStates(tensor) {
        states[Int(state.index)] = StateMemory(layout(of: state, tensor: tensor))
      }
      return TensorArrays(tensors[tensor], states: states)
    }
  }
}
