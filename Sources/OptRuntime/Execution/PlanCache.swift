import OptProgram

/// The plans of the paths that were taken, made when a path is taken for the first time.
struct PlanCache {
  /// What the plans made so far need at most.
  struct Limits {
    var streams = 0
    var uniforms = 0
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
  private var tensorPlans: [Key: TensorPlan] = [:]
  private var stepPlans: [ProgramPart: [StepPlan]] = [:]
  /// By part: the plan that was taken last.
  private var last: [StepPlan?]
  private var truths: [ConditionTruths]
  private let hasConditions: Bool
  private let arrays: [TensorArrays]

  private struct Key: Hashable {
    var view: Int
    var part: ProgramPart
    var truths: ConditionTruths
  }

  /// No plans yet, for tensors with the given arrays.
  init(_ instance: RuleInstance, _ arrays: [TensorArrays], target: KernelTarget) {
    self.instance = instance
    self.arrays = arrays
    hasConditions = !instance.program.conditions.isEmpty
    last = ProgramPart.allCases.map { _ in nil }
    compiler = PathCompiler(instance, target: target)
    truths = instance.tensors.map { _ in ConditionTruths() }
  }

  /// The number of the model's scalars in all plans.
  var modelScalarCount: Int { compiler.model.entries.count }

  /// The plan of a list in a step.
  mutating func plan(_ part: ProgramPart, step: Int) -> StepPlan {
    if !hasConditions, let plan = last[part.rawValue] { return plan }
    for tensor in truths.indices { truths[tensor] = instance.truths(tensor: tensor, step: step) }
    if let plan = last[part.rawValue], plan.truths == truths { return plan }
    let known = stepPlans[part]?.first { $0.truths == truths }
    let plan = known ?? make(part)
    last[part.rawValue] = plan
    return plan
  }

  private mutating func make(_ part: ProgramPart) -> StepPlan {
    var bindings: [TensorBinding] = []
    for (tensor, arrays) in arrays.enumerated() {
      let key = Key(view: instance.viewOfTensor[tensor], part: part, truths: truths[tensor])
      let plan = tensorPlans[key] ?? compiler.plan(view: key.view, part, truths: key.truths)
      tensorPlans[key] = plan
      let binding = TensorBinding(plan, tensor: tensor, arrays)
      bindings.append(binding)
      grow(binding)
    }
    let plan = StepPlan(
      truths: truths,
      bindings: bindings,
      model: compiler.model,
      modelStates: instance.modelStates
    )
    stepPlans[part, default: []].append(plan)
    return plan
  }

  private mutating func grow(_ binding: TensorBinding) {
    hasGrown = true
    if binding.ownScratch == nil { limits.scratch = max(limits.scratch, binding.scratchCount) }
    for segment in binding.plan.segments {
      for case .pass(let pass) in segment.units {
        limits.streams = max(limits.streams, pass.sources.count, pass.sinks.count)
        limits.uniforms = max(limits.uniforms, pass.uniforms.count)
        limits.reductions = max(limits.reductions, pass.results.count)
        fallbackReason = fallbackReason ?? pass.kernel.fallbackReason
      }
    }
  }
}
