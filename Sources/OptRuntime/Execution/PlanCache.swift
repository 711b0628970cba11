import OptProgram

/// The plans of the paths that were taken, made when a path is taken for the first time.
final class PlanCache {
  /// What the plans made so far need at most.
  struct Limits {
    var streams = 0
    var reductions = 0
    /// Floats of temporary memory that tensors share.
    var scratch = 0
  }

  private(set) var limits = Limits()

  /// Whether limits may have grown; the user sets it back.
  var hasGrown = false

  /// Why there is no machine code though it was asked for.
  private(set) var fallbackReason: NativeError?

  private let instance: RuleInstance
  private var compiler: PathCompiler
  private var tensorPlans: [(key: Key, plan: TensorPlan)] = []
  /// By part.
  private var stepPlans: [[StepPlan]]
  /// By part: the plan that was taken last.
  private var last: [StepPlan?]
  private var truths: [ConditionTruths]
  private let hasConditions: Bool
  private let tensors: [TensorArrays]
  private let numbers: StepNumbers

  /// By part: what is done if a step goes the way of the last one.
  private let scripts: UnsafeMutablePointer<StepScript?>
  private var currentPart = ProgramPart.step
  private let arena: Arena

  private struct Key: Equatable {
    var view: Int
    var part: ProgramPart
    var truths: ConditionTruths
  }

  /// No plans yet, for tensors with the given arrays.
  init(
    _ instance: RuleInstance,
    _ tensors: [TensorArrays],
    _ numbers: StepNumbers,
    _ arena: Arena,
    target: KernelTarget
  ) {
    self.instance = instance
    self.tensors = tensors
    self.numbers = numbers
    self.arena = arena
    scripts = arena.repeating(nil, count: ProgramPart.allCases.count)
    hasConditions = !instance.program.conditions.isEmpty
    stepPlans = ProgramPart.allCases.map { _ in [] }
    last = ProgramPart.allCases.map { _ in nil }
    compiler = PathCompiler(instance, target: target)
    truths = instance.tensors.map { _ in ConditionTruths() }
  }

  /// The number of the model's scalars in all plans.
  var modelScalarCount: Int { compiler.model.entries.count }

  /// What is done in a list in a step; it belongs to the cache.
  @inline(__always)
  func script(_ part: ProgramPart, step: Int) -> StepScript {
    if !hasConditions, let script = scripts[part.rawValue] {
      currentPart = part
      return script
    }
    let plan = plan(part, step: step)
    scripts[part.rawValue] = plan.script
    return plan.script
  }

  /// The plan of a list in a step.
  func plan(_ part: ProgramPart, step: Int) -> StepPlan {
    currentPart = part
    for tensor in truths.indices { truths[tensor] = instance.truths(tensor: tensor, step: step) }
    if let plan = last[part.rawValue], plan.truths == truths { return plan }
    let known = stepPlans[part.rawValue].first { $0.truths == truths }
    let plan = known ?? make(part)
    last[part.rawValue] = plan
    return plan
  }

  /// The binding of a tensor in the plan that is executed.
  // Inlined, it would check for exclusive access in steps that do not need it too.
  @inline(never)
  func binding(_ tensor: Int) -> TensorBinding {
    guard let plan = last[currentPart.rawValue] else { preconditionFailure("nothing is executed") }
    return plan.bindings[tensor]
  }

  private func make(_ part: ProgramPart) -> StepPlan {
    var bindings: [TensorBinding] = []
    for (tensor, arrays) in tensors.enumerated() {
      let key = Key(view: instance.viewOfTensor[tensor], part: part, truths: truths[tensor])
      let binding = TensorBinding(tensorPlan(key), arrays, arena)
      bindings.append(binding)
      grow(binding)
    }
    let plan = StepPlan(
      truths: truths,
      bindings: bindings,
      model: compiler.model,
      modelStates: instance.modelStates,
      numbers: numbers,
      arena
    )
    stepPlans[part.rawValue].append(plan)
    return plan
  }

  private func tensorPlan(_ key: Key) -> TensorPlan {
    if let known = tensorPlans.first(where: { $0.key == key }) { return known.plan }
    let plan = compiler.plan(view: key.view, key.part, truths: key.truths)
    tensorPlans.append((key, plan))
    return plan
  }

  private func grow(_ binding: TensorBinding) {
    hasGrown = true
    limits.scratch = max(limits.scratch, binding.arrays.sharedScratchCount)
    for segment in binding.plan.segments {
      for case .pass(let pass) in segment.units {
        limits.streams = max(limits.streams, pass.sources.count, pass.sinks.count)
        limits.reductions = max(limits.reductions, pass.results.count)
        fallbackReason = fallbackReason ?? pass.kernel.fallbackReason
      }
    }
  }
}
